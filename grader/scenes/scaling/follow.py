"""What a step with scaled gradients has to be, from the weights before it, if none is infinite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from grader.observe.recorder import (
    BACKWARD_GRADIENT,
    BACKWARD_STALE,
    STEP_GRADIENT,
    nonzero,
)
from grader.observe.run import Run
from grader.scenes.clipping.follow import clipped, steps
from grader.scenes.clipping.read import norm
from grader.scenes.follow import LOSS, Followed
from grader.scenes.passes import modes_of
from grader.scenes.scaling.play import SCALE
from grader.scenes.training.follow import number

CLIPPED = "gradient used by update {n}, from your own before clipping, norm"

Given = Mapping[str, Any]
Gradients = Mapping[str, torch.Tensor]


def amp(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.amp``."""
    (given,) = plays
    yield from modes_of(run)
    yield from _used(run, given)
    for twin, call, loss in steps(run, given):
        yield from clipped(twin, call, loss, given["max_norm"])
        expected = twin.loss(call.begins, loss, call.mode(0))
        yield Followed(LOSS, number(call.returned), expected)


def _used(run: Run, given: Given) -> Iterator[Followed]:
    """Compare the gradients of each update with those that arrived, unscaled and clipped."""
    scale = float(given["scaler"]["init_scale"])
    new: Gradients = {}
    left: Gradients = {}
    for item in run.items:
        if item.key == BACKWARD_GRADIENT:
            new = item.value
        elif item.key == BACKWARD_STALE:
            left = item.value
        elif item.key == STEP_GRADIENT:
            yield Followed(CLIPPED, item.value, _shortened(new, left, scale, given["max_norm"]))
        elif item.key == SCALE:
            scale = float(item.value)


def _shortened(
    new: Gradients, left: Gradients, scale: float, limit: float
) -> dict[str, torch.Tensor]:
    names = sorted({*new, *left})
    nothing = torch.zeros(())
    whole = {name: (new.get(name, nothing) + left.get(name, nothing)) / scale for name in names}
    factor = min(1.0, limit / max(norm(whole), 1e-12))
    return nonzero({name: factor * gradient for name, gradient in whole.items()})
