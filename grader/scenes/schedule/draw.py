"""Draws whole runs whose validation loss goes up and down as a probe needs it.

Validation sets are searched for, whatever the seed.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

from grader.scenes.draws import PRACTICE, Draws, Place
from grader.scenes.parts import draw as parts
from grader.scenes.parts import play as made
from grader.scenes.schedule.play import BATCH, scheduler_of

# Pairs of epochs: the validation loss of the first is lower than that of the second.
WAVES: dict[str, tuple[tuple[int, int], ...]] = {
    # up, down to the best, up, a little down: patience 2 ends here
    "stop": ((0, 1), (2, 0), (2, 3), (2, 4), (4, 3), (2, 5)),
    # only up
    "rise": ((0, 1), (0, 2)),
}
# The same for the training loss.
FALLS: dict[str, tuple[tuple[int, int], ...]] = {
    "stop": ((4, 0), (4, 1), (4, 2), (4, 3), (4, 5)),
    "rise": ((1, 0), (2, 1)),
}
LENGTH = {"stop": 6, "rise": 3}
N, N_VAL = 7, 5
MARGIN = 0.02
MOVED = 0.01
LITTLE = (1e-5, 8e-5)  # less than anybody's threshold, more than any rounding
NEARLY = 1.01
SURE = 1e4  # times as large as usual are the outputs of a network that is sure
DRAWN = 1000  # validation sets to choose from

State = dict[str, torch.Tensor]


def run(
    draws: Draws,
    *,
    wave: str = "stop",
    net: str = "norm",
    schedule: str = "table",
    optimizer: str = "momentum",
    lr: float = 1.0,
    shares: tuple[float, ...] = (),
    epochs: int = 7,
    patience: int = 2,
) -> dict[str, Any]:
    """Call ``fit_with_schedule`` on data whose validation loss goes as ``wave`` says.

    Args:
        draws: Source of the random numbers.
        wave: See ``WAVES`` and ``FALLS``.
        net: See ``parts.play.network``.
        schedule: See ``play.scheduler_of``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate in practice.
        shares: See ``parts.play.optimizer``.
        epochs: Handed over.
        patience: Handed over.
    """
    draws.moved = MOVED
    start, place = _found(wave, net, schedule, optimizer, lr, shares)
    lr = draws.near(lr)
    draws.go_to(start)
    tried = _tried(draws, net, schedule, optimizer, lr, shares, LENGTH[wave])
    x_val, y_val = _sets(draws)
    fits = tried.fits(wave, x_val[place], y_val[place])
    draws.must_be_usual(torch.tensor(fits))
    draws.must_be_usual(tried.records(x_val[place], y_val[place]))
    if schedule == "plateau":
        draws.must_be_usual(tried.better_again(x_val[place], y_val[place], lr / 2))
    data = {"net": tried.network, "x": tried.x, "y": tried.y}
    validation = {"x_val": x_val[place], "y_val": y_val[place]}
    settings = {"schedule": schedule, "optimizer": optimizer, "lr": lr, "shares": list(shares)}
    asked = {"epochs": epochs, "patience": patience, "calls": 1, "arriving": False}
    return data | validation | settings | asked


def still(draws: Draws, *, epochs: int = 5, patience: int = 2, calls: int = 2) -> dict[str, Any]:
    """Call ``fit_with_schedule`` with a learning rate of 0: every validation loss is 0.

    The network is sure of its classes, and the validation labels are what it predicts. Batches
    show whether they were moved.
    """
    given = parts.task(draws, "classify", "plain", N)
    given["net"] = parts.louder(given["net"], SURE)
    x_val = parts.inputs(draws, N_VAL)
    y_val = parts.labels(draws, given["net"], x_val, parts.ALL)
    with torch.no_grad():
        loss = nn.functional.cross_entropy(parts.twin(given["net"])(x_val), y_val)
    draws.must_be_usual(loss == 0)
    data = {key: given[key] for key in ("net", "x", "y")} | {"x_val": x_val, "y_val": y_val}
    settings = {"schedule": "steady", "optimizer": "sgd", "lr": 0.0, "shares": []}
    asked = {"epochs": epochs, "patience": patience, "calls": calls, "arriving": True}
    return data | settings | asked


def creep(draws: Draws, *, epochs: int = 3, patience: int = 1) -> dict[str, Any]:
    """Call ``fit_with_schedule`` where each epoch improves on the one before it by little.

    What it is measured on is nearly what it learns from; the rate follows from the gradient.
    """
    given = parts.task(draws, "classify", "plain", N)
    net, x, y = given["net"], given["x"], given["y"]
    lr = sum(LITTLE) / 2 / _slope(net, x, y)
    x_val = x * NEARLY
    curve = _run(net, x, y, "steady", "sgd", lr, epochs).curves(x_val.unsqueeze(0), y.unsqueeze(0))
    least, most = LITTLE
    falls = [least < float(before - after) < most for before, after in itertools.pairwise(curve)]
    draws.must_be_usual(torch.tensor(falls))
    data = {"net": net, "x": x, "y": y}
    validation = {"x_val": x_val, "y_val": y}
    settings = {"schedule": "steady", "optimizer": "sgd", "lr": lr, "shares": []}
    asked = {"epochs": epochs, "patience": patience, "calls": 1, "arriving": False}
    return data | validation | settings | asked


def _slope(network: parts.Network, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return by how much an epoch lowers the loss at a rate of 1, were the loss a plane."""
    net = parts.twin(network)
    nn.functional.cross_entropy(net(x), y).backward()
    squares = sum(float(p.grad.square().sum()) for p in net.parameters() if p.grad is not None)
    return squares * -(-len(x) // BATCH)


@cache
def _found(
    wave: str, net: str, schedule: str, optimizer: str, lr: float, shares: tuple[float, ...]
) -> tuple[Place, int]:
    """Return where the numbers of practice give the wave, and with which validation set."""
    draws = Draws(PRACTICE)
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(PRACTICE)
        while True:
            start = draws.place()
            tried = _tried(draws, net, schedule, optimizer, lr, shares, LENGTH[wave])
            if tried.falls(wave) and bool((fits := tried.waves(wave, *_sets(draws))).any()):
                return start, int(fits.nonzero()[0])


@dataclass(frozen=True)
class _Tried:
    """Training data, and what training on it gives.

    Attributes:
        network: The network that is trained.
        x: Inputs (N, 5).
        y: Classes (N,).
        losses: The training loss of each epoch.
        states: The state after each.
    """

    network: parts.Network
    x: torch.Tensor
    y: torch.Tensor
    losses: list[float]
    states: list[State]

    def falls(self, wave: str) -> bool:
        """Return whether the training loss goes as it must."""
        return all(self.losses[low] < self.losses[high] - MARGIN for low, high in FALLS[wave])

    def records(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        """Return after which epochs the accuracy is higher than ever before, (epochs,)."""
        net, hits = parts.twin(self.network).eval(), [-1]
        with torch.no_grad():
            for state in self.states:
                net.load_state_dict(state)
                hits.append(int((net(x).argmax(1) == y).sum()))
        return torch.tensor([n > max(hits[:place]) for place, n in enumerate(hits) if place])

    def curves(self, x: torch.Tensor, y: torch.Tensor) -> list[torch.Tensor]:
        """Return after each epoch the loss of validation sets as those of ``waves``, (M,)."""
        net, curves = parts.twin(self.network).eval(), []
        with torch.no_grad():
            for state in self.states:
                net.load_state_dict(state)
                logits = net(x.flatten(0, 1))
                each = nn.functional.cross_entropy(logits, y.flatten(), reduction="none")
                curves.append(each.view(y.shape).mean(1))
        return curves

    def waves(self, wave: str, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        """Return for which validation sets, (M, N_VAL, 5) and (M, N_VAL), the loss does, (M,)."""
        curves = self.curves(x, y)
        fits = torch.ones(len(y), dtype=torch.bool)
        for lower, higher in WAVES[wave]:
            fits &= curves[lower] < curves[higher] - MARGIN
        return fits

    def better_again(self, x: torch.Tensor, y: torch.Tensor, lr: float) -> torch.Tensor:
        """Return whether an epoch of plain SGD from the first state improves on it.

        So goes on whoever puts the best weights back after every epoch.
        """
        net = parts.twin(self.network)
        losses = []
        for number in range(2):
            if number:
                opt = torch.optim.SGD(net.parameters(), lr)
                _trained(net, self.x, self.y, opt, scheduler_of("steady", opt), 1)
            else:
                net.load_state_dict(self.states[0])
            with torch.no_grad():
                losses.append(float(nn.functional.cross_entropy(net.eval()(x), y)))
        return torch.tensor(losses[1] < losses[0])

    def fits(self, wave: str, x: torch.Tensor, y: torch.Tensor) -> bool:
        """Return whether both losses go as they must with one validation set."""
        return self.falls(wave) and bool(self.waves(wave, x.unsqueeze(0), y.unsqueeze(0)))


def _tried(
    draws: Draws,
    net: str,
    schedule: str,
    optimizer: str,
    lr: float,
    shares: tuple[float, ...],
    epochs: int,
) -> _Tried:
    """Draw training data and train on it.

    Training depends on the validation data only through a plateau schedule, and of that it
    is known when it halves the rate: after every epoch but the first.
    """
    draws.pinned.clear()  # labels of data that did not do are of no interest
    network = parts.network(draws, net)
    x = parts.inputs(draws, N)
    y = parts.labels(draws, network, x)
    return _run(network, x, y, schedule, optimizer, lr, epochs, shares)


def _run(
    network: parts.Network,
    x: torch.Tensor,
    y: torch.Tensor,
    schedule: str,
    optimizer: str,
    lr: float,
    epochs: int,
    shares: tuple[float, ...] = (),
) -> _Tried:
    """Train on some data."""
    twin = parts.twin(network)
    opt = made.optimizer(optimizer, twin, lr, shares)
    losses, states = _trained(twin, x, y, opt, scheduler_of(schedule, opt), epochs)
    return _Tried(network, x, y, losses, states)


def _sets(draws: Draws) -> tuple[torch.Tensor, torch.Tensor]:
    """Return validation sets to choose from: (M, N_VAL, 5) and (M, N_VAL)."""
    x = parts.inputs(draws, DRAWN * N_VAL)
    y = draws.usual.whole(0, made.CLASSES, (len(x),))
    return x.view(DRAWN, N_VAL, -1), y.view(DRAWN, N_VAL)


def _trained(
    net: nn.Module,
    x: torch.Tensor,
    y: torch.Tensor,
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    epochs: int,
) -> tuple[list[float], list[State]]:
    """Return the training loss of each epoch, and the state after it."""
    losses, states = [], []
    net.train()
    for epoch in range(epochs):
        total = 0.0
        for bx, by in zip(x.split(BATCH), y.split(BATCH), strict=True):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(bx), by)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(bx)
        losses.append(total / len(x))
        states.append({name: value.clone() for name, value in net.state_dict().items()})
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(float(epoch))  # as in "rise", only the first is an improvement
        else:
            scheduler.step()
    return losses, states
