"""A list is one place late or early."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Pair, are_whole, in_order
from grader.observe.compare import same

rank = 6


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = in_order(pairs)
    if not found or any(len(mine) != len(theirs) for mine, theirs in found):
        return None
    if sum(len(theirs) - 1 for _, theirs in found) < ENOUGH * (1 + are_whole(found)):
        return None  # few small whole numbers are where they are by chance
    if all(same(mine[:-1], theirs[1:]) for mine, theirs in found):
        return "holds each number one place too early: the expected first one is missing."
    if all(same(mine[1:], theirs[:-1]) for mine, theirs in found):
        return "holds each number one place too late: the expected last one is missing."
    return None
