"""Draws batches and a scaler's settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.scenes.draws import Draws
from grader.scenes.parts import draw as parts


def amp(
    draws: Draws,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    scale: float = 1024.0,
    backoff: float = 0.5,
    level: float = 1.0,
    max_norm: float = 0.4,
    train: bool = True,
    repeat: int = 1,
    stale: bool = False,
) -> dict[str, Any]:
    """Call ``amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm)`` once per batch.

    Args:
        draws: Source of the random numbers.
        sizes: Examples in each batch.
        net: See ``parts.play.network``.
        task: ``"classify"`` or ``"regress"``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        scale: The scaler's first scale. It grows by 2 after every second good step.
        backoff: What the scale is multiplied by after an overflow.
        level: What the targets of a regression are multiplied by, and so the gradients.
        max_norm: Given to the function.
        train: The mode in which the model comes.
        repeat: How often the batches are gone through.
        stale: Whether ``.grad`` holds something before the first call.
    """
    given = parts.task(draws, task, net, sum(sizes))
    if task == "regress":
        given["y"] = given["y"] * level
    given["gradients"] = parts.gradients(draws, given["net"]) if stale else []
    limit = draws.number(max_norm) if max_norm > 1 else max_norm
    settings = {"optimizer": optimizer, "lr": lr, "train": train, "max_norm": limit}
    scaler = {"init_scale": scale, "backoff_factor": backoff, "growth_interval": 2}
    return given | settings | {"scaler": scaler, "sizes": list(sizes), "repeat": repeat}
