"""Draws a model, new heads for it, and batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.scenes.draws import Draws
from grader.scenes.heads import play
from grader.scenes.parts import draw as parts

Shapes = Mapping[str, tuple[int, ...]]

MODEL: Shapes = {
    "body.0.weight": (play.HIDDEN, parts.INPUTS),
    "body.0.bias": (play.HIDDEN,),
    "head.weight": (2, play.HIDDEN),
    "head.bias": (2,),
}


def replaced(
    draws: Draws,
    *,
    classes: int = 3,
    sizes: Sequence[int] = (4, 3, 5),
    stale: bool = False,
    gain: float = 1.0,
    loss: str = "cross_entropy",
) -> dict[str, Any]:
    """Call ``repair(model, head, batches, loss_fn, lr)`` with one new head, then another.

    Args:
        draws: Source of the random numbers.
        classes: Outputs of the new heads; the old one has 2.
        sizes: Examples in each batch.
        stale: Whether ``.grad`` holds something before the first call.
        gain: How many times as large the scores of the new heads are as usual.
        loss: See ``parts.play.loss``.
    """
    head: Shapes = {"weight": (classes, play.HIDDEN), "bias": (classes,)}
    states = [_weights(draws, shapes) for shapes in (MODEL, head, head)]
    states[1:] = [{k: gain * v for k, v in state.items()} for state in states[1:]]
    x = parts.inputs(draws, sum(sizes))
    y = draws.whole(0, classes, (len(x),))
    batches = {"x": x, "y": y, "sizes": list(sizes)}
    lr = draws.number(0.5)
    shapes = [*MODEL.values(), *head.values(), *head.values()]
    gradients = [draws.normal(*shape) for shape in shapes]
    left = {"gradients": gradients if stale else []}
    return {"model": states[0], "heads": states[1:], **batches, "lr": lr, "loss": loss, **left}


def _weights(draws: Draws, shapes: Shapes) -> dict[str, torch.Tensor]:
    return {name: draws.normal(*shape) * 0.6 for name, shape in shapes.items()}
