# %% [markdown]
# # Batches, epochs and honest averages
#
# About 60 minutes · steady
#
# ![The training loop as two rings, one for each batch and one for each epoch, with the walk through all batches marked.](attachment:ring-batches.png)
#
# ## Why this matters
#
# Real data comes in batches, and one walk through all of them is an epoch. Two things can go wrong on that walk: the learning, and the reporting. A guitarist who practises ten bars and then says how the whole piece went by the last bar alone reports honestly about one bar. You will write an epoch that learns from every example once and says truthfully how it went, whatever the size of the last batch.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

from grader import board, check, digits, explain, grade, hint, predict

# %% [markdown]
# ## Recall
#
# **1.** (06) Three batches run `backward()` and `zero_grad()` is never called. What is in `.grad`?
#
# - **A** the third batch's gradient
# - **B** the sum of all three
# - **C** their mean
#
# **2.** (04) Which of these changes a weight?
#
# - **A** `loss.backward()`
# - **B** `torch.autograd.grad(...)`
# - **C** neither
#
# **3.** (01) `loss.item()` returns …
#
# - **A** a tensor without a graph
# - **B** a Python float
# - **C** the loss after the update

# %%
predict("07_epoch/recall", "B", "C", "B")

# %% [markdown]
# ## Idea and demonstration
#
# Eleven examples in batches of four leave three for the last batch. The outer loop counts epochs, the inner one walks through the batches.
#
# A loss function with mean reduction gives one mean per batch. Averaging these means treats every batch alike; averaging over examples treats every example alike. With batches of $n_1, n_2, \dots$ examples and mean losses $m_1, m_2, \dots$ the honest average of the epoch is
#
# $$\frac{n_1 m_1 + n_2 m_2 + \dots}{n_1 + n_2 + \dots}$$
#
# With a short last batch the two differ:

# %%
torch.manual_seed(0)
x_all = torch.randn(11, 5)
y_all = torch.randint(0, 3, (11,))
loader = DataLoader(TensorDataset(x_all, y_all), batch_size=4)
for epoch in range(2):
    for index, (x, y) in enumerate(loader):
        print(f"epoch {epoch}, batch {index}: x {tuple(x.shape)}, y {tuple(y.shape)}")
print("batches:", len(loader), "· examples:", len(loader.dataset))

model = nn.Linear(5, 3)
loss_fn = nn.CrossEntropyLoss()
with torch.no_grad():
    means = [loss_fn(model(x), y).item() for x, y in loader]
    sizes = [len(x) for x, _ in loader]
    whole = loss_fn(model(x_all), y_all).item()
print("batch means    ", [f"{m:.4g}" for m in means], "sizes", sizes)
print(f"mean of means  {sum(means) / len(means):.4g}")
print(f"mean over all  {sum(m * n for m, n in zip(means, sizes)) / sum(sizes):.4g}")
print(f"all at once    {whole:.4g}")
print(f"last batch only {means[-1]:.4g}")

# %% [markdown]
# ## Exercise: a running average
#
# *About 6 minutes · gentle*
#
# Write a class that is fed one batch after another and can say at any time what the average per example is. It is all that an honest report needs.
#
# - `update(value, n=1)`: `value` stands for n examples;
# - `average`: a property, the mean over all examples so far;
# - nothing added yet: `average` raises a `ValueError`;
# - of a tensor keep the number, not the graph.
#
# A *property* is a method that is read like an attribute, without brackets, and computed each time it is read:
#
# ```python
# class Square:
#     def __init__(self, side):
#         self.side = side
#
#     @property
#     def area(self):
#         return self.side * self.side
#
# Square(3).area  # 9
# ```

# %% exercise="RunningAverage"
class RunningAverage:
    """An average that is fed bit by bit.

    `update(value, n=1)` adds a value that stands for n examples: a batch's mean and its
    size. `value` is a float or a 0-dim tensor (of a tensor only the number is kept, not
    the graph), n is at least 1. The property `average` is the mean over all examples so
    far, a float. It raises ValueError when nothing was added, and only then. Two objects
    never share what was added.
    """

    ### BEGIN SOLUTION
    def __init__(self):
        self.total = 0.0
        self.count = 0

    def update(self, value, n=1):
        self.total += float(value) * n
        self.count += n

    @property
    def average(self):
        if self.count == 0:
            raise ValueError("nothing was added yet")
        return self.total / self.count
    ### END SOLUTION

# %% check="RunningAverage"
check("07_epoch/RunningAverage", RunningAverage)

# %% [markdown]
# `mean * size` is the sum over a batch, and sums can be added. That holds for losses with `reduction="mean"` and no class weights or `ignore_index`; with those, the batch mean has another divisor.
#
# Adding up loss *tensors* has a cost that no number shows: each one keeps its graph.

# %%
def operations_behind(total):
    """Count the recorded operations that a value still holds on to."""
    found, waiting = set(), [getattr(total, "grad_fn", None)]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in found:
            found.add(node)
            waiting += [previous for previous, _ in node.next_functions]
    return len(found)


for name, keep in (("loss", lambda loss: loss), ("loss.item()", lambda loss: loss.item())):
    total, counts = 0.0, []
    for x, y in loader:
        total = total + keep(loss_fn(model(x), y))
        counts.append(operations_behind(total))
    print(f"adding {name:<12} operations held after each batch: {counts}")

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** Ten examples, batch size 8. Eight losses of 1 and two losses of 2. The mean of the batch means is …
#
# - **A** 1.2
# - **B** 1.5
# - **C** 2

# %%
predict("07_epoch/prediction_1", "B")

# %% [markdown]
# ## Where the examples come from
#
# A dataset is an object that knows how many examples it has and can give number i: a class with the methods `__len__` and `__getitem__`, called map-style. A `DataLoader` asks it for one index after another and makes batches of the answers:

# %%
class Squares(Dataset):
    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return torch.tensor(float(index)), torch.tensor(index**2)


for numbers, squares in DataLoader(Squares(5), batch_size=2):
    print("inputs", numbers.tolist(), "targets", squares.tolist())

# %% [markdown]
# Inputs are often standardised: subtract the mean of each column and divide by its standard deviation, $z = (x - \mu) / \sigma$. Both numbers, the statistics, are computed once, from the training set, and used for all other sets as well.
#
# **Prediction 2.** A training set has inputs with mean 5. You standardise the *test* set with its own mean instead of the training mean. If the test set really is shifted by 3, the model …
#
# - **A** sees the shift
# - **B** cannot see the shift any more
# - **C** fails with an error

# %%
predict("07_epoch/prediction_2", "B")

# %% [markdown]
# ## Exercise: a standardised dataset
#
# *About 6 minutes · gentle*
#
# Write a map-style dataset that scales its inputs on the way out. Mean and standard deviation come from the training set and are handed in, for the training set and the test set alike.
#
# - its length is the number of examples;
# - item i is a pair: the scaled inputs, and the target as it is;
# - nothing that was handed in is changed.
#
# *Harder, if you like:* for which columns does the division go wrong, and what would you do with them? (The exercise promises std > 0.)

# %% exercise="StandardizedDataset"
class StandardizedDataset(Dataset):
    """Examples scaled by statistics that the caller gives.

    `StandardizedDataset(x, y, mean, std)`: x is (N, D), y has N targets, mean and std are
    (D,), std > 0. Its length is N. Item i is the pair ((x_i - mean) / std, y_i). None of
    the four arguments is changed.
    """

    ### BEGIN SOLUTION
    def __init__(self, x, y, mean, std):
        self.x = x
        self.y = y
        self.mean = mean
        self.std = std

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return (self.x[index] - self.mean) / self.std, self.y[index]
    ### END SOLUTION

# %% check="StandardizedDataset"
check("07_epoch/StandardizedDataset", StandardizedDataset)

# %% [markdown]
# Whatever is done to an example on its way out is called a transform, and it is done anew each time the item is read. This one adds a little noise:

# %%
class Examples(Dataset):
    def __init__(self, x, y, transform):
        self.x, self.y, self.transform = x, y, transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.transform(self.x[index]), self.y[index]


noise = torch.Generator().manual_seed(1)
noisy = Examples(x_all, y_all, lambda x: x + 0.1 * torch.randn(5, generator=noise))
print(
    "length",
    len(noisy),
    "· first batch",
    tuple(next(iter(DataLoader(noisy, batch_size=4, generator=noise)))[0].shape),
)
(first, _), (again, _) = noisy[0], noisy[0]
print(
    "item 0, read twice:",
    [f"{value:.3f}" for value in first[:3]],
    [f"{value:.3f}" for value in again[:3]],
)

# %% [markdown]
# With `shuffle=True` the order is another in every epoch. It is drawn when the walk begins, from the random state that the whole program shares, unless the loader has a `generator` of its own. Here something else draws a random number in between:

# %%
for draws in (0, 1):
    torch.manual_seed(0)
    shuffled = DataLoader(Squares(6), batch_size=6, shuffle=True)
    torch.rand(draws)
    print(
        f"numbers drawn in between: {draws}, "
        f"order {[int(i) for numbers, _ in shuffled for i in numbers]}"
    )

# %% [markdown]
# ## Exercise: a loader that can be repeated
#
# *About 6 minutes · steady*
#
# Make a DataLoader whose order hangs on the seed and on nothing else. The demonstration above shows what must not happen, and its text what helps.
#
# - no example is dropped;
# - without `shuffle`, the dataset's own order;
# - with `shuffle`, the same seed gives the same first order, whatever was drawn in between.

# %% exercise="make_loader"
def make_loader(dataset, batch_size, shuffle, seed):
    """Return a DataLoader whose order depends on the seed alone.

    Args:
        dataset: Map-style dataset.
        batch_size: Examples per batch; the last batch may be shorter, none is dropped.
        shuffle: False gives the dataset's own order, in every pass.
        seed: With shuffle, the same seed gives the same first order, whatever else draws
            random numbers between making the loader and using it; other seeds give other
            orders.

    Returns:
        A DataLoader that gives every example once per pass.
    """
    ### BEGIN SOLUTION
    generator = torch.Generator()
    generator.manual_seed(seed)
    return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle, generator=generator)
    ### END SOLUTION

# %% check="make_loader"
check("07_epoch/make_loader", make_loader)

# %% [markdown]
# ## Where to compute: the device
#
# A tensor lives on a device: `"cpu"`, `"cuda"` (a GPU of NVIDIA, and of AMD under the same name) or `"mps"` (the GPU of a Mac). One operation takes tensors of one device only, so model and batch have to be brought to the same one. The two `to` are not alike: `model.to(device)` moves the model itself, `x.to(device)` *returns* the tensor on the other device and leaves `x` where it is.
#
# The device `meta` is there on every machine: it has shapes and no numbers, and shows what `to` does:

# %%
if torch.cuda.is_available():
    device = "cuda"
elif torch.backends.mps.is_available():
    device = "mps"
else:
    device = "cpu"
print("this machine's device is one of three:", device in ("cuda", "mps", "cpu"))

layer, batch = nn.Linear(5, 3), torch.zeros(4, 5)
returned = layer.to("meta")
print("model: the same object", returned is layer, "· its weight is now on", layer.weight.device)
batch.to("meta")
print("tensor, result thrown away: still on", batch.device)
batch = batch.to("meta")
print("tensor, result kept: now on", batch.device)

# %% [markdown]
# Two habits for machines with a GPU. Move the model *before* you make the optimizer, and each batch inside the loop: a whole data set seldom fits. And a GPU works on while Python goes on; `.item()` waits until the number is there. Once per batch that is the price of an honest report; whoever wants to save it adds up `loss.detach() * n` on the device and calls `.item()` once per epoch.
#
# And a model has a mode. `model.train()` and `model.eval()` set it, and some layers act on it: dropout and BatchNorm do in train mode what they need for learning. The next notebook looks at them closely. Here one thing counts: an epoch of training happens in train mode, and a model stays in the mode it was last put into.
#
# ## Exercise: one epoch
#
# *About 15 minutes · steady*
#
# Put it all together: the step that you wrote in 01, once for each batch, and an honest report. The body of the loop is `train_step`, and around it stands what you have seen in this notebook.
#
# - train mode before the first batch;
# - each batch is moved to the device;
# - one full step per batch: zero, forward, loss, backward, step;
# - loss and accuracy are averaged per example, from the outputs made while training;
# - keep numbers, not graphs.

# %% exercise="train_one_epoch"
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    """Train for one epoch and say how it went.

    Args:
        model: Module from inputs to logits (N, C). It may come in eval mode; it learns in
            train mode. Its mode afterwards is free.
        loader: DataLoader of (inputs, labels (N,)), not empty. Every batch is used once.
        loss_fn: Takes logits and labels, returns the batch's mean loss.
        optimizer: Holds the model's parameters. One step per batch, of this optimizer,
            with the gradients of that batch alone, also when gradients of earlier work are
            still there.
        device: Where to compute, a string or a torch.device. Inputs and labels are moved
            there, batch by batch.

    Returns:
        A dictionary with the keys "loss" and "accuracy", floats, averaged per example
        over what the model returned while training: the short last batch counts by its
        examples. Accuracy is the share of right answers, between 0 and 1; the answer is
        the class with the largest logit. (0-dim tensors without a graph count too; further
        keys are allowed.) No batch's graph is kept after its step.
    """
    ### BEGIN SOLUTION
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
    ### END SOLUTION

# %% check="train_one_epoch"
check("07_epoch/train_one_epoch", train_one_epoch)

# %% [markdown]
# ## Real images, and the step from 01
#
# The digits from the beginning of notebook 01: 1797 images of 8 by 8 pixels. Two models with the same start see the same batches in the same order. The first is trained by your `train_one_epoch`. For the second, `train_step` from 01 makes the steps, and your `RunningAverage` adds up what it returns:

# %%
def train_step(model, x, y, loss_fn, optimizer):
    """One step, as you wrote it in 01."""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


images, numbers = digits()


def reader():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    return net, torch.optim.SGD(net.parameters(), lr=0.5)


try:
    train_set = TensorDataset(images[:1200], numbers[:1200])
    net, optimizer = reader()
    told = []
    for epoch in range(6):
        loader = make_loader(train_set, 50, shuffle=True, seed=epoch)
        told.append(train_one_epoch(net, loader, loss_fn, optimizer, "cpu"))
    print(f"accuracy while training, first epoch: {told[0]['accuracy']:.1f}")
    print(f"last epoch: above 0.9: {told[-1]['accuracy'] > 0.9}")
    right = (net(images[1200:]).argmax(dim=1) == numbers[1200:]).float().mean().item()
    print(f"images that it has not seen: more than 85 % read rightly: {right > 0.85}")

    net, optimizer = reader()
    average = RunningAverage()
    for x, y in make_loader(train_set, 50, shuffle=True, seed=0):
        average.update(train_step(net, x, y, loss_fn, optimizer), len(x))
    print(f"both ways report the same loss: {abs(average.average - told[0]['loss']) < 1e-4}")
except Exception as error:
    print("not yet:", type(error).__name__)

# %% [markdown]
# ## Break it on purpose
#
# The same model with its weights held still, so that the true loss is one fixed number. Only the way of averaging and the batch size vary. To make the short last batch visible, the last two of the fifty examples get the worst labels there are: those that the model holds least likely.
#
# **Prediction 3.** Three ways to report the loss, against the batch size. Which curve is the average per example?
#
# ![Three small plots against the batch size, A, B and C.](attachment:prediction_3.png)
#
# - **A** the first curve
# - **B** the second curve
# - **C** the third curve

# %%
predict("07_epoch/prediction_3", "B")

# %%
torch.manual_seed(2)
inputs, labels = torch.randn(50, 5), torch.randint(0, 3, (50,))
labels[48:] = (model(inputs[48:]).argmin(dim=1)).detach()
sizes = list(range(2, 50, 4))


def averages(batch_size):
    with torch.no_grad():
        parts = [
            (loss_fn(model(a), b).item(), len(a))
            for a, b in zip(inputs.split(batch_size), labels.split(batch_size))
        ]
    honest = sum(m * n for m, n in parts) / sum(n for _, n in parts)
    return honest, sum(m for m, _ in parts) / len(parts), parts[-1][0]


rows = [averages(size) for size in sizes]
figure, axes = plt.subplots(figsize=(6, 3))
for column, name, style in (
    (0, "per example", "-"),
    (1, "mean of batch means", "--"),
    (2, "last batch only", ":"),
):
    axes.plot(sizes, [row[column] for row in rows], style, label=name)
axes.set_xlabel("batch size")
axes.set_ylabel("reported loss")
axes.legend()
plt.show()
for column, name in ((0, "per example"), (1, "mean of batch means"), (2, "last batch only")):
    values = [row[column] for row in rows]
    print(f"{name:<20} from {min(values):.4g} to {max(values):.4g}")

# %% [markdown]
# One model, one data set, and only the first line is flat. The other two report a property of the batch size.
#
# Statistics from the wrong set leak in the same silent way. The test set below is shifted against the training set; scaled by its own mean, the shift is gone before the model could ever react to it:

# %%
train, test = torch.randn(200, 1) + 5, torch.randn(200, 1) + 8
mean, std = train.mean(dim=0), train.std(dim=0)
print(f"test mean with training statistics {((test - mean) / std).mean().item():.4g}")
print(f"test mean with its own statistics  {abs(((test - test.mean()) / test.std()).mean().item()):.1f}")

# %% [markdown]
# ## Error clinic
#
# Labels as floats:

# %%
try:
    loss_fn(torch.zeros(4, 3), torch.zeros(4))
except (RuntimeError, ValueError) as error:
    print(type(error).__name__, "·", str(error).splitlines()[0])

# %% [markdown]
# Targets of another shape than the logits are read as class numbers, and those must be whole numbers: `labels.long()`. Floats of the logits' shape would be read as probabilities. Class labels are whole numbers: `labels.long()`.
#
# **Prediction 4.** A model stands still and is measured on fifty examples in batches of 25. "The mean of batch means is wrong," says somebody. Here it is …
#
# - **A** the same number as the mean over all examples
# - **B** larger
# - **C** smaller

# %%
predict("07_epoch/prediction_4", "A")

# %% [markdown]
# Adding up losses as tensors, and going back through the sum:

# %%
total = 0.0
weights = torch.ones(3, requires_grad=True)
step = torch.optim.SGD([weights], lr=0.1)
try:
    for _ in range(2):
        total = total + (weights**2).sum()
        total.backward()
        step.step()
except RuntimeError as error:
    print(type(error).__name__, "·", str(error).split(".")[0])

# %% [markdown]
# The total of the second batch still contains the first batch's graph, which has been used up. Go back through the current loss only, and add up plain numbers.
#
# ## Myths
#
# *"The loss printed after the last batch is the epoch's loss."* It is the loss of a few examples. These are the numbers of the eleven examples at the beginning:

# %%
print(f"after the last batch {means[-1]:.4g}, over the epoch {whole:.4g}")

# %% [markdown]
# *"`loss.item() * batch_size` is the sum over the batch."* Only for mean reduction without class weights or `ignore_index`:

# %%
weighted = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 5.0, 1.0]))
logits, labels4 = torch.randn(4, 3), torch.tensor([0, 1, 1, 2])
each = nn.functional.cross_entropy(
    logits, labels4, weight=torch.tensor([1.0, 5.0, 1.0]), reduction="none"
)
print(
    f"sum of the single losses {each.sum().item():.4g}, "
    f"mean times 4 {weighted(logits, labels4).item() * 4:.4g}"
)

# %% [markdown]
# ## Check your understanding
#
# **1.** 100 examples, batch size 32. How many batches, and how large is the last?
#
# - **A** 3 and 32
# - **B** 4 and 4
# - **C** 4 and 32
#
# **2.** Which can be added up over batches of different size?
#
# - **A** accuracies
# - **B** mean losses
# - **C** numbers of right answers
#
# **3.** Why does `train_one_epoch` call `model.train()` itself?
#
# - **A** models start in eval mode
# - **B** a validation before it may have left eval mode
# - **C** the optimizer needs it

# %%
predict("07_epoch/understanding", "B", "C", "B")

# %% [markdown]
# ## For your mark

# %% graded="RunningAverage" points=2
grade("07_epoch/RunningAverage", RunningAverage, points=2)

# %% graded="StandardizedDataset" points=2
grade("07_epoch/StandardizedDataset", StandardizedDataset, points=2)

# %% graded="make_loader" points=2
grade("07_epoch/make_loader", make_loader, points=2)

# %% graded="train_one_epoch" points=5
grade("07_epoch/train_one_epoch", train_one_epoch, points=5)

# %% [markdown]
# ## Take-aways
#
# - Each batch gets one full step; the mode is set by whoever trains.
# - Add up sums and counts, divide once at the end.
# - Keep numbers, not tensors with a graph.
# - Statistics come from the training set and are handed in.
#
# Next: measuring a model without changing it.
