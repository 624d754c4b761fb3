# %% [markdown]
# # Mixed precision and many workers
#
# About 80 minutes · demanding
#
# ![The training loop as a ring, with backward pass, limit and step marked.](attachment:ring-backward-clip-step.png)
#
# ## Why this matters
#
# When a model no longer fits into the time you have, there are two ways out: numbers with fewer digits, and more processes that share the work. Both keep the training loop as you know it and add a few lines, and in both a missing line raises no error. An orchestra of guitarists sounds like one instrument only if all start at the same bar, play the same tempo and agree on a tuning before the next bar. At the end of this notebook you can write a training step with a gradient scaler, share a data set out among processes, and average gradients and metrics across them.

# %%
import math
import multiprocessing
import os
import sys
import tempfile
from datetime import timedelta

import matplotlib.pyplot as plt
import torch
import torch.distributed as dist
from torch import nn
from torch.utils.data import DataLoader, Dataset, IterableDataset, get_worker_info
from torch.utils.data.distributed import DistributedSampler

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (11) `torch.manual_seed(1)` stands at the start of a run, and nothing else is seeded. Which random numbers are the same in the next run?
#
# - **A** PyTorch's and NumPy's
# - **B** PyTorch's alone
# - **C** all of them
#
# **2.** (09) Gradients with a global norm of 6 are clipped to 2. Each gradient is …
#
# - **A** multiplied by 1/3
# - **B** cut off at 2
# - **C** reduced by 4
#
# **3.** (06) Two micro-batches of equal size, both losses are means. Accumulating gives the gradient of the joined batch if each loss is …
#
# - **A** left as it is
# - **B** divided by 2
# - **C** multiplied by 2

# %%
predict("12_scale/recall", "B", "A", "B")

# %% [markdown]
# ## Idea and demonstration
#
# ### Numbers with fewer digits
#
# A float16 takes half the memory of a float32 and is faster on many devices. It pays with range: what is too small becomes 0, what is too large becomes infinite. bfloat16 keeps the range and pays with digits.
#
# Gradients are often tiny. A scaler multiplies the *loss* by a large number $s$, so by the chain rule every gradient is multiplied by it as well, $\nabla (s L) = s \nabla L$, and is lifted out of the range where float16 knows only 0. Before the step, everything is divided by $s$ again. First a few numbers in both formats, then gradients of the sizes that occur in deep nets, times a scale, as float16:

# %%
for value in (1e-8, 1e-4, 1.001, 70000.0):
    half, brain = torch.tensor(value, dtype=torch.float16), torch.tensor(value, dtype=torch.bfloat16)
    print(f"{value:<10.4g} as float16 {half.item():<10.4g} as bfloat16 {brain.item():.4g}")

torch.manual_seed(0)
gradients = 10 ** torch.empty(4000).uniform_(-10, -3)  # sizes as they occur in deep nets
scales = [2.0**k for k in range(0, 25, 2)]
lost = [((gradients * s).half() == 0).float().mean().item() for s in scales]
figure, axes = plt.subplots(figsize=(6, 2.8))
axes.semilogx(scales, lost, "o-", markersize=4)
axes.set_xlabel("scale")
axes.set_ylabel("share that becomes 0")
plt.show()
print(
    f"share of gradients that become 0: {lost[0]:.3f} "
    f"without a scale, {lost[8]:.3f} with {scales[8]:.0f}"
)

# %% [markdown]
# ## Exercise: a step with a scaler
#
# *About 12 minutes · demanding*
#
# Write a training step with a scaler and clipping. Every call has its place: ask of each whether it needs the scaled gradients or the real ones.
#
# - `scaler.scale(loss)` returns the loss times the scale;
# - `scaler.unscale_(optimizer)` divides the gradients by it, in place;
# - `scaler.step(optimizer)` makes the step, unless a gradient is infinite or nan, and divides first if nobody has done so;
# - `scaler.update()` ends the step and adapts the scale, once per step.
#
# What is to come out: one step from this batch's gradients alone, clipped to `max_norm` by their real norm; the loss before it, not scaled.

# %% exercise="amp_step"
def amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm):
    """Make one training step with scaled gradients and clipping; return the loss.

    Args:
        model: Module from inputs to outputs. Its mode is not the business of this
            function: leave it, or set it to train.
        x: Inputs of one batch.
        y: Its targets.
        loss_fn: Takes outputs and targets, returns the batch's mean loss.
        optimizer: Holds the model's parameters.
        scaler: A torch.amp.GradScaler, enabled. It may skip steps and change its scale.
        max_norm: Limit for the global norm of the gradients, above 0.

    Returns:
        The loss before the update, not multiplied by the scale, as a float. (A 0-dim tensor
        without a graph counts too.)

    One call makes one step, from this batch's gradients alone, also when gradients of earlier
    work are still there, and may be repeated. The backward pass starts from the loss times
    the scaler's scale. Before the step the gradients are divided by the scale and clipped: if
    the norm of all of them together is above max_norm, all are multiplied by the same factor,
    so that it becomes max_norm. When a gradient is infinite or nan, no weight moves. The
    scaler's `update` is called once, so that it adapts its scale. Autocast is the caller's
    business.
    """
    ### BEGIN SOLUTION
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()
    ### END SOLUTION

# %% check="amp_step"
check("12_scale/amp_step", amp_step)

# %% [markdown]
# ## The scaler finds its scale by trying
#
# Too large a scale makes gradients infinite. The scaler looks for that: `scaler.step` leaves such a step out, and `scaler.update` makes the scale smaller. When all goes well for some time it makes it larger. `torch.amp.GradScaler` works on the CPU too, so it can be watched here, with float32 and a huge first scale:

# %%
torch.manual_seed(1)
x, y = torch.randn(32, 5), torch.randint(0, 3, (32,))
loss_fn = nn.CrossEntropyLoss()
model = nn.Linear(5, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127, backoff_factor=0.25, growth_interval=3)
for step in range(6):
    optimizer.zero_grad()
    before = model.weight.detach().clone()
    loss = loss_fn(40 * model(x), y)
    scaler.scale(loss).backward()
    largest = model.weight.grad.abs().max()
    told = f"{largest.item():.2g}" if torch.isfinite(largest) else "not finite"
    used = scaler.get_scale()
    scaler.step(optimizer)
    scaler.update()
    moved = (model.weight - before).norm().item()
    print(
        f"step {step}: scale {used:.2g}, largest scaled "
        f"gradient {told}, weights moved by {moved:.2g}"
    )

# %% [markdown]
# The first steps moved nothing: gradients were infinite, or nan, and only the scale changed. That is no accident but the plan; a few steps left out at the beginning of a training are normal.
#
# ## Autocast chooses the precision, and belongs to the caller
#
# `torch.autocast` makes the operations that gain from it, such as matrix products, compute in lower precision. The weights stay float32, and so do their gradients. The step function below does not know about it: whoever calls it hands over a model whose forward pass runs under autocast.

# %%
class Autocasted(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self.net(x)
        print("logits inside", logits.dtype, "· handed on as", logits.float().dtype)
        return logits.float()  # the loss is computed in full precision


caller_model = Autocasted(nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 3)))
loss_fn(caller_model(x), y).backward()
weight = caller_model.net[0].weight
print("weight", weight.dtype, "· its gradient", weight.grad.dtype)

# %% [markdown]
# The backward pass and the step stand outside the `with` block. The loss may be computed inside, or outside from float32 logits, as here.
#
# ## The same on a GPU
#
# Nothing in the step changes but a name. What you need is there on every machine; the lines below run where the device is.
#
# | device | forward pass and loss | scaler |
# | --- | --- | --- |
# | `"cuda"` | `torch.autocast("cuda", dtype=torch.bfloat16)` | none needed |
# | `"cuda"`, older GPUs without bfloat16 | `torch.autocast("cuda", dtype=torch.float16)` | `torch.amp.GradScaler("cuda")` |
# | `"mps"` | `torch.autocast("mps", dtype=torch.bfloat16)` | none needed |
# | `"cpu"` | `torch.autocast("cpu", dtype=torch.bfloat16)` | none needed |
#
# `torch.cuda.is_bf16_supported(including_emulation=False)` says whether a GPU of NVIDIA computes in bfloat16 itself. A scaler that is made with `enabled=False` lets everything through unchanged, so one loop serves all four rows. How much faster it becomes depends on the device and the sizes of the matrices: measure it, on a CPU it is often slower.
#
# ## Predict, then run
#
# **Prediction 1.** The scale is 1024. The true norm of the gradients is 0.5, and they are clipped to 1 while they are still scaled; afterwards `scaler.step` divides by the scale. The norm of the gradients that SGD uses is …
#
# - **A** 0.5, because nothing had to be clipped
# - **B** 1
# - **C** about 0.001

# %%
predict("12_scale/prediction_1", "C")

# %% [markdown]
# **Prediction 3.** One gradient is infinite when `scaler.step(optimizer)` is called. The weights …
#
# - **A** become nan
# - **B** stay, and the scale becomes smaller at `update`
# - **C** stay, and an error is raised

# %%
predict("12_scale/prediction_3", "B")

# %% [markdown]
# ## Many workers, first kind: loading data
#
# A `DataLoader` with `num_workers=2` fetches batches in two further processes while yours computes. The batches arrive in the same order as without. Inside a worker, `get_worker_info()` tells which one it is. Forked workers find the classes of your cells; the cell below asks for `fork` where it exists. On Windows and macOS, and on Linux from Python 3.14 on, workers start without your cells, and a class that is defined in a notebook cannot be found there: put it into a file and import it.

# %%
class Squares(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        info = get_worker_info()
        return index**2, -1 if info is None else info.id


class Stream(IterableDataset):
    def __iter__(self):
        yield from range(4)


def read(dataset, workers):
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    how = {"num_workers": workers, "multiprocessing_context": "fork"} if workers and can_fork else {}
    return list(DataLoader(dataset, batch_size=2, **how))


for workers in (0, 2):
    batches = read(Squares(), workers)
    print(
        f"{workers} workers: values {[b[0].tolist() for b in batches]}, "
        f"read by {[b[1].tolist() for b in batches]}"
    )
for workers in (0, 2):
    print(f"{workers} workers, a stream: {[b.tolist() for b in read(Stream(), workers)]}")

# %% [markdown]
# The last line is a trap. A dataset with indices is shared out among the workers; of a *stream* every worker has a copy and reads all of it, so every example comes twice. An `IterableDataset` has to ask `get_worker_info()` and give each worker its part.
#
# ## Who gets which example
#
# Now several processes, called ranks, train together, each with a copy of the model and its own part of the data. The number of ranks is called the world size. All ranks must agree on one order without talking to each other. They draw it from the same seed, and then each takes every world_size-th entry. If the numbers do not divide evenly, the order starts over at its beginning, so some examples come twice:

# %%
def shares(n, world_size, epoch, call_set_epoch=True):
    found = []
    for rank in range(world_size):
        sampler = DistributedSampler(range(n), world_size, rank, shuffle=True, seed=0)
        if call_set_epoch:
            sampler.set_epoch(epoch)
        found.append(list(sampler))
    return found


for epoch in range(2):
    print(f"epoch {epoch}:", "  ".join(f"rank {r} {s}" for r, s in enumerate(shares(10, 4, epoch))))
together = sum(shares(10, 4, 0), [])
print(f"{len(together)} indices in all, twice: {sorted(i for i in set(together) if together.count(i) > 1)}")

# %% [markdown]
# **Prediction 2.** 10 examples for 4 ranks, without dropping any. All ranks together read …
#
# - **A** 10
# - **B** 12
# - **C** 8 examples

# %%
predict("12_scale/prediction_2", "B")

# %% [markdown]
# ## Exercise: share the data out
#
# *About 12 minutes · steady*
#
# Do what `DistributedSampler` does, so that you know what it does. Every rank calls the function with the same numbers, except for its own rank.
#
# - one order for all, drawn with a generator seeded with seed + epoch;
# - lengthened by starting over, up to the next multiple of the world size;
# - the rank takes every world_size-th entry, from its own number on;
# - torch's global random state is left alone.

# %% exercise="shard_indices"
def shard_indices(n, world_size, rank, epoch, seed):
    """Return which examples one rank reads in one epoch, in order.

    Args:
        n: Number of examples, at least 1.
        world_size: Number of ranks, at least 1; there may be more ranks than examples.
        rank: Which rank this is, from 0.
        epoch: Number of the epoch, from 0.
        seed: The same in all ranks.

    Returns:
        A list of ints: what `DistributedSampler` gives with shuffle=True and
        drop_last=False. That is: the order of all examples is `torch.randperm(n)`, drawn
        with a generator seeded with seed + epoch. It is lengthened by starting over at its
        own beginning, as often as needed, up to the next multiple of world_size. Of this,
        the rank gets the entries rank, rank + world_size, rank + 2 · world_size, and so on.

    The global random state of torch is the same afterwards as before.
    """
    ### BEGIN SOLUTION
    generator = torch.Generator()
    generator.manual_seed(seed + epoch)
    order = torch.randperm(n, generator=generator).tolist()
    per_rank = math.ceil(n / world_size)
    total = per_rank * world_size
    padded = (order * math.ceil(total / n))[:total]
    return padded[rank::world_size]
    ### END SOLUTION

# %% check="shard_indices"
check("12_scale/shard_indices", shard_indices)

# %% [markdown]
# ## Many workers, second kind: training together
#
# Every rank computes gradients on its own part of the data. Before the step, the ranks average their gradients; after it, all have the same weights again, although no weight was ever sent.
#
# Here is a helper that runs a function in every rank of a real group on this machine. The processes meet through a file and then talk over the network, here with the backend gloo, which needs no special hardware:

# %%
os.environ["GLOO_SOCKET_IFNAME"] = "lo0" if sys.platform == "darwin" else "lo"  # stay on this machine


def be_a_rank(work, meeting_point, rank, world_size, pipe):
    torch.set_num_threads(1)
    try:
        store = dist.FileStore(meeting_point, world_size)
        limit = timedelta(seconds=5)
        dist.init_process_group("gloo", store=store, rank=rank, world_size=world_size, timeout=limit)
        pipe.send(work(rank))
        dist.barrier()  # nobody leaves before the others are done
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
    os._exit(0)


def in_group(work, world_size):
    """Return what work(rank) gives in every rank of a group of processes."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return ["this system cannot fork"] * world_size
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        processes, pipes = [], []
        for rank in range(world_size):
            receiver, sender = context.Pipe(duplex=False)
            given = (work, os.path.join(folder, "meet"), rank, world_size, sender)
            processes.append(context.Process(target=be_a_rank, args=given, daemon=True))
            processes[-1].start()
            pipes.append(receiver)
        told = [pipe.recv() if pipe.poll(8) else "no answer" for pipe in pipes]
        for process in processes:
            process.join(2)
            process.kill()
    return told

# %%
torch.manual_seed(2)
shared_model = nn.Linear(5, 3)
parts = [(x[:16], y[:16]), (x[16:], y[16:])]


def gradient_norms(rank):
    loss_fn(shared_model(parts[rank][0]), parts[rank][1]).backward()
    gradient = shared_model.weight.grad
    own = gradient.norm().item()
    dist.all_reduce(gradient)  # in place: the sum over all ranks, in every rank
    summed = gradient.norm().item()
    return f"own {own:.4f}, after all_reduce {summed:.4f}, divided by 2 {(gradient / 2).norm().item():.4f}"


for rank, told in enumerate(in_group(gradient_norms, 2)):
    print(f"rank {rank}: gradient norm {told}")
loss_fn(shared_model(x), y).backward()
print(f"one process, all 32 examples: {shared_model.weight.grad.norm().item():.4f}")

# %% [markdown]
# The mean of the two gradients is the gradient of all 32 examples, because both parts are equally large. `all_reduce` sums; the division is up to you.
#
# ## Exercise: average the gradients
#
# *About 10 minutes · steady*
#
# The check starts real groups of two and of three processes and calls your function in each of them. If it waits for something that never comes, it is ended after a few seconds.
#
# - every `.grad` becomes its mean over the ranks, in every rank;
# - None stays None;
# - any number of ranks; the weights are left alone.

# %% exercise="average_gradients"
def average_gradients(model):
    """Replace every gradient by its mean over all ranks.

    It is called in every rank of a group (`dist` is torch.distributed, the group is the
    default one and has been set up, with the backend gloo). All ranks have a model of the
    same kind.

    Args:
        model: Its `.grad` fields are filled, in each rank with other numbers. A `.grad` may
            be None; then it is None in all ranks.

    Afterwards each `.grad` holds the mean over the ranks, in every rank, and None where it
    was None. It may be the same tensor as before or a new one. The weights are left alone.
    The number of ranks is not fixed. What the function returns is free.
    """
    ### BEGIN SOLUTION
    world_size = dist.get_world_size()
    for p in model.parameters():
        if p.grad is not None:
            dist.all_reduce(p.grad)
            p.grad /= world_size
    ### END SOLUTION

# %% check="average_gradients"
check("12_scale/average_gradients", average_gradients)

# %% [markdown]
# ## What DistributedDataParallel does
#
# Nobody averages by hand in earnest. `nn.parallel.DistributedDataParallel(model)` is a model around yours. When it is made, it sends rank 0's weights to all ranks; and it reduces the gradients *during* `backward()`, in parcels, while the rest is still being computed. When `backward()` returns, every rank holds the mean. The four lines stay as they are:

# %%
def with_ddp(rank):
    torch.manual_seed(rank)  # other start weights in each rank
    net = nn.Linear(5, 3)
    wrapped = nn.parallel.DistributedDataParallel(net)
    optimizer = torch.optim.SGD(wrapped.parameters(), lr=0.1)
    optimizer.zero_grad()
    loss_fn(wrapped(parts[rank][0]), parts[rank][1]).backward()
    gradient = net.weight.grad.norm().item()
    optimizer.step()
    return f"gradient norm {gradient:.3f}, first weight after the step {net.weight[0, 0].item():.3f}"


for rank, told in enumerate(in_group(with_ddp, 2)):
    print(f"rank {rank}: {told}")

# %% [markdown]
# Both ranks end with the same weights, although they started apart and saw other examples. In a script for several GPUs, the same lines stand in every rank:
#
# ```python
# rank = int(os.environ["LOCAL_RANK"])  # torchrun sets it
# torch.cuda.set_device(rank)
# dist.init_process_group("nccl")  # "gloo" on CPUs
# model = nn.parallel.DistributedDataParallel(model.to(rank), device_ids=[rank])
# loader = DataLoader(dataset, batch_size, sampler=DistributedSampler(dataset))
# for epoch in range(epochs):
#     loader.sampler.set_epoch(epoch)
#     ...  # the loop as you know it
# ```
#
# `torchrun --nproc-per-node=4 train.py` starts it four times. Save `model.module.state_dict()`, in rank 0 alone. Where several micro-batches make one step, `with model.no_sync():` around all but the last saves the traffic. A parameter on which the loss does not depend makes the next forward pass stop with an error; `find_unused_parameters=True` allows it, and leaving the parameter out is better. A Mac has one GPU: there is nothing to share out on `mps`.
#
# ## Exercise: one metric for all ranks
#
# *About 6 minutes · gentle*
#
# A metric over all ranks, in every rank. Ranks may have different numbers of examples.
#
# - sums and counts travel, the mean is made last;
# - every rank gets the same number.

# %% exercise="mean_over_ranks"
def mean_over_ranks(total, count):
    """Return the mean over all examples of all ranks, in every rank.

    It is called in every rank of a group, as `average_gradients` is.

    Args:
        total: Sum of the losses of this rank's examples, a float.
        count: How many examples these are, an int, at least 1. Ranks may have different
            counts.

    Returns:
        The sum of all losses divided by the number of all examples, a float (a 0-dim tensor
        counts too), the same in every rank.
    """
    ### BEGIN SOLUTION
    sums = torch.tensor([total, count], dtype=torch.float64)
    dist.all_reduce(sums)
    return (sums[0] / sums[1]).item()
    ### END SOLUTION

# %% check="mean_over_ranks"
check("12_scale/mean_over_ranks", mean_over_ranks)

# %% [markdown]
# ## Break it on purpose
#
# First the scaler. One task, one start, the same limit for the norm, and four ways to write the step.
#
# First another picture: the loss over thirty updates of three runs. One unscales and then clips; one clips without unscaling; one unscales, does not clip, and has a learning rate that is far too large.
#
# **Prediction 4.** Which run clips without unscaling?
#
# ![Three small plots over thirty updates, A, B and C.](attachment:prediction_4.png)
#
# - **A** the first curve
# - **B** the second curve
# - **C** the third curve

# %%
predict("12_scale/prediction_4", "B")

# %%
torch.manual_seed(3)
centres = 2 * torch.randn(3, 5)
labels = torch.randint(0, 3, (96,))
points = centres[labels] + torch.randn(96, 5)


def losses_of(unscale, scale_the_loss=True, init_scale=1024.0):
    torch.manual_seed(4)
    net = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Linear(16, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    scaler = torch.amp.GradScaler("cpu", init_scale=init_scale)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = loss_fn(net(points), labels)
        losses.append(loss.item())
        (scaler.scale(loss) if scale_the_loss else loss * init_scale).backward()
        if unscale == "before clipping":
            scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        if scale_the_loss:
            scaler.step(optimizer)
            scaler.update()
        else:
            optimizer.step()
    return losses


ways = {
    "unscale, then clip": losses_of("before clipping"),
    "clip without unscale": losses_of("never"),
    "the same, scale 16": losses_of("never", init_scale=16.0),
    "scaled by hand, never unscaled": losses_of("never", scale_the_loss=False),
}
figure, axes = plt.subplots(figsize=(6, 3))
for (name, losses), style in zip(ways.items(), ("-", "--", "-.", ":"), strict=True):
    axes.plot(losses, linestyle=style, label=name)
    print(f"{name:<31} first loss {losses[0]:.3g}, last loss {losses[-1]:.3g}")
axes.set_xlabel("update")
axes.set_ylabel("loss")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# Clipping without unscaling shows as a loss that hardly moves, and moves more with a smaller scale. The symptom looks like a learning rate that is far too small. The last way even ends lowest, and is a mistake all the same: scaled gradients are always above the limit, so every step has the same length, whatever the gradient's size. It does not become shorter near a minimum.
#
# Now the sampler. Twelve examples, three ranks, four epochs: which rank reads each example, with `set_epoch` and without?

# %% folded=true
figure, both = plt.subplots(1, 2, figsize=(7, 2.6), sharey=True)
for axes, call_set_epoch in zip(both, (True, False), strict=True):
    owners = torch.zeros(4, 12)
    for epoch in range(4):
        for rank, share in enumerate(shares(12, 3, epoch, call_set_epoch)):
            owners[epoch, share] = rank
    axes.imshow(owners, cmap="cividis", aspect="auto")
    for epoch in range(4):
        for index in range(12):
            owner = int(owners[epoch, index])
            axes.text(index, epoch, owner, ha="center", va="center", color="black" if owner else "white")
    axes.set_title("with set_epoch" if call_set_epoch else "without set_epoch")
    axes.set_xticks(range(0, 12, 2))
    axes.set_xlabel("example")
    changes = (owners[1:] != owners[:-1]).float().mean().item()
    print(f"{axes.get_title():<18} examples that change their rank between epochs: {changes:.0%}")
both[0].set_ylabel("epoch")
plt.show()

# %% [markdown]
# Without `set_epoch` every epoch is the same, to the last index. Nothing else gives it away: the loss falls, only less well on new data.
#
# Last, the metrics. Rank 0 measured ten examples and rank 1 two; in the last row the second part is filled up with eight copies:

# %%
per_rank = [torch.tensor([0.6] * 10), torch.tensor([4.5, 4.5])]
padded = torch.cat([per_rank[1], per_rank[0][:8]])
every = torch.cat(per_rank)
print(f"mean over all examples     {every.mean().item():.3f}")
print(f"rank 0 alone               {per_rank[0].mean().item():.3f}")
print(f"mean of the ranks' means   {torch.stack([p.mean() for p in per_rank]).mean().item():.3f}")
print(f"with the padding counted   {torch.cat([per_rank[0], padded]).mean().item():.3f}")


def asked_in_every_rank(rank):
    answer = mean_over_ranks(per_rank[rank].sum().item(), len(per_rank[rank]))
    return "nothing" if answer is None else f"{float(answer):.3f}"


for rank, told in enumerate(in_group(asked_in_every_rank, 2)):
    print(f"your function in rank {rank}: {told}")

# %% [markdown]
# Padding duplicates count twice, too. For training that does little harm. For a measurement that is to be exact, leave the copies out, or validate in one rank.
#
# **Prediction 5.** `scaler.unscale_(optimizer)` is called twice in one step. The second call …
#
# - **A** divides the gradients once more
# - **B** raises an error
# - **C** is passed over

# %%
predict("12_scale/prediction_5", "B")

# %% [markdown]
# ## Error clinic
#
# Unscaling twice:

# %%
def scaled_gradients():
    net = nn.Linear(5, 3)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu")
    scaler.scale(loss_fn(net(x), y)).backward()
    return net, optimizer, scaler


net, optimizer, scaler = scaled_gradients()
scaler.unscale_(optimizer)
try:
    scaler.unscale_(optimizer)
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# Read the second half of the sentence: "since the last update()". The line is there twice in one step, or the step before was unscaled and then given up. Where only `scaler.update()` is missing, the second step stops too, with another message:

# %%
net, optimizer, scaler = scaled_gradients()
scaler.unscale_(optimizer)
scaler.step(optimizer)
try:
    scaler.unscale_(optimizer)
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# For the scaler this is still the step that it has just made: `update()` would have ended it.
#
# Unscaling what was never scaled:

# %%
scaler = torch.amp.GradScaler("cpu")
optimizer.zero_grad()
loss_fn(net(x), y).backward()
try:
    scaler.unscale_(optimizer)
except AssertionError as error:
    print(type(error).__name__, "·", str(error).split(".  ")[0])

# %% [markdown]
# The scaler makes its scale at the first call of `scaler.scale(...)`. There was none: `loss.backward()` stands where `scaler.scale(loss).backward()` should.
#
# **Prediction 6.** `zero_grad()` has slipped between `backward()` and the step. `scaler.step(optimizer)` …
#
# - **A** does nothing, as `optimizer.step()` would
# - **B** moves the weights by the last gradient
# - **C** stops with an error

# %%
predict("12_scale/prediction_6", "C")

# %% [markdown]
# A step without gradients:

# %%
net, optimizer, scaler = scaled_gradients()
optimizer.zero_grad()
try:
    scaler.step(optimizer)
except AssertionError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# Checking for infinite values needs gradients, and here are none: `backward()` is missing, or `zero_grad()` stands between it and the step. Plain `optimizer.step()` would have done nothing, silently.
#
# Talking to a group that does not exist:

# %%
try:
    dist.all_reduce(torch.ones(2))
except ValueError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# Your notebook is a single process. `init_process_group` is called in every rank before anything else; `torchrun` starts the ranks and tells each its number.
#
# Reducing a gradient that is not there, in every rank of a group:

# %%
def reduce_all(rank):
    unused = nn.Linear(2, 2)
    dist.all_reduce(unused.weight.grad)


for rank, told in enumerate(in_group(reduce_all, 2)):
    print(f"rank {rank}:", " ".join(told.split()))

# %% [markdown]
# The layer was not used, so its `.grad` is None. Skip it, in all ranks alike.
#
# **Prediction 7.** A worker of a `DataLoader` cannot read example 5. The program …
#
# - **A** gets the exception in its own process
# - **B** gets a batch without that example
# - **C** waits for ever

# %%
predict("12_scale/prediction_7", "A")

# %% [markdown]
# An error in a worker of a DataLoader:

# %%
class Broken(Squares):
    def __getitem__(self, index):
        if index == 5:
            raise OSError(f"example {index} cannot be read")
        return super().__getitem__(index)


try:
    read(Broken(), 2)
except OSError as error:
    lines = str(error).splitlines()
    print(type(error).__name__, "·", lines[0])
    print("…", lines[-1])
    error.with_traceback(None)  # lets go of the loader, so that its workers end here

# %% [markdown]
# The exception is raised again in your process. Its text holds the worker's own traceback: read it from the end. With `num_workers=0` the same error is easier to follow.
#
# ## Myths
#
# *"The GradScaler makes the training use half precision."* It only multiplies the loss and divides the gradients. Precision is chosen by autocast:

# %%
net, optimizer, scaler = scaled_gradients()
print("with a scaler and no autocast: output", net(x).dtype, "· gradient", net.weight.grad.dtype)

# %% [markdown]
# *"bfloat16 needs a scaler as well."* The scaler is for gradients that are too small for float16. bfloat16 has the range of float32:

# %%
for kind in (torch.float16, torch.bfloat16, torch.float32):
    about = torch.finfo(kind)
    print(
        f"{str(kind):<15} smallest {about.tiny * about.eps:.1e}, with all its digits {about.tiny:.1e}, "
        f"largest {about.max:.1e}, next after 1: {1 + about.eps:.8g}"
    )

# %% [markdown]
# **Prediction 8.** Rank 0 holds 3 and rank 1 holds 5. After `dist.all_reduce(number)` each of them holds …
#
# - **A** 4
# - **B** 8
# - **C** 5

# %%
predict("12_scale/prediction_8", "B")

# %% [markdown]
# *"`all_reduce` averages."* It sums, unless it is told otherwise:

# %%
def reduced(rank):
    number = torch.tensor([3.0, 5.0][rank])
    dist.all_reduce(number)
    return number.item()


print("3 and 5 become, in each rank:", in_group(reduced, 2))

# %% [markdown]
# *"With two ranks, the learning rate means the same as before."* Each step now averages over twice as many examples, and an epoch has half as many steps:

# %%
for world_size in (1, 2, 4):
    per_rank = len(shares(96, world_size, 0)[0])
    print(
        f"world size {world_size}: {math.ceil(per_rank / 8)} steps "
        f"per epoch, {8 * world_size} examples behind each step"
    )

# %% [markdown]
# *"Seeding every rank alike makes all of them do the same."* That is right for the sampler and for the start weights. Dropout and augmentation should differ between ranks; seed those with seed + rank:

# %%
for seeds in ((0, 0), (0, 1)):
    masks = [torch.rand(6, generator=torch.Generator().manual_seed(s)) < 0.5 for s in seeds]
    print(f"seeds {seeds}: same dropout mask in both ranks: {torch.equal(*masks)}")

# %% [markdown]
# ## Check your understanding
#
# **1.** Where does `scaler.unscale_(optimizer)` stand?
#
# - **A** before the backward pass
# - **B** between the backward pass and the clipping
# - **C** after the step
#
# **2.** Four ranks, and `all_reduce` without a division. Under plain SGD, that is like …
#
# - **A** a learning rate four times as large
# - **B** a batch four times as large
# - **C** momentum
#
# **3.** Three ranks with 5, 5 and 2 examples. To get the accuracy over all 12, reduce …
#
# - **A** the three accuracies
# - **B** the numbers of right answers and of examples
# - **C** the accuracy of rank 0

# %%
predict("12_scale/understanding", "B", "A", "B")

# %% [markdown]
# ## For your mark

# %% graded="amp_step" points=4
grade("12_scale/amp_step", amp_step, points=4)

# %% graded="shard_indices" points=4
grade("12_scale/shard_indices", shard_indices, points=4)

# %% graded="average_gradients" points=3
grade("12_scale/average_gradients", average_gradients, points=3)

# %% graded="mean_over_ranks" points=2
grade("12_scale/mean_over_ranks", mean_over_ranks, points=2)

# %% [markdown]
# ## Take-aways
#
# - Scale, backward, unscale, clip, step, update: limits are meant for real gradients, so unscaling comes first.
# - Autocast chooses the precision of the forward pass and is the caller's business; the scaler only keeps small gradients from becoming 0.
# - All ranks draw one order from seed + epoch and share it out; `set_epoch` makes it a new one each time.
# - `all_reduce` sums in place. Divide by the world size, and skip what is None.
# - Sums and counts travel between ranks; means are made last.
#
# Next: the whole loop, from a blank page.
