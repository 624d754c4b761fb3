# %% [markdown]
# # From a blank page
#
# About 150 minutes · demanding
#
# ![The training loop as two rings, one for each batch and one for each epoch, with every part marked.](attachment:ring-zero_grad-forward-loss-backward-clip-step-batches-validate-schedule.png)
#
# ## Why this matters
#
# You have written every part of a training run. What is left is to put the parts together without anybody telling you the order, and to read loops that other people wrote. An archer who has trained stance, draw and release apart still has to shoot an arrow. At the end of this stage you can write an experiment that you would trust, and find the fault in one that you should not.
#
# Two sittings are better than one: the experiment first, the clinic another day.

# %%
import copy

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader import board, check, digits, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (12) Mixed precision scales the loss. When are gradients clipped?
#
# - **A** before they are unscaled
# - **B** after they are unscaled, before the step
# - **C** after the step
#
# **2.** (10) Patience is 2 and the validation losses are 5, 4, 4.5, 4.2, 3. After which of them does training stop?
#
# - **A** 4.5
# - **B** 4.2
# - **C** 3
#
# **3.** (07) Eight examples have the mean loss 1, two have the mean loss 2. The mean over the examples is …
#
# - **A** 1.2
# - **B** 1.5
# - **C** 3

# %%
predict("13_capstone/recall", "B", "B", "A")

# %% [markdown]
# ## Idea and demonstration
#
# An experiment is a loop and a few promises: it can be repeated, its numbers mean what their names say, and what it hands back is the best it has seen. Here is a small task, and a seed that makes a run repeatable:

# %%
torch.manual_seed(0)
centres = torch.randn(3, 5)
labels = torch.randint(0, 3, (160,))
points = centres[labels] + 1.3 * torch.randn(160, 5)
train_set = TensorDataset(points[:40], labels[:40])
val_set = TensorDataset(points[40:], labels[40:])
print("training examples:", len(train_set), "· validation examples:", len(val_set))


def first_batch(seed):
    torch.manual_seed(seed)
    x, y = next(iter(DataLoader(train_set, batch_size=6, shuffle=True)))
    return y.tolist()


for seed in (1, 1, 2):
    print(f"seed {seed}: labels of the first batch {first_batch(seed)}")

# %% [markdown]
# ## Exercise: the whole experiment
#
# *About 40 minutes · demanding*
#
# Nothing is given but the rules, and you may use as many functions of your own as you like. Optimizer and schedule are your choice: the check looks only at what does not depend on them, and among other things it runs your code with a learning rate of 0, where no optimizer moves a weight.
#
# - each epoch trains in train mode: zero, forward, loss, backward, clip, step;
# - it then validates in eval mode and without a graph;
# - all reported numbers are averages per example;
# - the best weights are copied, training stops in time, and the best weights come back;
# - the seed decides everything random.
#
# *Harder, if you like:* write it as a class with the methods `train`, `validate` and `run`, or with a learning rate that warms up over the first epoch. The same check takes a function that calls it.

# %% exercise="run_experiment"
def run_experiment(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    """Train a classifier with clipping and early stopping, and hand back the best of it.

    Args:
        model: Module from inputs to logits (N, C), in either mode; may have dropout or
            buffers. It is trained in place.
        train_dataset: Map-style dataset of (input (D,), label), not empty.
        val_dataset: The same for validation.
        epochs: Largest number of epochs, at least 1.
        batch_size: Examples in a training batch. The last batch may be short and is used.
            (Batches of the validation may have any size.)
        lr: Learning rate, at least 0. A schedule keeps it between 0 and lr.
        max_norm: Largest global norm of the gradients that an update may use.
        patience: Training stops after the patience-th epoch in a row whose validation loss
            is not strictly below the best one so far. At least 1.
        seed: Decides everything random.
        device: Where to compute, a string or a torch.device.

    Returns:
        A dictionary with the keys "train_loss", "train_accuracy", "val_loss" and
        "val_accuracy", lists of floats with one value per epoch that was run (the epoch
        that stops it is one of them), and "best_epoch", the number of the epoch with the
        lowest validation loss, the first of equals, counted from 0. (Further keys are
        allowed.)

    The loss is the cross entropy of the raw logits, averaged over the batch. In every epoch
    each training example is used once, in an order that depends on the seed. Each training
    batch passes through the model once, in train mode, and makes one step of an optimizer
    from torch.optim that holds all parameters, after its own gradients were clipped by
    their global norm. Gradients of earlier work do not matter.

    All four values are averages per example. Those of training are taken from the outputs
    made while training; those of validation are measured after the epoch's training, in
    eval mode, without a graph. No batch's graph is kept, and no parameter is frozen.

    At return the model holds the weights and buffers of the best epoch; its mode is free.
    The same seed and the same start weights give the same history, whatever random numbers
    were drawn before, and another seed gives another order.
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    train_loader = DataLoader(train_dataset, batch_size=batch_size, shuffle=True)
    val_loader = DataLoader(val_dataset, batch_size=batch_size)
    model.to(device)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    best_loss, best_epoch, best_weights, waited = float("inf"), 0, None, 0
    for epoch in range(epochs):
        model.train()
        total_loss, hits, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            logits = model(x)
            loss = loss_fn(logits, y)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            total_loss += loss.item() * len(x)
            hits += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
        history["train_loss"].append(total_loss / seen)
        history["train_accuracy"].append(hits / seen)

        model.eval()
        val_total, val_hits, val_seen = 0.0, 0, 0
        with torch.no_grad():
            for x_val, y_val in val_loader:
                x_val, y_val = x_val.to(device), y_val.to(device)
                val_logits = model(x_val)
                val_loss = loss_fn(val_logits, y_val)
                val_total += val_loss.item() * len(x_val)
                val_hits += (val_logits.argmax(dim=1) == y_val).sum().item()
                val_seen += len(x_val)
        history["val_loss"].append(val_total / val_seen)
        history["val_accuracy"].append(val_hits / val_seen)

        if history["val_loss"][-1] < best_loss:
            best_loss = history["val_loss"][-1]
            best_epoch = epoch
            best_weights = copy.deepcopy(model.state_dict())
            waited = 0
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best_weights)
    return {**history, "best_epoch": best_epoch}
    ### END SOLUTION

# %% check="run_experiment"
check("13_capstone/run_experiment", run_experiment)

# %% [markdown]
# ## On real images
#
# The eight by eight images of handwritten digits that you met at the beginning of notebook 01, twice. First with `train_step`, the function that you wrote there; nothing in it has changed since, and a loop around it is all it takes. Then with your own experiment, which also says when to stop and hands back the best:

# %%
def train_step(model, x, y, loss_fn, optimizer):
    """One step, as in notebook 01."""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


images, numbers = digits()
digits_train = TensorDataset(images[:1200], numbers[:1200])
digits_val = TensorDataset(images[1200:], numbers[1200:])


def reader(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def accuracy_of(model):
    with torch.no_grad():
        return (model(images[1200:]).argmax(dim=1) == numbers[1200:]).float().mean().item()


model = reader()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
print(f"before training: {accuracy_of(model):.0%} of the new images are read rightly")
for epoch in range(5):
    for x, y in DataLoader(digits_train, batch_size=50):
        train_step(model, x, y, nn.CrossEntropyLoss(), optimizer)
print(f"train_step, 5 epochs: more than 85 %: {accuracy_of(model) > 0.85}")

try:
    rules = {"epochs": 10, "batch_size": 50, "lr": 0.5, "max_norm": 5.0, "patience": 3, "seed": 0}
    model = reader()
    history = run_experiment(model, digits_train, digits_val, **rules, device="cpu")
    share = accuracy_of(model)
    print(f"your experiment: more than 85 %: {share > 0.85}")
    reported = history["val_accuracy"][history["best_epoch"]]
    print(f"the model handed back is that of the best epoch: {abs(share - reported) < 0.002}")
except Exception as error:
    print("not yet:", type(error).__name__)

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** At each new best epoch a loop keeps `best = model.state_dict()`, without a copy, and at the end it loads `best`. The model then holds the weights of …
#
# - **A** the best epoch
# - **B** the last epoch
# - **C** the start

# %%
predict("13_capstone/prediction_1", "B")

# %% [markdown]
# **Prediction 2.** Plain SGD with learning rate 0.1, and gradients clipped to a norm of 0.5. In one update the weights move, all together, by …
#
# - **A** at most 0.05
# - **B** exactly 0.5
# - **C** at most 0.5

# %%
predict("13_capstone/prediction_2", "A")

# %% [markdown]
# ## The clinic
#
# Eight loops, each with one fault of a kind that was found in public code. The code is written for this course. Each comes with what its owner complains about. Read the loop, name the fault, and only then repair it in place and run the check. What other people met stands behind the check, with a link.

# %% [markdown]
# ## Exercise: the loss that never falls
#
# *About 5 minutes · steady*
#
# "My loss is the same in every epoch, to the last digit. The learning rate is not 0."
#
# **Prediction 3.** What is wrong with the loop below? Answer before you repair it.
#
# - **A** `loss.item()` cuts the graph
# - **B** the gradients are gone when the optimizer steps
# - **C** `backward()` should come once, after the loop

# %%
predict("13_capstone/prediction_3", "B")

# %% exercise="repair_1"
def repair_1(model, batches, loss_fn, optimizer):
    """Train on a list of batches, one update each, and return the losses before the updates.

    Args:
        model: Module from inputs to scores, in train mode.
        batches: List of (inputs, targets).
        loss_fn: Takes outputs and targets, returns the batch's mean loss.
        optimizer: Holds the model's parameters.

    Returns:
        A list with one float per batch.

    Every batch moves the weights by one step of the optimizer, with the gradient of its own
    loss only, also when gradients of earlier work are still there.
    """
    losses = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


### BEGIN SOLUTION
def repair_1(model, batches, loss_fn, optimizer):
    """The repaired loop; the rules stand above."""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
### END SOLUTION

# %% check="repair_1"
check("13_capstone/repair_1", repair_1)

# %% [markdown]
# Where zeroing may stand is one of the most asked questions about the loop. [One of many](https://github.com/patrickloeber/pytorchTutorial/issues/19) asks what is left for the optimizer when it comes late. Here it stood in the one place where nothing is left.
#
# ## Exercise: right for one epoch
#
# *About 5 minutes · steady*
#
# "The model has dropout. In the first epoch all is well; from the second on it learns the training set by heart much faster than it should."
#
# **Prediction 4.** What is wrong with the loop below? Answer before you repair it.
#
# - **A** the validation builds graphs
# - **B** the validation loss is divided by the wrong number
# - **C** train mode is set once, before the epochs

# %%
predict("13_capstone/prediction_4", "C")

# %% exercise="repair_2"
def repair_2(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    """Train and validate in turn, and return the validation loss of each epoch.

    Args:
        model: Module from inputs to logits (N, C), in either mode.
        train_loader: DataLoader to learn from, one update per batch.
        val_loader: DataLoader to measure on.
        loss_fn: Takes logits and labels, returns the batch's mean loss.
        optimizer: Holds the model's parameters.
        epochs: At least 1.

    Returns:
        A list of floats, one per epoch: the loss averaged per example over the validation
        data, measured after the epoch's training in eval mode.

    Training happens in train mode in every epoch. Validation builds no graph and changes
    neither weights nor buffers. The mode at return is free.
    """
    val_losses = []
    model.train()
    for _ in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        total, seen = 0.0, 0
        with torch.no_grad():
            for x, y in val_loader:
                total += loss_fn(model(x), y).item() * len(x)
                seen += len(x)
        val_losses.append(total / seen)
    return val_losses


### BEGIN SOLUTION
def repair_2(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    """The repaired loop; the rules stand above."""
    val_losses = []
    for _ in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        total, seen = 0.0, 0
        with torch.no_grad():
            for x, y in val_loader:
                total += loss_fn(model(x), y).item() * len(x)
                seen += len(x)
        val_losses.append(total / seen)
    return val_losses
### END SOLUTION

# %% check="repair_2"
check("13_capstone/repair_2", repair_2)

# %% [markdown]
# A pull request to [a library for tuning](https://github.com/optuna/optuna/pull/1725) moved one line of an example, and an issue of [a translation toolkit](https://github.com/joeynmt/joeynmt/issues/184) reports the same thing: after the first validation, nobody switches back.
#
# ## Exercise: another accuracy each time
#
# *About 5 minutes · steady*
#
# "I measure the same model on the same data twice, and get two accuracies."
#
# **Prediction 5.** What is wrong with the function below? Answer before you repair it.
#
# - **A** nothing puts the model into eval mode
# - **B** `argmax` looks along the wrong dimension
# - **C** the last batch counts too much

# %%
predict("13_capstone/prediction_5", "A")

# %% exercise="repair_3"
def repair_3(model, loader):
    """Return the share of examples that a classifier gets right.

    Args:
        model: Module from inputs to logits (N, C), in either mode.
        loader: DataLoader of (inputs, labels (N,)), not empty; the last batch may be short.

    Returns:
        A float between 0 and 1, measured in eval mode.

    No graph is built, and neither weights nor buffers change; afterwards graphs are recorded
    as before. The mode at return is free.
    """
    correct, seen = 0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
    return correct / seen


### BEGIN SOLUTION
def repair_3(model, loader):
    """The repaired loop; the rules stand above."""
    model.eval()
    correct, seen = 0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
    return correct / seen
### END SOLUTION

# %% check="repair_3"
check("13_capstone/repair_3", repair_3)

# %% [markdown]
# A reader of [a benchmark's code](https://github.com/pliang279/MultiBench/issues/26) saw that numbers did not quite match. The validation did call `eval()`, and a few lines further down `train()` again, before anything was measured. The authors thanked him and took the line out.
#
# ## Exercise: two batch sizes, two losses
#
# *About 5 minutes · steady*
#
# "I measure a model whose weights stand still. With another batch size the loss is another."
#
# **Prediction 6.** What is wrong with the function below? Answer before you repair it.
#
# - **A** it measures in train mode
# - **B** each batch counts alike, however many examples it has
# - **C** the graph changes the loss

# %%
predict("13_capstone/prediction_6", "B")

# %% exercise="repair_4"
def repair_4(model, loader, loss_fn):
    """Return a classifier's loss, averaged per example.

    Args:
        model: Module from inputs to logits (N, C), in either mode.
        loader: DataLoader of (inputs, labels (N,)), not empty; the last batch may be short.
        loss_fn: Takes logits and labels, returns the batch's mean loss.

    Returns:
        A float: the mean over all examples, each with the same weight, in eval mode.

    No graph is built and no weight changes; afterwards graphs are recorded as before. The mode
    at return is free.
    """
    model.eval()
    total_loss = 0.0
    with torch.no_grad():
        for x, y in loader:
            loss = loss_fn(model(x), y)
            total_loss += loss.item()
    return total_loss / len(loader)


### BEGIN SOLUTION
def repair_4(model, loader, loss_fn):
    """The repaired loop; the rules stand above."""
    model.eval()
    total_loss, seen = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            loss = loss_fn(model(x), y)
            total_loss += loss.item() * len(x)
            seen += len(y)
    return total_loss / seen
### END SOLUTION

# %% check="repair_4"
check("13_capstone/repair_4", repair_4)

# %% [markdown]
# [A library of flows](https://github.com/davidnabergoj/torchflows/issues/7) and [a training framework](https://github.com/catalyst-team/catalyst/issues/799) both averaged the means of batches. In a look through public training loops it was the commonest departure of all.
#
# ## Exercise: memory that only grows
#
# *About 5 minutes · steady*
#
# "All numbers are right. After some hours the system ends the process, without a message."
#
# **Prediction 7.** What is wrong with the loop below? Answer before you repair it.
#
# - **A** `zero_grad()` does not free the gradients
# - **B** the loader keeps every batch
# - **C** the running total is a tensor, and holds every graph

# %%
predict("13_capstone/prediction_7", "C")

# %% exercise="repair_5"
def repair_5(model, loader, loss_fn, optimizer):
    """Train for one epoch and return the loss, averaged per example.

    Args:
        model: Module from inputs to logits (N, C), in train mode.
        loader: DataLoader of (inputs, labels (N,)), not empty; the last batch may be short.
        loss_fn: Takes logits and labels, returns the batch's mean loss.
        optimizer: Holds the model's parameters.

    Returns:
        A float: the mean over all examples of the losses before the updates.

    Every batch moves the weights by one step. No batch's graph is kept after its update.
    """
    total_loss, seen = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss * len(x)
        seen += len(x)
    return (total_loss / seen).item()


### BEGIN SOLUTION
def repair_5(model, loader, loss_fn, optimizer):
    """The repaired loop; the rules stand above."""
    total_loss, seen = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        seen += len(y)
    return total_loss / seen
### END SOLUTION

# %% check="repair_5"
check("13_capstone/repair_5", repair_5)

# %% [markdown]
# An issue of [a package for label models](https://github.com/BatsResearch/labelmodels/issues/4) reports that long runs end without a message. The numbers were right all along.
#
# ## Exercise: it predicts the mean
#
# *About 6 minutes · steady*
#
# "Whatever I feed it, my regression answers with about the mean of all targets."
#
# **Prediction 8.** What is wrong with the loop below? Answer before you repair it.
#
# - **A** every prediction is compared with every target
# - **B** a regression must not use the squared error
# - **C** the gradients of all batches add up

# %%
predict("13_capstone/prediction_8", "A")

# %% exercise="repair_6"
def repair_6(model, batches, loss_fn, optimizer):
    """Train a regression on a list of batches, and return the losses before the updates.

    Args:
        model: Module from inputs to predictions (N, 1), in train mode.
        batches: List of (inputs, targets (N,)).
        loss_fn: Mean squared error of two tensors of the same shape.
        optimizer: Holds the model's parameters.

    Returns:
        A list with one float per batch.

    Each prediction is compared with its own target. Every batch moves the weights by one step.
    """
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


### BEGIN SOLUTION
def repair_6(model, batches, loss_fn, optimizer):
    """The repaired loop; the rules stand above."""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y.unsqueeze(1))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
### END SOLUTION

# %% check="repair_6"
check("13_capstone/repair_6", repair_6)

# %% [markdown]
# A long thread in [PyTorch's own tracker](https://github.com/pytorch/pytorch/issues/16045) asks that this should be an error. It became a warning.
#
# ## Exercise: the layer that never learns
#
# *About 6 minutes · steady*
#
# "The body of my model learns. The new head is after two hundred updates what it was before, bit by bit."
#
# **Prediction 9.** What is wrong with the function below? Answer before you repair it.
#
# - **A** the new head is frozen
# - **B** the optimizer does not hold the new head's parameters
# - **C** `zero_grad()` wipes the new head's gradient before the step

# %%
predict("13_capstone/prediction_9", "B")

# %% exercise="repair_7"
def repair_7(model, head, batches, loss_fn, lr):
    """Put a new head on a model, train all of it, and return the losses before the updates.

    Args:
        model: Module with the parts `model.body` and `model.head`, in train mode.
        head: The layer that takes the place of `model.head`; the object itself, not a copy.
        batches: List of (inputs, labels (N,)).
        loss_fn: Takes scores and labels, returns the batch's mean loss.
        lr: Learning rate of plain SGD, without momentum or weight decay.

    Returns:
        A list with one float per batch.

    Every batch moves all weights of the model, those of the new head too, by one step of
    plain SGD, also when gradients of earlier work are still there.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.head = head
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


### BEGIN SOLUTION
def repair_7(model, head, batches, loss_fn, lr):
    """The repaired loop; the rules stand above."""
    model.head = head
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
### END SOLUTION

# %% check="repair_7"
check("13_capstone/repair_7", repair_7)

# %% [markdown]
# Users of [a pruning tool](https://github.com/microsoft/nni/issues/4521) saw weights that stayed as they were, and [a request to PyTorch](https://github.com/pytorch/pytorch/issues/14467) asks for a warning when an optimizer holds parameters that the model has no more.
#
# ## Exercise: the second chunk fails
#
# *About 8 minutes · demanding*
#
# "The first chunk trains. At the second, `backward()` stops with *Trying to backward through the graph a second time*."
#
# **Prediction 10.** What is wrong with the loop below? Answer before you repair it.
#
# - **A** `retain_graph=True` is missing in `backward()`
# - **B** the optimizer must not step between chunks
# - **C** the state that is handed on still has its graph

# %%
predict("13_capstone/prediction_10", "C")

# %% exercise="repair_8"
def repair_8(model, chunks, loss_fn, optimizer):
    """Train a recurrent model on one long sequence that comes in chunks.

    Args:
        model: Called as `model(x, hidden)`, returns outputs and the state at the end. The
            state is a tensor (1, N, 4); None stands for zeros.
        chunks: List of (inputs (N, T, 2), targets (N, T, 1)), in order of time.
        loss_fn: Takes outputs and targets, returns the mean loss.
        optimizer: Holds the model's parameters.

    Returns:
        A list with the loss of each chunk before its update.

    The first chunk begins with zeros, every other with the state at the end of the one
    before. Gradients do not reach back beyond a chunk. Every chunk makes one update, with
    the gradient of its own loss only, also when gradients of earlier work are still there.
    """
    hidden = None
    losses = []
    for x, y in chunks:
        optimizer.zero_grad()
        output, hidden = model(x, hidden)
        loss = loss_fn(output, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


### BEGIN SOLUTION
def repair_8(model, chunks, loss_fn, optimizer):
    """The repaired loop; the rules stand above."""
    hidden = None
    losses = []
    for x, y in chunks:
        optimizer.zero_grad()
        output, hidden = model(x, hidden)
        loss = loss_fn(output, y)
        loss.backward()
        optimizer.step()
        hidden = hidden.detach()
        losses.append(loss.item())
    return losses
### END SOLUTION

# %% check="repair_8"
check("13_capstone/repair_8", repair_8)

# %% [markdown]
# A reader of [a well-known tutorial](https://github.com/MorvanZhou/PyTorch-Tutorial/issues/57) took one line out to see what it was for, met this error, and found that the error's own advice made it go away. That was PyTorch 0.4. Today `retain_graph=True` only trades it for another: the second backward pass walks on into the first chunk, and there it needs weights as they were before the first step changed them in place, so PyTorch refuses. Where no step comes in between, the pass goes through, and each chunk's is longer than the one before. What should be handed on is the number, without its history.
#
# ## The patient
#
# *About 15 minutes · demanding*
#
# Forty lines, nobody's complaint, and three faults. None raises an error, and one hides behind another. The run reads digits, and its log is all that you have: the first epoch and the last. Run it, and read the log before the code.

# %% exercise="patient"
def patient(epochs=8):
    torch.manual_seed(0)
    train_loader = DataLoader(digits_train, batch_size=50, shuffle=True)
    val_loader = DataLoader(digits_val, batch_size=200)
    model = nn.Sequential(
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(64, 10),
        nn.Softmax(dim=1),
    )
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    model.train()
    for epoch in range(epochs):
        rate = optimizer.param_groups[0]["lr"]
        total, seen = 0.0, 0
        for x, y in train_loader:
            mode = "train" if model.training else "eval"
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            scheduler.step()
            total += loss.item() * len(x)
            seen += len(x)

        model.eval()
        hits, count = 0, 0
        with torch.no_grad():
            for x, y in val_loader:
                hits += (model(x).argmax(dim=1) == y).sum().item()
                count += len(x)
        if epoch in (0, epochs - 1):
            print(
                f"epoch {epoch}: rate {rate:.0e}, last batch in {mode} mode, "
                f"training loss {total / seen:.1f}, validation accuracy {hits / count:.1f}"
            )


patient()
### BEGIN SOLUTION
def patient(epochs=8):
    torch.manual_seed(0)
    train_loader = DataLoader(digits_train, batch_size=50, shuffle=True)
    val_loader = DataLoader(digits_val, batch_size=200)
    model = nn.Sequential(
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(64, 10),  # logits: CrossEntropyLoss has its own softmax
    )
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    for epoch in range(epochs):
        model.train()  # in every epoch
        rate = optimizer.param_groups[0]["lr"]
        total, seen = 0.0, 0
        for x, y in train_loader:
            mode = "train" if model.training else "eval"
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            seen += len(x)
        scheduler.step()  # once per epoch

        model.eval()
        hits, count = 0, 0
        with torch.no_grad():
            for x, y in val_loader:
                hits += (model(x).argmax(dim=1) == y).sum().item()
                count += len(x)
        if epoch in (0, epochs - 1):
            print(
                f"epoch {epoch}: rate {rate:.0e}, last batch in {mode} mode, "
                f"training loss {total / seen:.1f}, validation accuracy {hits / count:.1f}"
            )


print("repaired:")
patient()
### END SOLUTION

# %% [markdown]
# Three questions, one for each fault. Answer the first, repair its line above, run the patient again, and look at the log for the next: what was hidden shows only when the one before it is gone.
#
# **Prediction 11.** In the last epoch the learning rate is next to nothing. Which line does that?
#
# - **A** `StepLR(optimizer, step_size=2, gamma=0.5)`
# - **B** `scheduler.step()`, where it stands
# - **C** `lr=0.2`

# %%
predict("13_capstone/prediction_11", "B")

# %% [markdown]
# **Prediction 12.** With a sound rate the training loss comes down from ln 10 = 2.3 and stops at about 1.6, although four of five new digits are read rightly. Which line does that?
#
# - **A** `nn.Dropout(0.3)`
# - **B** `total += loss.item() * len(x)`
# - **C** `nn.Softmax(dim=1)`

# %%
predict("13_capstone/prediction_12", "C")

# %% [markdown]
# **Prediction 13.** Which line still makes every epoch but the first another than it should be?
#
# - **A** `model.train()`, where it stands
# - **B** `optimizer.zero_grad()`, where it stands
# - **C** `with torch.no_grad():`

# %%
predict("13_capstone/prediction_13", "A")

# %% [markdown]
# When the patient reads nine of ten new digits, with a loss near 0 and in train mode to the end, it may go home. It had its faults in three places, all of which you have met: 10, 03 and 08.
#
# ## What else the four lines train
#
# Four lines stand in the middle of everything: zero, forward with loss, backward, step. They also train what does not look like this course. An operation with a gradient of your own, a `torch.autograd.Function`, goes into them unchanged. This one rounds in the forward pass and lets the gradient through:

# %%
class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, gradient):
        return gradient


weight = torch.tensor([0.2], requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.3)
for step in range(4):
    optimizer.zero_grad()
    loss = ((Round.apply(weight) - 2) ** 2).sum()
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss {loss.item():.3g}, weight now {weight.item():.3g}")

# %% [markdown]
# So do policy gradients, where nobody knows the right answer and an action only earns a reward. The loss is made of the log-probability of the action that was tried; the loop is the same. Two actions, and the second one pays:

# %%
torch.manual_seed(0)
scores = torch.zeros(2, requires_grad=True)
optimizer = torch.optim.SGD([scores], lr=0.5)
for step in range(30):
    policy = torch.distributions.Categorical(logits=scores)
    action = policy.sample()
    reward = float(action == 1)
    optimizer.zero_grad()
    loss = -policy.log_prob(action) * reward
    loss.backward()
    optimizer.step()
print("probability of the action that pays:", f"{scores.softmax(0)[1].item():.3g}")

# %% [markdown]
# Where no gradient is used, the loop is not the tool. A random search tries a change and keeps it when it helps; there is nothing to zero, to go back through or to step:

# %%
torch.manual_seed(0)
best, value = torch.zeros(2), 8.0
for trial in range(200):
    candidate = best + 0.3 * torch.randn(2)
    measured = ((candidate - 2) ** 2).sum().item()
    if measured < value:
        best, value = candidate, measured
print("found", [f"{v:.3g}" for v in best.tolist()], "with requires_grad", best.requires_grad)

# %% [markdown]
# The last three runs stand at the border of this course. Now back to the small task, with forty training examples and a model that is large for them. Thirty epochs, and three curves: the loss on the training examples, the loss on new ones, and the accuracy on the new ones.
#
# **Prediction 14.** Which is the loss on the *new* examples?
#
# ![Three small plots over thirty epochs, A, B and C.](attachment:prediction_14.png)
#
# - **A** the first curve
# - **B** the second curve
# - **C** the third curve

# %%
predict("13_capstone/prediction_14", "C")

# %% [markdown]
# ## Break it on purpose
#
# The small noisy task again, with a bare loop that only takes notes, once stopped early and once not. The dot marks the epoch whose weights you would hand back:

# %%
def network(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(5, 48), nn.ReLU(), nn.Linear(48, 3))


def notes(seed, epochs=30, patience=30):
    net = network(seed)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.4)
    (x, y), (x_val, y_val) = train_set.tensors, val_set.tensors
    train, val = [], []
    while len(val) < epochs and (not val or len(val) - 1 - val.index(min(val)) < patience):
        total = 0.0
        for rows in torch.randperm(len(x)).split(10):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        train.append(total / len(x))
        with torch.no_grad():
            val.append(nn.functional.cross_entropy(net(x_val), y_val).item())
    return train, val


train_losses, val_losses = notes(0)
stopped = notes(0, patience=4)[1]
best_epoch = val_losses.index(min(val_losses))
figure, axes = plt.subplots(figsize=(6, 3))
axes.plot(train_losses, "-", label="training")
axes.plot(val_losses, "--", label="validation")
axes.plot(best_epoch, val_losses[best_epoch], "o", label="handed back")
axes.axvline(len(stopped) - 1, linestyle=":", label="patience 4 stops here")
axes.set_xlabel("epoch")
axes.set_ylabel("loss")
axes.set_ylim(0, 2.3)
axes.legend(ncols=2)
plt.show()
for name, losses in (("patience 30", val_losses), ("patience 4", stopped)):
    print(
        f"{name}: {len(losses)} epochs, best epoch {losses.index(min(losses))}, "
        f"best {min(losses):.4g}, last {losses[-1]:.4g}"
    )

# %% [markdown]
# Whoever keeps the last weights pays the difference between best and last. Now change one thing, the seed, and nothing else:

# %%
best = [min(notes(seed, epochs=12)[1]) for seed in range(5)]
print("best validation loss for five seeds:", [f"{value:.3g}" for value in best])
print(f"spread: {max(best) - min(best):.2g}")

# %% [markdown]
# A change that gains less than this spread has shown nothing. And a fault of the clinic's may even look like a gain. Without zeroing, the training loss falls here too:

# %%
def final_loss(zeroes):
    net = network(0)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    x, y = train_set.tensors
    for _ in range(12):
        if zeroes:
            optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


print(f"after 12 updates: with zeroing {final_loss(True):.3g}, without {final_loss(False):.3g}")

# %% [markdown]
# **Prediction 15.** You suspect that a loop does not zero its gradients. Which small experiment shows it at once?
#
# - **A** train for longer and watch the loss
# - **B** after the second `backward()`, compare `.grad` with the gradient of the second loss alone
# - **C** use a smaller learning rate and see whether it helps

# %%
predict("13_capstone/prediction_15", "B")

# %% [markdown]
# ## Error clinic
#
# The best weights of another model:

# %%
kept = network(0).state_dict()
try:
    nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Linear(32, 3)).load_state_dict(kept)
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).splitlines()[1].strip())

# %% [markdown]
# The message lists every tensor that does not fit, with both shapes; this is the first.
#
# A validation loss that is never a number: nothing is ever better, so nothing is ever kept.

# %%
best_loss, best_weights = float("inf"), None
if float("nan") < best_loss:
    best_weights = kept
try:
    network(0).load_state_dict(best_weights)
except TypeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# No loss is below nan, and nan is below no loss: both comparisons are false. What is wrong happened long before this line: look at the losses.
#
# A state that is handed on with its graph:

# %%
torch.manual_seed(0)
recurrent = nn.RNN(2, 4, batch_first=True)
hidden = None
try:
    for chunk in torch.randn(2, 3, 5, 2):
        output, hidden = recurrent(chunk, hidden)
        output.sum().backward()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(" (")[0])

# %% [markdown]
# The second backward walks back into the first chunk, whose graph is gone. `hidden.detach()` ends the walk at the border.
#
# **Prediction 16.** A state is handed on with its graph, `backward(retain_graph=True)` is called for each chunk, and the optimizer steps between the chunks. The second backward pass …
#
# - **A** goes through, and takes longer
# - **B** raises another error: it needs weights that have been changed in place
# - **C** goes through, and its gradients are 0

# %%
predict("13_capstone/prediction_16", "B")

# %% [markdown]
# ## Myths
#
# *"A falling loss shows that the loop is right."* The last experiment above fell as well, and its gradients were sums of old ones. A loss tells you about the loss.

# %%
net, (x, y) = network(0), train_set.tensors
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for update in range(3):
    loss = nn.functional.cross_entropy(net(x), y)
    (own,) = torch.autograd.grad(loss, net[0].weight, retain_graph=True)
    loss.backward()  # and no zeroing
    print(
        f"update {update}: loss {loss.item():.3g}, length of its gradient "
        f"{own.norm():.3g}, of the one used {net[0].weight.grad.norm():.3g}"
    )
    optimizer.step()

# %% [markdown]
# *"Early stopping hands back the best model."* Stopping and restoring are two things. When patience ends, the model has trained on past its best:

# %%
print(f"at the stop {stopped[-1]:.4g}, at the best epoch {min(stopped):.4g}")

# %% [markdown]
# *"With the same seed, two programs draw the same numbers."* Only when they draw the same things in the same order. One draw more, and all later ones are others:

# %%
torch.manual_seed(0)
plain = torch.randperm(6).tolist()
torch.manual_seed(0)
torch.rand(1)
print("order", plain, "· after one more draw", torch.randperm(6).tolist())

# %% [markdown]
# ## Check your understanding
#
# **1.** The training loss is averaged while weights move, the validation loss afterwards. The first is above the second in the first epochs. This …
#
# - **A** means a bug
# - **B** is to be expected
# - **C** means overfitting
#
# **2.** Two runs differ in seed, learning rate and model size, and the second is better. What do you know about the learning rate?
#
# - **A** that the new one is better
# - **B** nothing
# - **C** that it does not matter
#
# **3.** You are given a loop whose loss does not move at all. Which do you look at first?
#
# - **A** whether a weight changes in one step
# - **B** a larger model
# - **C** more epochs

# %%
predict("13_capstone/understanding", "B", "B", "A")

# %% [markdown]
# ## A checklist for your own project
#
# Print it, or keep it beside the editor.
#
# **Device.** `device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else torch.device("cpu")`: that is `cuda` on a machine with a GPU of NVIDIA or AMD, `mps` on a Mac with Apple silicon. Move the model before you make the optimizer, and every batch in the loop. `tensor.to(device)` returns another tensor, `model.to(device)` moves the model itself. A GPU works on while Python goes on: `.item()` waits for it, so call it once per epoch or every hundred batches, and measure time only after `torch.accelerator.synchronize()`. float64 is not there on `mps`.
#
# **Mixed precision on a GPU.** `with torch.autocast(device.type, dtype=torch.bfloat16):` around forward pass and loss, and nothing else. bfloat16 needs no scaler; float16 needs `torch.amp.GradScaler(device.type)`, and the order scale, backward, unscale, clip, step, update. On `mps`, stay with bfloat16.
#
# **Several GPUs.** `torchrun --nproc-per-node=4 train.py` starts one process for each. In each of them: `init_process_group`, a `DistributedSampler` with `set_epoch`, and `DistributedDataParallel(model)`, which averages the gradients during `backward()`. Rank 0 alone writes files; metrics travel as sums and counts.
#
# **Logging.** In every epoch: training and validation loss, metric, learning rate, the norm of the gradients before clipping, seconds. In every run: seed, settings, version of code and data. As a file that is written while the run goes on, such as one line of JSON for each epoch.
#
# **Splits.** Cut the data once, by a fixed seed, and keep the cut. What belongs together, such as pictures of one patient or neighbouring times, goes to one side. Statistics come from the training part only. The validation set chooses, so it is no longer new; the test set is looked at once, at the end.
#
# **Resuming.** A checkpoint holds model, optimizer, scheduler, scaler, epoch, the best so far and its weights, and the states of the random generators if the run has to go on exactly. Write it under another name and rename it, so that a crash leaves the old one whole. Stop a run on purpose and resume it, once, before you need to.
#
# **Before the long run.** First loss near ln C; one batch learned by heart; no silent parameter; ten minutes on a hundredth of the data.

# %% [markdown]
# ## For your mark
#
# ### A short essay
#
# In 150 to 250 words: describe one fault of a training loop that raises no error. Say what it does to the weights or to the numbers that are reported, why a look at the loss curve may not show it, and the smallest experiment that would. Choose a fault that you have made, or one of the clinic's. A person reads this and gives up to 5 points:
#
# - 1 point: the fault is stated so exactly that a reader could put it into a right loop.
# - 2 points: what it does is traced through the steps of the loop, not only named.
# - 1 point: it is said when the loss curve shows it and when it does not.
# - 1 point: the experiment would tell the faulty loop from the right one, and its expected outcome is stated for both.

# %% [markdown] essay="reflection" points=5
# The mean of the batches' means. Each batch's loss is already a mean over its examples. Adding these means and dividing by the number of batches gives every batch the same weight, so the examples of a short last batch count more than the others. No weight is touched: the updates are right, only the report is not, and through the report everything that is decided by it, such as the best epoch and the moment to stop.
#
# The curve falls like a right one and usually lies close to it. With batches of equal size the two are the same number. They part when the last batch is short and its examples are harder or easier than the rest, and in a shuffled training epoch that changes from epoch to epoch, so it looks like noise.
#
# The smallest experiment needs no training: a frozen model in eval mode and the same eleven examples, measured once in batches of four and once in one batch of eleven. The right loop gives the same loss twice, up to rounding. The faulty one gives two different numbers, and the one of the single batch is right.

# %% graded="run_experiment" points=10
grade("13_capstone/run_experiment", run_experiment, points=10)

# %% graded="repair_1" points=2
grade("13_capstone/repair_1", repair_1, points=2)

# %% graded="repair_2" points=2
grade("13_capstone/repair_2", repair_2, points=2)

# %% graded="repair_3" points=2
grade("13_capstone/repair_3", repair_3, points=2)

# %% graded="repair_4" points=2
grade("13_capstone/repair_4", repair_4, points=2)

# %% graded="repair_5" points=2
grade("13_capstone/repair_5", repair_5, points=2)

# %% graded="repair_6" points=2
grade("13_capstone/repair_6", repair_6, points=2)

# %% graded="repair_7" points=2
grade("13_capstone/repair_7", repair_7, points=2)

# %% graded="repair_8" points=2
grade("13_capstone/repair_8", repair_8, points=2)

# %% [markdown]
# ## Take-aways
#
# - An experiment can be repeated, reports numbers that mean what their names say, and hands back the best it has seen.
# - Most faults of a training loop raise no error. What finds them is a small experiment whose outcome you know beforehand.
# - One change at a time, and more than one seed.
# - The same four lines train nearly everything that has a gradient.
#
# Next: your own project. Take a question that you want answered, begin with the smallest model that could answer it, and let every number earn your trust.
