# %% [markdown]
# # Who is to blame
#
# About 60 minutes · steady
#
# ![The training loop as a ring of five boxes, gone round for each batch: empty, predict, measure, find the way, move. The box find the way, backward(), is marked.](attachment:ring-backward.png)
#
# ![A graph from left to right: x and w lead to x · w, then to relu; relu and the target lead to the squared difference, and that to the loss. Dashed arrows lead back from the loss through the same boxes and end at w, which is marked.](attachment:graph.png)
#
# ## Why this matters
#
# A prediction is wrong, and thousands of weights had a hand in it. A basketball coach who sees a shot fall short asks what each part of the movement had to do with it: a little more from the knees changes the throw by so much, a little more from the wrist by so much. `backward()` answers this question for every weight at once, and the answers are called gradients. At the end of this notebook you can work out gradients with the chain rule, check any gradient by trying, read the gradients of a model without disturbing it, and freeze a part of a model so that it really stands still.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (03) The mean squared error of predictions (N,) and targets (N,) has the shape …
#
# - **A** ()
# - **B** (N,)
# - **C** (1,)
#
# **2.** (01) `backward()` is called for two batches, and nothing is emptied in between. What is in `.grad`?
#
# - **A** the second batch's gradient
# - **B** the sum of both
# - **C** the mean of both
#
# **3.** (02) Which of these has a `grad_fn`?
#
# - **A** the inputs x
# - **B** a parameter
# - **C** a result computed from a parameter

# %%
predict("04_backward/recall", "A", "B", "C")

# %% [markdown]
# ## Idea and demonstration
#
# ### A gradient says what happens if a weight moves a little
#
# One example, one weight, one bias. Move the weight by 0.001 and see by how much the loss moves. Then take the derivative apart. The loss was computed in small steps, each with a derivative that can be looked up, and from the loss back to the weight they are multiplied. The chain rule multiplies simple derivatives: $\frac{d\,loss}{dw} = \frac{d\,loss}{d\,error} \cdot \frac{d\,error}{d\,prediction} \cdot \frac{d\,prediction}{dw}$.

# %%
x, y = torch.tensor(2.0), torch.tensor(1.0)
w, b = torch.tensor(1.5, requires_grad=True), torch.tensor(0.5, requires_grad=True)


def loss_at(w, b):
    return (w * x + b - y) ** 2


loss = loss_at(w, b)
with torch.no_grad():
    moved = loss_at(w + 0.001, b)
print(f"loss {loss.item():.4f}, with w + 0.001 {moved.item():.4f}, change {(moved - loss).item():.4f}")
print(f"so about {((moved - loss) / 0.001).item():.2f} units of loss for each unit of w")
loss.backward()
print(f"autograd says {w.grad.item():.2f} for w and {b.grad.item():.2f} for b")

prediction = (w * x + b).item()
error = prediction - y.item()
outer = 2 * error
print(f"loss = error²           derivative 2 · error = {outer:.4g}")
print("error = prediction - y  derivative 1")
print(f"prediction = w · x + b  derivative for w: x = {x.item():.4g}, for b: 1")
print(f"product for w: {outer * 1 * x.item():.4g}, for b: {outer * 1 * 1:.4g}")

# %% [markdown]
# A positive gradient means that a larger weight makes the loss larger, so the weight should become smaller. The size says how much is to be gained.
#
# ## Exercise: the gradients of a linear model by hand
#
# *About 12 minutes · steady*
#
# The same for N examples and D weights: write the loss as a sum over examples, differentiate it, and turn the sums back into products. The loss is $\frac{1}{N}\sum_i (x_i \cdot w + b - y_i)^2$.
#
# - `dw` has the shape of `w`, one number for each weight; `db` is one number.
# - The mean divides by N, and the square brings a factor 2.
# - Autograd has no part in it.

# %% exercise="linear_gradients"
def linear_gradients(x, y, w, b):
    """Return the gradients of the mean squared error of `x @ w + b` against y.

    Args:
        x: Inputs (N, D). N may be 1, and so may D.
        y: Targets (N,).
        w: Weights (D,).
        b: Bias, 0-dim.
        All four are float32, and none requires gradients.

    Returns:
        The pair (dw, db): dw of shape (D,), the gradient of the loss with respect to w; db,
        the one with respect to b, 0-dim or a float. The loss is the mean over the N
        examples of (prediction - target)², without a factor 1/2.

    It works without autograd, so also below `torch.no_grad()`, where nothing is recorded.
    None of the arguments is changed.
    """
    ### BEGIN SOLUTION
    error = x @ w + b - y
    dw = 2 * (x.T @ error) / len(x)
    db = 2 * error.sum() / len(x)
    return dw, db
    ### END SOLUTION

# %% check="linear_gradients"
check("04_backward/linear_gradients", linear_gradients)

# %% [markdown]
# ## Autograd does the same, walking back along the graph
#
# In notebook 02 you walked along a graph from the result to the parameters. `backward()` takes the same way and carries a gradient with it: each operation receives the gradient of its output and hands on the gradients of its inputs. Hooks on the recorded operations show it, here with 5 examples and 3 inputs:

# %%
torch.manual_seed(0)
x, y = torch.randn(5, 3), torch.randn(5)
w, b = torch.randn(3, requires_grad=True), torch.zeros((), requires_grad=True)
loss = ((x @ w + b - y) ** 2).mean()


def shapes(gradients):
    return ", ".join("-" if g is None else str(tuple(g.shape)) for g in gradients)


def watch(node):
    """Print what passes through an operation and everything behind it."""
    if node is None:
        return
    name = type(node).__name__
    if not hasattr(node, "variable"):
        node.register_hook(
            lambda handed_on, received: print(
                f"{name:<14} receives {shapes(received):<6} hands on {shapes(handed_on)}"
            )
        )
    for previous, _ in node.next_functions:
        watch(previous)


watch(loss.grad_fn)
loss.backward()
print("w.grad", tuple(w.grad.shape), " b.grad", tuple(b.grad.shape))

# %% [markdown]
# The walk starts with a single number, the derivative of the loss with respect to itself, which is 1. That is why the loss has to be one number. `MeanBackward0` spreads it over the 5 examples. At the product `MvBackward0` (matrix times vector) the 5 examples are summed up to 3 entries, one for each weight. A dash stands for an input that needs no gradient, such as x. In the end each parameter has a gradient of its own shape.
#
# ## Predict, then run
#
# **Prediction 1.** An optimizer with learning rate 0.1 was made, then `loss.backward()` is called, and nothing else. The weight …
#
# - **A** has moved by 0.1 times its gradient
# - **B** is what it was
# - **C** holds the gradient

# %%
predict("04_backward/prediction_1", "B")

# %% [markdown]
# ## What has a gradient, and what has none
#
# Before the first `backward()` every `.grad` is None. Afterwards it is filled for parameters that require gradients and that the loss depends on. None and zero are two different statements:

# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.output = nn.Linear(4, 1)
        self.spare = nn.Linear(3, 1)  # never used below

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x)))


torch.manual_seed(4)
net = Net()
with torch.no_grad():
    net.hidden.bias[2] = -9.0  # this hidden unit is below zero for every example
net.output.bias.requires_grad = False
print("before backward, in every parameter:", {p.grad for p in net.parameters()})
nn.functional.mse_loss(net(x).squeeze(1), y).backward()
for name, p in net.named_parameters():
    print(f"{name:<14} {'None' if p.grad is None else [f'{row.norm().item():.3g}' for row in p.grad]}")

# %% [markdown]
# These are the lengths of the gradient's rows; for a bias each row is one number. The third row of `hidden.weight` is exactly zero: ReLU let nothing through for that unit, so moving its weights a little changes nothing (a dead ReLU). `output.bias` is frozen and `spare` is not used, and neither has any gradient at all. Some optimizers (notebook 05) move even a parameter whose gradient is zero. Where it finds None, it leaves the parameter alone.
#
# ## Trying is a check on any gradient
#
# A derivative can be measured without any rule: move one entry, look at the loss. Moving to both sides, the central difference, is much more exact than moving to one:

# %%
def f(w):
    return (w**3).sum()


w = torch.tensor([1.0, 2.0], dtype=torch.float64)
exact = 3 * w**2
for eps in (0.1, 0.01):
    step = torch.tensor([0.0, eps], dtype=torch.float64)  # moves the second entry only
    forward = (f(w + step) - f(w)) / eps
    central = (f(w + step) - f(w - step)) / (2 * eps)
    print(
        f"eps {eps:<5} exact {exact[1].item():.4f}  "
        f"forward {forward.item():.4f}  central {central.item():.4f}"
    )

# %% [markdown]
# With a tenth of the step the forward difference is about ten times as exact, the central one a hundred times.
#
# **Prediction 2.** In float32, the central difference of w² at w = 3 is computed with eps = 0.01 and with eps = 0.000001. Which one is nearer to the true 6?
#
# - **A** the one with the smaller eps
# - **B** both, because for w² the formula is exact
# - **C** the one with the larger eps

# %%
predict("04_backward/prediction_2", "C")

# %% [markdown]
# ## Exercise: a gradient by trying
#
# *About 12 minutes · steady*
#
# Measure the gradient of any function with central differences, one entry after the other. It is slow, and independent of every rule: with it you can check what you or autograd worked out.
#
# - Each entry is moved by `eps` to both sides, the others stay.
# - `w` may have any shape; `w.view(-1)` is the same numbers in one row, and writing into it writes into `w`.
# - Afterwards `w` is what it was before.

# %% exercise="numeric_gradient"
def numeric_gradient(f, w, eps=1e-6):
    """Return the gradient of f at w, measured with central differences.

    Args:
        f: A smooth function of a tensor shaped as w. It uses nothing but its argument and
            returns a 0-dim tensor.
        w: float64, contiguous, of any shape (0-dim as well), and without gradients.
        eps: How far an entry is moved to either side; not always small.

    Returns:
        A float tensor of the shape of w. Each entry is
        (f with this entry at +eps  -  f with this entry at -eps) / (2 · eps),
        all other entries being those of w.

    Compute in float64: with the default eps, float32 has too few digits. You may move the
    entries of w itself; afterwards w is what it was before, up to rounding.
    """
    ### BEGIN SOLUTION
    gradient = torch.zeros_like(w)
    flat, result = w.view(-1), gradient.view(-1)
    for i in range(w.numel()):
        kept = flat[i].item()
        flat[i] = kept + eps
        above = f(w)
        flat[i] = kept - eps
        below = f(w)
        flat[i] = kept
        result[i] = (above - below) / (2 * eps)
    return gradient
    ### END SOLUTION

# %% check="numeric_gradient"
check("04_backward/numeric_gradient", numeric_gradient)

# %% [markdown]
# When both checks pass, your two functions have something to say to each other: by the rule and by trying, they should find the same.

# %%
try:
    torch.manual_seed(1)
    x_more, y_more = torch.randn(7, 3), torch.randn(7)
    w_more, b_more = torch.randn(3), torch.tensor(0.3)
    by_rule, _ = linear_gradients(x_more, y_more, w_more, b_more)
    by_trying = numeric_gradient(
        lambda w: ((x_more.double() @ w + b_more.double() - y_more.double()) ** 2).mean(), w_more.double()
    )
    print("by the rule:", [f"{g:.4f}" for g in by_rule.tolist()])
    print("by trying:  ", [f"{g:.4f}" for g in by_trying.tolist()])
except Exception as error:
    print("not yet:", type(error).__name__)

# %% [markdown]
# ## Exercise: look at gradients, leave no trace
#
# *About 12 minutes · demanding*
#
# Return every parameter's gradient for one batch, by name. Tools that look for silent layers need this in the middle of somebody else's training, so nothing may change that the next `step()` will use.
#
# - A frozen or unused parameter has None.
# - `.grad` of every parameter holds afterwards what it held before.
# - `torch.autograd.grad(loss, tensors, allow_unused=True)` leaves `.grad` alone and gives None for what is not used; frozen tensors must not be among them. So it is one way, and keeping `.grad` aside is another.

# %% exercise="gradients"
def gradients(model, x, y, loss_fn):
    """Return the gradient of the loss for every parameter, and leave the model alone.

    Args:
        model: Module from inputs (N, D) to outputs. Some of its parameters may be frozen,
            and the loss may not depend on some. Its `.grad` fields may be None or hold
            values from before, those of frozen parameters too.
        x: Inputs of one batch; N may be 1.
        y: Its targets.
        loss_fn: Takes outputs and targets, returns a 0-dim loss.

    Returns:
        A dictionary with every name of `model.named_parameters()`. Under it stands the
        gradient of `loss_fn(model(x), y)`, a tensor without a graph, or None where the
        parameter is frozen (`requires_grad` is False) or the loss does not depend on it.
        Further keys are allowed.

    The gradients are those of this batch alone, at every call. The model computes in the
    mode in which it comes. Afterwards each `.grad` holds the same values as before, and None
    where it was None; parameters, `requires_grad` and modes are what they were. Buffers need
    no care: a model with BatchNorm comes in eval mode.
    """
    ### BEGIN SOLUTION
    loss = loss_fn(model(x), y)
    trainable = {name: p for name, p in model.named_parameters() if p.requires_grad}
    found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)
    result = {name: None for name, p in model.named_parameters()}
    result.update(zip(trainable, found, strict=True))
    return result
    ### END SOLUTION

# %% check="gradients"
check("04_backward/gradients", gradients)

# %% [markdown]
# **Prediction 3.** `loss.backward()` fills all gradients. Now a weight is frozen with `requires_grad = False`, and `optimizer.step()` is called, once and once more. The frozen weight …
#
# - **A** moves in both steps
# - **B** stays
# - **C** makes `step()` raise an error

# %%
predict("04_backward/prediction_3", "A")

# %% [markdown]
# ## Freezing a part of a model
#
# Transfer learning takes a model that was trained on something else, keeps its body as it is and trains a new head. A parameter with `requires_grad` False gets no gradient:

# %%
torch.manual_seed(0)
model = nn.Sequential()
model.add_module("body", nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU()))
model.add_module("head", nn.Linear(8, 2))
labels = torch.tensor([0, 1, 1, 0, 1])

model.body.requires_grad_(False)  # all that lies in it
nn.functional.cross_entropy(model(x), labels).backward()
for name, p in model.named_parameters():
    state = "trainable" if p.requires_grad else "frozen"
    gradient = None if p.grad is None else tuple(p.grad.shape)
    print(f"{name:<14} {str(tuple(p.shape)):<8} {state:<9} gradient {gradient}")

# %% [markdown]
# ## Exercise: freeze a part
#
# *About 6 minutes · gentle*
#
# Freeze all parameters whose names begin with a prefix, and return how many tensors these are. Remember what the optimizer does with an old gradient.
#
# - `requires_grad` becomes False and `.grad` None, for those that match and no others.
# - The prefix is taken literally, as the beginning of a name; an empty one fits all.
# - Those that were frozen before count too.
#
# *Harder, if you like:* write `unfreeze(model, prefix)`, and say which of the two things that `freeze` does it cannot undo.

# %% exercise="freeze"
def freeze(model, prefix):
    """Freeze all parameters whose names start with a prefix.

    Args:
        model: Any nn.Module. Its `.grad` fields may be filled, and some parameters may be
            frozen already.
        prefix: The beginning of names as `model.named_parameters()` gives them, taken
            literally: it may end inside a word ("body.1" fits "body.1.bias" and
            "body.10.bias"), dots and other signs stand for themselves, and the empty string
            fits every name.

    Returns:
        How many parameter tensors match, whether they were frozen before or not; 0 if
        none does. An int; a float or a 0-dim tensor without a graph counts too.

    Each parameter that matches has `requires_grad` False and `.grad` None afterwards. All
    others keep their `requires_grad` and their `.grad`. The parameters stay the same
    objects; weights, buffers and modes are left as they were.
    """
    ### BEGIN SOLUTION
    count = 0
    for name, p in model.named_parameters():
        if name.startswith(prefix):
            p.requires_grad = False
            p.grad = None
            count += 1
    return count
    ### END SOLUTION

# %% check="freeze"
check("04_backward/freeze", freeze)

# %% [markdown]
# **Prediction 4.** A linear model is trained with gradients that were worked out by hand. In one run the chain rule stops too early, and every weight gets the same number: the mean error, times 2. Which curve is it?
#
# ![Three small plots of the loss over 20 updates, with a logarithmic axis. A: it falls with every update, far down. B: it falls at first and then stays where it is. C: it rises with every update.](attachment:prediction_4.png)
#
# - **A** it falls with every update
# - **B** it falls at first and then stays where it is
# - **C** it rises with every update

# %%
predict("04_backward/prediction_4", "B")

# %% [markdown]
# ## Break it on purpose
#
# First the numeric gradient. The same function, an ever smaller eps, and the error of three ways to take the difference:

# %%
def curved(w):
    return w**3 - 2 * w


def error_of(difference, eps, dtype):
    w = torch.tensor(1.2, dtype=dtype)
    return abs(difference(w, eps).item() - (3 * 1.2**2 - 2)) + 1e-16


def one_sided(w, eps):
    return (curved(w + eps) - curved(w)) / eps


def central(w, eps):
    return (curved(w + eps) - curved(w - eps)) / (2 * eps)


steps = [10.0**-k for k in range(1, 11)]
ways = {
    "central, float64": (central, torch.float64),
    "one side, float64": (one_sided, torch.float64),
    "central, float32": (central, torch.float32),
}
figure, axes = plt.subplots(figsize=(6, 3))
for (name, (difference, dtype)), style in zip(ways.items(), ("o-", "s--", "^:"), strict=True):
    errors = [error_of(difference, eps, dtype) for eps in steps]
    axes.loglog(steps, errors, style, markersize=4, label=name)
    print(f"{name:<18} error with eps = 0.1: {errors[0]:.1g}, with eps = 0.01: {errors[1]:.1g}")
axes.set_xlabel("eps")
axes.set_ylabel("error")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
print("float32, eps = 1e-8: the gradient is", central(torch.tensor(1.2), 1e-8).item())

# %% [markdown]
# Each curve falls while the step is too coarse, and rises again when hardly any digits of the difference are left. The symptom of lost precision is a gradient that gets worse when you make eps smaller, or that is exactly 0.
#
# Now gradients that are wrong by rule. One linear model, the same start, and five ways to compute its gradient, the first of them right:

# %%
torch.manual_seed(5)
inputs = torch.randn(12, 3) + 1
targets = inputs @ torch.tensor([1.0, -1.0, 2.0]) + 0.7

ways = {
    "right": lambda error: (2 * inputs.T @ error / 12, 2 * error.mean()),
    "factor 2 missing": lambda error: (inputs.T @ error / 12, error.mean()),
    "chain rule stops early": lambda error: (2 * error.mean(), 2 * error.mean()),
    "sum, not mean": lambda error: (2 * inputs.T @ error, 2 * error.sum()),
    "wrong sign": lambda error: (-2 * inputs.T @ error / 12, -2 * error.mean()),
}
figure, axes = plt.subplots(figsize=(6, 3))
for (name, way), style in zip(ways.items(), ("-", "--", "-.", ":", (0, (1, 4))), strict=True):
    w, b, losses = torch.zeros(3), torch.tensor(0.0), []
    for _ in range(20):
        error = inputs @ w + b - targets
        losses.append((error**2).mean().item())
        dw, db = way(error)
        w, b = w - 0.05 * dw, b - 0.05 * db
    axes.semilogy(losses, linestyle=style, label=name)
    print(f"{name:<23} first loss {losses[0]:.3g}, last loss {losses[-1]:.3g}")
axes.set_xlabel("update")
axes.set_ylabel("loss")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# Learn the symptoms. Without the factor 2 everything goes the same way at half the pace, and nobody would notice. When the chain rule stops early, all weights get the same number: the loss falls at first and then stays where it is. A sum in place of a mean has the right direction and 12 times the length, so a learning rate that was good before is far too large. A wrong sign climbs from the first step on. None of the runs raised an error.
#
# ## Error clinic
#
# Everything frozen, or nothing recorded:

# %%
layer = nn.Linear(3, 1)
for p in layer.parameters():
    p.requires_grad = False
loss = layer(x).mean()
try:
    loss.backward()
except RuntimeError as error:
    print(type(error).__name__, "·", error)

for p in layer.parameters():
    p.requires_grad = True
layer(x).mean().backward()
print("with the layer thawed, a gradient:", tuple(layer.weight.grad.shape))

# %% [markdown]
# "Element 0 of tensors" is the loss: the first and only thing you asked to go back from. It has no `grad_fn`, so there is no way back. Look for what cut it off: all parameters frozen, a `no_grad()` around the forward pass, `.detach()`, `.item()`, or an `argmax` on the way. Here the layer was frozen; thawed, it gets its gradient.
#
# **Prediction 5.** The weight's gradient is there. Now a line says `layer.weight -= 0.1 * layer.weight.grad`, and nothing around it. What happens?
#
# - **A** the weight moves
# - **B** it raises an error
# - **C** the weight moves, and its `.grad` is emptied

# %%
predict("04_backward/prediction_5", "B")

# %%
try:
    layer.weight -= 0.1 * layer.weight.grad
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# A leaf is a tensor that no recorded operation made: parameters are leaves. The update itself must not become part of the graph, so it goes below `torch.no_grad()`. Optimizers do this for you:

# %%
before = layer.weight.detach().clone()
with torch.no_grad():
    layer.weight -= 0.1 * layer.weight.grad
print(f"the weight moved by {(layer.weight - before).norm().item():.4g}")

# %% [markdown]
# Going back twice:

# %%
loss = (layer(x) ** 2).mean()
loss.backward()
try:
    loss.backward()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(". ")[0])

# %% [markdown]
# On the way back each operation lets go of the numbers it had kept. If you need two walks, the repair is a second forward pass; `retain_graph=True` keeps the numbers, and their memory, instead. Either way both gradients are added up in `.grad`.
#
# **Prediction 6.** `prediction = layer(x)` has a graph. To be rid of it, somebody writes `prediction.requires_grad = False`. What happens?
#
# - **A** the prediction is cut off from its graph
# - **B** it raises an error
# - **C** nothing: the flag of a result is not read

# %%
predict("04_backward/prediction_6", "B")

# %%
prediction = layer(x)
try:
    prediction.requires_grad = False
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(". ")[0])

# %% [markdown]
# Whether a result requires gradients follows from what it was computed from. Flags are set on parameters, before the forward pass; a result is cut off with `prediction.detach()`.
#
# A loss that is not one number:

# %%
try:
    ((layer(x).squeeze(1) - y) ** 2).backward()
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# Five losses for five examples, and no word on how they count together. Say it: `.mean()`.
#
# **Prediction 7.** `torch.autograd.grad(loss, [used, spare])` asks for two gradients, and the loss does not depend on `spare`. What does it give?
#
# - **A** zeros for `spare`
# - **B** None for `spare`
# - **C** an error

# %%
predict("04_backward/prediction_7", "C")

# %%
loss = nn.functional.mse_loss(net(x).squeeze(1), y)
try:
    torch.autograd.grad(loss, [net.hidden.weight, net.spare.weight])
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# There is no way from the loss to `net.spare`. If that is fine with you, the message names the argument; if you thought that the layer was used, you have found a bug.
#
# ## Myths
#
# *"`backward()` changes the weights."* It only fills `.grad`:

# %%
before = [p.detach().clone() for p in net.parameters()]
nn.functional.mse_loss(net(x).squeeze(1), y).backward()
print(
    "all weights as before:",
    all(torch.equal(p, kept) for p, kept in zip(net.parameters(), before, strict=True)),
)

# %% [markdown]
# *"A frozen parameter cannot move."* It gets no new gradients. If an old one is still there, the optimizer goes on using it, since a step looks at `.grad` and not at `requires_grad`:

# %%
for forget in (False, True):
    torch.manual_seed(0)
    tuned = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
    optimizer = torch.optim.SGD(tuned.parameters(), lr=0.1)
    nn.functional.cross_entropy(tuned(x), labels).backward()
    for p in tuned[0].parameters():
        p.requires_grad = False
        if forget:
            p.grad = None
    before = tuned[0].weight.clone()
    for _ in range(3):
        tuned[2].zero_grad()
        nn.functional.cross_entropy(tuned(x), labels).backward()
        optimizer.step()
    moved = (tuned[0].weight - before).norm().item()
    print(f"old gradient {'removed' if forget else 'left':<7}  frozen weight moved by {moved:.4g}")

# %% [markdown]
# Here only the head's gradients were emptied. `optimizer.zero_grad()` would have removed the old gradients of the body too, which is why this mistake often stays hidden.
#
# **Prediction 8.** All gradients are there, and `optimizer.step()` is called below `torch.no_grad()`. The weights …
#
# - **A** stay: nothing is recorded
# - **B** move as usual
# - **C** move, and no longer require gradients

# %%
predict("04_backward/prediction_8", "B")

# %% [markdown]
# *"`no_grad` is what protects the weights from being changed."* It stops the recording. What moves weights is `step()`, and it does so below `no_grad` just as well:

# %%
before = tuned[2].weight.detach().clone()
with torch.no_grad():
    optimizer.step()
print(f"a step below no_grad moved the head by {(tuned[2].weight - before).norm().item():.4g}")

# %% [markdown]
# *"Nothing passes through a frozen layer."* It keeps no gradient for itself, but hands on those of what lies before it:

# %%
torch.manual_seed(0)
first, frozen = nn.Linear(3, 4), nn.Linear(4, 1)
frozen.requires_grad_(False)
frozen(first(x)).mean().backward()
print(
    "before the frozen layer:",
    tuple(first.weight.grad.shape),
    "· of the frozen layer:",
    frozen.weight.grad,
)

# %% [markdown]
# *"`p.require_grad = False` freezes p."* Python accepts the misspelt attribute, and PyTorch never reads it:

# %%
weight = nn.Linear(2, 1).weight
weight.require_grad = False
print("requires_grad is", weight.requires_grad)

# %% [markdown]
# ## Check your understanding
#
# **1.** After `backward()` a parameter's `.grad` is None. That means:
#
# - **A** its gradient is zero
# - **B** no gradient arrived there
# - **C** it must be frozen
#
# **2.** Of three layers the middle one is frozen. Which layers get gradients?
#
# - **A** the first and the last
# - **B** only the last
# - **C** none
#
# **3.** eps becomes a tenth, in float64 and while it is not yet tiny. The error of a central difference becomes about …
#
# - **A** half
# - **B** a tenth
# - **C** a hundredth

# %%
predict("04_backward/understanding", "B", "A", "C")

# %% [markdown]
# ## For your mark

# %% graded="linear_gradients" points=3
grade("04_backward/linear_gradients", linear_gradients, points=3)

# %% graded="numeric_gradient" points=3
grade("04_backward/numeric_gradient", numeric_gradient, points=3)

# %% graded="gradients" points=4
grade("04_backward/gradients", gradients, points=4)

# %% graded="freeze" points=3
grade("04_backward/freeze", freeze, points=3)

# %% [markdown]
# ## Take-aways
#
# - A gradient has the shape of its variable and says how the loss changes when an entry moves a little.
# - `backward()` multiplies simple derivatives along the graph, adds the result to `.grad`, and moves nothing.
# - None is not zero: None says that no gradient arrived.
# - Freezing takes two things: `requires_grad = False`, and no old gradient left behind.
# - A central difference checks any gradient, in float64 and with an eps that is not too small.
#
# Next: what a step does with a gradient.
