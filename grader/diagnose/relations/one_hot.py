"""A number is written as the place of a 1 among zeros."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from grader.diagnose.evidence import ENOUGH, Pair

rank = 3


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    if not all(_is_one_hot(pair.yours, pair.expected) for pair in pairs):
        return None
    numbers = [number for pair in pairs for number in pair.expected.reshape(-1).tolist()]
    if len(numbers) < ENOUGH or len(set(numbers)) < ENOUGH:
        return None
    return "holds zeros and a single 1 for each expected number, which is the place of the 1."


def _is_one_hot(mine: object, theirs: object) -> bool:
    if not isinstance(mine, torch.Tensor) or not isinstance(theirs, torch.Tensor):
        return False
    if mine.ndim < 1 or mine.shape[:-1] != theirs.shape or not mine.numel():
        return False
    ones = mine == 1
    alone = bool((ones | (mine == 0)).all()) and bool((ones.sum(dim=-1) == 1).all())
    return alone and torch.equal(ones.double().argmax(dim=-1).double(), theirs.double())
