"""The model is asked more often than expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.diagnose.evidence import Result
from grader.observe.compare import equal, same
from grader.observe.recorder import FORWARD_INPUTS, RETURN
from grader.observe.run import Run

rank = 9


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds.

    Equal passes that follow each other are counted once: yours may be more. With a learning rate
    of 0 those that are expected may be more, too.
    """
    moving = [result for result in results if result[0].params.get("lr", 1.0)]
    differ = [result for result in moving if not equal(result[1], result[2])]
    counts = [(_by_call(mine), _by_call(theirs)) for _, mine, theirs in differ]
    if not counts or not all(theirs and mine.total() > theirs.total() for mine, theirs in counts):
        return None
    if not any(map(_returns_otherwise, differ)):
        return None
    mine, theirs = counts[0]
    call = min(n for n in mine | theirs if mine[n] != theirs[n])
    if mine[call] < theirs[call]:
        return None
    return (
        f"With {differ[0][0].about}, your code makes {mine[call]} forward passes or more in its "
        f"call {call + 1}, where {theirs[call]} {'is' if theirs[call] == 1 else 'are'} expected."
    )


def _by_call(run: Run) -> Counter[int]:
    return Counter(item.call for item in run.items if item.key == FORWARD_INPUTS)


def _returns_otherwise(result: Result) -> bool:
    _, yours, expected = result
    mine, theirs = ([item.value for item in run.select([RETURN])] for run in (yours, expected))
    return not same(mine, theirs)
