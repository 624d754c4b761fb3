"""A matrix is turned: rows are columns."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from grader.diagnose.evidence import ENOUGH, Pair
from grader.observe.compare import same

rank = 1


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    for pair in pairs:
        both = (pair.yours, pair.expected)
        if not all(isinstance(v, torch.Tensor) and v.ndim == 2 for v in both):
            return None
        if not same(pair.yours.T, pair.expected):
            return None
    if sum(pair.expected.numel() for pair in pairs) < ENOUGH:
        return None
    return "is the expected matrix with rows and columns exchanged."
