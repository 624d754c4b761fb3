"""The numbers are right, and of another type."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from grader.diagnose.evidence import ENOUGH, Pair, flat
from grader.observe.compare import same

rank = 3


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    told, count = "", 0
    for pair in pairs:
        mine, theirs = _numbers(pair.yours), flat(pair.expected)
        if mine is None or theirs is None or not same(mine, theirs):
            return None
        count += len(theirs)
        told = told or _types(pair)
    return told if count >= ENOUGH and told else None


def _numbers(value: object) -> list[float] | None:
    if isinstance(value, str):
        try:
            return [float(value)]
        except ValueError:
            return None
    return flat(value)


def _types(pair: Pair) -> str:
    """Return what differs in the types of a pair; empty where they are the same."""
    yours, expected = pair.yours, pair.expected
    if isinstance(yours, str):
        return "is the right number as a text; a number is expected."
    both = isinstance(yours, torch.Tensor) and isinstance(expected, torch.Tensor)
    if both and yours.is_floating_point() != expected.is_floating_point():
        return f"holds the right numbers as {yours.dtype}; {expected.dtype} is expected."
    return ""
