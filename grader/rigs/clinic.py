"""Builders for the clinic: small training loops, each of its own signature.

Loops that train are called twice: only then does it show whether they mind the gradients
that their last update left behind.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.rigs import parts
from grader.rigs.training import Use

# What is observed; {n} counts how often.
HEAD = "the model holds the new head"
BEFORE = "forward {n}: weights at that time, norm"
HIDDEN = "chunk {n}: hidden state handed in"


def batches(
    rig: Recorder,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
) -> Use:
    """Call ``repair(model, batches, loss_fn, optimizer)``.

    Targets are classes (N,), or numbers (N,) beside outputs (N, 1) for ``"regress"``.
    """
    made = parts.network("plain", rig, 1 if task == "regress" else parts.CLASSES)
    x = parts.inputs(rig, sum(sizes))
    if task == "regress":
        y, loss_fn = torch.randn(len(x), generator=rig.generator), rig.loss(nn.MSELoss())
    else:
        y, loss_fn = parts.labels(made, x, rig), rig.loss(nn.CrossEntropyLoss())
    model = rig.model(made.train())
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    given = list(zip(x.split(list(sizes)), y.split(list(sizes)), strict=True))

    def use(subject: Any) -> None:
        for _ in range(2):
            rig.call(subject, model, given, loss_fn, opt)

    return use


def fit(
    rig: Recorder,
    *,
    n: int = 7,
    n_val: int = 7,
    net: str = "mode",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = False,
    epochs: int = 3,
) -> Use:
    """Call ``repair(model, train_loader, val_loader, loss_fn, optimizer, epochs)``."""
    made = parts.network(net, rig)
    x, x_val = parts.inputs(rig, n), parts.inputs(rig, n_val)
    y, y_val = parts.labels(made, x, rig), parts.labels(made, x_val, rig)
    model = rig.model(made.train(train))
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    training, validation = parts.loader(rig, x, y, 4), parts.loader(rig, x_val, y_val, 4)
    loss_fn = rig.loss(nn.CrossEntropyLoss())
    rig.validates_on(x_val)

    def use(subject: Any) -> None:
        for rounds in (epochs, 1):
            model.train(train)
            rig.call(subject, model, training, validation, loss_fn, opt, rounds)

    return use


def measure(
    rig: Recorder, *, n: int = 11, net: str = "norm", train: bool = True, with_loss: bool = False
) -> Use:
    """Call ``repair(model, loader)``, or ``repair(model, loader, loss_fn)``."""
    made = parts.network(net, rig)
    x = parts.inputs(rig, n)
    y = parts.labels(made, x, rig)
    model = rig.model(made.train(train))
    rest = [rig.loss(nn.CrossEntropyLoss())] if with_loss else []
    data = parts.loader(rig, x, y, 4)
    rig.validates_on(x)

    def use(subject: Any) -> None:
        rig.call(subject, model, data, *rest)

    return use


def epoch(rig: Recorder, *, n: int = 22, optimizer: str = "sgd", lr: float = 0.1) -> Use:
    """Call ``repair(model, loader, loss_fn, optimizer)``; six batches show what piles up."""
    made = parts.network("plain", rig)
    x = parts.inputs(rig, n)
    y = parts.labels(made, x, rig)
    model = rig.model(made.train())
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    data = parts.loader(rig, x, y, 4)

    def use(subject: Any) -> None:
        for _ in range(2):
            rig.call(subject, model, data, rig.loss(nn.CrossEntropyLoss()), opt)

    return use


# -- a new head ----------------------------------------------------------------------


class Headed(nn.Module):
    """A body and a head that can be replaced; every forward notes the weights."""

    def __init__(self, rig: Recorder) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(parts.INPUTS, 4), nn.Tanh())
        self.head = nn.Linear(4, 2)
        self.rig = [rig]  # in a list: a rig is not part of a model

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, 5) to scores (N, C)."""
        self.rig[0].note(BEFORE, weights(self))
        result: torch.Tensor = self.head(self.body(x))
        return result

    def __deepcopy__(self, memo: dict[int, Any]) -> Headed:
        twin = Headed(self.rig[0])
        twin.head = nn.Linear(self.head.in_features, self.head.out_features)
        twin.load_state_dict(self.state_dict())
        return twin


def weights(model: nn.Module) -> dict[str, torch.Tensor]:
    """Return a model's parameters by name."""
    return {name: p.detach() for name, p in model.named_parameters()}


def headed(rig: Recorder, *, classes: int = 3, sizes: Sequence[int] = (4, 3, 5)) -> Use:
    """Call ``repair(model, head, batches, loss_fn, lr)``."""
    parts.warm_up()
    model = Headed(rig)
    heads = [nn.Linear(4, classes) for _ in range(2)]
    for p in itertools.chain(*(m.parameters() for m in (model, *heads))):
        p.data = torch.randn(p.shape, generator=rig.generator) * 0.6
    x = parts.inputs(rig, sum(sizes))
    y = torch.randint(0, classes, (len(x),), generator=rig.generator)
    given = list(zip(x.split(list(sizes)), y.split(list(sizes)), strict=True))
    lr = rig.number(0.5)

    def use(subject: Any) -> None:
        for head in heads:
            rig.call(subject, model, head, given, rig.loss(nn.CrossEntropyLoss()), lr)
            rig.note(HEAD, model.head is head)
            rig.note("weights", weights(model))

    return use


# -- a state from chunk to chunk -----------------------------------------------------


class Recurrent(nn.Module):
    """A recurrent layer and a read-out; notes the state that each chunk begins with."""

    def __init__(self, rig: Recorder) -> None:
        super().__init__()
        self.rnn = nn.RNN(2, 4, batch_first=True)
        self.out = nn.Linear(4, 1)
        self.rig = [rig]

    def forward(
        self, x: torch.Tensor, hidden: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Map a chunk (N, T, 2) and a state (1, N, 4) to outputs (N, T, 1) and a state."""
        began = torch.zeros(1, len(x), 4) if hidden is None else hidden
        self.rig[0].note(HIDDEN, began)
        self.rig[0].note(BEFORE, weights(self))
        outputs, hidden = self.rnn(x, began)
        return self.out(outputs), hidden


def chunks(rig: Recorder, *, count: int = 4, optimizer: str = "sgd", lr: float = 0.2) -> Use:
    """Call ``repair(model, chunks, loss_fn, optimizer)``."""
    model = Recurrent(rig)
    for p in model.parameters():
        p.data.copy_(torch.randn(p.shape, generator=rig.generator) * 0.7)
    x = torch.randn(3, 3 * count, 2, generator=rig.generator)
    y = torch.randn(3, 3 * count, 1, generator=rig.generator)
    given = list(zip(x.split(3, dim=1), y.split(3, dim=1), strict=True))
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))

    def use(subject: Any) -> None:
        for _ in range(2):
            rig.call(subject, model, given, rig.loss(nn.MSELoss()), opt)
            rig.note("weights", weights(model))

    return use
