# %% [markdown]
# # From a blank page
#
# About 45 minutes · demanding
#
# ## Why this matters
#
# You have written every part of a training run. What is left is to put the parts together without anybody telling you the order, and to read loops that other people wrote. An archer who has trained stance, draw and release apart still has to shoot an arrow. At the end of this stage you can write an experiment that you would trust, and find the fault in one that you should not.

# %%
import copy

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (12) Mixed precision scales the loss. When are gradients clipped?  A: before they are unscaled · B: after they are unscaled, before the step · C: after the step
#
# **2.** (10) Patience is 2 and the validation losses are 5, 4, 4.5, 4.2, 3. After which of them does training stop?  A: 4.5 · B: 4.2 · C: 3
#
# **3.** (07) Eight examples have the mean loss 1, two have the mean loss 2. The mean over the examples is …  A: 1.2 · B: 1.5 · C: 3

# %% exercise="recall"
RECALL_1, RECALL_2, RECALL_3 = "", "", ""
### BEGIN SOLUTION
RECALL_1, RECALL_2, RECALL_3 = "B", "B", "A"
### END SOLUTION

# %%
predict("13_capstone/recall_1", RECALL_1)

# %%
predict("13_capstone/recall_2", RECALL_2)

# %%
predict("13_capstone/recall_3", RECALL_3)

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
# ## Predict, then run
#
# **Prediction 1.** At each new best epoch a loop keeps `best = model.state_dict()`, without a copy, and at the end it loads `best`. The model then holds the weights of …  A: the best epoch · B: the last epoch · C: the start
#
# **Prediction 2.** Plain SGD with learning rate 0.1, and gradients clipped to a norm of 0.5. In one update the weights move, all together, by …  A: at most 0.05 · B: exactly 0.5 · C: at most 0.5

# %% exercise="predictions"
PREDICTION_1, PREDICTION_2 = "", ""
### BEGIN SOLUTION
PREDICTION_1, PREDICTION_2 = "B", "A"
### END SOLUTION

# %%
predict("13_capstone/prediction_1", PREDICTION_1)

# %%
predict("13_capstone/prediction_2", PREDICTION_2)

# %% [markdown]
# ## Exercise: the whole experiment
#
# Nothing is given but the rules. Use as many functions of your own as you like. Optimizer and schedule are your choice, and the check looks only at what does not depend on them; among other things it runs your code with a learning rate of 0, where no optimizer moves a weight.

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
# ## The clinic
#
# Eight loops, each with one fault of a kind that was found in public code. The code is written for this course; the links lead to people who met the same thing. Run the check first and read what the card says the loop does. Then repair it in place.

# %% [markdown]
# ## Exercise: the loss that never falls
#
# Where zeroing may stand is one of the most asked questions about the loop; [one of many](https://github.com/patrickloeber/pytorchTutorial/issues/19) asks what is left for the optimizer when it comes late. Here is the place where nothing is left.

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
# ## Exercise: right for one epoch
#
# A pull request to [a library for tuning](https://github.com/optuna/optuna/pull/1725) moved one line of an example, and an issue of [a translation toolkit](https://github.com/joeynmt/joeynmt/issues/184) reports the same thing: after the first validation, nobody switches back.

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
# ## Exercise: another accuracy each time
#
# The readers of [a benchmark's code](https://github.com/pliang279/MultiBench/issues/26) could not reproduce its numbers: the validation ran in train mode. The authors thanked them and repaired it.

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
# ## Exercise: the short last batch
#
# [A library of flows](https://github.com/davidnabergoj/torchflows/issues/7) and [a training framework](https://github.com/catalyst-team/catalyst/issues/799) both averaged the means of batches. In a look through public training loops it was the commonest departure of all.

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
# ## Exercise: memory that only grows
#
# An issue of [a package for label models](https://github.com/BatsResearch/labelmodels/issues/4) reports that long runs end without a message. The numbers were right all along.

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
# ## Exercise: it predicts the mean
#
# A long thread in [PyTorch's own tracker](https://github.com/pytorch/pytorch/issues/16045) asks that this should be an error. It became a warning.

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
# ## Exercise: the layer that never learns
#
# Users of [a pruning tool](https://github.com/microsoft/nni/issues/4521) saw weights that stayed as they were, and [a request to PyTorch](https://github.com/pytorch/pytorch/issues/14467) asks for a warning when an optimizer holds parameters that the model has no more.

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
# ## Exercise: the second chunk fails
#
# A reader of [a well-known tutorial](https://github.com/MorvanZhou/PyTorch-Tutorial/issues/57) took one line out to see what it was for, and met this error. The error's own advice makes it go away for a while and is not the repair.

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
# The message names the first tensor that does not fit, with both shapes.
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
# Every comparison with nan is false. What is wrong happened long before this line: look at the losses.
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
# **1.** The training loss is averaged while weights move, the validation loss afterwards. The first is above the second in the first epochs. This …  A: means a bug · B: is to be expected · C: means overfitting
#
# **2.** Two runs differ in seed, learning rate and model size, and the second is better. What do you know about the learning rate?  A: that the new one is better · B: nothing · C: that it does not matter
#
# **3.** You are given a loop whose loss does not move at all. Which do you look at first?  A: whether a weight changes in one step · B: a larger model · C: more epochs

# %% exercise="understanding"
UNDERSTANDING_1, UNDERSTANDING_2, UNDERSTANDING_3 = "", "", ""
### BEGIN SOLUTION
UNDERSTANDING_1, UNDERSTANDING_2, UNDERSTANDING_3 = "B", "B", "A"
### END SOLUTION

# %%
predict("13_capstone/understanding_1", UNDERSTANDING_1)

# %%
predict("13_capstone/understanding_2", UNDERSTANDING_2)

# %%
predict("13_capstone/understanding_3", UNDERSTANDING_3)

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
