"""Draws a run that is saved three times, and what it is loaded into, in another process.

What trains between two calls of the learner's functions is trained here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch
from torch import nn

from grader.observe.plain import plain
from grader.observe.run import Run
from grader.scenes.checkpoint.play import FILES, Trained
from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.parts import draw as parts

NAMES = ("one.pt", "two")  # what a file is called is free
# The second of these is saved once more: a later checkpoint takes the place of an earlier one.
SAVES = (NAMES[0], NAMES[1], NAMES[1])
# Epochs before the first save, between it and the second, and so on; and after the last one.
BETWEEN, AFTER = (3, 1, 1), 1
USED = (2, 5)  # epochs that the objects were trained for before each load
EXAMPLES, LR = 6, 0.2


def pair(
    draws: Draws,
    *,
    optimizer: str = "sgd",
    step_size: int = 2,
    restarts: bool = False,
    net: str = "plain",
    zero: bool = False,
) -> Drawn:
    """Save two checkpoints of one run, one of them anew, and load each into other objects.

    Args:
        draws: Source of the random numbers.
        optimizer: See ``parts.play.optimizer``.
        step_size: See ``play.Trained``.
        restarts: See ``play.Trained``.
        net: See ``parts.play.network``.
        zero: Whether the number of the first epoch that is saved is 0.
    """
    settings = {"optimizer": optimizer, "lr": LR, "step_size": step_size}
    settings["restarts"] = restarts
    net_saved, net_other = parts.network(draws, net), parts.network(draws, net)
    x = parts.inputs(draws, EXAMPLES)
    y = parts.labels(draws, net_saved, x)
    first, last = 0 if zero else draws.count(3), draws.count(8)
    saved, other = {"net": net_saved} | settings, {"net": net_other} | settings
    pieces = _pieces(SAVES, _states(saved, x, y, BETWEEN))
    for piece, epoch in zip(pieces, (first, last - 1, last), strict=True):
        piece["epoch"] = epoch
    load = partial(_load, other, _pieces(NAMES, _states(other, x, y, USED)))
    return Drawn((Play(saved | {"files": None}, pieces), load), {"run": saved, "x": x, "y": y})


def _load(objects: dict[str, Any], pieces: list[dict[str, Any]], runs: Sequence[Run]) -> Play:
    """Return what is played where nothing is left of the first play but its files."""
    files = next(item.value for item in runs[-1].items if item.key == FILES)
    return Play(objects | {"files": files}, pieces, fresh=True)


def _pieces(names: Sequence[str], states: list[Any]) -> list[dict[str, Any]]:
    return [
        {"file": name, "as_text": name == NAMES[0], "state": state}
        for name, state in zip(names, states, strict=True)
    ]


def _states(
    objects: dict[str, Any], x: torch.Tensor, y: torch.Tensor, epochs: Sequence[int]
) -> list[Any]:
    """Return the states after each of so many more epochs."""
    with torch.random.fork_rng(devices=[]):  # objects like these take no draws from others
        run = Trained(**objects)
    states = []
    for more in epochs:
        train(run, x, y, more)
        states.append(plain(run.state()))
    return states


def train(
    run: Trained,
    x: torch.Tensor,
    y: torch.Tensor,
    epochs: int,
    held: Sequence[bool] | None = None,
    scheduled: bool = True,
) -> None:
    """Take one step per epoch.

    Args:
        run: Is trained.
        x: Inputs (N, 5).
        y: Classes (N,).
        epochs: How many.
        held: Which parameters the optimizer holds; all of them by default.
        scheduled: Whether the schedule is one of this optimizer.
    """
    parameters = list(run.model.parameters())
    for _ in range(epochs):
        run.optimizer.zero_grad()
        nn.functional.cross_entropy(run.model(x), y).backward()
        for parameter, is_held in zip(parameters, held or (), strict=False):
            if not is_held:
                parameter.grad = None
        run.optimizer.step()
        if scheduled:
            run.scheduler.step()
