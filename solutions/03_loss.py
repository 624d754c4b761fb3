# %% [markdown]
# # One number that says how wrong
#
# About 60 minutes · steady
#
# ![The training loop as a ring of five boxes, gone round for each batch: empty, predict, measure, find the way, move. The box measure, loss_fn(…), is marked.](attachment:ring-loss.png)
#
# ## Why this matters
#
# Training makes one number smaller and does nothing else, so everything you want from a model has to be in that number. In archery the rings on the target decide what an archer practises: count only hits and misses, and nobody aims for the middle. A loss is such a target. Choose the wrong one, or give the right one the wrong input, and the model will practise diligently for something else, mostly without any error message. At the end you can write three losses by hand so that they hold for scores of any size, choose the right one for a task, and tell from the very first number of a run whether it is plausible.

# %%
import math
import warnings

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn import functional as F

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (02) The last layer of a classifier is a `Linear` without an activation. What does it give for each class?
#
# - **A** a probability
# - **B** a raw score, any real number
# - **C** the number of the class
#
# **2.** (02) What does the `grad_fn` of a result know?
#
# - **A** the weights of the last layer only
# - **B** how to compute the result again when the weights have changed
# - **C** the operation that made it and, through it, all earlier ones
#
# **3.** (00) `x ** 2 - 1` for a tensor of shape (4, 3) has shape …
#
# - **A** (4, 3)
# - **B** ()
# - **C** (12,)

# %%
predict("03_loss/recall", "B", "C", "A")

# %% [markdown]
# ## Idea and demonstration
#
# A loss takes predictions and targets and returns one number. It has to be *one*, because `backward()` asks how this number changes when a weight changes. Three tasks, three losses, and what each of them wants to be given:
#
# | task | model gives | target | loss |
# |---|---|---|---|
# | an amount | (N, D) numbers | (N, D) floats | `MSELoss` |
# | exactly one of C classes | (N, C) raw scores | (N,) integers | `CrossEntropyLoss` |
# | several yes-or-no answers | (N, K) raw scores | (N, K) floats from 0 to 1 | `BCEWithLogitsLoss` |

# %%
torch.manual_seed(0)
scores = torch.randn(4, 3)
tasks = {
    "MSELoss": (nn.MSELoss(), torch.randn(4, 3)),
    "CrossEntropyLoss": (nn.CrossEntropyLoss(), torch.tensor([2, 0, 1, 1])),
    "BCEWithLogitsLoss": (nn.BCEWithLogitsLoss(), torch.tensor([[1.0, 0.0, 1.0]] * 4)),
}
for name, (loss_fn, target) in tasks.items():
    loss = loss_fn(scores, target)
    shape, kind = tuple(target.shape), str(target.dtype).removeprefix("torch.")
    given = f"scores {tuple(scores.shape)}, target {shape!s:<6} {kind:<7}"
    print(f"{name:<17} {given} loss {tuple(loss.shape)} {loss.item():.4g}")

# %% [markdown]
# Each of the three losses is a 0-dim tensor, whatever the shape of the targets.
#
# ## Exercise: the mean squared error
#
# *About 6 minutes · gentle*
#
# Write the mean of the squared differences over all entries, $\frac{1}{n}\sum_i (p_i - t_i)^2$, from elementary tensor operations. That is what "by hand" means in the first three exercises: only the numbers are checked, not the wording.
#
# - The result is a 0-dim tensor with a graph that leads back to the prediction.
# - Where the two shapes differ, it raises `ValueError`.

# %% exercise="mse"
def mse(prediction, target):
    """Return the mean squared error, by hand.

    Args:
        prediction: Floating-point tensor with at least one dimension and one entry.
        target: Floating-point tensor of the same shape.

    Returns:
        A 0-dim tensor: the mean of the squared differences over all entries. It is
        differentiable in the prediction. Both arguments are left as they were.

    Raises:
        ValueError: if the two shapes differ, also where broadcasting could make them
            fit, as with (N, 1) and (N,).
    """
    ### BEGIN SOLUTION
    if prediction.shape != target.shape:
        raise ValueError(f"shapes {tuple(prediction.shape)} and {tuple(target.shape)} differ")
    return ((prediction - target) ** 2).mean()
    ### END SOLUTION

# %% check="mse"
check("03_loss/mse", mse)

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** The targets are 1, 2, 3 and 6, with shape (4,). The predictions are exactly the same numbers, with shape (4, 1). `((prediction - target) ** 2).mean()` …
#
# - **A** is 0
# - **B** raises an error
# - **C** is twice the variance of the targets (their mean squared distance from their mean)

# %%
predict("03_loss/prediction_1", "C")

# %% [markdown]
# Shapes deserve a look as well. A column (N, 1) and a vector (N,) hold the same numbers, but between them broadcasting makes every prediction meet every target. PyTorch's own loss warns; arithmetic by hand says nothing at all:

# %%
target = torch.tensor([1.0, 2.0, 3.0, 6.0])
prediction = torch.zeros(4, 1)
print("difference", tuple((prediction - target).shape))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    nn.MSELoss()(prediction, target)
print("warning   ", str(caught[0].message).split(". ")[0])

# %% [markdown]
# ## Cross entropy
#
# Why not the squared error for everything? Because a loss also decides how strongly an error is corrected. Below, the target is 1 and the score is ever more wrong. The squared error of the probability hardly pulls where it should pull most:

# %%
losses = (
    lambda z: F.binary_cross_entropy_with_logits(z, torch.tensor(1.0)),
    lambda z: (torch.sigmoid(z) - 1) ** 2,
)
for score in (0.0, -4.0, -8.0):
    gradients = []
    for loss_of in losses:
        z = torch.tensor(score, requires_grad=True)
        loss_of(z).backward()
        gradients.append(z.grad.item())
    print(
        f"score {score:>4}: gradient of the cross entropy "
        f"{gradients[0]:.4f}, of the squared error {gradients[1]:.4f}"
    )

# %% [markdown]
# The cross entropy, one piece at a time. Softmax turns the scores of an example into probabilities; the loss of that example is minus the log of the probability it gave to the right class, $-\ln p$. Nearly 1 costs nearly nothing, nearly 0 costs a lot.
#
# To take one entry out of each row, hand over two lists of places, rows and columns: `table[[0, 1, 2, 3], [2, 0, 1, 1]]` is entry 2 of row 0, entry 0 of row 1 and so on. This is called fancy indexing:

# %%
labels = torch.tensor([2, 0, 1, 1])
probabilities = scores.softmax(dim=1)
of_label = probabilities[torch.arange(4), labels]
print("each row sums to      ", [f"{s:.4g}" for s in probabilities.sum(dim=1).tolist()])
print("probability of label  ", [f"{p:.4g}" for p in of_label.tolist()])
print("minus its log         ", [f"{v:.4g}" for v in (-of_label.log()).tolist()])
print(f"mean of these          {-of_label.log().mean().item():.4g}")
print(f"nn.CrossEntropyLoss()  {nn.CrossEntropyLoss()(scores, labels).item():.4g}")

# %% [markdown]
# `CrossEntropyLoss` does the softmax itself, and that is why it wants raw scores, also called *logits*.
#
# **Prediction 2.** Three classes. A model gives the right class probability 1 and the others 0, and these *probabilities* go into `CrossEntropyLoss`. The loss is …
#
# - **A** 0
# - **B** about 0.55
# - **C** about 1.1

# %%
predict("03_loss/prediction_2", "B")

# %% [markdown]
# Probabilities are numbers too, so it takes them without complaint and applies softmax to them once more. Even a model that gives the right class probability 1 then cannot reach 0: it stops at $-\ln\frac{e}{e + C - 1}$.

# %%
for classes in (2, 3, 10):
    perfect = torch.eye(classes)
    floor = nn.CrossEntropyLoss()(perfect, torch.arange(classes)).item()
    formula = -math.log(math.e / (math.e + classes - 1))
    print(
        f"{classes:>2} classes, probabilities handed over: "
        f"best possible loss {floor:.4g}, formula {formula:.4g}"
    )

# %% [markdown]
# The same with two sigmoids. `BCEWithLogitsLoss` contains one; a second one before it leaves it only numbers between 0 and 1, and of these the inner sigmoid makes probabilities that hardly differ:

# %%
for logit, target in ((20.0, 1.0), (-20.0, 0.0)):
    z, t = torch.tensor(logit), torch.tensor(target)
    right, twice = nn.BCEWithLogitsLoss()(z, t), nn.BCEWithLogitsLoss()(torch.sigmoid(z), t)
    print(
        f"logit {logit:>5}, target {target}: "
        f"loss {right.item():.4f}, after a sigmoid {twice.item():.4f},"
    )
    print(f"    because the probability is read as {torch.sigmoid(torch.sigmoid(z)).item():.4f}")

# %% [markdown]
# **Prediction 3.** `torch.log(1 + torch.exp(z))` for z = 10000 gives …
#
# - **A** 10000
# - **B** 0
# - **C** infinity

# %%
predict("03_loss/prediction_3", "C")

# %% [markdown]
# ## When scores are large
#
# $e^z$ leaves the range of floating point sooner than one expects, and then infinity and nan take over. Softmax does not change when the same number is subtracted from all scores of a row; if that number is the largest of them, every exponent is 0 or less.
#
# For this, each row needs its own largest score, in a shape that fits beside the row. That is what `keepdim=True` is for: the dimension that is reduced stays, with size 1, and broadcasting does the rest.

# %%
for dtype in (torch.float32, torch.float64):
    print(
        f"exp overflows in {str(dtype).removeprefix('torch.')} "
        f"beyond {math.log(torch.finfo(dtype).max):.4g}"
    )
row = torch.tensor([[10000.0, 9998.0, -10000.0]])
print("exp of the scores     ", row.exp().tolist()[0])
print("log of torch's softmax", [f"{v:.5g}" for v in row.softmax(dim=1).log().tolist()[0]])
print("torch's log_softmax   ", [f"{v:.5g}" for v in row.log_softmax(dim=1).tolist()[0]])

table = torch.tensor([[1.0, 5.0, 2.0], [7.0, 0.0, 3.0]])
print("largest of each row:  ", tuple(table.max(dim=1).values.shape), "cannot be subtracted from (2, 3)")
kept = table.max(dim=1, keepdim=True).values
print("with keepdim=True:    ", tuple(kept.shape), "can:", (table - kept).tolist())

# %% [markdown]
# The line of torch's softmax shows that a stable softmax is not enough: its smallest probability is exactly 0, and the log of that is minus infinity. Logarithm and softmax have to be taken in one go, as `log_softmax` does. On paper, with $m$ the largest score of the row, $\ln p_k = (z_k - m) - \ln\sum_j e^{z_j - m}$.
#
# ## Exercise: the cross entropy
#
# *About 12 minutes · steady*
#
# Write the cross entropy by hand: for each example minus the log of the probability of its label, and of these the mean. Do not compute the probability first.
#
# - Scores are (N, C), labels (N,) whole numbers.
# - It has to be right, and its gradient too, for scores of 10000 and -10000.
# - The shift belongs to each row by itself: one row's size must not matter to another.

# %% exercise="cross_entropy"
def cross_entropy(logits, labels):
    """Return the cross entropy of raw scores, by hand.

    Args:
        logits: Raw scores (N, C), floating point, N at least 1.
        labels: Classes (N,), int64, from 0 to C - 1. A batch need not contain all classes.

    Returns:
        A 0-dim tensor, for N = 1 too: the mean over the examples of minus the
        log-probability of the label. It is differentiable in the logits. Value and
        gradient are finite and right for logits of 1e4 and -1e4 as well, whatever the
        sizes of the other rows. Both arguments are left as they were.
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(dim=1, keepdim=True).values
    log_probabilities = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -log_probabilities[torch.arange(len(labels)), labels].mean()
    ### END SOLUTION

# %% check="cross_entropy"
check("03_loss/cross_entropy", cross_entropy)

# %% [markdown]
# ## Exercise: the binary cross entropy
#
# *About 10 minutes · steady*
#
# Write the loss of yes-or-no answers by hand. With $p = \mathrm{sigmoid}(z)$ the loss of one entry is $-t\ln p - (1 - t)\ln(1 - p)$; put in what p is, and it becomes $\ln(1 + e^z) - z t$.
#
# - For two outcomes there is an identity whose exponent is never positive: $\ln(1 + e^z) = \max(z, 0) + \ln(1 + e^{-|z|})$.
# - Targets may be soft, such as 0.25.
# - The mean is over all entries.
#
# *Harder, if you like:* when both pass, check on paper that your `cross_entropy` of the scores (0, z) is this loss.

# %% exercise="bce_with_logits"
def bce_with_logits(logits, targets):
    """Return the binary cross entropy of raw scores, by hand.

    Args:
        logits: Raw scores of any shape with at least one dimension and one entry,
            floating point.
        targets: Floats from 0 to 1 of the same shape and type. Soft targets such as 0.25
            are allowed: they weigh the two logs.

    Returns:
        A 0-dim tensor, for a single entry too: the mean over all entries. It is
        differentiable in the logits. Value and gradient are finite and right for logits
        of 1e4 and -1e4 as well. (The gradient at a logit of exactly 0 is not tested.) Both
        arguments are left as they were.
    """
    ### BEGIN SOLUTION
    losses = logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))
    return losses.mean()
    ### END SOLUTION

# %% check="bce_with_logits"
check("03_loss/bce_with_logits", bce_with_logits)

# %% [markdown]
# ## One number from many
#
# How the losses of single examples become one number is called *reduction*. The default is the mean. With the sum, the gradient grows with the batch, so the same learning rate makes larger steps for larger batches:

# %%
for reduction in ("none", "sum", "mean"):
    z = scores.clone().requires_grad_()
    loss = nn.CrossEntropyLoss(reduction=reduction)(z, labels)
    if loss.ndim:
        print(f"{reduction:<5} loss {tuple(loss.shape)}")
        continue
    loss.backward()
    print(
        f"{reduction:<5} loss {tuple(loss.shape)}   {loss.item():.4g}, "
        f"gradient of size {z.grad.norm().item():.4g}"
    )

# %% [markdown]
# ## Exercise: the loss of a classifier
#
# *About 3 minutes · gentle*
#
# Return the cross entropy of a model's raw scores on one batch. Here you may use everything PyTorch has.
#
# - Nothing comes between the model and the loss.
# - The mode of the model is left alone, and `backward()` is the caller's business.

# %% exercise="classification_loss"
def classification_loss(model, x, labels):
    """Return the loss of a model on one batch.

    Args:
        model: Module from x, a whole batch, to raw logits (N, C). The loss belongs to the
            mode it comes in; the mode of the model and of each of its layers is left alone.
        x: Inputs of N examples; N may be 1.
        labels: Classes (N,), int64. A batch need not contain all classes.

    Returns:
        A 0-dim tensor: the mean cross entropy of the model's raw logits. It is
        differentiable in every parameter. Calling `backward()` is the caller's business:
        weights and `.grad` are left as they were.
    """
    ### BEGIN SOLUTION
    return F.cross_entropy(model(x), labels)
    ### END SOLUTION

# %% check="classification_loss"
check("03_loss/classification_loss", classification_loss)

# %% [markdown]
# ## Exercise: the first loss
#
# *About 4 minutes · gentle*
#
# A model that knows nothing yet gives all C classes about the same probability. Return the cross entropy that this leads to: it is the cheapest test of a whole training program.
#
# - One formula in C is enough.
# - The result is a float.

# %% exercise="expected_initial_loss"
def expected_initial_loss(num_classes):
    """Return the cross entropy of a model that gives all classes the same probability.

    Args:
        num_classes: How many classes there are, an integer, at least 2.

    Returns:
        A float, with the natural logarithm. (A 0-dim tensor without a graph counts too.)
    """
    ### BEGIN SOLUTION
    return math.log(num_classes)
    ### END SOLUTION

# %% check="expected_initial_loss"
check("03_loss/expected_initial_loss", expected_initial_loss)

# %% [markdown]
# What untrained networks really begin with:

# %%
torch.manual_seed(1)
for classes in (2, 10, 100):
    fresh = nn.Sequential(nn.Linear(20, 50), nn.ReLU(), nn.Linear(50, classes))
    x, y = torch.randn(2000, 20), torch.randint(0, classes, (2000,))
    with torch.no_grad():
        first = nn.CrossEntropyLoss()(fresh(x), y).item()
    print(f"{classes:>3} classes: first loss {first:.4g}, ln C {math.log(classes):.4g}")

# %% [markdown]
# **Prediction 4.** A classifier is trained from the same start in three ways. One of the curves belongs to the run in which a softmax stands before `CrossEntropyLoss`; its accuracy ends as high as that of the right one. Which curve?
#
# ![Three small plots of the loss over 400 updates, all from about ln 3. A: it falls to about 0.2. B: it falls to about two thirds and settles there. C: it hardly leaves ln 3.](attachment:prediction_4.png)
#
# - **A** it falls to about 0.2
# - **B** it falls, and settles well above that
# - **C** it hardly moves

# %%
predict("03_loss/prediction_4", "B")

# %% [markdown]
# ## Break it on purpose
#
# On the left, one classifier from the same start, trained three times. Only what is done to its scores on the way to the loss differs. On the right, a line is fitted to points, once with equal shapes and once with (N, 1) against (N,).

# %%
def train_classifier(squeeze, steps=400):
    torch.manual_seed(3)
    centres = 3 * torch.randn(3, 2)
    y = torch.arange(150) % 3
    x = centres[y] + torch.randn(150, 2)
    net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(squeeze(net(x)), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    costs = nn.CrossEntropyLoss(reduction="none")(squeeze(net(x)), y)
    return losses, (net(x).argmax(dim=1) == y).float().mean().item(), costs.max().item()


def fit_line(flatten, steps=300):
    torch.manual_seed(4)
    x = torch.linspace(-1, 1, 30).unsqueeze(1)
    y = 2 * x.squeeze(1) + 1 + 0.2 * torch.randn(30)
    line = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(line.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        out = line(x).squeeze(1) if flatten else line(x)
        loss = ((out - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return x.squeeze(1), y, line(x).detach().squeeze(1), line.weight.item(), loss.item()


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
ways = {
    "raw scores": lambda z: z,
    "softmax first": lambda z: z.softmax(dim=1),
    "softmax over the batch": lambda z: z.softmax(dim=0),
}
for (name, way), style in zip(ways.items(), ("-", "--", ":"), strict=True):
    losses, accuracy, most = train_classifier(way)
    left.plot(losses, style, label=name)
    print(f"{name:<23} first loss {losses[0]:.4g}, last loss {losses[-1]:.4g}, accuracy {accuracy:.3g}")
    print(f"{'':<23} the example that costs most costs {most:.2g}")
floor = -math.log(math.e / (math.e + 2))
left.axhline(floor, color="gray", linewidth=0.8)
left.set_xlabel("update")
left.set_ylabel("loss")
left.legend(loc="center right", bbox_to_anchor=(1.0, 0.67))
for flatten, name, style in ((True, "(N,) and (N,)", "-"), (False, "(N, 1) and (N,)", "--")):
    x, y, fitted, slope, loss = fit_line(flatten)
    right.plot(x, fitted, style, label=name)
    print(f"{name:<23} slope {abs(slope):.2f}, last loss {loss:.4g}")
right.plot(x, y, ".", color="gray")
right.set_xlabel("x")
right.set_ylabel("prediction")
right.legend(loc="lower right")
plt.show()
print(f"floor with softmax first {floor:.4g}, ln C {math.log(3):.4g}")

# %% [markdown]
# Nothing raised an error. Learn the symptoms: a loss that settles near the thin line (the floor printed above) although the accuracy is good has probabilities where scores should be. A loss that stays near ln C says that little is learned. And a regression that predicts the mean for every input has compared all with all; look at the shapes first.
#
# With softmax first the accuracy is even a little *higher* here, by two examples of 150. That is no merit of the extra softmax. A probability of 1 for the wrong class costs at most $\ln(e + C - 1)$, about 1.55, so the few points that lie in the middle of another class hardly pull, and the boundary follows the others. The same bound makes the gradient small where a model is most wrong.
#
# ## Error clinic
#
# Labels of the wrong type. An error message is read from its last line:

# %%
logits = torch.randn(4, 3, requires_grad=True)
labels = torch.tensor([2, 0, 1, 1])
try:
    nn.CrossEntropyLoss()(logits, labels.float())
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).splitlines()[0])
print("repaired:", f"{nn.CrossEntropyLoss()(logits, labels.float().long()).item():.4g}")

# %% [markdown]
# Class labels are whole numbers, `int64`. Floating-point targets mean something else to this loss: probabilities, one for each class. Next, labels as a column, and a label that no column of the scores belongs to:

# %%
for wrong in (labels.unsqueeze(1), torch.tensor([3, 0, 1, 1])):
    try:
        nn.CrossEntropyLoss()(logits, wrong)
    except (RuntimeError, IndexError) as error:
        print(f"{type(error).__name__:<12} ·", str(error).splitlines()[0])

# %% [markdown]
# The repairs: `labels.squeeze(1)`, and either labels that start at 0 or a last layer with as many outputs as there are classes.
#
# **Prediction 5.** The decision in place of the scores: `loss = CrossEntropyLoss()(logits.argmax(dim=1).float(), labels.float())`, and then `loss.backward()`. What happens?
#
# - **A** the model learns, more slowly
# - **B** `backward()` raises an error
# - **C** all gradients are 0

# %%
predict("03_loss/prediction_5", "B")

# %%
try:
    nn.CrossEntropyLoss()(logits.argmax(dim=1), labels)
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).splitlines()[0])
try:
    nn.CrossEntropyLoss()(logits.argmax(dim=1).float(), labels.float()).backward()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).splitlines()[0])

try:
    nn.CrossEntropyLoss(reduction="none")(logits, labels).backward()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).splitlines()[0])
try:
    nn.BCEWithLogitsLoss()(logits, torch.ones(4, 3, dtype=torch.long))
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).splitlines()[0])

# %% [markdown]
# The first message complains about integers. Turning everything into floats silences it, and then `backward()` finds no way back: a choice does not change when a weight changes a little, so `argmax` has no gradient. The loss needs the scores; `argmax` is for the accuracy. The third error is a loss that is not one number, the fourth targets of the wrong type for the binary cross entropy. Take the mean before going back; write yes and no as 1.0 and 0.0, `targets.float()`.
#
# ## Myths
#
# *"A classifier ends with a softmax layer."* Not for training with `CrossEntropyLoss`. For the decision it is not needed either, because softmax keeps the order:

# %%
with torch.no_grad():
    print("same decisions:", torch.equal(logits.argmax(dim=1), logits.softmax(dim=1).argmax(dim=1)))

# %% [markdown]
# *"`CrossEntropyLoss` is softmax plus negative log-likelihood."* It is *log*-softmax plus negative log-likelihood. That is why a log-softmax before it changes nothing and a softmax does:

# %%
for name, given in (
    ("raw scores", logits),
    ("log_softmax", logits.log_softmax(dim=1)),
    ("softmax", logits.softmax(dim=1)),
):
    print(f"{name:<12} {nn.CrossEntropyLoss()(given, labels).item():.4g}")

# %% [markdown]
# **Prediction 6.** Two scores, 0 and 40, and the label is 0: as wrong as can be. The loss is computed as minus the log of `softmax.clamp(min=1e-7)`. Its gradient is …
#
# - **A** about the right one
# - **B** zero
# - **C** nan

# %%
predict("03_loss/prediction_6", "B")

# %% [markdown]
# *"A small number inside the log makes it safe."* It makes it finite. It also decides how wrong an example may be at most, and beyond that it takes the gradient away:

# %%
z, y = torch.tensor([[0.0, 40.0]], requires_grad=True), torch.tensor([0])
clamped = -z.softmax(dim=1).clamp(min=1e-7).log()[0, 0]
for name, loss in (("clamped", clamped), ("right", nn.CrossEntropyLoss()(z, y))):
    (gradient,) = torch.autograd.grad(loss, z)
    print(f"{name:<8} loss {loss.item():.4g}, gradient {[f'{g:.3g}' for g in gradient[0].tolist()]}")

# %% [markdown]
# *"A loss of 0 is the goal."* With soft targets even the best possible prediction costs something:

# %%
z = torch.linspace(-6, 6, 2001, dtype=torch.float64)
losses = F.binary_cross_entropy_with_logits(z, torch.full_like(z, 0.25), reduction="none")
best = torch.sigmoid(z[losses.argmin()]).item()
print(f"target 0.25: smallest loss {losses.min().item():.4g}, at the probability {best:.3g}")

# %% [markdown]
# *"Sum or mean is a matter of taste."* The minimum is the same, the step is not: with the sum, each gradient is N times as long:

# %%
for reduction in ("mean", "sum"):
    (gradient,) = torch.autograd.grad(F.cross_entropy(logits, labels, reduction=reduction), logits)
    print(f"{len(labels)} examples, {reduction:<4} gradient of size {gradient.norm().item():.4g}")

# %% [markdown]
# ## Check your understanding
#
# **1.** A photo may show several of five things at once; the outputs have shape (N, 5). Which loss?
#
# - **A** `CrossEntropyLoss`
# - **B** `BCEWithLogitsLoss`
# - **C** the squared error of probabilities
#
# **2.** Ten classes, a batch of 32, an untrained model, and its first loss is 73.7. Which of these fits?
#
# - **A** `reduction="sum"`
# - **B** the learning rate is too high
# - **C** softmax twice
#
# **3.** Which of these changes nothing when it stands before `CrossEntropyLoss`?
#
# - **A** softmax
# - **B** ReLU
# - **C** log_softmax

# %%
predict("03_loss/understanding", "B", "A", "C")

# %% [markdown]
# ## For your mark

# %% graded="mse" points=2
grade("03_loss/mse", mse, points=2)

# %% graded="cross_entropy" points=4
grade("03_loss/cross_entropy", cross_entropy, points=4)

# %% graded="bce_with_logits" points=3
grade("03_loss/bce_with_logits", bce_with_logits, points=3)

# %% graded="classification_loss" points=2
grade("03_loss/classification_loss", classification_loss, points=2)

# %% graded="expected_initial_loss" points=1
grade("03_loss/expected_initial_loss", expected_initial_loss, points=1)

# %% [markdown]
# ## Take-aways
#
# - `CrossEntropyLoss` and `BCEWithLogitsLoss` take raw scores; the softmax or sigmoid is inside them.
# - Where entries are compared, look for equal shapes first: (N, 1) against (N,) compares all with all.
# - Logarithm and exponential belong together in one stable formula; a small number inside the log only hides the problem.
# - The first loss of a classifier is near ln C. Anything else is worth a look before training goes on.
#
# Next: which weight is to blame for the loss, and by how much.
