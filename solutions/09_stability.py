# %% [markdown]
# # When the loss explodes
#
# About 75 minutes · steady
#
# ![The training loop as a ring, with the limit of the gradients between backward and step marked.](attachment:ring-clip.png)
#
# ## Why this matters
#
# A loss falls for an hour, jumps within three updates, and from then on the log says nan. A guitar next to its amplifier does the same: the string makes the amplifier louder, the amplifier shakes the string, and one touch is enough for a howl. What helps is a smaller gain, a limiter, and somebody who pulls the plug in time. At the end of this notebook you can find a learning rate that the model can stand, limit its gradients without turning them, and stop a run before nan has reached the weights.

# %%
import math
import warnings

import matplotlib.pyplot as plt
import torch
from torch import nn

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (08) What keeps a graph from being recorded?
#
# - **A** `torch.no_grad()`
# - **B** `model.eval()`
# - **C** `model.train(False)`
#
# **2.** (06) Where does `optimizer.zero_grad()` do harm?
#
# - **A** before the forward pass
# - **B** between `backward()` and `step()`
# - **C** after `step()`
#
# **3.** (03) Ten classes, and a model that has not learned anything yet. Its cross entropy is about …
#
# - **A** 0
# - **B** 1/10
# - **C** ln 10

# %%
predict("09_stability/recall", "A", "B", "C")

# %% [markdown]
# ## Idea and demonstration
#
# ### How a loss gets from large to nan
#
# A linear model, ordinary data, and a learning rate that is too large. Each update jumps over the minimum and lands farther away than it started, where the gradient is longer still:

# %%
torch.manual_seed(0)
x = torch.randn(64, 5)
y = x @ torch.tensor([1.0, -2.0, 0.5, 0.0, 1.5]) + 0.1 * torch.randn(64)
print("inputs", tuple(x.shape), "targets", tuple(y.shape))


def linear_run(lr, updates):
    """Return loss and largest entry of the gradient before each update."""
    w, told = torch.zeros(5, requires_grad=True), []
    for _ in range(updates):
        loss = ((x @ w - y) ** 2).mean()
        (gradient,) = torch.autograd.grad(loss, [w])
        told.append((loss.item(), gradient.abs().max().item()))
        w.data -= lr * gradient
    return told


told = linear_run(lr=3.0, updates=60)
for update in (0, 1, 2, 10, 20, 25, 30, 58, 59):
    loss, largest = told[update]
    print(f"update {update:>2}  loss {loss:<10.4g} largest entry of the gradient {largest:.4g}")

# %% [markdown]
# Read the last lines. First the loss is large. Then it has no room in a float32 and is inf, while the gradient is still an ordinary number: the loss is a square, and overflows first. Some updates later the gradient has no room either, and when infinity is subtracted from infinity the result is nan: not a number. From there no way leads back. Sums and products with a nan are nan, and a weight that is nan stays so. Only few operations give something else, such as comparisons, and these hide it.
#
# ## Exercise: pull the plug
#
# *About 4 minutes · gentle*
#
# Called between the loss and `backward()`, this function ends a run before a bad loss reaches gradients, weights and the optimizer's memory. `torch.isfinite` tells nan and both infinities from numbers; `loss == nan` is never true, because nan is not even equal to itself.
#
# - nan, inf and -inf: raise a `FloatingPointError`;
# - every finite loss passes, however large, and also 0 or less.

# %% exercise="check_finite"
def check_finite(loss):
    """Raise FloatingPointError if a loss is not finite.

    Args:
        loss: A 0-dim float tensor, with or without a graph.

    Raises:
        FloatingPointError: if the loss is nan, plus infinity or minus infinity. The message
            is up to you.

    Every finite loss passes: nothing is raised, however large the loss is, and also when it
    is zero or negative. What the function returns does not matter.
    """
    ### BEGIN SOLUTION
    if not torch.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss.item()}")
    ### END SOLUTION

# %% check="check_finite"
check("09_stability/check_finite", check_finite)

# %% [markdown]
# The three values that a loss must not have, beside two that it may have:

# %%
for value in (0.7, 1e30, float("inf"), float("-inf"), float("nan")):
    t = torch.tensor(value)
    print(
        f"{value!s:<6} isfinite {torch.isfinite(t).item()!s:<6} isnan "
        f"{torch.isnan(t).item()!s:<6} equal to itself {(t == t).item()}"
    )

# %% [markdown]
# ## Which learning rates does the model stand?
#
# The question can be answered by trying: a few rates, a few updates each, always from the same start, and the loss afterwards:

# %%
for lr in (0.001, 0.01, 0.1, 0.4, 0.8, 3.0):
    after = linear_run(lr, 31)[30][0]
    print(f"rate {lr:<6} loss after 30 updates {after:.4g}")

# %% [markdown]
# Small rates hardly move anything, then comes a range that works, and then an edge. Behind the edge everything is lost, so one stays a little below it.
#
# ## Exercise: try learning rates
#
# *About 12 minutes · steady*
#
# The same trial as a function, for any model and loss function. Each rate gets a new model and the same batch.
#
# - `steps` updates of plain SGD, each on the whole batch;
# - then the loss once more; nan and infinities become `math.inf`;
# - a loss that is large and finite stays as it is;
# - every rate is tried, whatever the one before it did.
#
# *Harder, if you like:* print the rates as a curve with logarithmic axes, and find the edge to one digit by halving the interval.

# %% exercise="lr_range_test"
def lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
    """Return the loss that a new model has after some updates, for each learning rate.

    Args:
        make_model: Called without arguments, returns a new model, always with the same
            start weights. Its mode is not your business.
        x: Inputs (N, D).
        y: Targets.
        loss_fn: Takes outputs and targets, returns the mean loss.
        learning_rates: List of floats, in any order.
        steps: How many updates per rate, at least 1.

    Returns:
        A list with one float per rate, in the order of learning_rates. For each rate: take
        a new model, make `steps` updates of plain SGD (without momentum) with this rate,
        each on the whole batch (x, y), then measure the loss once more. Where this last
        loss is nan or infinite, the entry is `math.inf`. (0-dim tensors without a graph
        count too.)

    A loss that is large and finite stays as it is. Every rate is tried, also those that come
    after one that ended in nan or with a large loss.
    """
    ### BEGIN SOLUTION
    losses = []
    for lr in learning_rates:
        model = make_model()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            prediction = model(x)
            loss = loss_fn(prediction, y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            final = loss_fn(model(x), y).item()
        losses.append(final if math.isfinite(final) else math.inf)
    return losses
    ### END SOLUTION

# %% check="lr_range_test"
check("09_stability/lr_range_test", lr_range_test)

# %% [markdown]
# ## One long vector
#
# Often it is not the rate. Most batches are harmless, and once in a while there is one with a gradient many times as long as the others. To measure that, all gradients of the model are regarded as one long vector. Its length, the global norm, is the root of the sum of the squares of all entries:
#
# $$\lVert g \rVert = \sqrt{\sum_{p} \sum_{i} g_{p,i}^2}$$

# %%
torch.manual_seed(1)
net = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Linear(16, 1))
nn.functional.mse_loss(net(x).squeeze(1), y).backward()
for name, p in net.named_parameters():
    print(f"{name:<9} {str(tuple(p.grad.shape)):<8} norm {p.grad.norm().item():.4f}")
together = nn.utils.get_total_norm([p.grad for p in net.parameters()])
print(f"all together: {together.item():.4f}")

# %% [markdown]
# The norm of the whole is less than the sum of the norms, and more than the largest of them.
#
# Now 200 batches of 8 examples. Three of the examples have a target that somebody entered in the wrong unit:

# %%
torch.manual_seed(2)
many_x = torch.randn(1600, 5)
many_y = many_x @ torch.tensor([1.0, -2.0, 0.5, 0.0, 1.5])
many_y[[100, 777, 1234]] *= 100
norms = []
for bx, by in zip(many_x.split(8), many_y.split(8), strict=True):
    net.zero_grad()
    nn.functional.mse_loss(net(bx).squeeze(1), by).backward()
    norms.append(nn.utils.get_total_norm([p.grad for p in net.parameters()]).item())
norms = torch.tensor(norms)
limit = 3 * norms.median().item()
figure, axes = plt.subplots(figsize=(6, 3))
bins = torch.logspace(norms.log10().min() - 0.01, norms.log10().max() + 0.01, 30)
axes.hist(norms, bins=bins, color="tab:blue")
axes.axvline(limit, linestyle="--", color="tab:orange", label="a limit: three medians")
axes.set_xscale("log")
axes.set_yscale("log")
axes.set_xlabel("norm of a batch's gradients")
axes.set_ylabel("batches")
axes.legend()
plt.show()
print(
    f"median {norms.median():.3g}, 95 of 100 below "
    f"{norms.quantile(0.95):.3g}, the largest {norms.max():.3g}"
)
print(f"above the limit of {limit:.3g}: {(norms > limit).sum()} of {len(norms)} batches")

# %% [markdown]
# Nearly everything lies in one heap on the left, and a few batches far off on the right. Such a picture is how a limit is chosen: beyond the heap, so that ordinary batches are left alone.
#
# ## Clipping
#
# When the norm is above the limit, all gradients are multiplied by the same factor, $\text{limit} / \lVert g \rVert$. The direction stays, only the length changes.
#
# ## Predict, then run
#
# **Prediction 1.** The gradient is (3, 4), and it is clipped to a norm of 1. It becomes …
#
# - **A** (1, 1)
# - **B** (0.6, 0.8)
# - **C** (0.75, 1)

# %%
predict("09_stability/prediction_1", "B")

# %% [markdown]
# PyTorch does it in place, and returns the norm from before:

# %%
weight = nn.Parameter(torch.zeros(3))
for factor in (1.0, 0.05):
    weight.grad = factor * torch.tensor([6.0, -2.0, 3.0])
    before = weight.grad.clone()
    returned = nn.utils.clip_grad_norm_([weight], max_norm=1.0)
    same_way = nn.functional.cosine_similarity(before, weight.grad, dim=0)
    print(
        f"returned {returned:.4g}, norm now {weight.grad.norm():.4g}, "
        f"entries {[f'{g:.3g}' for g in weight.grad.tolist()]}, cosine {same_way:.4f}"
    )

# %% [markdown]
# The second gradient is shorter than the limit and stays as it is. PyTorch divides by norm + 0.000001, to be safe from a division by zero; that is why a clipped norm may be 0.999999 of the limit.
#
# ## Exercise: clip by hand
#
# *About 12 minutes · steady*
#
# Write what `clip_grad_norm_` does. There are two places at which people stumble: a generator can be gone through only once, and not every parameter has a gradient.
#
# - the norm is that of all gradients together;
# - above the limit, every gradient is multiplied by the same factor; otherwise they stay as they are;
# - the norm from before is returned, 0.0 if there is no gradient;
# - parameters stay what they are.

# %% exercise="clip_gradients"
def clip_gradients(parameters, max_norm):
    """Shorten all gradients together to a norm of at most max_norm; return the norm found.

    Args:
        parameters: The parameters whose `.grad` is clipped, as an iterable of tensors: a
            list, or a generator such as `model.parameters()`. In some or all of them
            `.grad` may be None, and those are left out.
        max_norm: The limit, a float above 0.

    Returns:
        The global norm from before the clipping, a float (a 0-dim tensor counts too): the
        root of the sum of the squares of all entries of all gradients. It is 0.0 when there
        is no gradient at all, and when all gradients are zero.

    When that norm is above max_norm, every gradient is multiplied by max_norm / norm
    (max_norm / (norm + 1e-6), as PyTorch does it, is fine as well), and `p.grad` holds the
    result afterwards, changed in place or as a new tensor. Otherwise the gradients stay as
    they are. The parameters themselves are not changed.
    """
    ### BEGIN SOLUTION
    gradients = [p.grad for p in parameters if p.grad is not None]
    total = 0.0
    for g in gradients:
        total += (g**2).sum().item()
    norm = total**0.5
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    return norm
    ### END SOLUTION

# %% check="clip_gradients"
check("09_stability/clip_gradients", clip_gradients)

# %% [markdown]
# When the check passes, your function and PyTorch's should find the same:

# %%
try:
    nn.functional.mse_loss(net(x).squeeze(1), y * 50).backward()
    kept = [p.grad.clone() for p in net.parameters()]
    mine = float(clip_gradients(net.parameters(), 2.0))
    by_me = [p.grad.clone() for p in net.parameters()]
    for p, g in zip(net.parameters(), kept, strict=True):
        p.grad = g
    theirs = nn.utils.clip_grad_norm_(net.parameters(), 2.0).item()
    furthest = max((p.grad - g).abs().max().item() for p, g in zip(net.parameters(), by_me, strict=True))
    print(
        f"yours {mine:.1f}, PyTorch's {theirs:.1f}, "
        f"entries differ by less than 0.00001: {furthest < 1e-5}"
    )
except Exception as error:
    print("not yet:", type(error).__name__)

# %% [markdown]
# ## Exercise: a step with a limit
#
# *About 6 minutes · steady*
#
# One training step as in notebook 01, with clipping in it. You may use PyTorch's function or your own.
#
# - gradients of earlier work do not count;
# - all gradients together are clipped to `max_norm`, then comes one step;
# - the norm from before the clipping is returned.

# %% exercise="clipped_step"
def clipped_step(model, x, y, loss_fn, optimizer, max_norm):
    """Make one training step with clipped gradients; return their norm before clipping.

    Args:
        model: Module from inputs (N, D) to outputs. Its mode is not your business: leave it,
            or set it to train.
        x: Inputs of one batch.
        y: Its targets.
        loss_fn: Takes outputs and targets, returns the batch's mean loss.
        optimizer: Holds the model's parameters.
        max_norm: The limit for the norm of all gradients together, above 0.

    Returns:
        The global norm of this batch's gradients from before the clipping, a float. (A
        0-dim tensor without a graph counts too.)

    The optimizer makes one step, with the gradients of this batch alone, also when gradients
    of earlier work are still there, clipped to max_norm. Gradients whose norm is not above
    max_norm are used as they are. All this holds at every call, however often the function is
    called.
    """
    ### BEGIN SOLUTION
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()
    ### END SOLUTION

# %% check="clipped_step"
check("09_stability/clipped_step", clipped_step)

# %% [markdown]
# **Prediction 2.** `clip_grad_norm_` with a limit of 1 stands behind `optimizer.step()`. The gradients are far longer than that. The call …
#
# - **A** raises an error
# - **B** limits the step to 1
# - **C** changes nothing about the step

# %%
predict("09_stability/prediction_2", "C")

# %% [markdown]
# **Prediction 3.** One entry of the gradients is nan. They are clipped to a norm of 1, and the optimizer steps. The weights are …
#
# - **A** as before, because the step is skipped
# - **B** moved by 1 at most, since the nan is cut off
# - **C** nan, all of them

# %%
predict("09_stability/prediction_3", "C")

# %% [markdown]
# ## Where gradients explode by themselves: recurrent networks
#
# A recurrent network applies the same weights again at each position of a sequence. On the way back the gradient is multiplied by these weights as often. A factor slightly above 1, forty times in a row, is large:

# %%
def rnn_norm(scale, length):
    """Return the gradient norm of a small recurrent network at its start."""
    torch.manual_seed(3)
    rnn = nn.RNN(2, 8, nonlinearity="relu", batch_first=True)
    with torch.no_grad():
        rnn.weight_hh_l0.copy_(scale * torch.eye(8))
    sequence = torch.rand(4, length, 2)
    output, _ = rnn(sequence)
    output[:, -1].mean().backward()
    return nn.utils.get_total_norm([p.grad for p in rnn.parameters()]).item()


lengths = [1, 5, 10, 15, 20, 25, 30, 35, 40]
figure, axes = plt.subplots(figsize=(6, 3))
for scale, style in ((0.8, "o-"), (1.0, "s--"), (1.2, "^:")):
    found = [rnn_norm(scale, length) for length in lengths]
    axes.semilogy(lengths, found, style, markersize=4, label=f"recurrent weights {scale}")
    print(f"recurrent weights {scale}: norm {found[1]:.3g} for length 5, {found[-1]:.3g} for length 40")
axes.set_xlabel("length of the sequence")
axes.set_ylabel("gradient norm")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# On a logarithmic axis the upper curve becomes nearly a straight line: the norm is multiplied by the same factor again and again. With 0.8 it levels off early, because what happened at the beginning of a long sequence hardly reaches the end (a vanishing gradient). Clipping helps against the first, and not at all against the second.
#
# ## Break it on purpose
#
# First the place of the clipping. A small network learns from the 200 batches above, three of which are extreme. The four runs differ in one line.
#
# First three runs, one of them of another kind: clipped between `backward()` and `step()`, clipped after `step()`, and with a learning rate of 0. The vertical axis is logarithmic.
#
# **Prediction 4.** Which run was clipped after `step()`?
#
# ![Three small plots over 200 updates, A, B and C, with a logarithmic vertical axis.](attachment:prediction_4.png)
#
# - **A** the first curve
# - **B** the second curve
# - **C** the third curve

# %%
predict("09_stability/prediction_4", "B")

# %%
clean_x, clean_y = x, x @ torch.tensor([1.0, -2.0, 0.5, 0.0, 1.5])


def train(place, max_norm=3.0):
    """Return losses on clean data, the longest gradient used, and the norms returned."""
    torch.manual_seed(4)
    model = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
    losses, used, returned = [], 0.0, []

    def clip(here):
        if place == here:
            returned.append(nn.utils.clip_grad_norm_(model.parameters(), max_norm).item())

    for bx, by in zip(many_x.split(8), many_y.split(8), strict=True):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(bx).squeeze(1), by)
        clip("before backward")
        loss.backward()
        clip("between the two")
        used = max(used, nn.utils.get_total_norm([p.grad for p in model.parameters()]).item())
        optimizer.step()
        clip("after step")
        with torch.no_grad():
            losses.append(nn.functional.mse_loss(model(clean_x).squeeze(1), clean_y).item())
    return losses, used, returned


figure, axes = plt.subplots(figsize=(6, 3))
for place, style in (
    ("between the two", "-"),
    ("after step", "--"),
    ("before backward", ":"),
    ("nowhere", (0, (1, 4))),
):
    losses, used, returned = train(place)
    axes.semilogy(losses, linestyle=style, label=f"clipped {place}")
    largest = f"{max(returned):.3g}" if returned else "none"
    print(
        f"clipped {place:<16} longest gradient used {used:<10.3g} "
        f"last loss {losses[-1]:<9.3g} largest norm returned {largest}"
    )
axes.set_xlabel("update")
axes.set_ylabel("loss on clean data")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# Three curves lie on one another: clipping before `backward()` or after `step()` does exactly as much as no clipping at all, and nothing is reported. Each of the extreme batches throws the weights far away, and it takes dozens of updates to come back. Learn the symptoms: a norm of 0 at every call means that clipping came too early. Clipped too late, the norms look right, and the loss jumps all the same.
#
# Next the sweep, with the 64 examples in four batches. One version makes a new model for every rate, the other goes on with the same one:

# %%
def sweep(rates, fresh, updates=15):
    """Return the last loss for each rate, on a linear model by hand."""
    w, found = torch.zeros(5), []
    batches = list(zip(x.split(16), y.split(16), strict=True))
    for rate in rates:
        w = torch.zeros(5) if fresh else w
        for update in range(updates):
            bx, by = batches[update % 4]
            w = w - rate * 2 * bx.T @ (bx @ w - by) / len(bx)
        found.append(((x @ w - y) ** 2).mean().item())
    return found


rates = [10 ** (k / 4) for k in range(-12, 3)]
figure, axes = plt.subplots(figsize=(6, 3))
for fresh, style in ((True, "o-"), (False, "s--")):
    found = sweep(rates, fresh)
    axes.loglog(
        rates, found, style, markersize=4, label="a new model each" if fresh else "one model for all"
    )
    best = min(range(len(rates)), key=lambda i: found[i])
    print(
        f"{'new model each ' if fresh else 'one model for all'} smallest rate: "
        f"loss {found[0]:.3g}, best rate {rates[best]:.3g}, rate {rates[6]:.2g}: loss {found[6]:.3g}"
    )
print(
    "one model for all, the largest rate first: lowest of "
    f"all losses {min(sweep(rates[::-1], fresh=False)):.3g}"
)
axes.set_ylim(1e-3, 1e6)
axes.set_xlabel("learning rate")
axes.set_ylabel("loss after 15 updates")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# With one model for all, each rate profits from the training of those before it, so rates in the middle look far better than they are. From large to small it is the other way round: what the largest rate has ruined, no smaller one repairs in 15 updates, and all of them look useless.
#
# Finally a recurrent network that explodes while it learns. It adds up sequences of 30 numbers, with its gradients left as they are or clipped:

# %%
def train_rnn(max_norm, updates=40):
    """Return loss and gradient norm before each update."""
    torch.manual_seed(5)
    rnn, head = nn.RNN(1, 8, nonlinearity="relu", batch_first=True), nn.Linear(8, 1)
    with torch.no_grad():
        rnn.weight_hh_l0.copy_(torch.eye(8))
    parameters = [*rnn.parameters(), *head.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=0.01)
    told = []
    for _ in range(updates):
        sequence = torch.rand(16, 30, 1)
        optimizer.zero_grad()
        output, _ = rnn(sequence)
        loss = nn.functional.mse_loss(head(output[:, -1]), sequence.sum(dim=1))
        loss.backward()
        told.append((loss.item(), nn.utils.clip_grad_norm_(parameters, max_norm).item()))
        optimizer.step()
    return told


for max_norm in (float("inf"), 1.0):
    told = train_rnn(max_norm)
    print(f"limit {max_norm}")
    for update in (0, 1, 2, 3, 4, 39):
        print(
            f"   update {update:>2}  loss {told[update][0]:<10.3g} "
            f"norm before clipping {told[update][1]:.0f}"
        )

# %% [markdown]
# Without a limit the run is over after a handful of updates. With the limit the norms are large at first as well, but no step is longer than the learning rate times 1, and the loss comes down.
#
# **Prediction 5.** The recurrent weights are 0.8, so that what happened at the beginning of a long sequence hardly reaches the gradient. Clipping to a norm of 1 …
#
# - **A** helps against this as well
# - **B** changes nothing about it
# - **C** makes it worse

# %%
predict("09_stability/prediction_5", "B")

# %% [markdown]
# ## Error clinic
#
# The plug pulled by `check_finite`, or by PyTorch itself when you ask for it:

# %%
weight = nn.Parameter(torch.tensor([1.0, 2.0]))
weight.grad = torch.tensor([float("nan"), 0.5])
try:
    nn.utils.clip_grad_norm_([weight], 1.0, error_if_nonfinite=True)
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(". ")[0])

# %% [markdown]
# Total norm means the norm over all gradients. `error_if_nonfinite` is off unless you switch it on; off, a nan makes all gradients nan, as in the third prediction; what an infinity does comes next.
#
# **Prediction 6.** `z` is (4, 0), and the loss is the root of the first entry plus 0 times the root of the second: 2.0. The gradient of the second entry is …
#
# - **A** 0
# - **B** infinite
# - **C** nan

# %%
predict("09_stability/prediction_6", "C")

# %% [markdown]
# The message tells that something is wrong, not where it came from. For that there is a slow mode which watches every operation on the way back:

# %%
z = torch.tensor([4.0, 0.0], requires_grad=True)
loss = (torch.sqrt(z) * torch.tensor([1.0, 0.0])).sum()
print("loss", loss.item())
try:
    with warnings.catch_warnings(action="ignore"), torch.autograd.detect_anomaly():
        loss = (torch.sqrt(z) * torch.tensor([1.0, 0.0])).sum()
        loss.backward()
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# The loss is an ordinary number, and its gradient is not: the root has an infinite slope at 0, and infinity times 0 is nan. `SqrtBackward0` names the operation. The usual repair is a small number below the root, or below a log or in a divisor:

# %%
loss = (torch.sqrt(z + 1e-8) * torch.tensor([1.0, 0.0])).sum()
loss.backward()
print("gradient", [f"{g:.4g}" for g in z.grad.tolist()])

# %% [markdown]
# A parameter that got no gradient:

# %%
model = nn.Sequential(nn.Linear(3, 2), nn.Linear(3, 2))
model[0](torch.ones(4, 3)).sum().backward()
try:
    sum(p.grad.norm() ** 2 for p in model.parameters())
except AttributeError as error:
    print(type(error).__name__, "·", error)
norm = sum(p.grad.norm() ** 2 for p in model.parameters() if p.grad is not None) ** 0.5
print(f"norm {norm:.4g}")

# %% [markdown]
# The second layer was not used, so its `.grad` is None. Leave such parameters out.
#
# **Prediction 7.** One of two gradients is infinite, the other 0.5, and `clip_grad_norm_` clips them to a norm of 1. The infinite one becomes …
#
# - **A** 1
# - **B** nan
# - **C** 0

# %%
predict("09_stability/prediction_7", "B")

# %% [markdown]
# ## Myths
#
# *"Clipping keeps nan away from the weights."* It shortens what is long. A norm of nan is not above the limit, it is not a number; you saw what becomes of the weights. And infinity does not become the limit either:

# %%
weight.grad = torch.tensor([float("inf"), 0.5])
nn.utils.clip_grad_norm_([weight], 1.0)
print("clipped", weight.grad.tolist())

# %% [markdown]
# *"Cutting off each entry at the limit does the same."* It turns the gradient, and in many dimensions it leaves it long:

# %%
torch.manual_seed(7)
weight = nn.Parameter(torch.zeros(1000))
for name, clip in (("norm", nn.utils.clip_grad_norm_), ("value", nn.utils.clip_grad_value_)):
    torch.manual_seed(7)
    weight.grad = torch.randn(1000) ** 3
    before = weight.grad.clone()
    clip([weight], 1.0)
    cosine = nn.functional.cosine_similarity(before, weight.grad, dim=0)
    print(
        f"clip_grad_{name}_  norm {before.norm():.3g} becomes "
        f"{weight.grad.norm():.3g}, cosine with the gradient before {cosine:.3f}"
    )

# %% [markdown]
# **Prediction 8.** Gradients clipped to a norm of 0.01, far below their length. Adam makes its first step with them. Compared with a step without clipping it is …
#
# - **A** about a hundredth as long
# - **B** as good as the same
# - **C** zero

# %%
predict("09_stability/prediction_8", "B")

# %% [markdown]
# *"Clipping limits the length of the step."* It limits the gradient. What the step makes of it is the optimizer's business. Adam divides by the size of the gradients, so a limit that cuts all of them alike changes next to nothing:

# %%
for optimizer_class in (torch.optim.SGD, torch.optim.Adam):
    for max_norm in (float("inf"), 0.01):
        layer = nn.Linear(5, 1)
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
        optimizer = optimizer_class(layer.parameters(), lr=0.01)
        before = layer.weight.detach().clone()
        nn.functional.mse_loss(layer(x).squeeze(1), y).backward()
        nn.utils.clip_grad_norm_(layer.parameters(), max_norm)
        optimizer.step()
        print(
            f"{optimizer_class.__name__:<5} limit {max_norm:<5} "
            f"step length {(layer.weight - before).norm().item():.4g}"
        )

# %% [markdown]
# *"A loss that is finite has finite gradients."* The clinic has shown one that has not; and in the first table of this notebook it was the other way round, an infinite loss with gradients that were still finite. Look at the norm as well; the number that clipping returns costs nothing:

# %%
z = torch.tensor([4.0, 0.0], requires_grad=True)
loss = (torch.sqrt(z) * torch.tensor([1.0, 0.0])).sum()
loss.backward()
print("loss", loss.item(), "· norm of the gradient", nn.utils.clip_grad_norm_([z], 1.0).item())

# %% [markdown]
# *"When the loss is nan, skip the batch and go on."* That saves the run only if the batch was to blame. If the weights are not finite, every batch gives nan, and skipping goes on for ever:

# %%
layer = nn.Linear(5, 1)
with torch.no_grad():
    layer.weight[0, 0] = float("nan")
skipped = sum(not torch.isfinite(layer(bx).mean()) for bx in x.split(8))
print(f"{skipped} of {len(x.split(8))} batches skipped")

# %% [markdown]
# ## Check your understanding
#
# **1.** The norm is 8, the limit 2. An entry of 0.4 becomes …
#
# - **A** 0.4
# - **B** 0.1
# - **C** 2
#
# **2.** Where does a check for a loss that is not finite belong?
#
# - **A** between the loss and `backward()`
# - **B** between `backward()` and `step()`
# - **C** after `step()`
#
# **3.** The loss at the start is 2.3. After 50 updates it is 2.29 with the rate 0.0001, 0.6 with 0.1, 3.1 with 1, and inf with 10. A good choice is …
#
# - **A** 0.0001
# - **B** 1
# - **C** 0.1 or a little less

# %%
predict("09_stability/understanding", "B", "A", "C")

# %% [markdown]
# ## For your mark

# %% graded="clip_gradients" points=3
grade("09_stability/clip_gradients", clip_gradients, points=3)

# %% graded="clipped_step" points=4
grade("09_stability/clipped_step", clipped_step, points=4)

# %% graded="lr_range_test" points=4
grade("09_stability/lr_range_test", lr_range_test, points=4)

# %% graded="check_finite" points=2
grade("09_stability/check_finite", check_finite, points=2)

# %% [markdown]
# ## Take-aways
#
# - A loss explodes in stages: large, infinite, nan. After that the weights are lost.
# - The global norm regards all gradients as one vector: root of the sum of all squares.
# - Clipping multiplies all gradients by one factor, and only between `backward()` and `step()` does it do anything. Elsewhere it is silent and useless.
# - Log the norm from before the clipping: it is the first thing that moves when a run goes wrong.
# - A learning rate is found by trying a range, each time from a new start.
# - nan passes through clipping. Check the loss before `backward()`.
#
# Next: schedules, checkpoints and when to stop.
