"""Whether a training step shortened gradients too late."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn

from grader.observe.recorder import Recorder

# What is observed; {n} counts how often.
SHRUNK = "gradients are shortened after update {n}"


def shrunk(rig: Recorder, model: nn.Module) -> bool:
    """Return whether gradients are left that are shorter than those the last update used.

    Emptied ones do not count: right code may empty them at the end.
    """
    used = [item.value for item in rig.items if item.key == "step.gradient"]
    left = _norm(p.grad for p in model.parameters())
    return bool(used) and 0 < left < 0.9 * _norm(used[-1].values())


def _norm(gradients: Iterable[torch.Tensor | None]) -> float:
    return math.sqrt(sum(float(g.double().pow(2).sum()) for g in gradients if g is not None))
