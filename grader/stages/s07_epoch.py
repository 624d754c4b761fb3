"""07_epoch: batches, epochs and honest averages."""

from __future__ import annotations

import torch
from torch.utils.data import DataLoader, Dataset

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Keys, Number
from grader.observe.arriving import ON_DEVICE
from grader.observe.recorder import (
    BUFFERS,
    GRADIENT_GRAPHS,
    GRAPH_GROWTH,
    GRAPH_RETURNED,
    RAISED,
    RATES,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.averages import draw as averages
from grader.scenes.averages.play import GRAPHS
from grader.scenes.datasets import draw as datasets
from grader.scenes.datasets.play import ARGUMENTS, INPUTS, LENGTH, PAIR, TARGETS
from grader.scenes.follow import FOUND, MEMORIES, STEPPED, UPDATES
from grader.scenes.functions.play import EXACTLY
from grader.scenes.loaders import draw as loaders
from grader.scenes.loaders.play import LOADER
from grader.scenes.loaders.read import (
    EACH_ONCE,
    FULL,
    GIVEN,
    GIVEN_AGAIN,
    IN_ORDER,
    MOVED,
    OTHER_SEED,
    OWN_GENERATOR,
    OWN_LOADER,
    SAME_SEED,
    SHUFFLED,
    ZERO,
    ZERO_AGAIN,
)
from grader.scenes.parts.play import ALIKE
from grader.scenes.passes import TRAIN_ACCURACY, TRAIN_LOSS, TRAINS
from grader.scenes.training import draw as training

stage = Stage("Batches, epochs and honest averages", minutes=60, difficulty="steady")


class RunningAverage:  # noqa: D101
    def __init__(self):  # type: ignore[no-untyped-def]
        self.total = 0.0
        self.count = 0

    def update(self, value, n=1):  # type: ignore[no-untyped-def]  # noqa: D102
        self.total += float(value) * n
        self.count += n

    @property
    def average(self):  # type: ignore[no-untyped-def]  # noqa: D102
        if self.count == 0:
            raise ValueError("nothing was added yet")
        return self.total / self.count


class StandardizedDataset(Dataset):  # type: ignore[type-arg]  # noqa: D101
    def __init__(self, x, y, mean, std):  # type: ignore[no-untyped-def]
        self.x = x
        self.y = y
        self.mean = mean
        self.std = std

    def __len__(self):  # type: ignore[no-untyped-def]
        return len(self.x)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return (self.x[index] - self.mean) / self.std, self.y[index]


def make_loader(dataset, batch_size, shuffle, seed):  # type: ignore[no-untyped-def]  # noqa: D103
    generator = torch.Generator()
    generator.manual_seed(seed)
    return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle, generator=generator)


def train_one_epoch(model, loader, loss_fn, optimizer, device):  # type: ignore[no-untyped-def]  # noqa: D103
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


_UPDATES = ((4.0, 3), (1.0, 1), (2.5, None), (-2.0, 5))
_MANY = ((30.0, 3), *((2.0, None),) * 150)  # the first is felt to the end

exercises = (
    Exercise(
        name="RunningAverage",
        hints=(
            "What two numbers do you need to know an average at any time?",
            "Keep the sum of value times n, and the sum of all n.",
            "`average` is a property: raise ValueError when the count is 0, else divide the sum by the count.",
        ),
        reference=RunningAverage,
        probes=(
            Probe("counts", averages.average, {"updates": _UPDATES}, about="uneven counts"),
            Probe(
                "fine",
                averages.average,
                {"updates": ((1.2345, 3), (4.0211, 4)), "times": 0.01},
                about="small values with many digits",
            ),
            Probe(
                "many",
                averages.average,
                {"updates": _MANY, "every": False},
                about="151 updates",
            ),
            Probe("two", averages.average_of_two, about="two averages side by side"),
            Probe(
                "tensors",
                averages.average,
                {"updates": _UPDATES, "tensors": True},
                about="values that are 0-dim tensors, each set to 0 after its update",
            ),
            Probe("empty", averages.average_of_nothing, about="nothing added"),
            Probe(
                "zero",
                averages.average_of_zeros,
                about="values of 0 alone, and `average` read twice",
            ),
        ),
        promises=(
            Promise(
                "`average` is the mean of all values so far, each weighed by its n.",
                items=(RETURN,),
                probes=("counts", "fine", "many"),
                weight=3,
                says=(
                    "`update(value, n=1)`",
                    "The property `average`",
                ),
            ),
            Promise(
                "Two objects do not share what was added.",
                items=(RETURN,),
                probes=("two",),
                rests_on=(1,),
                says=("Two objects never share",),
            ),
            Promise(
                "A 0-dim tensor counts with the number that it holds when it is added, and no graph is kept.",
                items=(RETURN, GRAPH_RETURNED, GRAPHS),
                probes=("tensors",),
                rests_on=(1,),
                says=("`value` is a float or",),
            ),
            Promise(
                "`average` raises ValueError when nothing was added, and only then.",
                items=(RAISED,),
                probes=("empty", "zero"),
                side=True,
                says=("It raises ValueError",),
            ),
        ),
        returns=Number(),
        describes=("An average that is fed",),
    ),
    Exercise(
        name="StandardizedDataset",
        hints=(
            "Which three methods does a map-style dataset have?",
            "`__init__` keeps what it is given, `__len__` says how many, `__getitem__` gives one pair.",
            "Item i is `((x[i] - mean) / std, y[i])` with the mean and std that were handed over.",
        ),
        reference=StandardizedDataset,
        probes=(
            Probe("classes", datasets.dataset, about="6 examples with class labels"),
            Probe(
                "numbers",
                datasets.dataset,
                {"n": 4, "dims": 4, "labels": "number", "narrow": 150.0, "another": True},
                about="4 examples with 4 inputs, a small std and numbers as targets, beside another dataset",
            ),
            Probe(
                "wild",
                datasets.dataset,
                {"n": 5, "spread": 100.0},
                about="5 examples with inputs far from the mean",
            ),
        ),
        promises=(
            Promise(
                "It has the length of x, and each item is a pair.",
                items=(LENGTH, PAIR),
                weight=0.5,
                says=("Its length is N", "Item i is the pair"),
            ),
            Promise(
                "Each input is (x_i - mean) / std.",
                rests_on=(1,),
                items=(INPUTS,),
                weight=2,
                says=("Item i is the pair",),
            ),
            Promise(
                "Each target is y_i, unchanged.",
                rests_on=(1,),
                items=(TARGETS,),
                says=("Item i is the pair",),
            ),
            Promise(
                "x, y, mean and std are left as they were.",
                items=(ARGUMENTS, EXACTLY),
                side=True,
                says=("None of the four",),
            ),
        ),
        describes=("Examples scaled by", "`StandardizedDataset(x, y, mean, std)`"),
    ),
    Exercise(
        name="make_loader",
        hints=(
            "Where does a DataLoader take its random order from?",
            "It has an argument `generator`; an own `torch.Generator` can be seeded without touching anything else.",
            "`DataLoader(dataset, batch_size=..., shuffle=..., generator=...)` with a generator after `manual_seed(seed)`.",
        ),
        reference=make_loader,
        probes=(
            Probe(
                "ten",
                loaders.make_loader,
                about="10 examples in batches of 4",
            ),
            Probe(
                "nine",
                loaders.make_loader,
                {"n": 9, "batch_size": 2},
                about="9 in batches of 2",
            ),
        ),
        promises=(
            Promise(
                "Every example comes once, none is dropped.",
                items=(EACH_ONCE, SHUFFLED),
                says=(
                    "batch_size: Examples",
                    "A DataLoader that gives",
                ),
            ),
            Promise(
                "Without shuffle the order is the given one, in every pass.",
                items=(GIVEN, GIVEN_AGAIN),
                stepwise=(IN_ORDER,),
                says=("shuffle: False gives",),
            ),
            Promise(
                "With shuffle the order is another.", items=(MOVED,), says=("seed: With shuffle",)
            ),
            Promise(
                "The same seed gives the same first order, whatever is drawn in between.",
                items=(SAME_SEED, OWN_GENERATOR, OWN_LOADER, ZERO_AGAIN),
                says=(
                    "Return a DataLoader whose",
                    "seed: With shuffle",
                ),
            ),
            Promise(
                "Other seeds give other orders.",
                items=(OTHER_SEED, ZERO),
                says=("seed: With shuffle",),
            ),
            Promise(
                "It is a DataLoader whose batches have batch_size examples; only the last may have fewer.",
                items=(LOADER, FULL),
                weight=0.5,
                side=True,
                says=(
                    "batch_size: Examples",
                    "A DataLoader that gives",
                ),
            ),
        ),
        describes=("dataset: Map-style",),
    ),
    Exercise(
        name="train_one_epoch",
        hints=(
            "What does the model have to be told before it learns, and what do you add up on the way?",
            "Every batch gets one full step. A batch mean times its number of examples is a sum that you can add up.",
            "Train mode, then per batch: move to the device, zero, forward, loss, backward, step; add `loss.item() * len(x)`, the hits, and `len(x)`; divide once at the end.",
        ),
        reference=train_one_epoch,
        probes=(
            Probe("sgd", training.epoch, about="two epochs of 11 examples in batches of 4"),
            Probe(
                "still",
                training.epoch,
                {
                    "lr": 0.0,
                    "epochs": 1,
                    "device": "object",
                    "n": 23,
                    "changing": range(23),
                },
                about="a learning rate of 0, so that only the averages matter",
            ),
            Probe(
                "mode",
                training.epoch,
                {"net": "mode", "train": False, "lr": 0.3},
                about="a model handed over in eval mode",
            ),
            Probe(
                "momentum",
                training.epoch,
                {"net": "norm", "optimizer": "momentum", "lr": 0.1},
                about="BatchNorm, and SGD with momentum",
            ),
            Probe(
                "adam",
                training.epoch,
                {"optimizer": "adam", "lr": 0.05, "n": 10, "loss": "smoothed"},
                about="Adam, and a loss that is not the plain cross entropy",
            ),
            Probe(
                "long",
                training.epoch,
                {"n": 22, "epochs": 1, "lr": 0.1},
                about="six batches, counting the graphs that stay alive",
            ),
            Probe(
                "left",
                training.epoch,
                {"n": 7, "epochs": 1, "stale": True, "arriving": True},
                about="gradients of earlier work, and batches that have to be moved",
            ),
            Probe(
                "loud",
                training.epoch,
                {"n": 10, "epochs": 1, "gain": 100.0, "lr": 1e-3},
                about="large losses and long gradients",
            ),
            Probe(
                "quiet",
                training.epoch,
                {"n": 7, "epochs": 1, "gain": 3.0, "known": 1.0, "lr": 2.0},
                about="small losses",
            ),
        ),
        promises=(
            Promise(
                "Every batch is used once: it moves the weights by one step of the given optimizer, as it is set, along the gradient of its own loss, and nothing else moves them.",
                items=(WEIGHTS, BUFFERS, RATES, TRAINABLE),
                probes=("sgd", "momentum", "adam", "long", "loud", "quiet"),
                stepwise=(FOUND, STEPPED, MEMORIES, UPDATES, RATES, TRAINABLE),
                weight=4,
                says=(
                    "Every batch is used once",
                    "One step per batch",
                ),
            ),
            Promise(
                "Gradients that are there already do not count.",
                items=(ALIKE,),
                probes=("left",),
                weight=0.5,
                side=True,
                says=("One step per batch",),
            ),
            Promise(
                "Inputs and labels are moved to the device.",
                items=(ON_DEVICE,),
                probes=("left",),
                weight=0.5,
                side=True,
                says=("Inputs and labels are moved",),
            ),
            Promise(
                "The loss is the mean of `loss_fn` over all examples.",
                items=(f"{RETURN}.loss",),
                probes=("still",),
                stepwise=(TRAIN_LOSS,),
                weight=2,
                says=("A dictionary with",),
            ),
            Promise(
                "The accuracy is the share of right answers among all examples; the answer is the class with the largest logit.",
                items=(f"{RETURN}.accuracy",),
                probes=("still",),
                stepwise=(TRAIN_ACCURACY,),
                weight=2,
                says=(
                    "A dictionary with",
                    "Accuracy is the share",
                ),
            ),
            Promise(
                "The model is in train mode while it learns.",
                items=(WEIGHTS, RETURN),
                probes=("mode",),
                stepwise=(TRAINS,),
                weight=1,
                says=("It may come in eval mode",),
            ),
            Promise(
                "Both averages are right while the weights move: over what the model returned while training.",
                items=(f"{RETURN}.loss", f"{RETURN}.accuracy"),
                probes=("sgd", "momentum", "adam", "long", "loud", "quiet"),
                stepwise=(TRAIN_LOSS, TRAIN_ACCURACY),
                says=("A dictionary with",),
            ),
            Promise(
                "No batch's graph is kept after its step.",
                items=(GRAPH_GROWTH, GRADIENT_GRAPHS, GRAPH_RETURNED),
                probes=("long",),
                weight=0.5,
                side=True,
                says=("No batch's graph",),
            ),
        ),
        returns=Keys({"loss": Number(), "accuracy": Number()}),
        curve=Probe("curve", training.epoch, {"epochs": 6, "lr": 0.3}),
        allows={
            "Its mode afterwards is free": "all_batches_first",
            "(0-dim tensors without": "tensor_totals",
        },
        describes=(
            "Train for one epoch",
            "model: Module from",
            "loader: DataLoader of",
            "loss_fn: Takes logits",
            "optimizer: Holds the",
            "device: Where to compute",
        ),
    ),
)


def _uneven() -> Outcome:
    losses = [1.0] * 8 + [2.0] * 2
    batches = [losses[:8], losses[8:]]
    means = [sum(batch) / len(batch) for batch in batches]
    told = (
        f"Mean of the batch means {sum(means) / len(means):.4g}.",
        f"Mean over the examples {sum(losses) / len(losses):.4g}.",
    )
    return Outcome("B", told)


def _leak() -> Outcome:
    generator = torch.Generator().manual_seed(0)
    train = torch.randn(200, generator=generator) + 5
    test = torch.randn(200, generator=generator) + 8
    ours = ((test - train.mean()) / train.std()).mean().item()
    own = ((test - test.mean()) / test.std()).mean().abs().item()
    told = (
        f"With the training statistics the test inputs have the mean {ours:.3g}.",
        f"With their own statistics they have the mean {own:.1f}.",
    )
    return Outcome("B", told)


def _reported() -> dict[str, list[float]]:
    """Return three ways to report the loss of fifty examples, by batch size."""
    losses = 1 + 0.5 * torch.rand(50, generator=torch.Generator().manual_seed(0))
    losses[48:] = 3.0
    batches = [[batch.mean().item() for batch in losses.split(size)] for size in range(1, 50)]
    none = float("nan")  # there is no batch size 0
    return {
        "A": [none, *(means[-1] for means in batches)],
        "B": [none, *(losses.mean().item() for _ in batches)],
        "C": [none, *(sum(means) / len(means) for means in batches)],
    }


def _even() -> Outcome:
    losses = torch.linspace(0, 3, 50, dtype=torch.float64)
    of_means = sum(batch.mean().item() for batch in losses.split(25)) / 2
    told = (
        f"Mean of the two batch means {of_means:.4g}.",
        f"Mean over the 50 examples {losses.mean().item():.4g}.",
    )
    return Outcome("A", told)


questions = {
    "recall_1": Question(
        {
            "A": "`backward` adds; it does not replace.",
            "B": "Every `backward` adds its gradient to what is there.",
            "C": "Nothing divides by the number of batches.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "`backward` fills `.grad` only.",
            "B": "`autograd.grad` only returns gradients.",
            "C": "Both compute gradients; moving weights is the optimizer's work.",
        },
        answer="C",
    ),
    "recall_3": Question(
        {
            "A": "That would be `loss.detach()`.",
            "B": "A plain number, without any history.",
            "C": "The value was computed before the update and stays as it is.",
        },
        answer="B",
    ),
    "prediction_1": Question(
        {
            "A": "That is the mean over the ten examples.",
            "B": "The means are 1 and 2, and each counts the same.",
            "C": "The full batch has its say as well.",
        },
        experiment=_uneven,
    ),
    "prediction_2": Question(
        {
            "A": "The shift was subtracted together with the test set's own mean.",
            "B": "Scaled by its own statistics, every set has mean 0: the shift is gone.",
            "C": "Nothing raises an error, which is what makes this hard to find.",
        },
        experiment=_leak,
    ),
    "prediction_3": Question(
        {
            "A": "That one looks at the last batch only; it is whatever these few examples are.",
            "B": "Sums over batches, divided by the number of examples: the batch size plays no part.",
            "C": "The mean of batch means counts the examples of a short last batch more than others.",
        },
        answer="B",
        curves=Curves(_reported, "batch size", "reported loss"),
    ),
    "prediction_4": Question(
        {
            "A": "Both batches have 25 examples, so each example has the same weight in either average.",
            "B": "A mean of means differs only where the batches differ in size.",
            "C": "A mean of means differs only where the batches differ in size.",
        },
        experiment=_even,
    ),
    "understanding_1": Question(
        {
            "A": "The 4 examples that are left over make a batch as well.",
            "B": "Three full batches hold 96 examples; 4 are left.",
            "C": "Only 4 examples are left for the last batch.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "A share of 3 examples and one of 4 do not add up to anything.",
            "B": "Means must be turned into sums first.",
            "C": "Counts can always be added.",
        },
        answer="C",
    ),
    "understanding_3": Question(
        {
            "A": "A fresh model is in train mode.",
            "B": "A model keeps the mode it was left in.",
            "C": "The optimizer does not look at the mode.",
        },
        answer="B",
    ),
}
