"""Another number of updates is made than expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Result, moves_otherwise
from grader.observe.compare import equal
from grader.observe.recorder import STEP_GRADIENT
from grader.observe.run import Run

rank = 1


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    differ = [result for result in results if not equal(result[1], result[2])]
    counts = [(_by_call(mine), _by_call(theirs)) for _, mine, theirs in differ]
    totals = [(mine.total(), theirs.total()) for mine, theirs in counts]
    if not totals or any(mine == theirs for mine, theirs in totals):
        return None
    if sum(mine + theirs for mine, theirs in totals) < ENOUGH:
        return None
    if not any(mine for mine, _ in totals) or not all(theirs for _, theirs in totals):
        return None  # where no optimizer steps, updates may be made by hand
    if not any(map(moves_otherwise, differ)):
        return None  # several optimizers may share the work
    return f"With {differ[0][0].about}, your code makes {_told(*counts[0])} expected."


def _by_call(run: Run) -> Counter[int]:
    return Counter(item.call for item in run.items if item.key == STEP_GRADIENT)


def _told(mine: Counter[int], theirs: Counter[int]) -> str:
    """Return both numbers in the first call where they differ."""
    call = min(n for n in mine | theirs if mine[n] != theirs[n])
    several = len(theirs | mine) > 1
    which = " in its first call," if call == 0 else f" in its call {call + 1},"
    where = which if several else ""
    updates = f"{mine[call]} update{'s'[: mine[call] != 1]}{where} where {theirs[call]}"
    return f"{updates} {'is' if theirs[call] == 1 else 'are'}"
