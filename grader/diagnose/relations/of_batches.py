"""An average is that of one batch, or of the batches' own means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.diagnose.batches import Batch, batches
from grader.diagnose.evidence import Pair, tell_apart
from grader.observe.compare import same

rank = 0
MEANT = "the mean over all examples is expected."
WAYS: dict[str, Callable[[Sequence[Batch]], float]] = {
    f"is that of the last batch alone; {MEANT}": lambda all_: all_[-1].mean,
    f"is that of the first batch alone; {MEANT}": lambda all_: all_[0].mean,
    f"is the mean of the batches' own means; {MEANT}": lambda a: sum(b.mean for b in a) / len(a),
    f"is the sum of the batches' own means; {MEANT}": lambda all_: sum(b.mean for b in all_),
}


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    if not tell_apart(pairs):
        return None
    found = [batches(pair) for pair in pairs]
    for words, way in WAYS.items():
        if all(b and same(p.yours, way(b)) for p, b in zip(pairs, found, strict=True)):
            return words
    return None
