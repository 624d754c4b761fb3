"""Draws the tensors that a function is called with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Draws


def apply(draws: Draws, *, arguments: Sequence[Any]) -> dict[str, Any]:
    """Call a function of one tensor on each of ``arguments``: numbers, lists, or lists of lists."""
    return {"arguments": [torch.tensor(values) + draws.number(0.0) for values in arguments]}
