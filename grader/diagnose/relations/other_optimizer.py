"""Updates are made by an optimizer that was not handed over."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Result, moves_otherwise
from grader.observe.recorder import STEP_OWN
from grader.observe.run import Run

rank = 2


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    mine = [_own(yours) for _, yours, _ in results]
    theirs = [_own(expected) for _, _, expected in results]
    if sum(map(len, mine)) < ENOUGH or any(map(any, mine)) or not all(map(all, theirs)):
        return None
    if list(map(len, mine)) != list(map(len, theirs)):
        return None
    if not any(map(moves_otherwise, results)):
        return None  # it is as good as the one that was handed over
    return (
        "Your code makes as many updates as expected, but by another optimizer than the one that "
        "was handed over."
    )


def _own(run: Run) -> list[bool]:
    return [bool(item.value) for item in run.items if item.key == STEP_OWN]
