# %% [markdown]
# # The heartbeat: forward, loss, backward, step
#
# About 50 minutes · gentle
#
# ![The training loop as a ring of four boxes, gone round for each batch: predict, measure, find the way, move, and then predict again.](attachment:ring-plain.png)
#
# ## Why this matters
#
# A neural network learns by repeating four moves: predict, measure how wrong the prediction is, find out which way each weight should go, and go there a little. It is like practising free throws in basketball: throw, see where the ball lands, feel what to change, adjust, throw again. Everything else in this course is added around this ring. At the end you can write one step and a loop of steps, and you can tell from numbers alone when one of the four is missing.
#
# ## The real thing, in half a minute
#
# The next cell loads what this notebook needs. Then it trains a small network on 1500 handwritten digits, which takes a few seconds, and asks it about digits that it has never seen. The loop that does this is a handful of lines, and **you will write it**: its heart in this notebook, within the hour.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

from grader import board, check, explain, from_lab, grade, hint, loop_lab, predict, watch_digits

watch_digits()

# %% [markdown]
# ## Recall
#
# **1.** (00) A card names a mistake. What did it compare to be sure?
#
# - **A** the text of your code
# - **B** what your code did, number by number
# - **C** the final loss only
#
# **2.** (00) `2 * x + 1` for a tensor of shape (4,) has shape:
#
# - **A** ()
# - **B** (4,)
# - **C** (8,)
#
# **3.** (00) What does an operation such as `x += 1` do to the tensor that was handed over?
#
# - **A** it changes it
# - **B** it copies it first
# - **C** it depends on the shape

# %%
predict("01_loop/recall", "B", "B", "A")

# %% [markdown]
# ## Idea and demonstration
#
# A model has weights, the numbers that training changes. The loss is one number that says how wrong its predictions are. A gradient, kept in `.grad` beside each weight, says which way and how steeply the loss rises with that weight. An optimizer moves the weights: `SGD`, the plainest, subtracts from each its gradient times the learning rate, `lr`.
#
# The four moves have names that you will meet everywhere. To predict is the *forward pass*, `model(x)`. To measure is to compute the *loss*. To find the way is the *backward pass*, `loss.backward()`, which fills `.grad`. To move is `optimizer.step()`.
#
# Here is what the three calls that have to do with gradients do, each by itself and in no useful order. `requires_grad=True` says that `w` wants a gradient:

# %%
w = torch.tensor([2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)


def show(what):
    print(f"{what:<32} w = {w.item():.2f}   .grad = {None if w.grad is None else w.grad.tolist()}")


show("at the start")
optimizer.step()
show("step() while .grad is empty")
w.grad = torch.tensor([3.0])
optimizer.step()
show("step() with 3 in .grad")
(5 * w).sum().backward()
show("backward() from a loss of 5w")
optimizer.zero_grad()
show("zero_grad()")

# %% [markdown]
# Read it row by row: `step()` moves the weight, by 0.1 times 3, and leaves `.grad` alone, `backward()` *adds* to what is there, and `zero_grad()` empties it. If `w` grows by 1, the loss `5 * w` grows by 5, so its gradient is 5; with the 3 that was there it makes 8.
#
# ## Exercise: put the lines in order
#
# *About 5 minutes · gentle*
#
# Write the letters of one training step in order, as a string such as `"ABC"`. One line is not needed. `x` is a batch, a few examples at once, and `y` holds their targets, the right answers; `loss_fn` compares predictions with these.
#
# | letter | line |
# |---|---|
# | A | `optimizer.step()` |
# | B | `loss = loss_fn(prediction, y)` |
# | C | `optimizer.zero_grad()` |
# | D | `prediction = model(x)` |
# | E | `loss.backward()` |
# | F | `loss = loss.item()` |
#
# - The grader runs your order again and again on the same model, each time with another batch.
# - Each run has to move the weights by one step down the gradient of its own batch's loss.
# - Every order that does passes, and there is more than one.

# %% exercise="STEP_ORDER"
STEP_ORDER = ""
### BEGIN SOLUTION
STEP_ORDER = "CDBEA"
### END SOLUTION

# %% check="STEP_ORDER"
check("01_loop/STEP_ORDER", STEP_ORDER)

# %% [markdown]
# ## Take the loop apart
#
# The same six lines as blocks. At first they stand as in the table above, which is no training step yet: bring them into your order and watch the loss fall. Then switch one off or move it, by its arrows, by mouse or with Alt and the arrow keys, and see what becomes of the loss and the gradients. Every arrangement was run before; where it is a known mistake, the lab says which. To use an order as your answer, run `from_lab()` in the answer cell above, in place of what stands there: it writes the lab's order into that cell.

# %%
loop_lab()

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** The lines are in the order zero_grad, forward, loss, **step, backward**. Over ten such steps the loss …
#
# - **A** falls as usual
# - **B** falls one step late
# - **C** stays exactly the same
# - **D** raises an error

# %%
predict("01_loop/prediction_1", "C")

# %% [markdown]
# **Prediction 2.** Without `zero_grad`, plain SGD, the *second* update uses …
#
# - **A** the second gradient
# - **B** the sum of the first and the second
# - **C** the mean of both

# %%
predict("01_loop/prediction_2", "B")

# %% [markdown]
# ## Exercise: one step
#
# *About 8 minutes · gentle*
#
# Write the lines that you have put in order as a function. It will be called again and again on the same model, so what an earlier call left in `.grad` must do no harm.
#
# - It makes exactly one update, with the optimizer that it is given.
# - It returns the loss from *before* the update, as a number: `loss.item()`.
#
# Three words of the docstring: a *0-dim* tensor is one that holds a single number; its *graph* is the record of how it was computed, which `backward()` goes back through (more in notebook 02); and the *mode* of a model is a matter for notebook 08.

# %% exercise="train_step"
def train_step(model, x, y, loss_fn, optimizer):
    """Make one training step and return the loss before it.

    Args:
        model: Module from inputs (N, ...) to predictions. Its mode is not your business:
            leave it, or set train mode.
        x: Inputs of one batch.
        y: Targets of that batch.
        loss_fn: Takes predictions and targets, returns a 0-dim loss (a mean).
        optimizer: Holds the model's parameters. Use it for the update.

    Returns:
        The loss before the update, as a Python float. (A 0-dim tensor without a graph
        counts too.)

    It must be right when called again and again: each call moves the weights by one step
    down the gradient of its own batch's loss, whatever earlier calls left in `.grad`.
    `.grad` is None before the first call.
    """
    ### BEGIN SOLUTION
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION

# %% check="train_step"
check("01_loop/train_step", train_step)

# %% [markdown]
# ## What happens in one step, seen from outside
#
# A tiny model, four examples with three inputs each, and a target for each. `nn.Linear(3, 1)` makes one number out of three, by three weights and a bias; `nn.MSELoss` is the mean of the squared differences; `detach().clone()` keeps a copy of the weights, to see how far they move. The shapes are printed on the way.

# %%
torch.manual_seed(0)
model = nn.Linear(3, 1)
x = torch.randn(4, 3)
y = torch.randn(4, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

prediction = model(x)
print("prediction", tuple(prediction.shape))
loss = loss_fn(prediction, y)
print("loss      ", tuple(loss.shape), f"{loss.item():.4g}")
print("gradient before backward:", model.weight.grad)
loss.backward()
print("gradient after backward: ", tuple(model.weight.grad.shape))
before = model.weight.detach().clone()
optimizer.step()
print(f"the weights moved by {(model.weight - before).norm().item():.4g}")

# %% [markdown]
# Three things to notice. The loss is a single number. `backward()` changes no weight: it only fills `.grad`, which was `None` before. And it is `step()` that moves the weights.
#
# The same step as a timeline. A hook is a function that PyTorch calls when something happens; each of these adds a line to a list:

# %%
events = []
hooks = (
    model.register_forward_hook(lambda *_: events.append("forward")),
    model.weight.register_hook(lambda gradient: events.append("gradient arrives")),
    optimizer.register_step_post_hook(lambda *_: events.append("weights move")),
)

optimizer.zero_grad()
events.append(f"zero_grad: .grad is {model.weight.grad}")
loss = loss_fn(model(x), y)
events.append("loss computed")
loss.backward()
optimizer.step()
for number, event in enumerate(events, start=1):
    print(number, event)
for hook in hooks:
    hook.remove()

# %% [markdown]
# ## Exercise: several steps
#
# *About 6 minutes · gentle*
#
# Repeat the step on one batch and collect the losses. Learning is this repetition.
#
# - It returns a list of floats, one for each step: the loss before its update.
# - It keeps numbers, not loss tensors: a tensor would keep its whole graph.
# - You may call your own `train_step`.

# %% exercise="train_steps"
def train_steps(model, x, y, loss_fn, optimizer, steps):
    """Make several training steps on one batch.

    Args:
        model, x, y, loss_fn, optimizer: As for `train_step`.
        steps: How many steps, at least 1.

    Returns:
        A list of `steps` floats: the loss before each update. No step's graph is kept
        after the step (a list of loss tensors would keep them all).
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION

# %% check="train_steps"
check("01_loop/train_steps", train_steps)

# %% [markdown]
# ## Once more from where it stopped
#
# Running the loop a second time goes on where the first one stopped, because the weights live in the model:

# %%
def run(steps):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


print(f"after 5 more steps: {run(5):.4g}")
print(f"after 5 more steps: {run(5):.4g}")

# %% [markdown]
# **Prediction 3.** One of these three curves belongs to a loop that never calls `zero_grad`; all start from the same weights and see the same data. Which one?
#
# ![Three small plots of the loss over 150 updates, all from the same start. A: it falls with every update. B: it stays where it is. C: it falls faster, and then it swings.](attachment:prediction_3.png)
#
# - **A** it falls with every update
# - **B** it stays where it is
# - **C** it falls faster, and then it swings

# %%
predict("01_loop/prediction_3", "C")

# %% [markdown]
# ## Break it on purpose
#
# The same start, the same data, four loops: one right, three each with a mistake. Look at the curves and learn the symptoms. Printed beside each loop is how many of its updates made the loss larger. You need not read all of the code: `loops` names the lines of each loop in their order, and `curve` runs them 150 times.

# %%
def curve(order, steps=150, lr=0.2):
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
    inputs, targets = torch.randn(16, 3), torch.randn(16, 1)
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        for word in order.split():
            if word == "zero":
                opt.zero_grad()
            elif word == "forward":
                loss = nn.functional.mse_loss(net(inputs), targets)
                losses.append(loss.item())
            elif word == "backward":
                loss.backward()
            elif word == "step":
                opt.step()
    return losses


loops = {
    "right": "zero forward backward step",
    "no zero_grad": "forward backward step",
    "step before backward": "zero forward step backward",
    "zero_grad after backward": "forward backward zero step",
}
figure, axes = plt.subplots(figsize=(6, 3))
for (name, order), style in zip(loops.items(), ("-", "--", ":", "-."), strict=True):
    losses = curve(order)
    axes.plot(losses, style, label=name)
    rises = sum(after > before for before, after in zip(losses, losses[1:], strict=False))
    print(f"{name:<25} first loss {losses[0]:.4g}, last loss {losses[-1]:.4g}, {rises} rises")
axes.set_xlabel("update")
axes.set_ylabel("loss")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# Two of the four curves are perfectly flat and lie on each other: nothing moves, and nothing complains. The one without `zero_grad` falls, and here it even leads: each update uses the sum of all gradients so far, so its steps are longer. For the same reason it overshoots, climbs again and does not settle, while the right one falls with every update. This is why a loss that falls proves little, and why the grader compares gradients.
#
# ## Error clinic
#
# Two errors, raised for real: the line that the ordering exercise did not need, and going back twice.

# %%
loss = loss_fn(model(x), y)
loss = loss.item()
try:
    loss.backward()
except AttributeError as error:
    print(type(error).__name__, "·", error)

loss = loss_fn(model(x), y)
loss.backward()
try:
    loss.backward()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(".")[0])

# %% [markdown]
# `.item()` made a plain number of the loss; numbers have no history to go back through. Call `backward()` on the tensor, and `.item()` only where you want to keep the number.
#
# The first `backward()` frees what it needed from the graph. A new forward pass builds a new graph, so the repair is one forward for each backward.
#
# ## Myths
#
# *"The optimizer calls `zero_grad` by itself."* It does not; `step()` leaves `.grad` as it is:

# %%
optimizer.zero_grad()
loss_fn(model(x), y).backward()
before = model.weight.grad.norm().item()
optimizer.step()
print(f"size of .grad before step {before:.4g}, after step {model.weight.grad.norm().item():.4g}")

# %% [markdown]
# **Prediction 4.** `zero_grad` is moved: it now stands between `prediction = model(x)` and the loss. Compared with the usual place, the losses of 150 updates are …
#
# - **A** the same, every one of them
# - **B** flat, because the prediction was emptied
# - **C** larger, because one gradient is lost

# %%
predict("01_loop/prediction_4", "A")

# %% [markdown]
# *"`zero_grad` must come before the forward pass."* Only before the next `backward()`, and not between `backward()` and `step()`:

# %%
first, *others = "zero forward backward step", "forward zero backward step", "forward backward step zero"
losses = curve(first)
print(f"{first:<30} last loss {losses[-1]:.4g}")
for order in others:
    print(f"{order:<30} all {len(losses)} losses are the same: {curve(order) == losses}")

# %% [markdown]
# *"`zero_grad` sets gradients to zero."* By default it sets them to `None`, which an optimizer treats as "not part of this update":

# %%
optimizer.zero_grad()
print("after zero_grad():                 ", model.weight.grad)
loss_fn(model(x), y).backward()
optimizer.zero_grad(set_to_none=False)
print("after zero_grad(set_to_none=False):", model.weight.grad.tolist())

# %% [markdown]
# *"The gradient you print after training belongs to the trained weights."* It was computed before the last step, so it belongs to the weights of one step earlier. They have moved since, and theirs is another one:

# %%
optimizer.zero_grad()
loss_fn(model(x), y).backward()
optimizer.step()
left_over = model.weight.grad.norm().item()
optimizer.zero_grad()
loss_fn(model(x), y).backward()
print(
    f"length of the gradient left over {left_over:.4g}, "
    f"of the trained weights' own {model.weight.grad.norm().item():.4g}"
)

# %% [markdown]
# ## Check your understanding
#
# **1.** Which call changes the weights?
#
# - **A** `loss.backward()`
# - **B** `optimizer.step()`
# - **C** `model(x)`
#
# **2.** The loss is the same number in every step, to the last digit. Which of these fits?
#
# - **A** the learning rate is too high
# - **B** `zero_grad` is missing
# - **C** the gradients are empty when `step` runs
#
# **3.** Where may `zero_grad` *not* stand?
#
# - **A** at the end of the step
# - **B** between `backward` and `step`
# - **C** between forward and `backward`

# %%
predict("01_loop/understanding", "B", "C", "B")

# %% [markdown]
# ## For your mark

# %% graded="STEP_ORDER" points=2
grade("01_loop/STEP_ORDER", STEP_ORDER, points=2)

# %% graded="train_step" points=4
grade("01_loop/train_step", train_step, points=4)

# %% graded="train_steps" points=3
grade("01_loop/train_steps", train_steps, points=3)

# %% [markdown]
# ## Take-aways
#
# - One step is forward, loss, backward, step, with `.grad` emptied in between.
# - `backward()` adds gradients up and moves nothing; `step()` moves the weights and empties nothing.
# - A loss that is the same to the last digit suggests that nothing moves. A falling loss does not mean that all is right.
#
# Next: what happens inside `model(x)`.
