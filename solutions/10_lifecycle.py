# %% [markdown]
# # Schedules, checkpoints, stopping
#
# About 80 minutes · steady
#
# ![The training loop as two rings, one for each batch and one for each epoch, with keeping and stopping marked.](attachment:ring-schedule.png)
#
# ## Why this matters
#
# A training run has a life of its own: the steps become smaller, the best moment comes and goes, somebody has to say when it is enough, and the machine may be switched off halfway. A guitarist in the studio knows all of this. Every take is recorded, the best one is kept and not the last, after some takes without progress the session ends, and the tape is labelled so that tomorrow can go on where today stopped. At the end of this notebook you can stop a run in time, keep its best weights, save it so that nothing is lost, and drive a learning rate through a whole fit.

# %%
import copy
import tempfile
import textwrap
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, ReduceLROnPlateau, StepLR
from torch.utils.data import DataLoader, TensorDataset

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (09) `clip_grad_norm_` is called after `optimizer.step()`. What does it do to this update?
#
# - **A** it limits it
# - **B** nothing, the update has been made
# - **C** it undoes it
#
# **2.** (07) Batches of 8 and 2 examples have the mean losses 1 and 2. The loss of the epoch is …
#
# - **A** 1.5
# - **B** 1.2
# - **C** 2
#
# **3.** (04) `backward()` has been called, `step()` has not. The weights …
#
# - **A** are as they were
# - **B** have moved a little
# - **C** are zero

# %%
predict("10_lifecycle/recall", "B", "B", "A")

# %% [markdown]
# ## Idea and demonstration
#
# ### Patience is counted in two ways
#
# The validation loss of a run falls, and at some time it no longer does. "Patience" is how long one waits for it, and "patience 2" is not the same everywhere. In this course a run stops at the second call in a row without improvement. torch's plateau scheduler, which lowers the learning rate instead of stopping, acts when the count of bad calls is *greater* than its patience, one call later. Feed it losses that stand still and see:

# %%
optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
plateau = ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
optimizer.step()
plateau.step(1.0)
for bad in (1, 2, 3):
    plateau.step(1.0)
    print(f"call {bad} in a row without improvement: rate {optimizer.param_groups[0]['lr']}")

# %% [markdown]
# ## Exercise: stop in time
#
# *About 8 minutes · steady*
#
# Write the watcher that says when it is enough. It is asked once per epoch, and it counts as this course does.
#
# - an improvement is strictly below best minus `min_delta`;
# - `best` moves at an improvement and at nothing else;
# - True at the patience-th call in a row without improvement;
# - nan is no improvement.
#
# Try the rule by hand first: with patience 2 and the losses 5, 4, 4.5, 4.2, after which of them does it stop?

# %% exercise="EarlyStopping"
class EarlyStopping:
    """Says when a run should stop, because its validation loss no longer improves.

    `EarlyStopping(patience=5, min_delta=0.0)`: patience is at least 1, min_delta is 0 or
    more.

    `should_stop(val_loss)` is called once per epoch with a float and returns a bool. A loss
    is an improvement if `val_loss < best - min_delta`, strictly. `best` is infinite before
    the first call, and becomes the loss at every improvement, at nothing else; whether an
    attribute has this name is free. A loss that is nan is no improvement (the first one is
    a number; losses may be negative). The answer is False until the patience-th call in a
    row without improvement; at that call it is True. An improvement starts the count again.
    What is returned after that call is free.

    Two objects never share what they have seen.
    """

    ### BEGIN SOLUTION
    def __init__(self, patience=5, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float("inf")
        self.waited = 0

    def should_stop(self, val_loss):
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience
    ### END SOLUTION

# %% check="EarlyStopping"
check("10_lifecycle/EarlyStopping", EarlyStopping)

# %% [markdown]
# ## A state dict is not a copy
#
# `model.state_dict()` returns the model's own tensors under their names. Keep it, train on, and what you kept has trained along. A copy of the dictionary copies the names; only a deep copy copies the numbers:

# %%
torch.manual_seed(0)
layer = nn.Linear(3, 2)
kept = {
    "state_dict()": layer.state_dict(),
    "state_dict().copy()": layer.state_dict().copy(),
    "copy.deepcopy(state_dict())": copy.deepcopy(layer.state_dict()),
}
start = layer.weight.detach().clone()
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
layer(torch.randn(8, 3)).pow(2).mean().backward()
optimizer.step()
print(f"the weight moved by {(layer.weight - start).norm().item():.3g}")
for name, state in kept.items():
    print(
        f"{name:<28} moved by {(state['weight'] - start).norm().item():.3g}, "
        f"same memory: {state['weight'].data_ptr() == layer.weight.data_ptr()}"
    )

# %% [markdown]
# The state dict holds more than parameters. Buffers are in it as well, such as the running statistics of BatchNorm:

# %%
norm_net = nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.Linear(4, 3))
parameters = dict(norm_net.named_parameters())
for name, value in norm_net.state_dict().items():
    print(f"{name:<22} {str(tuple(value.shape)):<8} {'parameter' if name in parameters else 'buffer'}")

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** `best = model.state_dict()` is stored in the best epoch. Three more updates follow, then `model.load_state_dict(best)`. The model now has …
#
# - **A** the weights of the best epoch
# - **B** the weights of the last update
# - **C** the weights of the start

# %%
predict("10_lifecycle/prediction_1", "B")

# %% [markdown]
# ## Exercise: keep the best weights
#
# *About 8 minutes · steady*
#
# Keep what the model was at its lowest validation loss, and give it back when asked. Parameters and buffers belong to it.
#
# - `update` says whether the loss was strictly lower, and then keeps the weights *as they are now*;
# - `restore` brings them back, any number of times;
# - before any update, `restore` raises a `RuntimeError`.

# %% exercise="BestWeights"
class BestWeights:
    """Keeps the weights with the lowest validation loss so far.

    `BestWeights()` has seen nothing yet.

    `update(model, val_loss)` is called after each validation, always with the same model.
    val_loss is a float; it may be negative, and may be nan, but not at the first call. It
    returns True if val_loss is strictly lower than all before (at the first call as well),
    and then keeps the model's parameters and buffers as they are now. Otherwise it returns
    False and keeps what it has. A nan is never lower. The model is not changed.

    `restore(model)` puts the kept parameters and buffers back into the model, by changing
    the values of its tensors. It may be called any number of times, and the model may
    train in between: each time the same values come back. Before any update it raises
    RuntimeError.

    Two objects never share what they keep.
    """

    ### BEGIN SOLUTION
    def __init__(self):
        self.best = float("inf")
        self.state = None

    def update(self, model, val_loss):
        if val_loss < self.best:
            self.best = val_loss
            self.state = copy.deepcopy(model.state_dict())
            return True
        return False

    def restore(self, model):
        if self.state is None:
            raise RuntimeError("no weights were kept yet")
        model.load_state_dict(self.state)
    ### END SOLUTION

# %% check="BestWeights"
check("10_lifecycle/BestWeights", BestWeights)

# %% [markdown]
# ## A run is more than its weights
#
# Apart from data and random numbers, what the next step does depends on three objects. The optimizer remembers averages of gradients and holds the learning rate, the scheduler counts epochs:

# %%
torch.manual_seed(1)
net = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
x, y = torch.randn(16, 5), torch.randint(0, 3, (16,))
for _ in range(3):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()
    scheduler.step()
memory = optimizer.state_dict()
print(
    "optimizer, for parameter 0:",
    {name: tuple(value.shape) for name, value in memory["state"][0].items()},
)
print("optimizer, learning rate:  ", memory["param_groups"][0]["lr"])
print("scheduler, epochs so far:  ", scheduler.state_dict()["last_epoch"])

# %% [markdown]
# **Prediction 3.** A run with momentum is saved and resumed. Weights and epoch come back, the optimizer starts afresh. The next update …
#
# - **A** differs from that of an uninterrupted run
# - **B** is the same, since the weights are
# - **C** raises an error

# %%
predict("10_lifecycle/prediction_3", "A")

# %% [markdown]
# All of this is plain data: numbers, tensors, and dictionaries of them. `torch.save` writes it to a file and `torch.load` reads it back. By default `torch.load` reads plain data only (`weights_only=True`), since a file with other objects in it could run any code.
#
# ## Exercise: save a run and go on
#
# *About 12 minutes · steady*
#
# Two functions that belong together: what one writes, the other must read. They are checked as a pair, and the second runs in another process.
#
# - model, optimizer, scheduler and epoch are in it;
# - another path is another checkpoint;
# - a run that goes on equals one that never stopped.
#
# *Harder, if you like:* write under another name first and rename at the end (`os.replace`). Why is that safer when the machine is switched off?

# %% exercise="checkpoint"
def save_checkpoint(path, model, optimizer, scheduler, epoch):
    """Write down everything that a run needs to go on later.

    Args:
        path: Where the file goes, a string or a pathlib.Path. Its folder exists. Other
            paths belong to other checkpoints.
        model: Module with parameters and perhaps buffers.
        optimizer: Its optimizer, with whatever memory it has.
        scheduler: A learning-rate scheduler of that optimizer.
        epoch: An int.

    After this there is a file at `path`, and whatever `load_checkpoint` needs stands in it or
    beside it in the same folder. The run itself is not changed.
    """
    ### BEGIN SOLUTION
    checkpoint = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "epoch": epoch,
    }
    torch.save(checkpoint, path)
    ### END SOLUTION


def load_checkpoint(path, model, optimizer, scheduler):
    """Bring three objects to the state that was saved under `path`.

    Args:
        path: Where the file is now, a string or a pathlib.Path. It is loaded in another
            process, and its folder may have been moved: besides the files in there nothing
            is left of the process that saved it.
        model: A module built as the saved one was, with any weights and buffers.
        optimizer: An optimizer of this model, made as the saved one was. It may have been
            used already.
        scheduler: A scheduler of this optimizer, made as the saved one was.

    Returns:
        The epoch that was saved, an int (a float or a 0-dim tensor counts too).

    The three objects are changed in place. A run that goes on with them equals one that was
    never interrupted: same weights, buffers and learning rates after every step. (The state
    of random generators is not part of it.)
    """
    ### BEGIN SOLUTION
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"]
    ### END SOLUTION


checkpoint = (save_checkpoint, load_checkpoint)  # leave this line: the check takes the pair

# %% check="checkpoint"
check("10_lifecycle/checkpoint", checkpoint)

# %% [markdown]
# ## A schedule changes the learning rate
#
# Large steps get you near a minimum quickly, small ones settle into it. A scheduler writes another learning rate into the optimizer whenever its `step()` is called. It holds the optimizer, and nothing happens without that call:

# %%
def rates(make_scheduler, losses):
    """Return the learning rate used in each epoch."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = make_scheduler(optimizer)
    used = []
    for loss in losses:
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()  # stands for an epoch of training
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(loss)
        else:
            scheduler.step()
    return used


losses = [1.0, 0.8, 0.7, 0.66, 0.66, 0.67, 0.66, 0.5, 0.45, 0.45, 0.46, 0.45]
schedules = {
    "StepLR, halves every 4 epochs": lambda o: StepLR(o, step_size=4, gamma=0.5),
    "CosineAnnealingLR": lambda o: CosineAnnealingLR(o, T_max=len(losses)),
    "ReduceLROnPlateau, patience 2": lambda o: ReduceLROnPlateau(o, factor=0.5, patience=2),
}
figure, axes = plt.subplots(figsize=(6, 3))
for (name, make), style in zip(schedules.items(), ("-", "--", ":"), strict=True):
    used = rates(make, losses)
    axes.step(range(len(used)), used, style, where="mid", label=name)
    print(f"{name:<30}", *(f"{rate:.3g}" for rate in used))
axes.set_xlabel("epoch")
axes.set_ylabel("learning rate")
axes.set_ylim(bottom=0)
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# The first two know their rates in advance. The third watches a number, here the twelve losses above, and lowers the rate when the number stops improving; its `step` therefore needs the number.
#
# **Prediction 2.** `StepLR(optimizer, step_size=10, gamma=0.1)` is meant to divide the rate by 10 every ten epochs. `scheduler.step()` slips into the loop over 100 batches. After the first epoch the rate has been divided by …
#
# - **A** 10
# - **B** 100
# - **C** 10 000 000 000

# %%
predict("10_lifecycle/prediction_2", "C")

# %% [markdown]
# ## Two functions that you know
#
# You wrote these two in 07 and 08. They stand here ready made, and you may use them in the last exercise:

# %%
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    """Train for one epoch in train mode; return loss and accuracy per example."""
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        correct += (logits.argmax(dim=1) == y).sum().item()
        seen += len(x)
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def evaluate(model, loader, loss_fn, device):
    """Measure in eval mode and without a graph; return loss and accuracy per example."""
    was_training = model.training
    model.eval()
    total_loss, correct, seen = 0.0, 0, 0
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                logits = model(x)
                total_loss += loss_fn(logits, y).item() * len(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(x)
    finally:
        model.train(was_training)
    return {"loss": total_loss / seen, "accuracy": correct / seen}

# %% [markdown]
# ## Exercise: a whole run
#
# *About 20 minutes · demanding*
#
# Everything together. `train_one_epoch` and `evaluate` from above do the two halves of an epoch, and you may use your own two classes; or write it all in one function.
#
# - the rate of the epoch is noted before the scheduler changes it;
# - train, validate, then one `scheduler.step`, with the validation loss for a `ReduceLROnPlateau`;
# - stop at the patience-th epoch in a row without a new lowest loss;
# - the best weights come back, stopped early or not.

# %% exercise="fit_with_schedule"
def fit_with_schedule(
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    """Train with a schedule, stop early, and leave the model with its best weights.

    Args:
        model: Module from inputs to logits (N, C), in either mode.
        train_loader: DataLoader to learn from; one update per batch, nothing dropped.
        val_loader: DataLoader to measure on, not empty.
        loss_fn: Takes logits and labels, returns the batch's mean loss.
        optimizer: Holds the model's parameters.
        scheduler: A scheduler of this optimizer that counts epochs, or a
            ReduceLROnPlateau that watches the validation loss.
        epochs: At most so many, at least 1.
        patience: At least 1.
        device: Where to compute, a string or a torch.device. Inputs and labels are moved
            there, batch by batch.

    Returns:
        A dictionary with the keys "train_loss", "train_accuracy", "val_loss",
        "val_accuracy" and "lr": lists of floats, one value per epoch that was trained. Losses
        and accuracies are averages per example; the train values are taken from the
        outputs made while training, the validation values are measured after it. "lr" is
        the rate of the optimizer's first group that was used in this epoch. (0-dim tensors
        without a graph count too; further keys are allowed.)

    In each epoch: train in train mode, validate in eval mode without a graph, then one
    `scheduler.step`, with the validation loss for a ReduceLROnPlateau and without an
    argument for others. Training stops at the patience-th epoch in a row whose validation
    loss is not strictly lower than the lowest before; this epoch is in the history (whether
    the scheduler steps once more in it is free). At the end, stopped early or not, the model
    holds the parameters and buffers that it had after the epoch with the lowest validation
    loss, and goes through no other change of weights than training and this. The mode at
    return is free; no parameter is frozen.
    """
    ### BEGIN SOLUTION
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": [], "lr": []}
    best, best_state, waited = float("inf"), None, 0
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        train = train_one_epoch(model, train_loader, loss_fn, optimizer, device)
        val = evaluate(model, val_loader, loss_fn, device)
        history["train_loss"].append(train["loss"])
        history["train_accuracy"].append(train["accuracy"])
        history["val_loss"].append(val["loss"])
        history["val_accuracy"].append(val["accuracy"])
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(val["loss"])
        else:
            scheduler.step()
        if val["loss"] < best:
            best, waited = val["loss"], 0
            best_state = copy.deepcopy(model.state_dict())
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best_state)
    return history
    ### END SOLUTION

# %% check="fit_with_schedule"
check("10_lifecycle/fit_with_schedule", fit_with_schedule)

# %% [markdown]
# ## Break it on purpose
#
# A small noisy task, and a model that is large enough to learn it by heart. First the best epoch and what is left of it. The run is stopped with a patience of 5, once with a copy of the best state and once without:

# %%
torch.manual_seed(3)
centres = torch.randn(3, 5)
classes = torch.randint(0, 3, (160,))
points = centres[classes] + 1.3 * torch.randn(160, 5)
train_loader = DataLoader(TensorDataset(points[:40], classes[:40]), batch_size=20)
val_loader = DataLoader(TensorDataset(points[40:], classes[40:]), batch_size=120)
loss_fn = nn.CrossEntropyLoss()


def new_run(lr=0.3, momentum=0.9):
    torch.manual_seed(4)
    net = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 3))
    return net, torch.optim.SGD(net.parameters(), lr=lr, momentum=momentum)


def stopped_run(keep, patience=5, epochs=40):
    net, optimizer = new_run(lr=0.05)
    losses, best, waited, state = [], float("inf"), 0, None
    for _ in range(epochs):
        train_one_epoch(net, train_loader, loss_fn, optimizer, "cpu")
        losses.append(evaluate(net, val_loader, loss_fn, "cpu")["loss"])
        waited += 1
        if losses[-1] < best:
            best, waited, state = losses[-1], 0, keep(net.state_dict())
        if waited >= patience:
            break
    net.load_state_dict(state)
    return losses, evaluate(net, val_loader, loss_fn, "cpu")["loss"]


losses, with_copy = stopped_run(copy.deepcopy)
_, without_copy = stopped_run(lambda state: state)
figure, axes = plt.subplots(figsize=(6, 3))
axes.plot(losses, "-", label="validation")
best_epoch = losses.index(min(losses))
axes.plot(best_epoch, with_copy, "o", label="restored from a copy")
axes.plot(len(losses) - 1, without_copy, "s", label="restored without a copy")
axes.set_xlabel("epoch")
axes.set_ylabel("loss")
axes.legend()
plt.show()
print(f"{len(losses)} epochs, best in epoch {best_epoch}: {min(losses):.4g}, last {losses[-1]:.4g}")
print(f"after restoring: with a copy {with_copy:.4g}, without {without_copy:.4g}")

# %% [markdown]
# The symptom of an aliased state: after restoring, the validation loss is that of the last epoch to the last digit.
#
# Next, four ways to step a scheduler. It should divide the rate by 10 after every second epoch; there are two batches per epoch:

# %%
def rates_of(where, epochs=6):
    net, optimizer = new_run(lr=0.1)
    scheduler = StepLR(optimizer, step_size=2, gamma=0.1)
    used = []
    for _ in range(epochs):
        if where == "before the optimizer":
            scheduler.step()
        used.append(optimizer.param_groups[0]["lr"])
        for a, b in train_loader:
            optimizer.zero_grad()
            loss_fn(net(a), b).backward()
            optimizer.step()
            if where == "per batch":
                scheduler.step()
        if where == "per epoch, after training":
            scheduler.step()
        if where == "with the loss":
            scheduler.step(0.7)
    return used


for where in ("per epoch, after training", "before the optimizer", "per batch", "with the loss", "never"):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        used = rates_of(where)
    print(f"{where:<26}", *(f"{rate:.0e}" for rate in used), "· warned" if caught else "")

# %% [markdown]
# Before the optimizer: the schedule comes one epoch early. Per batch: it runs twice as fast, and with a hundred batches it would run a hundred times as fast. With the loss: the number is taken for an epoch, and the rate stands still. The two that torch can notice come with a warning, none with an error. The cure for all of them is to print the rate in every epoch.
#
# Last, an interrupted run. After ten epochs weights and optimizer are saved, and the run goes on in fresh objects, once with the optimizer's memory and once without.
#
# First another picture: the training loss of the ten epochs after the resume, from three runs. One resumed with everything, one forgot the optimizer, one forgot the weights.
#
# **Prediction 4.** Which run forgot the *optimizer*?
#
# ![Three small plots over ten epochs, A, B and C.](attachment:prediction_4.png)
#
# - **A** the first curve
# - **B** the second curve
# - **C** the third curve

# %%
predict("10_lifecycle/prediction_4", "B")

# %%
def trained(net, optimizer, epochs):
    return [train_one_epoch(net, train_loader, loss_fn, optimizer, "cpu")["loss"] for _ in range(epochs)]


net, optimizer = new_run(lr=0.02, momentum=0.95)
first = trained(net, optimizer, 10)
saved = copy.deepcopy((net.state_dict(), optimizer.state_dict()))
curves = {"uninterrupted": trained(net, optimizer, 10)}
for name in ("resumed", "optimizer forgotten"):
    net, optimizer = new_run(lr=0.02, momentum=0.95)
    net.load_state_dict(saved[0])
    if name == "resumed":
        optimizer.load_state_dict(saved[1])
    curves[name] = trained(net, optimizer, 10)

figure, axes = plt.subplots(figsize=(6, 3))
axes.plot(range(10), first, "-", color="0.5")
for (name, losses), style in zip(curves.items(), ("-", "o", "s--"), strict=True):
    axes.plot(range(10, 20), losses, style, markersize=4, fillstyle="none", label=name)
    print(
        f"{name:<20} loss in epochs 10, 11, 12: "
        f"{[f'{loss:.4f}' for loss in losses[:3]]}, in epoch 19: {losses[-1]:.4f}"
    )
axes.set_xlabel("epoch")
axes.set_ylabel("training loss")
axes.set_xticks(range(0, 21, 5))
axes.legend()
plt.show()

# %% [markdown]
# The first epoch after the resume starts from the same weights, so a forgotten optimizer is easily overlooked. It has to gather speed again.
#
# ## Error clinic
#
# A plateau scheduler without its number:

# %%
net, optimizer = new_run()
plateau = ReduceLROnPlateau(optimizer)
try:
    plateau.step()
except TypeError as error:
    print(type(error).__name__, "·", error)
optimizer.step()
plateau.step(1.0)
print("stepped, rate", optimizer.param_groups[0]["lr"])

# %% [markdown]
# `metrics` is the number to watch. The repair is `plateau.step(val_loss)`, and it was made in the last two lines.
#
# A state dict that does not fit the model:

# %%
other = nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Linear(32, 3), nn.Linear(3, 3))
try:
    other.load_state_dict(net.state_dict())
except RuntimeError as error:
    for line in str(error).splitlines()[:4]:
        print(textwrap.fill(line.strip(), 100, subsequent_indent="    "))

# %% [markdown]
# Read it from the left: *missing* keys are in the model and not in the file, *unexpected* ones the other way round, and a size mismatch names both shapes. Build the model as it was built when it was saved.
#
# **Prediction 5.** A file without the running statistics of a BatchNorm is loaded with `strict=False`. The model's running statistics …
#
# - **A** are set to 0 and 1
# - **B** stay as they were, without an error
# - **C** are computed anew at the next batch

# %%
predict("10_lifecycle/prediction_5", "B")

# %% [markdown]
# `strict=False` passes over missing and unexpected keys, and only its return value names them: that is how buffers get lost unnoticed.
#
# A whole model in a file:

# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(5, 3)


with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.pt"
    torch.save(Net(), path)
    try:
        torch.load(path)
    except Exception as error:
        print(type(error).__name__, "·", str(error).splitlines()[0].split(". ")[0])

# %% [markdown]
# The file holds an object of a class of yours, and reading such objects can run code. Save `state_dict()`s, and this error never comes:

# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "state.pt"
    torch.save(Net().state_dict(), path)
    print({name: tuple(value.shape) for name, value in torch.load(path).items()})

# %% [markdown]
# Restoring from nothing. A best loss that starts at 0 is never beaten, so nothing is kept:

# %%
best, best_state = 0.0, None
for loss in (1.2, 0.9, 0.7):
    if loss < best:
        best, best_state = loss, copy.deepcopy(net.state_dict())
try:
    net.load_state_dict(best_state)
except TypeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# The line that fails is not the one that is wrong. `float("inf")` is the start value that every loss beats.
#
# **Prediction 6.** After epochs 0, 1 and 2 the run is resumed: the optimizer's state is restored, the scheduler is a new one (`StepLR` with `step_size=4`). The rate is halved …
#
# - **A** at epoch 4, as planned
# - **B** later than planned
# - **C** never

# %%
predict("10_lifecycle/prediction_6", "B")

# %% [markdown]
# ## Myths
#
# *"Saving the weights saves the run."* With momentum or Adam the next update needs the optimizer's memory. How far apart are two next updates from the same weights?

# %%
moves = []
for remember in (True, False):
    net, optimizer = new_run(lr=0.02, momentum=0.95)
    net.load_state_dict(saved[0])
    if remember:
        optimizer.load_state_dict(saved[1])
    before = net[0].weight.detach().clone()
    loss_fn(net(points[:40]), classes[:40]).backward()
    optimizer.step()
    moves.append((net[0].weight - before).norm().item())
print(f"next update with memory {moves[0]:.3g}, without {moves[1]:.3g}")

# %% [markdown]
# *"The optimizer's state dict holds the learning rate, so the scheduler need not be saved."* The rate of this epoch, yes; not when it is due to change:

# %%
for restore in (True, False):
    net, optimizer = new_run(lr=0.1)
    scheduler = StepLR(optimizer, step_size=4, gamma=0.5)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    state = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
    net, optimizer = new_run(lr=0.1)
    scheduler = StepLR(optimizer, step_size=4, gamma=0.5)
    optimizer.load_state_dict(state[0])
    if restore:
        scheduler.load_state_dict(state[1])
    used = []
    for _ in range(3):
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    print(f"scheduler {'restored ' if restore else 'forgotten'} rates of epochs 3, 4, 5: {used}")

# %% [markdown]
# *"Early stopping keeps the best weights."* Stopping ends the run, patience epochs after the best one. Keeping and restoring is a second job:

# %%
losses, _ = stopped_run(copy.deepcopy)
print(f"best epoch {losses.index(min(losses))}, stopped after epoch {len(losses) - 1}")

# %% [markdown]
# ## Check your understanding
#
# **1.** patience is 3, and the losses are 1.0, 0.9, 0.95, 0.9, 0.92. Stopped by the rule of this notebook, the run ends …
#
# - **A** at 0.92
# - **B** at the second 0.9
# - **C** not yet
#
# **2.** Which of these must be in a checkpoint for Adam with a StepLR?
#
# - **A** the model and the epoch
# - **B** the model and the optimizer
# - **C** the model, the optimizer, the scheduler and the epoch
#
# **3.** After restoring the best weights, the validation loss equals that of the last epoch exactly, and the best was lower. Most likely …
#
# - **A** the state was kept without a copy
# - **B** patience is too large
# - **C** the model was in train mode

# %%
predict("10_lifecycle/understanding", "A", "C", "A")

# %% [markdown]
# ## For your mark

# %% graded="EarlyStopping" points=3
grade("10_lifecycle/EarlyStopping", EarlyStopping, points=3)

# %% graded="BestWeights" points=3
grade("10_lifecycle/BestWeights", BestWeights, points=3)

# %% graded="checkpoint" points=4
grade("10_lifecycle/checkpoint", checkpoint, points=4)

# %% graded="fit_with_schedule" points=5
grade("10_lifecycle/fit_with_schedule", fit_with_schedule, points=5)

# %% [markdown]
# ## Take-aways
#
# - A scheduler changes the rate only when it is stepped: once per epoch, after training, with the validation loss if it watches a plateau.
# - `state_dict()` is a view of the model. Keep a deep copy, buffers included.
# - Early stopping ends a run; restoring the best weights is a second step, and both look at the validation loss.
# - A run is model, optimizer, scheduler and epoch (and, to go on exactly, the random states). Leave one out, and the resumed run is another run.
# - Print the learning rate in every epoch. Most mistakes with schedules are visible there and nowhere else.
#
# Next: debugging like a professional.
