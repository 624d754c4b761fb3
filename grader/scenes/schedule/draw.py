"""Draws whole runs whose validation loss goes up and down as a probe needs it.

Validation sets are searched for, whatever the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

from grader.scenes.draws import Draws
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
DRAWN = 1000  # validation sets to choose from

State = dict[str, torch.Tensor]
Data = tuple[parts.Network, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def run(
    draws: Draws,
    *,
    wave: str = "stop",
    net: str = "norm",
    schedule: str = "table",
    optimizer: str = "momentum",
    lr: float = 1.0,
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
        epochs: Handed over.
        patience: Handed over.
    """
    lr *= (3.0 + draws.number(1.0)) / 4.0
    network, x, y, x_val, y_val = _waving(draws.seed, wave, net, schedule, optimizer, lr)
    data = {"net": network, "x": x, "y": y, "x_val": x_val, "y_val": y_val}
    settings = {"schedule": schedule, "optimizer": optimizer, "lr": lr}
    return data | settings | {"epochs": epochs, "patience": patience}


def _waving(seed: int, wave: str, net: str, schedule: str, optimizer: str, lr: float) -> Data:
    """Return a network, training data and validation data that give the wave.

    Training depends on the validation data only through a plateau schedule, and of that it
    is known when it halves the rate: after every epoch but the first.
    """
    draws = Draws(seed)
    while True:
        network = parts.network(draws, net)
        x = parts.inputs(draws, N)
        y = parts.labels(draws, network, x)
        twin = _twin(network)
        opt = made.optimizer(optimizer, twin, lr)
        losses, states = _trained(twin, x, y, opt, scheduler_of(schedule, opt), LENGTH[wave])
        if all(losses[low] < losses[high] - MARGIN for low, high in FALLS[wave]):
            found = _validation(draws, twin, states, WAVES[wave])
            if found is not None:
                return network, x, y, *found


def _twin(network: parts.Network) -> nn.Module:
    with torch.random.fork_rng(devices=[]):  # a twin takes no draws from others
        return made.network(**network)


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


def _validation(
    draws: Draws, net: nn.Module, states: Sequence[State], wave: Sequence[tuple[int, int]]
) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Return the first of many small sets whose losses under ``states`` give the wave."""
    x = parts.inputs(draws, DRAWN * N_VAL)
    y = draws.whole(0, made.CLASSES, (len(x),))
    curves = []
    net.eval()
    with torch.no_grad():
        for state in states:
            net.load_state_dict(state)
            each = nn.functional.cross_entropy(net(x), y, reduction="none")
            curves.append(each.view(DRAWN, N_VAL).mean(1))
    fits = torch.ones(DRAWN, dtype=torch.bool)
    for lower, higher in wave:
        fits &= curves[lower] < curves[higher] - MARGIN
    if not bool(fits.any()):
        return None
    place = int(fits.nonzero()[0]) * N_VAL
    return x[place : place + N_VAL], y[place : place + N_VAL]
