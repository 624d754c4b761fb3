# %% [markdown]
# # Prediction and the graph
#
# About 60 minutes · gentle
#
# ![The training loop as a ring of five boxes, gone round for each batch: empty, predict, measure, find the way, move. The box predict, model(x), is marked.](attachment:ring-forward.png)
#
# ## Why this matters
#
# `model(x)` looks like an ordinary function call, and it does two things at once: it computes a prediction, and it writes down how the prediction was made. Archers can correct a shot only if they remember how they stood and how far they drew; in the same way `backward()` can correct weights only if every operation on the way to the prediction was recorded. At the end of this notebook you can read a tensor's four properties, compute a forward pass by hand, build a model whose layers are really part of it, and turn its outputs into classes.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (01) Which of these lines must come before all the others in a training step?
#
# - **A** `loss.backward()`
# - **B** `prediction = model(x)`
# - **C** `optimizer.step()`
#
# **2.** (01) After `loss = loss.item()`, what does `loss.backward()` do?
#
# - **A** it works as before
# - **B** it gives gradients of zero
# - **C** it raises an error
#
# **3.** (00) `y = 2 * x + 1` for a tensor `x`. What happened to `x`?
#
# - **A** nothing
# - **B** it was doubled
# - **C** it became `y`

# %%
predict("02_forward/recall", "B", "C", "A")

# %% [markdown]
# ## Idea and demonstration
#
# ### A tensor is a box with four properties
#
# The shape says how the numbers are arranged, the dtype what kind of numbers they are, the device where they lie, in the memory of the computer (`cpu`) or of a graphics card, and `requires_grad` whether operations on them are written down:

# %%
torch.manual_seed(0)
layer = nn.Linear(3, 2)
x = torch.randn(5, 3)
tensors = {
    "inputs": x,
    "labels": torch.tensor([1, 0, 0, 1, 1]),
    "weight": layer.weight,
    "prediction": layer(x),
    "on no real device": torch.zeros(3, 2, device="meta"),
}
for name, tensor in tensors.items():
    print(name, tensor.shape, tensor.dtype, tensor.device, tensor.requires_grad, sep=" · ")

# %% [markdown]
# Three things to notice. The targets of a classifier, called labels, are whole numbers, `torch.int64`. The weight requires gradients, and so does everything computed from it. And the device `"meta"` keeps shapes without any numbers, which is handy for trying out sizes.
#
# ## Exercise: describe a tensor
#
# *About 5 minutes · gentle*
#
# Write a function that reads the four properties of any tensor into a dictionary. Four of the six messages in the error clinic below are about one of them, so it is the first thing to reach for.
#
# - `shape` is a tuple of ints, `dtype` the dtype itself;
# - `device` is a string: `str(...)` makes one of a device;
# - `requires_grad` is True or False.

# %% exercise="describe"
def describe(tensor):
    """Return the four properties of a tensor.

    Args:
        tensor: Any tensor: of any shape and dtype, with or without gradients, on any
            device. It may lie on the device "meta" and have no numbers at all.

    Returns:
        A dictionary with the keys
        "shape": a tuple of ints (torch.Size is a tuple),
        "dtype": the torch.dtype, not its name,
        "device": the name of the device the tensor is on, a string such as "cpu",
        "requires_grad": True or False.
        Further keys are allowed.

    The tensor is left as it was.
    """
    ### BEGIN SOLUTION
    return {
        "shape": tuple(tensor.shape),
        "dtype": tensor.dtype,
        "device": str(tensor.device),
        "requires_grad": tensor.requires_grad,
    }
    ### END SOLUTION

# %% check="describe"
check("02_forward/describe", describe)

# %% [markdown]
# ## Shapes that do not match are stretched, if they can be
#
# Shapes are compared from the right. A dimension of size 1, or one that is missing, is stretched to the size of its partner; this is called broadcasting:

# %%
column = torch.tensor([[0.0], [10.0], [20.0]])
row = torch.tensor([1.0, 2.0, 3.0, 4.0])
total = column + row
print(tuple(column.shape), "+", tuple(row.shape), "=", tuple(total.shape))

# %% folded=true
figure, panels = plt.subplots(1, 3, figsize=(7, 2.2), width_ratios=(1, 4, 4))
for axes, values, title in zip(
    panels, (column, row[None], total), ("(3, 1)", "(4,)", "(3, 4)"), strict=True
):
    axes.imshow(torch.zeros(values.shape), cmap="Greys", vmin=0, vmax=1)
    for i, entries in enumerate(values.tolist()):
        for j, value in enumerate(entries):
            axes.text(j, i, f"{value:g}", ha="center", va="center")
    axes.set_xticks(torch.arange(values.shape[1] + 1) - 0.5, [])
    axes.set_yticks(torch.arange(values.shape[0] + 1) - 0.5, [])
    axes.grid()
    axes.set_title(title)
plt.show()

# %% [markdown]
# A bias uses this: (2,) is stretched over the rows of a (5, 2) product. The same rule stretches shapes that were never meant to meet, without any message.
#
# ## A Linear layer is a product and a sum
#
# `nn.Linear(3, 2)` takes 3 numbers per example and gives 2. It keeps its weight as (outputs, inputs), so the weight $W$ has to be turned, that is transposed, for the product: $y = x W^\top + b$. In code `@` is the matrix product, and `.T` turns a matrix.

# %%
by_hand = x @ layer.weight.T + layer.bias
print("x", tuple(x.shape), " weight", tuple(layer.weight.shape), end="  ")
print("weight.T", tuple(layer.weight.T.shape), " bias", tuple(layer.bias.shape))
print("result", tuple(by_hand.shape), " same as layer(x):", torch.allclose(by_hand, layer(x), atol=1e-6))

# %% [markdown]
# ## Exercise: a forward pass by hand
#
# *About 8 minutes · gentle*
#
# Compute what two Linear layers with a ReLU between them make of `x`, from the numbers that the layers hold. ReLU keeps what is positive and makes everything else 0.
#
# - The weights are stored as `nn.Linear` stores them: (outputs, inputs).
# - Nothing is applied to the output of the second layer.
# - No layer is needed: products, sums and `torch.relu` are enough.
#
# In the docstring, N is the number of examples, D of inputs, H of hidden numbers between the layers, and C of outputs. *Contiguous* is about the order in which the numbers lie in memory; products and sums do not mind it.

# %% exercise="forward_by_hand"
def forward_by_hand(x, w1, b1, w2, b2):
    """Return what Linear, ReLU, Linear make of x.

    Args:
        x: Inputs (N, D). N may be 1, and x need not be contiguous.
        w1: Weight of the first layer (H, D), stored as in `nn.Linear`.
        b1: Its bias (H,).
        w2: Weight of the second layer (C, H). C may be 1.
        b2: Its bias (C,).

    Returns:
        Outputs (N, C), nothing applied to them. If the arguments require gradients, the
        result has a graph that leads back to all five. All tensors are float32.

    "By hand" means elementary tensor operations: products, sums, comparisons. What is
    checked are the numbers and the gradients, not the wording. None of the arguments is
    changed.
    """
    ### BEGIN SOLUTION
    hidden = torch.relu(x @ w1.T + b1)
    return hidden @ w2.T + b2
    ### END SOLUTION

# %% check="forward_by_hand"
check("02_forward/forward_by_hand", forward_by_hand)

# %% [markdown]
# ## The graph is written down while the numbers are computed
#
# Every result of an operation on something that requires gradients carries a `grad_fn`. It knows the operation and, in `next_functions`, where its inputs came from. Walking along it shows the prediction backwards, from the result to the parameters. What counts is what `walk` prints, not how it does it:

# %%
names = {id(p): name for name, p in layer.named_parameters()}


def walk(node, depth=0):
    """Print the operations behind a value, the last one first."""
    leaf = getattr(node, "variable", None)
    print(
        "  " * depth
        + type(node).__name__
        + (f" · {names[id(leaf)]} {tuple(leaf.shape)}" if leaf is not None else "")
    )
    for previous, _ in node.next_functions:
        if previous is not None:
            walk(previous, depth + 1)


walk(torch.relu(x @ layer.weight.T + layer.bias).mean().grad_fn)

# %% [markdown]
# x is not in this list: it requires no gradients, so nobody has to find the way back to it. `MmBackward0` stands for the matrix product, `PermuteBackward0` for the `.T`. `AccumulateGrad` is the end of the road; that is where `.grad` gets filled.
#
# There is no graph in the model. A new one is made in each forward pass, from the operations that really ran, so an ordinary `if` or `for` may decide what they are. Inside `with torch.no_grad():` none is made:

# %%
square = nn.Linear(3, 3)


def recorded(result):
    """Count the operations behind a value, the ends of the road included."""
    found, waiting = set(), [result.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in found:
            found.add(node)
            waiting += [previous for previous, _ in node.next_functions]
    return len(found)


def repeated(x, times):
    for _ in range(times):
        x = torch.tanh(square(x))
    return x


for times in (1, 2, 4):
    print(f"{times} rounds: {recorded(repeated(x, times))} entries in the graph")
with torch.no_grad():
    print("inside no_grad:", repeated(x, 4).grad_fn)

# %% [markdown]
# ## Predict, then run
#
# A model of your own is a class derived from `nn.Module`: its `__init__` makes the layers, its `forward` says what becomes of `x`.
#
# **Prediction 1.** A model's `__init__` says `self.layers = [nn.Linear(4, 6), nn.Linear(6, 3)]`, a plain list. How many tensors does `list(model.parameters())` hold?
#
# - **A** 4
# - **B** 2
# - **C** 0

# %%
predict("02_forward/prediction_1", "C")

# %% [markdown]
# ## Exercise: a model with one hidden layer
#
# *About 6 minutes · gentle*
#
# Build the network of the last exercise from layers, as a model that owns its weights, in either of two ways. Here is another small model in both:
#
# ```python
# small = nn.Sequential(nn.Linear(4, 2), nn.Tanh())
#
#
# class Small(nn.Module):
#     def __init__(self):
#         super().__init__()
#         self.first = nn.Linear(4, 2)
#
#     def forward(self, x):
#         return torch.tanh(self.first(x))
# ```
#
# `nn.Sequential` applies each layer to what the one before it gives. A class of your own calls `super().__init__()` first, and then keeps each layer as an attribute; that is what registers it.
#
# - Linear, ReLU, Linear, and nothing applied to the output.
# - Each call makes a new model, which shares no weight with an earlier one.
# - Everything that is to be trained is registered: no plain lists.

# %% exercise="make_mlp"
def make_mlp(n_in, n_hidden, n_out):
    """Return a new model with one hidden layer.

    Args:
        n_in: Inputs per example.
        n_hidden: Hidden units.
        n_out: Outputs per example.

    Returns:
        An nn.Module that maps x (N, n_in), also for N = 1, to (N, n_out): Linear, ReLU,
        Linear, and nothing applied to the output. x is left as it was.

    The model's parameters are those of two `nn.Linear` layers: two weights and two biases,
    all registered, all trainable, and no others. Their start values are up to you. Each
    call makes a new model that shares no parameter with an earlier one.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))
    ### END SOLUTION

# %% check="make_mlp"
check("02_forward/make_mlp", make_mlp)

# %% [markdown]
# ## Exercise: how many numbers can be trained?
#
# *About 6 minutes · steady*
#
# Count the numbers in all parameters of a model that require gradients. `numel()` says how many numbers a tensor holds.
#
# - A frozen parameter, one that requires no gradient, does not count.
# - A parameter that two layers share counts once.
# - Buffers are numbers that a model keeps without training them, such as the running mean of BatchNorm, a layer of later notebooks. They are no parameters.

# %% exercise="count_parameters"
def count_parameters(model):
    """Return how many trainable numbers a model has.

    Args:
        model: Any nn.Module. Its layers may be nested, some of its parameters may be
            frozen (`requires_grad` is False), two layers may share a parameter, and a
            layer may be used twice.

    Returns:
        An int: the numbers in all registered parameters that require gradients. A
        parameter that is used in several places counts once. Buffers, such as the running
        mean of BatchNorm, do not count. Without anything to train the result is 0. (A
        float or a 0-dim tensor without a graph counts too.)

    The model is left as it was.
    """
    ### BEGIN SOLUTION
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
    ### END SOLUTION

# %% check="count_parameters"
check("02_forward/count_parameters", count_parameters)

# %% [markdown]
# ## `model(x)` does more than `model.forward(x)`
#
# Calling the model runs its hooks as well. `forward` by itself skips them, and with them whatever tools have attached to the model, this course's timeline in notebook 01 among them:

# %%
calls = []
handle = layer.register_forward_hook(lambda *_: calls.append("hook"))
layer(x)
print("model(x):         the hook was called", len(calls), "time")
layer.forward(x)
print("model.forward(x): the hook was called", len(calls) - 1, "times more")
handle.remove()

# %% [markdown]
# **Prediction 2.** `x` is a tensor of dtype float32. A line says `x.to(torch.float64)` and nothing else. What is `x.dtype` afterwards?
#
# - **A** float64
# - **B** float32
# - **C** the line raises an error

# %%
predict("02_forward/prediction_2", "B")

# %% [markdown]
# ## Exercise: from scores to classes
#
# *About 4 minutes · gentle*
#
# The raw outputs of a classifier are called logits: one score per class, any real number. Return for each example the class with the largest score.
#
# - Scores come as (N, C), answers go as (N,), also for N = 1.
# - Classes are counted from 0.
#
# Along which dimension to look is said by `dim`: in a tensor (2, 3), `sum(dim=0)` adds up each column and gives 3 numbers, `sum(dim=1)` adds up each row and gives 2.
#
# *Harder, if you like:* `argmax` says where the largest entry is. Do it without, with `max(dim=1)`, which returns two things.

# %% exercise="predict_classes"
def predict_classes(logits):
    """Return the predicted class of every example.

    Args:
        logits: Scores (N, C), N at least 1, C at least 2. They may come straight from a
            model and carry a graph, and they need not be contiguous.

    Returns:
        A tensor of shape (N,) and dtype torch.int64, also for N = 1: for each example the
        number of the class with the largest logit, counted from 0. (Ties are not tested.)

    The logits are left as they were.
    """
    ### BEGIN SOLUTION
    return logits.argmax(dim=1)
    ### END SOLUTION

# %% check="predict_classes"
check("02_forward/predict_classes", predict_classes)

# %% [markdown]
# **Prediction 3.** `x` has the shape (2, 3). Both `x.view(3, 2)` and `x.T` have the shape (3, 2). Do they hold the same numbers in the same places?
#
# - **A** yes, always
# - **B** no, only few stay where they belong
# - **C** `view` raises an error

# %%
predict("02_forward/prediction_3", "B")

# %% [markdown]
# ## Break it on purpose
#
# Points in a plane, and the question whether a point lies inside a circle. One right run and three broken ones, with the same start and the same data:
#
# - **no activation**: Linear, Linear;
# - **hidden layer in a list**: the optimizer gets `model.parameters()` and sees the last layer only;
# - **view for a transpose**: the data came as (2, N), and `view(N, 2)` was used to turn it.
#
# You need not read all of the code: `runs` says what each run changes, and `run` is the loop of notebook 01, with a loss for classes (notebook 03) and another optimizer (notebook 05).

# %%
torch.manual_seed(3)
coordinates = torch.rand(2, 200) * 2 - 1
points = coordinates.T
inside = (points.square().sum(dim=1) < 0.6).long()


class HiddenInList(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.hidden = [model[0], model[1]]
        self.output = model[2]

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.output(x)


def run(change=lambda model: model, data=points, steps=100):
    torch.manual_seed(4)
    model = change(nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2)))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(data), inside)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    correct = (model(data).argmax(dim=1) == inside).float().mean().item()
    return losses, correct, sum(p.numel() for p in model.parameters())


runs = {
    "right": run(),
    "no activation": run(lambda model: nn.Sequential(model[0], model[2])),
    "hidden layer in a list": run(HiddenInList),
    "view for a transpose": run(data=coordinates.view(200, 2)),
}
figure, axes = plt.subplots(figsize=(6, 3))
for (name, (losses, correct, numbers)), style in zip(runs.items(), ("-", "--", ":", "-."), strict=True):
    axes.plot(losses, style, label=name)
    print(f"{name:<23} trains {numbers:>2} numbers, last loss {losses[-1]:.3g}, correct {correct:.3g}")
axes.set_xlabel("update")
axes.set_ylabel("loss")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
most = max(inside.float().mean().item(), 1 - inside.float().mean().item())
print(f"always answering the more frequent class is correct for {most:.3g}")

# %% [markdown]
# None of the four raised an error, and all shapes were right. Learn the symptoms:
#
# - **No activation**, nothing like ReLU between the layers: the loss stops early, and the answers are no better than always naming one class. No straight line is a circle.
# - **Hidden layer in a list**: the loss falls, only not as far, because the last layer learns on top of random features. The number of trained numbers gives it away.
# - **View for a transpose**: the points are no longer the points. The model learns some of them by heart, and nothing about the circle.
#
# ## Error clinic
#
# The commonest message of all is about two shapes. It is read in pairs: (5x3) is what came, (4x8) is the turned weight, and the two inner numbers should be equal.

# %%
try:
    nn.Linear(4, 8)(x)
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# So x has 3 numbers per example, and the layer was made for 4. One of the two has to change: `nn.Linear(3, 8)`.
#
# Numbers of two kinds:

# %%
try:
    layer(x.to(torch.float64))
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# NumPy's floats have 64 bits unless told otherwise, PyTorch's parameters 32. The message names the input first: make it `x.float()`.
#
# **Prediction 4.** A line says `layer(nn.ReLU(x))`, with `nn.ReLU` where `torch.relu` was meant. What happens?
#
# - **A** it works: both names mean the same
# - **B** `nn.ReLU(x)` raises an error, since it wants no tensor
# - **C** `layer` raises an error, since it gets no tensor

# %%
predict("02_forward/prediction_4", "C")

# %%
try:
    layer(nn.ReLU(x))
except TypeError as error:
    print(type(error).__name__, "·", str(error).splitlines()[0])

# %% [markdown]
# "not ReLU" is the clue: a layer arrived where a tensor should be. `nn.ReLU(x)` makes a layer; `nn.ReLU()(x)` or `torch.relu(x)` applies one.
#
# Nothing to train:

# %%
class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(3, 4), nn.Linear(4, 2)]


try:
    torch.optim.SGD(InAList().parameters(), lr=0.1)
except ValueError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# The optimizer found no parameters, because the list hides them. `nn.ModuleList([...])` shows them. This message is good luck: as soon as a single layer is registered it no longer comes, as the run with the list above has shown.
#
# A `view` that cannot be had:

# %%
try:
    x.T.view(15)
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(". ")[0])

# %% [markdown]
# `view` never moves a number. After a transpose the numbers no longer lie in the order in which they would have to be read: the tensor is not contiguous. `reshape` copies them where needed, and that is the repair if this order is really what you want; often a dimension was meant to be exchanged, and then it is `permute`.
#
# **Prediction 5.** A prediction is on its way to NumPy: `layer(x).numpy()`. What happens?
#
# - **A** it gives an array
# - **B** it raises an error
# - **C** it gives an array and cuts the graph

# %%
predict("02_forward/prediction_5", "B")

# %%
try:
    layer(x).numpy()
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# The message contains its own repair. For a prediction that is only looked at, computing it below `torch.no_grad()` is the other one.
#
# ## Myths
#
# *"`x.to(...)` moves the tensor."* It leaves x as it is and returns the result: a new tensor, or x itself if nothing had to change. For a *model* the same word works in place, which is where the belief comes from:

# %%
x.to(torch.float64)
double = nn.Linear(3, 2)
double.to(torch.float64)
print("tensor after x.to(float64):    ", x.dtype)
print("model after model.to(float64): ", double.weight.dtype)

# %% [markdown]
# **Prediction 6.** `nn.Linear(3, 8)` is followed by `nn.Linear(8, 2)`, with nothing in between. Is there a single `nn.Linear(3, 2)` that gives the same outputs for every input?
#
# - **A** yes
# - **B** no: two layers can do more
# - **C** only if both have no bias

# %%
predict("02_forward/prediction_6", "A")

# %% [markdown]
# *"Two Linear layers can do more than one."* Not without something between them. Here is the one layer that does the work of both:

# %%
first, second = nn.Linear(3, 8), nn.Linear(8, 2)
weight = second.weight @ first.weight
bias = second.weight @ first.bias + second.bias
print("same outputs:", torch.allclose(second(first(x)), x @ weight.T + bias, atol=1e-5))

# %% [markdown]
# *"A classifier needs a softmax at its end, or its answers are no classes."* Softmax, which makes probabilities of the scores in a row, keeps their order, so the predicted class is the same with it and without. Where it does harm is the subject of the next notebook.

# %%
logits = second(first(x))
print("same classes:", torch.equal(logits.argmax(dim=1), logits.softmax(dim=1).argmax(dim=1)))

# %% [markdown]
# *"The graph is part of the model and is built when the model is."* Two predictions have two graphs, and the model holds neither:

# %%
one, two = layer(x), layer(x)
print("same numbers:", torch.equal(one, two), "· same graph:", one.grad_fn is two.grad_fn)

# %% [markdown]
# ## Check your understanding
#
# **1.** What is the shape of `nn.Linear(4, 6).weight`?
#
# - **A** (4, 6)
# - **B** (6, 4)
# - **C** (24,)
#
# **2.** A prediction is computed below `torch.no_grad()`. What is its `grad_fn`?
#
# - **A** the last operation, as always
# - **B** the model
# - **C** `None`
#
# **3.** Logits have the shape (8, 3). Which shape do the predicted classes have?
#
# - **A** (8,)
# - **B** (3,)
# - **C** (8, 1)

# %%
predict("02_forward/understanding", "B", "C", "A")

# %% [markdown]
# ## For your mark

# %% graded="describe" points=1
grade("02_forward/describe", describe, points=1)

# %% graded="forward_by_hand" points=3
grade("02_forward/forward_by_hand", forward_by_hand, points=3)

# %% graded="make_mlp" points=3
grade("02_forward/make_mlp", make_mlp, points=3)

# %% graded="count_parameters" points=2
grade("02_forward/count_parameters", count_parameters, points=2)

# %% graded="predict_classes" points=2
grade("02_forward/predict_classes", predict_classes, points=2)

# %% [markdown]
# ## Take-aways
#
# - Shape, dtype, device and `requires_grad`: print these four first when something does not fit.
# - A prediction carries the record of how it was made; `detach`, `item` and `no_grad` end the record.
# - What a model should learn must be registered: attributes, `nn.Sequential`, `nn.ModuleList`, not a plain list.
# - `view` cuts the same row of numbers anew; `permute` and `.T` exchange dimensions.
#
# Next: one number that says how wrong a prediction is.
