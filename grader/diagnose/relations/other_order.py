"""A list holds what is expected in another order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Pair
from grader.observe.compare import same

rank = 8


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    apart = [pair for pair in pairs if not same(pair.yours, pair.expected)]
    if not apart or not all(isinstance(p.yours, list) and p.yours for p in apart):
        return None
    found = [(p.yours, p.expected) for p in apart if isinstance(p.expected, list)]
    if len(found) < len(apart):
        return None
    if not all(_plain(part) for pair in found for side in pair for part in side):
        return None
    if all(len(set(theirs)) < ENOUGH for _, theirs in found):
        return None  # two that are exchanged may be so by chance
    if not all(Counter(mine) == Counter(theirs) for mine, theirs in found):
        return None
    names = all(isinstance(part, str) for _, theirs in found for part in theirs)
    return f"holds the same {'names' if names else 'numbers'} as expected, in another order."


def _plain(value: object) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)
