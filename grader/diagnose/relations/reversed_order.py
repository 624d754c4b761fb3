"""A list runs backwards."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Pair, in_order
from grader.observe.compare import same

rank = 4


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = in_order(pairs)
    if found and all(same(mine, theirs[::-1]) for mine, theirs in found):
        return "holds the expected numbers in the opposite order."
    return None
