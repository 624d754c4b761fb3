"""Draws gradients that are too long or not, and training steps that clip theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.parts import draw as parts

# Shapes and sizes of the gradients of one call: some are longer than the whole may be, some
# much shorter, and a single number is among them. (None is 0-dim: `p.grad[:] *= ...` is right.)
MADE = (((4, 3), 1.0), ((4,), 0.1), ((2, 4), 3.0), ((1,), 1.0), ((2,), 0.4))


def gradients(
    draws: Draws,
    *,
    limits: Sequence[float] = (2.0,),
    times: Sequence[float] = (),
    size: float = 1.0,
    missing: Sequence[int] = (),
    generator: bool = False,
) -> Drawn:
    """Call ``clip_gradients(parameters, max_norm)``, each time on new parameters.

    Args:
        draws: Source of the random numbers.
        limits: One call for each; how long all gradients together may be.
        times: Further calls, one for each: so many times as long as they are may they be. A
            little above 1 is more than their length, and less than the sum of the lengths of each.
        size: Factor on all gradients; 0 makes them zero.
        missing: Which of the five parameters have no gradient.
        generator: Whether the parameters come as a generator, not as a list.
    """
    plays = []
    for usual in limits:
        limit = draws.near(usual)
        given = {"limit": limit, "generator": generator, **_parameters(draws, size, missing)}
        plays.append(Play(given))
    for usual in times:
        share, made = draws.near(usual), _parameters(draws, size, missing)
        limit = share * _length(made["gradients"])
        plays.append(Play({"limit": limit, "generator": generator, **made}))
    return Drawn(tuple(plays))


def _length(gradients: Sequence[torch.Tensor | None]) -> float:
    return math.sqrt(sum(float((g**2).sum()) for g in gradients if g is not None))


def _parameters(draws: Draws, size: float, missing: Sequence[int]) -> dict[str, Any]:
    values, gradients = [], []
    for index, (shape, scale) in enumerate(MADE):
        values.append(draws.normal(*shape))
        gradient = draws.normal(*shape)
        # Never near zero: which gradients are long must not depend on the seed.
        long = size * scale * (gradient + gradient.sign())
        gradients.append(None if index in missing else long)
    return {"values": values, "gradients": gradients}


def step(
    draws: Draws,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    limit: float = 0.2,
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = True,
    repeat: int = 1,
    apart: float | None = None,
    stale: bool = False,
) -> dict[str, Any]:
    """Call ``clipped_step(model, x, y, loss_fn, optimizer, max_norm)`` once per batch.

    Args:
        draws: Source of the random numbers.
        sizes: Examples in each batch.
        limit: How long the gradients of a batch may be.
        task: ``"classify"`` or ``"regress"``; targets of a regression lie around 2.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        train: The mode in which the model comes.
        repeat: How often the batches are gone through.
        apart: See ``parts.task``.
        stale: Whether ``.grad`` holds something before the first call.
    """
    given = parts.task(draws, task, "plain", sum(sizes), apart=apart)
    if task == "regress" and apart is None:
        given["y"] = 2 + given["y"]
    given["gradients"] = parts.gradients(draws, given["net"]) if stale else []
    settings = {"optimizer": optimizer, "lr": lr, "train": train, "limit": limit}
    return given | settings | {"sizes": list(sizes), "repeat": repeat}
