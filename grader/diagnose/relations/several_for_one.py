"""Several numbers stand where one is expected: their mean, their sum, the first or the last."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import BY_WHICH, ENOUGH, Pair, flat
from grader.observe.compare import same

rank = 9


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = [(flat(pair.yours), flat(pair.expected)) for pair in pairs]
    if len(found) < ENOUGH or not any(mine and len(mine) > 1 for mine, _ in found):
        return None
    for words, way in BY_WHICH.items():
        if all(m and t and len(t) == 1 and same(t[0], way(m)) for m, t in found):
            return f"holds several numbers; the one that is expected is {words} them."
    return None
