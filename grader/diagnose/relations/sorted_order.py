"""A list is sorted."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Pair, in_order
from grader.observe.compare import same

rank = 5


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = in_order(pairs)
    if found and all(same(mine, sorted(theirs)) for mine, theirs in found):
        return "holds the expected numbers sorted by size, the smallest first."
    if found and all(same(mine, sorted(theirs, reverse=True)) for mine, theirs in found):
        return "holds the expected numbers sorted by size, the largest first."
    return None
