"""Each parameter moves by the expected amount times, or divided by, something."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number, Result, flat, shown
from grader.diagnose.relations import times
from grader.scenes.updates.play import MOVED

rank = 6
COUNT = "the number of parameters"


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    numbers: list[Number] = []
    for _, yours, expected in results:
        mine, theirs = yours.select(MOVED), expected.select(MOVED)
        if [item.key for item in mine] != [item.key for item in theirs]:
            return None
        count = len({item.key for item in theirs})
        for a, b in zip(mine, theirs, strict=True):
            one, other = flat(a.value) or [], flat(b.value) or []
            if len(one) != len(other):
                return None
            numbers += [Number(x, y, {COUNT: count}) for x, y in zip(one, other, strict=True)]
    told = times.of_numbers(numbers) if shown(numbers) else None
    return f"The amount by which a parameter moves {told}" if told else None
