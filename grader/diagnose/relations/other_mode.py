"""An average is that of a model that was left in train mode."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.batches import in_train_mode
from grader.diagnose.evidence import Pair, tell_apart
from grader.observe.compare import same

rank = 0


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    if not tell_apart(pairs):
        return None
    others = [in_train_mode(p) if p.given.get("train") else p.expected for p in pairs]
    if all(o is not None and same(p.yours, o) for p, o in zip(pairs, others, strict=True)):
        return "is what the model gives in the mode in which it comes; eval mode is expected."
    return None
