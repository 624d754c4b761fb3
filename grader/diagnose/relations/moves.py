"""Each parameter moves by the expected amount times, or divided by, something."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Number, Result, flat
from grader.diagnose.relations import times
from grader.observe.run import Item, Run

rank = 6
MOVED = re.compile(r"^params\[\d+\] moved in call \{n\} by$")
COUNT = "the number of parameters"


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    numbers: list[Number] = []
    for _, yours, expected in results:
        mine, theirs = _moves(yours), _moves(expected)
        if [item.key for item in mine] != [item.key for item in theirs]:
            return None
        count = len({item.key for item in theirs})
        for a, b in zip(mine, theirs, strict=True):
            one, other = flat(a.value) or [], flat(b.value) or []
            if len(one) != len(other):
                return None
            numbers += [Number(x, y, {COUNT: count}) for x, y in zip(one, other, strict=True)]
    if not all(math.isfinite(n.yours) and math.isfinite(n.expected) for n in numbers):
        return None
    apart = {f"{n.expected:.4g}" for n in numbers if n.differs}
    told = times.of_numbers(numbers) if len(apart) >= ENOUGH else None
    return f"The amount by which a parameter moves {told}" if told else None


def _moves(run: Run) -> list[Item]:
    return [item for item in run.aside if MOVED.match(item.key)]
