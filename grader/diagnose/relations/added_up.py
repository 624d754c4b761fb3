"""Each number is the sum, or the mean, of all expected ones up to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from grader.diagnose.evidence import Pair, lists
from grader.observe.compare import same

rank = 3


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = lists(pairs)
    if not found:
        return None
    sums = [list(accumulate(theirs)) for _, theirs in found]
    if all(same(mine, total) for (mine, _), total in zip(found, sums, strict=True)):
        return "holds sums: each number is the sum of the expected ones up to its place."
    means = [[s / n for n, s in enumerate(total, 1)] for total in sums]
    if all(same(mine, mean) for (mine, _), mean in zip(found, means, strict=True)):
        return "holds means: each number is the mean of the expected ones up to its place."
    return None
