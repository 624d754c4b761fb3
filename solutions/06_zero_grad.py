# %% [markdown]
# # Gradients add up
#
# About 45 minutes · steady
#
# ![The training loop as a ring of five boxes, gone round for each batch: empty, predict, measure, find the way, move. The box empty, zero_grad(), is marked.](attachment:ring-zero_grad.png)
#
# ![Two rows of bars, what is in .grad after each of four calls of backward(). With nothing in between they grow: 2, 4, 6, 8. With zero_grad() in between each of them is 2.](attachment:bars.png)
#
# ## Why this matters
#
# A scoreboard in basketball only adds. Within a game that is just right: the points of four quarters make the result. Before the next game somebody has to set it back, or the new game starts with the points of the old one. `.grad` is such a scoreboard. `backward()` adds to it, and nobody but you sets it back. At the end of this notebook you can empty gradients at the right moment, say what happens if you do not, and use the adding on purpose: to make one update from more examples than fit into memory at once.

# %%
import copy

import matplotlib.pyplot as plt
import torch
from torch import nn

from grader import board, check, digits, explain, grade, hint, predict, step_strip

# %% [markdown]
# ## Recall
#
# **1.** (05) SGD with momentum moves a weight by …
#
# - **A** the current gradient alone
# - **B** a mix of the current gradient and earlier ones
# - **C** the current gradient, with a learning rate that grows
#
# **2.** (03) A loss function with mean reduction is given 10 examples. It returns …
#
# - **A** the sum of ten losses
# - **B** their average
# - **C** ten numbers
#
# **3.** (00) You repair a function in its cell, and run only the check below it. The check looks at …
#
# - **A** the new text
# - **B** the old function
# - **C** nothing, it raises an error

# %%
predict("06_zero_grad/recall", "B", "B", "B")

# %% [markdown]
# ## Idea and demonstration
#
# `backward()` adds. Four batches of ten examples, one linear model, and no update at all, so that the weights stay the same. Beside `.grad` we ask for each batch's own gradient with `torch.autograd.grad`, which touches nothing:

# %%
torch.manual_seed(0)
x = torch.randn(40, 3)
y = x @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.1 * torch.randn(40, 1)
start = nn.Linear(3, 1)
loss_fn = nn.MSELoss()

model = copy.deepcopy(start)
print(
    "x",
    tuple(x.shape),
    " y",
    tuple(y.shape),
    " weight",
    tuple(model.weight.shape),
    " weight.grad",
    model.weight.grad,
)
own, held = [], []
for xb, yb in zip(x.split(10), y.split(10)):
    loss = loss_fn(model(xb), yb)
    (gradient,) = torch.autograd.grad(loss, model.weight, retain_graph=True)
    own.append(gradient[0, 1].item())
    loss.backward()
    held.append(model.weight.grad[0, 1].item())
for number, (new, total) in enumerate(zip(own, held), start=1):
    print(
        f"batch {number}: its own gradient of the second weight {new:.3f}, "
        f".grad afterwards {total:.3f}, sum so far {sum(own[:number]):.3f}"
    )

figure, axes = plt.subplots(figsize=(6, 3))
places = torch.arange(1, 5)
axes.bar(places - 0.2, own, width=0.4, label="the batch's own gradient")
axes.bar(places + 0.2, held, width=0.4, hatch="//", label=".grad after backward")
axes.set_xticks(places.tolist())
axes.set_xlabel("batch")
axes.set_ylabel("gradient, second weight")
axes.legend()
plt.show()

# %% [markdown]
# A plain bar is the gradient of one batch alone: times the learning rate, it would be that batch's own step down. The hatched bars grow with every batch, because each of them holds all batches so far. An optimizer looks at `.grad` and nothing else. It cannot know how many batches are in it.
#
# ## Exercise: batch after batch
#
# *About 7 minutes · gentle*
#
# Make one update for each batch of a list, each from the gradients of its own batch alone. It is the step of notebook 01 in a loop over data.
#
# - It returns a list of floats, the loss of each batch before its update.
# - Whatever earlier batches or calls have left in `.grad` must do no harm.
# - No batch's graph is kept.

# %% exercise="train_batches"
def train_batches(model, batches, loss_fn, optimizer):
    """Make one training step for each batch and return the losses.

    Args:
        model: Module from inputs (N, D) to predictions. Its mode is not your business: leave
            it, or set train mode.
        batches: List of pairs (x, y), at least one. They may differ in size.
        loss_fn: Takes predictions and targets, returns a 0-dim loss (a mean).
        optimizer: Holds the model's parameters. Use it for the updates.

    Returns:
        A list with one float per batch, in order: the loss of that batch before its update.
        (0-dim tensors without a graph count too.)

    Each batch moves the weights once, down the gradient of its own loss, whatever earlier
    batches or calls left in `.grad`. `.grad` is None before the first call. No batch's graph
    is kept after its update, and the list and its tensors are left as they were.
    """
    ### BEGIN SOLUTION
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION

# %% check="train_batches"
check("06_zero_grad/train_batches", train_batches)

# %% [markdown]
# ## The step of notebook 01 on real digits
#
# Here is the `train_step` of notebook 01; put your own in its place if you have it at hand. Beside it stands the same without its first line. Both train on 1500 handwritten digits, three times through, and are then asked about 297 others.

# %%
def train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()


def forgetful_step(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


images, labels = digits()
for step in (train_step, forgetful_step):
    torch.manual_seed(0)
    reader = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(reader.parameters(), lr=0.1)
    told = []
    for _ in range(3):
        for xb, yb in zip(images[:1500].split(50), labels[:1500].split(50)):
            step(reader, xb, yb, nn.CrossEntropyLoss(), optimizer)
        right = (reader(images[1500:]).argmax(dim=1) == labels[1500:]).float().mean().item()
        told.append(f"{round(10 * right)} in 10")
    print(f"{step.__name__:<15} named right after the first time {told[0]}, after the third {told[-1]}")

# %% [markdown]
# After the first time through, the forgetful one is far ahead. Then it falls back, while the other goes on. Why it leads at all comes below.
#
# ## Why PyTorch adds
#
# PyTorch adds on purpose. The gradient of a sum is the sum of the gradients: `backward()` adds up what two uses of a weight ask for, and `.grad` goes on adding from one call to the next:

# %%
w = torch.tensor(2.0, requires_grad=True)
(3 * w + 5 * w).backward()
print("gradient of 3w + 5w:", w.grad.item())

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** Full batch, plain SGD, a small learning rate. After six updates, the loop *without* `zero_grad` has …
#
# - **A** the lower loss
# - **B** the higher loss
# - **C** the same loss

# %%
predict("06_zero_grad/prediction_1", "A")

# %% [markdown]
# ## Three places that do the same
#
# `.grad` has to be empty when the next `backward()` adds to it, and full when `step()` reads it. That leaves three places in a loop for `zero_grad()`. The fourth, between `backward()` and `step()`, is the wrong one. The order of each line below is executed, 20 times in a row:

# %%
def run(order, steps=20, lr=0.02, momentum=0.0):
    """Carry out the words of `order` again and again; return the model and its losses."""
    net = copy.deepcopy(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=momentum)
    losses = []
    for _ in range(steps):
        for word in order.split():
            if word == "zero":
                optimizer.zero_grad()
            elif word == "forward":
                loss = loss_fn(net(x), y)
                losses.append(loss.item())
            elif word == "backward":
                loss.backward()
            elif word == "step":
                optimizer.step()
    return net, losses


for order in ("zero forward backward step", "forward zero backward step", "forward backward step zero"):
    net, losses = run(order)
    print(
        f"{order:<28} loss {losses[0]:.4g} to {losses[-1]:.4g}, "
        f"first weight {net.weight[0, 0].item():.4g}"
    )

net, losses = run("forward backward zero step")
print(f"{'forward backward zero step':<28} loss {losses[0]:.4g} to {losses[-1]:.4g}")
print("every loss is the first one:", set(losses) == {losses[0]})

# %% [markdown]
# In the fourth place, what `backward()` has written is gone before `step()` can read it. No weight moves, and no error is raised.
#
# ## Forgetting it is momentum of 1
#
# Without any `zero_grad()`, update number t moves the weights by the sum of the gradients 1 to t. In notebook 05 you wrote that rule: it is the velocity $v \leftarrow momentum \cdot v + g$ with a momentum of 1, where nothing ever fades. Under plain SGD the two programs do the same:

# %%
forgotten, losses_forgotten = run("forward backward step")
rolling, losses_rolling = run("zero forward backward step", momentum=1.0)
apart = max((a - b).abs().max().item() for a, b in zip(forgotten.parameters(), rolling.parameters()))
print(f"without zero_grad: loss {losses_forgotten[0]:.4g} to {losses_forgotten[-1]:.4g}")
print(f"momentum of 1.0:   loss {losses_rolling[0]:.4g} to {losses_rolling[-1]:.4g}")
print("largest difference between their weights is below 0.00001:", apart < 1e-5)

# %% [markdown]
# The strip of notebook 05, with `zero_grad()` left out and a small rate. Go **Forward** through all four steps, and compare two things after each `backward`: the gradient that the sentence below the table names, and `w.grad` and `b.grad`. Watch the loss too. Then untick *Forget `zero_grad()`* and press **Start again**.

# %%
step_strip(0.05, forget_zero_grad=True)

# %% [markdown]
# The gradients themselves get smaller, but the sums in `.grad` grow, so every step is longer than the one before. At first that is an advantage: the loss falls faster than with `zero_grad()`. In the fourth step the gradient is small, and `step()` takes the whole sum all the same: the weights go past the lowest point.
#
# **Prediction 2.** 40 examples in four micro-batches of 10, each loss goes backward unscaled. Against the gradient of all 40 together, `.grad` is …
#
# - **A** equal
# - **B** a quarter
# - **C** four times as long

# %%
predict("06_zero_grad/prediction_2", "C")

# %% [markdown]
# ## Adding up on purpose
#
# Suppose that ten examples are too many for one forward pass. They come as *micro-batches* of 3, 5 and 2 instead, each goes forward and backward alone, and `.grad` adds up. One `step()` at the end is to be the one that all ten together would make. The question is by what to scale each micro-batch's mean loss. Two ways that are not right:

# %%
micro_batches = list(zip(x[:10].split([3, 5, 2]), y[:10].split([3, 5, 2])))
print("shapes of the inputs:", [tuple(xm.shape) for xm, _ in micro_batches])


def gradient(parts, scale):
    """Return the weight's gradient after one backward for each part."""
    net = copy.deepcopy(start)
    for xm, ym in parts:
        (loss_fn(net(xm), ym) * scale(len(xm))).backward()
    return net.weight.grad[0]


print("all ten at once        ", [f"{g:.4f}" for g in gradient([(x[:10], y[:10])], lambda n: 1)])
print("each divided by three  ", [f"{g:.4f}" for g in gradient(micro_batches, lambda n: 1 / 3)])
print("not scaled             ", [f"{g:.4f}" for g in gradient(micro_batches, lambda n: 1)])

# %% [markdown]
# Without scaling, three means are added up. Dividing by the number of micro-batches gives every group a third, as if they were equally large. The mean over ten examples is something else.
#
# ## Exercise: one update from many micro-batches
#
# *About 12 minutes · steady*
#
# Make the one update that all micro-batches joined would make. It is for the large batch that does not fit into memory.
#
# - Micro-batches may differ in size; the last one is often shorter.
# - No forward pass sees more than one of them, and each goes backward by itself.
# - It returns the mean loss over all examples, before the update.
#
# *Harder, if you like:* the loss may be a sum over examples (`reduction="sum"`). What changes, and what would you have to ask of whoever hands you the loss?

# %% exercise="accumulate_step"
def accumulate_step(model, micro_batches, loss_fn, optimizer):
    """Make the one update that all micro-batches joined would make.

    Args:
        model: Module from inputs (N, D) to predictions, each computed from its own example
            (no BatchNorm). Its mode is not your business: leave it, or set train mode.
        micro_batches: List of pairs (x, y), at least one. They may differ in size.
        loss_fn: Takes predictions and targets, returns a 0-dim loss: the mean over the
            examples it is given.
        optimizer: Holds the model's parameters. Use it for the update.

    Returns:
        The mean loss over all examples, as a float, with the weights before the update. (A
        0-dim tensor without a graph counts too.)

    Each call makes exactly one update of the optimizer. Its effect is that of one step on all
    examples together, but no forward pass sees examples of two micro-batches. (Several
    forward passes within one micro-batch are fine.) It must be right when called again and
    again, whatever earlier calls left in `.grad`; `.grad` is None before the first call. The
    list and its tensors are left as they were.
    """
    ### BEGIN SOLUTION
    seen = sum(len(x) for x, _ in micro_batches)
    total_loss = 0.0
    optimizer.zero_grad()
    for x, y in micro_batches:
        prediction = model(x)
        loss = loss_fn(prediction, y)
        (loss * len(x) / seen).backward()
        total_loss += loss.item() * len(x)
    optimizer.step()
    return total_loss / seen
    ### END SOLUTION

# %% check="accumulate_step"
check("06_zero_grad/accumulate_step", accumulate_step)

# %% [markdown]
# When both checks pass, the two functions have something to say to each other: one batch of ten examples, and the same examples as micro-batches.

# %%
try:
    large, small = copy.deepcopy(start), copy.deepcopy(start)
    (at_once,) = train_batches(
        large, [(x[:10], y[:10])], loss_fn, torch.optim.SGD(large.parameters(), lr=0.1)
    )
    in_parts = accumulate_step(small, micro_batches, loss_fn, torch.optim.SGD(small.parameters(), lr=0.1))
    print(f"losses  {at_once:.4f} and {in_parts:.4f}")
    print(f"weights {[f'{v:.4f}' for v in large.weight[0]]} and {[f'{v:.4f}' for v in small.weight[0]]}")
except Exception as error:
    print("not yet:", type(error).__name__)

# %% [markdown]
# The mean over ten examples is 3/10 of the first mean, plus 5/10 of the second, plus 2/10 of the third, and gradients follow the same rule: each mean loss is scaled by its share of the examples.
#
# ## What is gained is memory
#
# Until `backward()` runs, a graph keeps the numbers that it will need. Here we count them, for a somewhat larger network:

# %%
wide = nn.Sequential(nn.Linear(3, 64), nn.Tanh(), nn.Linear(64, 1))


given = {t.untyped_storage().data_ptr() for t in (*wide.parameters(), x, y)}  # there anyway


def most_kept(work):
    """Return how many numbers are kept for backward passes at the worst moment."""
    now, most = 0, 0

    class Kept:
        def __init__(self, tensor):
            nonlocal now, most
            self.tensor = tensor
            self.size = 0 if tensor.untyped_storage().data_ptr() in given else tensor.numel()
            now += self.size
            most = max(most, now)

        def __del__(self):
            nonlocal now
            now -= self.size

    with torch.autograd.graph.saved_tensors_hooks(Kept, lambda kept: kept.tensor):
        work()
    return most


def joined():
    loss_fn(wide(x[:10]), y[:10]).backward()


def one_after_the_other():
    for xm, ym in micro_batches:
        (loss_fn(wide(xm), ym) * len(xm) / 10).backward()


def added_up_first():
    sum(loss_fn(wide(xm), ym) * len(xm) / 10 for xm, ym in micro_batches).backward()


for work in (joined, one_after_the_other, added_up_first):
    print(f"{work.__name__:<20} keeps at most {most_kept(work)} numbers for backward")

# %% [markdown]
# One after the other, the worst moment is that of the largest micro-batch. Adding the losses up first and going back once has the right gradient too, but all graphs wait for the end, and nothing is saved.
#
# **Prediction 3.** SGD with momentum. One normal step; then the gradients are emptied, and `step()` is called with no new gradients. The weights move …
#
# - **A** never
# - **B** if `.grad` was set to zero, but not if it was set to None
# - **C** if `.grad` was set to None, but not if it was set to zero

# %%
predict("06_zero_grad/prediction_3", "B")

# %% [markdown]
# **Prediction 4.** One of these curves belongs to the loop without `zero_grad`, one to the loop as it should be, and one to the loop as it should be with a momentum of 0.9. Which is the one without `zero_grad`?
#
# ![Three small plots of the loss over 60 updates, from the same start. A: it falls with every update and flattens out near zero. B: it comes down fast and swings up again, and again, hardly lower each time. C: it comes down fast, and its swings die down.](attachment:prediction_4.png)
#
# - **A** it falls with every update
# - **B** it swings, and the swings hardly die down
# - **C** it swings, and the swings die down

# %%
predict("06_zero_grad/prediction_4", "B")

# %% [markdown]
# ## Break it on purpose
#
# First the places of `zero_grad`. The same start, the same data, plain SGD with a learning rate of 0.02:

# %%
runs = {
    "in every step": run("zero forward backward step", 60)[1],
    "never, or once before the loop": run("forward backward step", 60)[1],
    "between backward and step": run("forward backward zero step", 60)[1],
}
figure, axes = plt.subplots(figsize=(6, 3))
for (name, losses), style in zip(runs.items(), ("-", "--", ":"), strict=True):
    axes.plot(losses, style, label=name)
    print(
        f"{name:<31} loss at the start {losses[0]:.3g}, after 6 updates {losses[6]:.3g}, "
        f"lowest {min(losses):.3g}, after 59 updates {losses[-1]:.3g}"
    )
axes.set_xlabel("update")
axes.set_ylabel("loss")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# Learn the symptoms. Emptied between `backward` and `step`, the loss is a flat line from the first value on. Never emptied, the dashed curve leads at first, which is why this mistake lives long: whoever looks at the first updates only sees an improvement. Then it runs past the goal and swings back and forth, as a ball in a bowl without friction does.
#
# Now accumulation. One update from the micro-batches of 3, 5 and 2 examples, made in five ways, and compared with the update of all ten together: how long is it, and in which direction does it point?

# %%
def update(way):
    """Return the change of all parameters by one call, as one vector."""
    net = copy.deepcopy(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    optimizer.zero_grad()
    for xm, ym in micro_batches:
        if way == "zero_grad for every micro-batch":
            optimizer.zero_grad()
        loss = loss_fn(net(xm), ym)
        scale = {"not scaled": 1, "divided by their number": 1 / 3}.get(way, len(xm) / 10)
        (loss * scale).backward()
        if way == "step for every micro-batch":
            optimizer.step()
    if way != "step for every micro-batch":
        optimizer.step()
    before, after = (nn.utils.parameters_to_vector(n.parameters()) for n in (start, net))
    return (after - before).detach()


whole = copy.deepcopy(start)
loss_fn(whole(x[:10]), y[:10]).backward()
wanted = -0.1 * torch.cat([p.grad.flatten() for p in whole.parameters()])
ways = (
    "scaled by examples",
    "divided by their number",
    "not scaled",
    "zero_grad for every micro-batch",
    "step for every micro-batch",
)
lengths = []
for way in ways:
    made = update(way)
    lengths.append((made.norm() / wanted.norm()).item())
    angle = torch.rad2deg(
        torch.acos(nn.functional.cosine_similarity(made, wanted, dim=0).clamp(-1, 1))
    ).item()
    print(f"{way:<32} length {lengths[-1]:.2f} of the right one, direction {angle:.0f} degrees off")

# %% folded=true
figure, axes = plt.subplots(figsize=(6, 2.4))
axes.barh(ways[::-1], lengths[::-1])
axes.axvline(1.0, linestyle="--", color="gray")
axes.set_xlabel("length of the update, the right one = 1")
figure.tight_layout()
plt.show()

# %% [markdown]
# Only the first bar ends at the dashed line, and only there the direction is right as well. Dividing by the number of micro-batches comes near, and would be exact if they were equally large. Adam hides the factor of the unscaled sum, so a run with it is no proof that the scaling is right.
#
# In a training loop the micro-batches come from a loader, and a counter says when a group is complete.
#
# **Prediction 5.** Batches are numbered from 0, four go to a group, and the loop makes a step whenever `index % 4 == 0`. The first update is made of …
#
# - **A** four batches
# - **B** one batch
# - **C** five batches

# %%
predict("06_zero_grad/prediction_5", "B")

# %% [markdown]
# Three mistakes live in such a counter. Here are ten batches of equal size, four to a group, so that two are left over at the end:

# %%
def shares(due, divisor, leftover):
    """Return for each update which batches are in it, and their common share."""
    made, waiting = [], []
    for index in range(10):
        waiting.append(index)
        if due(index):
            made.append((waiting, 1 / divisor(waiting)))
            waiting = []
    if leftover and waiting:
        made.append((waiting, 1 / divisor(waiting)))
    return made


loops = {
    "right": shares(lambda i: (i + 1) % 4 == 0, len, leftover=True),
    "off by one: index % 4 == 0": shares(lambda i: i % 4 == 0, lambda group: 4, leftover=True),
    "leftover dropped": shares(lambda i: (i + 1) % 4 == 0, len, leftover=False),
    "leftover divided by 4 as well": shares(lambda i: (i + 1) % 4 == 0, lambda group: 4, leftover=True),
}
for name, made in loops.items():
    print(name)
    for batches, share in made:
        print(
            f"    update from batches {str(batches):<13} each "
            f"times {share:.2f}, together {share * len(batches):.2f}"
        )

# %% [markdown]
# "Together" should be 1 in each line: then the update is a mean. Off by one, the first update is made of a single batch and far too short. A leftover that is dropped is worse than it looks: its gradients stay in `.grad`, and if the next time through the data (an epoch) does not begin with `zero_grad()`, they are in its first update.
#
# ## Error clinic
#
# The wrong thing is asked to empty its gradients:

# %%
loss = loss_fn(model(x), y)
try:
    loss.zero_grad()
except AttributeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# A loss is a tensor, and it holds no gradients that anybody uses. Those are in the parameters' `.grad`: the optimizer knows the parameters, and so does the model. `optimizer.zero_grad()` and `model.zero_grad()` both work.
#
# Gradients emptied by hand, before there are any:

# %%
fresh = nn.Linear(3, 1)
try:
    for p in fresh.parameters():
        p.grad.zero_()
except AttributeError as error:
    print(type(error).__name__, "·", error)

for p in fresh.parameters():
    if p.grad is not None:
        p.grad.zero_()
print("gradients:", [p.grad for p in fresh.parameters()])

# %% [markdown]
# Before the first `backward()`, and after every `zero_grad()`, `.grad` is None, and None has no methods. Ask first, as the second loop does.
#
# **Prediction 6.** Micro-batches are summed up as they come, `total = total + loss`, and after each of them stands `total.backward()`. What happens?
#
# - **A** `.grad` ends up right
# - **B** the second `backward()` raises an error
# - **C** `.grad` ends up too long, without an error

# %%
predict("06_zero_grad/prediction_6", "B")

# %%
model.zero_grad()
total = 0.0
try:
    for xm, ym in micro_batches:
        total = total + loss_fn(model(xm), ym) * len(xm) / 10
        total.backward()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(". ")[0])

model.zero_grad()
for xm, ym in micro_batches:
    (loss_fn(model(xm), ym) * len(xm) / 10).backward()
print("gradient", [f"{g:.4f}" for g in model.weight.grad[0]])

# %% [markdown]
# `.grad` does the adding already. The second total still contains the first micro-batch, whose graph has been used up. The repair, in the second loop, is to go back through the current loss alone.
#
# A gradient put in place by hand, in the wrong shape:

# %%
try:
    model.weight.grad = torch.zeros(3)
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# `.grad` always has the shape of its parameter, here (1, 3). `torch.zeros_like(model.weight)` has it.
#
# ## Myths
#
# *"`zero_grad` sets gradients to zero."* By default it sets them to None. The optimizer leaves a parameter with None alone; a zero is a gradient like any other. With momentum the two differ. This model has two heads, and only the first is used in the second step:

# %%
def second_head_moves(to_none):
    torch.manual_seed(3)
    heads = nn.ModuleList([nn.Linear(3, 1), nn.Linear(3, 1)])
    optimizer = torch.optim.SGD(heads.parameters(), lr=0.02, momentum=0.9)
    (loss_fn(heads[0](x), y) + loss_fn(heads[1](x), y)).backward()
    optimizer.step()
    before = heads[1].weight.detach().clone()
    optimizer.zero_grad(set_to_none=to_none)
    loss_fn(heads[0](x), y).backward()
    optimizer.step()
    return (heads[1].weight - before).norm().item()


print(f"set to None: the unused head moves by {second_head_moves(True):.4g}")
print(f"set to zero: the unused head moves by {second_head_moves(False):.4g}")

# %% [markdown]
# **Prediction 7.** `.grad` is full, and somebody runs a forward pass, `model(x)`, before `step()`. Then `.grad` is …
#
# - **A** emptied, since a new graph begins
# - **B** what it was
# - **C** twice as large

# %%
predict("06_zero_grad/prediction_7", "B")

# %% [markdown]
# *"`zero_grad` must come before the forward pass."* The forward pass neither reads nor writes `.grad`:

# %%
model(x)
print("after a forward pass the gradient is", [f"{g:.4f}" for g in model.weight.grad[0]])

# %% [markdown]
# *"Accumulating over k batches is the same as a batch k times as large."* Not without scaling, as the bars above show. And not with it either, if the model has BatchNorm: in train mode, that layer takes mean and spread from what one forward pass sees.

# %%
def share_of_right_gradient(layer):
    """Return how far the accumulated gradient is from that of the whole batch, in percent."""
    found = []
    for parts in ([(x[:10], y[:10])], micro_batches):
        torch.manual_seed(1)
        net = nn.Sequential(nn.Linear(3, 8, bias=False), layer(), nn.Tanh(), nn.Linear(8, 1))
        for xm, ym in parts:
            (loss_fn(net(xm), ym) * len(xm) / 10).backward()
        found.append(torch.cat([p.grad.flatten() for p in net.parameters()]))
    return ((found[1] - found[0]).norm() / found[0].norm()).item() * 100


print(f"without BatchNorm the two gradients differ by {share_of_right_gradient(nn.Identity):.1f} %")
print(f"with BatchNorm they differ by {share_of_right_gradient(lambda: nn.BatchNorm1d(8)):.1f} %")

# %% [markdown]
# *"Forgetting `zero_grad` always explodes."* The dashed curve further up leads for a while and then swings. Even where it is worst it stays below its start:

# %%
losses = runs["never, or once before the loop"]
print(f"without zero_grad: first loss {losses[0]:.3g}, highest loss after that {max(losses[1:]):.3g}")

# %% [markdown]
# ## Check your understanding
#
# **1.** The model is new, and `optimizer.zero_grad()` is the last line of the loop's body. The update of the first batch is …
#
# - **A** right
# - **B** twice as long as it should be
# - **C** left out
#
# **2.** Two micro-batches hold 12 and 4 examples. Their mean losses are multiplied by …
#
# - **A** 1/2 and 1/2
# - **B** 3/4 and 1/4
# - **C** 1 and 1
#
# **3.** Each micro-batch's loss is scaled by its share. What can still differ from one large batch?
#
# - **A** the weights that later micro-batches meet
# - **B** the statistics of BatchNorm
# - **C** the length of the gradient

# %%
predict("06_zero_grad/understanding", "A", "B", "B")

# %% [markdown]
# ## For your mark

# %% graded="train_batches" points=3
grade("06_zero_grad/train_batches", train_batches, points=3)

# %% graded="accumulate_step" points=5
grade("06_zero_grad/accumulate_step", accumulate_step, points=5)

# %% [markdown]
# ## Take-aways
#
# - `backward()` adds to `.grad`; only you empty it, once for each update, anywhere but between `backward()` and `step()`.
# - A missing `zero_grad()` is momentum of 1 under plain SGD. It may look better at first.
# - None and zero are two things: an optimizer with momentum moves a parameter whose gradient is zero.
# - One update from many micro-batches: scale each mean loss by its share of the examples, go back after each, step once.
#
# Next: batches, epochs and honest averages.
