# %% [markdown]
# # The metric must not lie
#
# About 55 minutes · steady
#
# ![The training loop as two rings, one for each batch and one for each epoch, with the validation marked.](attachment:ring-validate.png)
#
# ## Why this matters
#
# A score on the examples a model has learned from says how well it remembers. What you want to know is how it does on examples it has never seen, and you want to find out without changing it. An archer who moves the target while measuring the shot learns nothing. You will write a measurement that leaves no trace, and the loop that trains and measures in turn.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader import board, check, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (07) Batches of 4, 4 and 3. The honest loss of the epoch divides by …
#
# - **A** 3
# - **B** 11
# - **C** 12
#
# **2.** (05) What does Adam remember from step to step?
#
# - **A** nothing
# - **B** running averages of the gradients and their squares
# - **C** the losses
#
# **3.** (02) `logits` has shape (8, 3). What is the shape of `logits.argmax(dim=1)`?
#
# - **A** (8,)
# - **B** (3,)
# - **C** ()

# %%
predict("08_validate/recall", "B", "B", "A")

# %% [markdown]
# ## Idea and demonstration
#
# Some layers do something else while they learn. Dropout throws away a random share of its inputs in train mode and none in eval mode, so in train mode the same model gives another loss each time.
#
# A graph is another matter: it is recorded in either mode. So there are two switches. `model.eval()` changes what layers do; `torch.no_grad()` keeps PyTorch from recording a graph. A measurement wants both. Which mode a model is in stands in `model.training`, and `model.train(mode)` sets it:

# %%
torch.manual_seed(0)
x = torch.randn(64, 5)
y = torch.randint(0, 3, (64,))
loss_fn = nn.CrossEntropyLoss()
dropout_net = nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 3))
for mode in (True, False):
    dropout_net.train(mode)
    with torch.no_grad():
        losses = [loss_fn(dropout_net(x), y).item() for _ in range(4)]
    print("train mode" if mode else "eval mode ", [f"{loss:.4g}" for loss in losses])

for mode in (True, False):
    for record in (True, False):
        dropout_net.train(mode)
        with torch.set_grad_enabled(record):
            output = dropout_net(x)
        print(
            f"{'train' if mode else 'eval ':<5} mode, "
            f"graph {'on ' if record else 'off'}: requires_grad {output.requires_grad}"
        )

# %% [markdown]
# ## Exercise: measure without a trace
#
# *About 15 minutes · steady*
#
# Write a measurement after which the model is what it was before: same weights, same buffers, same gradients, same mode. Averages are per example, as in 07.
#
# - eval mode, and no graph;
# - each batch is moved to the device;
# - loss and accuracy per example, also with a short last batch;
# - no examples: a `ValueError`;
# - the mode comes back, also when an error is raised.
#
# For the last point Python has `try` and `finally`: what stands below `finally` is done in any case, whether the block above ends, returns or raises.
#
# ```python
# light.on()
# try:
#     measure()
# finally:
#     light.off()  # also when measure() raises; the error then goes on its way
# ```

# %% exercise="evaluate"
def evaluate(model, loader, loss_fn, device):
    """Measure a classifier on a loader, and leave it as it was.

    Args:
        model: Module from inputs to logits (N, C), in train or eval mode with all of its
            layers.
        loader: DataLoader of (inputs, labels (N,)). The last batch may be short.
        loss_fn: Takes logits and labels, returns the batch's mean loss.
        device: Where to compute, a string or a torch.device. Inputs and labels are moved
            there, batch by batch.

    Returns:
        A dictionary with the keys "loss" and "accuracy", floats, averaged per example,
        measured in eval mode. (0-dim tensors without a graph count too; further keys are
        allowed.)

    Raises:
        ValueError: if the loader gives no examples.

    No graph is built, and afterwards graphs are recorded as before. No weight, buffer or
    gradient changes, and no parameter is frozen or set free. The mode is left as it was
    found, also when an error is raised; an error of the loader is passed on.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    total_loss, correct, seen = 0.0, 0, 0
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                logits = model(x)
                loss = loss_fn(logits, y)
                total_loss += loss.item() * len(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(x)
    finally:
        model.train(was_training)
    if seen == 0:
        raise ValueError("the loader gave no examples")
    return {"loss": total_loss / seen, "accuracy": correct / seen}
    ### END SOLUTION

# %% check="evaluate"
check("08_validate/evaluate", evaluate)

# %% [markdown]
# ## What no_grad does not stop
#
# BatchNorm standardises each column: in train mode with mean and spread of the batch, in eval mode with running statistics. Every forward pass in train mode moves these. They are *buffers*: tensors that belong to the model without being parameters. `torch.no_grad()` does not stop that, because buffers are not learned by gradients:

# %%
norm_net = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))
statistics = norm_net[1].running_mean


def moved(mode):
    norm_net.train(mode)
    before = statistics.clone()
    with torch.no_grad():
        norm_net(x)
    return (statistics - before).norm().item()


print(f"running mean moved by {moved(True):.4g} in train mode, under no_grad")
print(f"running mean moved by {moved(False):.4g} in eval mode, under no_grad")

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** You validate under `torch.no_grad()` but forget `model.eval()`. The model has BatchNorm. After ten validations …
#
# - **A** nothing has changed
# - **B** the weights have changed
# - **C** the running statistics have changed

# %%
predict("08_validate/prediction_1", "C")

# %% [markdown]
# **Prediction 2.** `model.train()` stands before the loop over epochs, and the validation calls `model.eval()` and leaves it so. Training happens in eval mode …
#
# - **A** never
# - **B** from the second epoch on
# - **C** in every epoch

# %%
predict("08_validate/prediction_2", "B")

# %% [markdown]
# One trace remains, and it is not in the model. Each walk through a `DataLoader` begins by drawing a number, the base of its workers' seeds, also when it shuffles nothing and has no workers. Without a `generator` of its own the loader draws it from the random state that the whole program shares. So a run that is validated draws other numbers afterwards than one that is not:

# %%
for own in (None, torch.Generator()):
    before = torch.get_rng_state()
    for batch in DataLoader(TensorDataset(x, y), batch_size=16, shuffle=False, generator=own):
        pass
    moved_on = not torch.equal(torch.get_rng_state(), before)
    print(f"generator of its own: {own is not None!s:<5}  the shared random state moved: {moved_on}")

# %% [markdown]
# ## Exercise: train and measure in turn
#
# *About 15 minutes · steady*
#
# Train for some epochs and measure after each. Write it in full, or use a function of your own for one of the halves.
#
# - train mode at the start of *every* epoch;
# - one update per batch, nothing dropped;
# - then the validation, in eval mode and without a graph;
# - four lists, one value per epoch, all per example.
#
# *Harder, if you like:* let a loader be validated every k-th epoch only, without a fifth list. What stands in the other places?

# %% exercise="fit"
def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    """Train for some epochs and validate after each.

    Args:
        model: Module from inputs to logits (N, C), in either mode.
        train_loader: DataLoader to learn from; one update per batch, nothing dropped.
        val_loader: DataLoader to measure on, not empty.
        loss_fn: Takes logits and labels, returns the batch's mean loss.
        optimizer: Holds the model's parameters.
        epochs: At least 1.
        device: Where to compute, a string or a torch.device. Inputs and labels are moved
            there, batch by batch.

    Returns:
        A dictionary with the keys "train_loss", "train_accuracy", "val_loss" and
        "val_accuracy": lists of floats, one value per epoch. All are averages per
        example. The train values are taken from the outputs made while training; the
        validation values are measured after the epoch's training, in eval mode. (0-dim
        tensors without a graph count too; further keys are allowed.)

    Training happens in train mode in every epoch. Validation builds no graph and changes
    neither weights nor buffers, and no batch's graph is kept. The mode at return is free;
    no parameter is frozen.
    """
    ### BEGIN SOLUTION
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        model.train()
        total_loss, correct, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            logits = model(x)
            loss = loss_fn(logits, y)
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * len(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
        history["train_loss"].append(total_loss / seen)
        history["train_accuracy"].append(correct / seen)

        model.eval()
        val_total, val_correct, val_seen = 0.0, 0, 0
        with torch.no_grad():
            for x_val, y_val in val_loader:
                x_val, y_val = x_val.to(device), y_val.to(device)
                val_logits = model(x_val)
                val_loss = loss_fn(val_logits, y_val)
                val_total += val_loss.item() * len(x_val)
                val_correct += (val_logits.argmax(dim=1) == y_val).sum().item()
                val_seen += len(x_val)
        history["val_loss"].append(val_total / val_seen)
        history["val_accuracy"].append(val_correct / val_seen)
    return history
    ### END SOLUTION

# %% check="fit"
check("08_validate/fit", fit)

# %% [markdown]
# ## Break it on purpose
#
# A small noisy task and a model that is large for it: it can learn the training set by heart. The gap between the two curves is what memorising looks like. Three losses of such runs over twenty epochs, before you see which is which: on the training examples, on new ones, and on the new ones without `eval()`.
#
# **Prediction 3.** Which is the one that was measured without `eval()`?
#
# ![Three small plots over twenty epochs, A, B and C.](attachment:prediction_3.png)
#
# - **A** the first curve
# - **B** the second curve
# - **C** the third curve

# %%
predict("08_validate/prediction_3", "C")

# %%
torch.manual_seed(3)
centres = torch.randn(3, 5)
classes = torch.randint(0, 3, (160,))
points = centres[classes] + 1.3 * torch.randn(160, 5)
train_set = TensorDataset(points[:40], classes[:40])


def history(eval_mode=True, train_every_epoch=True, epochs=20):
    torch.manual_seed(4)
    net = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.8)
    train_losses, val_losses = [], []
    net.train()
    for _ in range(epochs):
        if train_every_epoch:
            net.train()
        optimizer.zero_grad()
        loss = loss_fn(net(points[:40]), classes[:40])  # all 40 in one batch
        loss.backward()
        optimizer.step()
        train_losses.append(loss.item())
        if eval_mode:
            net.eval()
        with torch.no_grad():
            val_losses.append(loss_fn(net(points[40:]), classes[40:]).item())
    return train_losses, val_losses


figure, axes = plt.subplots(figsize=(6, 3))
train_losses, val_losses = history()
axes.plot(train_losses, "-", label="training")
axes.plot(val_losses, "--", label="validation")
shaken = history(eval_mode=False)[1]
axes.plot(shaken, ":", label="validation without eval()")
axes.set_xlabel("epoch")
axes.set_ylabel("loss")
axes.legend()
plt.show()
print(f"training   first {train_losses[0]:.3g}, last {train_losses[-1]:.3g}")
print(f"validation first {val_losses[0]:.3g}, lowest {min(val_losses):.3g}, last {val_losses[-1]:.3g}")
for name, curve in (("with eval()", val_losses), ("without", shaken)):
    jumps = [abs(after - before) for before, after in zip(curve, curve[1:])]
    print(
        f"validation {name:<11} changes by {sum(jumps) / len(jumps):.3g} "
        "from one epoch to the next, on average"
    )

# %% [markdown]
# The dotted curve is a second run from the same start, measured in train mode: dropout shakes every value, and its draws change the training as well. And training in eval mode from the second epoch on, because `train()` was called only once, changes what is learned:

# %%
once = history(train_every_epoch=False)[0]
print(f"last training loss: train() in every epoch {train_losses[-1]:.3g}, train() once {once[-1]:.3g}")

# %% [markdown]
# The second number is lower. It is no success: without dropout the model learns the training set by heart faster.
#
# ## Error clinic
#
# One example in a batch, and BatchNorm in train mode, as it happens to the last batch of a loader.
#
# **Prediction 4.** A batch of one example reaches a BatchNorm in train mode. The forward pass …
#
# - **A** raises an error
# - **B** gives zeros
# - **C** gives the same as in eval mode

# %%
predict("08_validate/prediction_4", "A")

# %%
norm_net.train()
try:
    norm_net(x[:1])
except ValueError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# A spread cannot be computed from one value. In a validation this error means that `model.eval()` is missing.
#
# An empty loader:

# %%
total, seen = 0.0, 0
for a, b in DataLoader(TensorDataset(x[:0], y[:0]), batch_size=4):
    seen += len(a)
try:
    total / seen
except ZeroDivisionError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# The message is true and does not help: what is missing is data. A `ValueError` that says so does.
#
# Going back through a loss that was computed without a graph:

# %%
with torch.no_grad():
    loss = loss_fn(norm_net.eval()(x), y)
try:
    loss.backward()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(" and does not")[0])

# %% [markdown]
# The forward pass of *training* must run outside `no_grad()`.
#
# **Prediction 5.** One epoch with dropout. Its training loss is averaged while the weights move; afterwards the same examples are measured with `evaluate`. Which of the two numbers is larger?
#
# - **A** the one averaged while training
# - **B** the one measured afterwards
# - **C** neither, it is the same data

# %%
predict("08_validate/prediction_5", "A")

# %% [markdown]
# ## Myths
#
# *"`no_grad()` is what prevents updates."* Not stepping prevents updates. `no_grad()` only saves the memory of the graph:

# %%
probe = nn.Linear(5, 3)
before = probe.weight.detach().clone()
loss_fn(probe(x), y)
print("moved by a forward pass with a graph:", (probe.weight - before).norm().item())

# %% [markdown]
# *"`eval()` switches gradients off."* It changes what layers do, and the graph is recorded as before:

# %%
print("an output in eval mode requires gradients:", norm_net.eval()(x).requires_grad)

# %% [markdown]
# *"The training loss and the validation loss of an epoch can be compared directly."* The one was averaged while the weights were moving, and with dropout; the other was measured at the end. Here is the same training set, both ways:

# %%
torch.manual_seed(5)
net = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
running = 0.0
for a, b in DataLoader(train_set, batch_size=8):
    optimizer.zero_grad()
    loss = loss_fn(net(a), b)
    loss.backward()
    optimizer.step()
    running += loss.item() * len(a)
net.eval()
with torch.no_grad():
    after = loss_fn(net(points[:40]), classes[:40]).item()
print(f"averaged while training {running / 40:.3g}, measured after the epoch {after:.3g}")

# %% [markdown]
# ## Check your understanding
#
# **1.** Which pair does a validation need?
#
# - **A** `eval()` only
# - **B** `no_grad()` only
# - **C** both
#
# **2.** Where is the mode put back so that it happens even after an error?
#
# - **A** after the loop
# - **B** in a `finally` block
# - **C** in the caller
#
# **3.** The training loss falls and the validation loss rises. The model …
#
# - **A** has a bug in `backward`
# - **B** memorises the training set
# - **C** needs more epochs

# %%
predict("08_validate/understanding", "C", "B", "B")

# %% [markdown]
# ## For your mark

# %% graded="evaluate" points=5
grade("08_validate/evaluate", evaluate, points=5)

# %% graded="fit" points=5
grade("08_validate/fit", fit, points=5)

# %% [markdown]
# ## Take-aways
#
# - `eval()` changes what layers do, `no_grad()` keeps graphs from being recorded. A measurement uses both.
# - A measurement leaves weights, buffers, gradients and the mode as they were.
# - Train mode is set at the start of every epoch, eval mode before every validation.
# - The gap between training and validation is the thing to watch.
#
# Next: what to do when the loss explodes.
