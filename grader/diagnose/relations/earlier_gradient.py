"""A new gradient is added to one that is already there."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Result, moves_otherwise
from grader.diagnose.rows import asks_only
from grader.observe.compare import equal
from grader.observe.recorder import BACKWARD_STALE
from grader.observe.run import Run

rank = 3


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    differ = [result for result in results if not equal(result[1], result[2])]
    held = [_held(yours) for _, yours, _ in differ]
    if not held or not all(map(any, held)):
        return None
    if any(asks_only(yours) for _, yours, _ in differ):
        return None  # it is not `backward()` that would add
    if any(any(_held(expected)) for *_, expected in differ):
        return None
    if not any(map(moves_otherwise, differ)):
        return None  # what was there was taken away again, or is not used
    return (
        "When a new gradient arrives, an earlier one is still in `.grad`, and the two are added up."
    )


def _held(run: Run) -> list[bool]:
    return [bool(item.value) for item in run.items if item.key == BACKWARD_STALE]
