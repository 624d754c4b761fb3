"""Says what became of the gradients that an update used."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import torch

from grader.observe.recorder import STEP_GRADIENT
from grader.observe.run import Item, Run
from grader.scenes.clipping.play import LEFT

# What is observed; {n} counts how often.
SHRUNK = "gradients are shortened after update {n}"


def step(run: Run, known: Any) -> Run:
    """Say after each call whether gradients were shortened too late (see ``shrunk``)."""
    return replace(run, items=tuple(shrunk(run.items, LEFT)))


def shrunk(items: Iterable[Item], left: str) -> Iterable[Item]:
    """Put ``SHRUNK`` in the place of the gradients that are left after each call.

    It says whether they are shorter than those the last update used. Emptied ones do not
    count: right code may empty them at the end.

    Args:
        items: Observations of a run.
        left: What the gradients that are left were noted as.
    """
    used = None
    for item in items:
        if item.key == STEP_GRADIENT:
            used = item.value
        if item.key != left:
            yield item
            continue
        shorter = used is not None and 0 < norm(item.value) < 0.9 * norm(used)
        yield Item(SHRUNK, shorter, item.call)


def norm(gradients: Any) -> float:
    """Return the length of all gradients together; what is no tensor is left out."""
    parts = gradients.values() if isinstance(gradients, dict) else ()
    tensors = [g for g in parts if isinstance(g, torch.Tensor)]
    return math.sqrt(sum(float(g.double().pow(2).sum()) for g in tensors))
