"""Draws the tensors that a function is called with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Draws


def apply(draws: Draws, *, arguments: Sequence[Any], uneven: Sequence[Any] = ()) -> dict[str, Any]:
    """Call a function of one tensor on each of ``arguments``: numbers, lists, or lists of lists.

    Then on those of ``uneven``, small numbers that no float holds exactly: with 1 added and taken
    away again, some of them are others in their last bits.
    """
    drawn = [torch.tensor(values) + draws.number(0.0) for values in arguments]
    for values in uneven:
        x = torch.tensor(values) * draws.near(1.0)
        draws.must_be_usual((x + 1 - 1 != x).any())
        drawn.append(x)
    return {"arguments": drawn}
