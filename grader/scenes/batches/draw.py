"""Draws a network and lists of batches for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.parts import draw as parts

Given = dict[str, Any]


def lists(
    draws: Draws,
    *,
    calls: Sequence[Sequence[int]] = ((3, 5, 2), (4, 1)),
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    repeat: int = 1,
    one_update: bool = False,
    apart: float | None = None,
    level: float = 0.0,
) -> Given:
    """Call ``subject(model, batches, loss_fn, optimizer)`` once per list of sizes.

    Args:
        draws: Source of the random numbers.
        calls: For each call the numbers of examples in its batches.
        net: See ``parts.play.network``.
        task: ``"classify"`` or ``"regress"``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        repeat: How often the same calls are made.
        one_update: Whether a call makes one update, so that loss curves have one point
            for each call.
        apart: See ``parts.task``.
        level: See ``parts.task``.
    """
    sizes = [list(call) for call in calls]
    given = parts.task(draws, task, net, sum(map(sum, sizes)), apart=apart, level=level)
    settings = {"optimizer": optimizer, "lr": lr, "repeat": repeat, "one_update": one_update}
    return given | settings | {"calls": sizes}


def micro_batches(draws: Draws, **settings: Any) -> Drawn:
    """Call code that may make one update of several batches (``settings`` as for ``lists``)."""
    given = lists(draws, **settings)
    every = iter(given["x"].split([n for call in given["calls"] for n in call]))
    return Drawn((Play(given),), known=[[next(every) for _ in call] for call in given["calls"]])
