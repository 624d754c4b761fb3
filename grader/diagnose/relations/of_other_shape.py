"""The numbers are right and in order, in another shape."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from grader.diagnose.evidence import ENOUGH, Pair, flat
from grader.observe.compare import same

rank = 2


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    count, apart = 0, []
    for pair in pairs:
        if not all(isinstance(v, torch.Tensor) for v in (pair.yours, pair.expected)):
            return None
        mine, theirs = flat(pair.yours), flat(pair.expected)
        if mine is None or theirs is None or not same(mine, theirs):
            return None
        if pair.yours.shape != pair.expected.shape:
            apart.append((tuple(pair.yours.shape), tuple(pair.expected.shape)))
        count += len(theirs)
    if count < ENOUGH or not apart:
        return None
    yours, expected = apart[0]
    return f"holds the right numbers in the shape {yours}; the expected shape is {expected}."
