"""One number stands where several are expected: their mean, their sum, the first or the last."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import BY_WHICH, ENOUGH, Pair, flat
from grader.observe.compare import same

rank = 8


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = [(flat(pair.yours), flat(pair.expected)) for pair in pairs]
    if sum(len(theirs or ()) for _, theirs in found) < ENOUGH:
        return None
    if not any(theirs and len(theirs) > 1 for _, theirs in found):
        return None
    for words, way in BY_WHICH.items():
        if all(m and t and len(m) == 1 and same(m[0], way(t)) for m, t in found):
            return f"is one number, {words} those that are expected."
    return None
