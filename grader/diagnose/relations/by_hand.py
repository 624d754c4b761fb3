"""Weights move although no optimizer makes a step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from grader.diagnose.evidence import ENOUGH, Result, moves_otherwise
from grader.observe.compare import same
from grader.observe.recorder import STEP_GRADIENT, WEIGHTS
from grader.observe.run import Run

rank = 1


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    expected = [len(theirs.select([STEP_GRADIENT])) for _, _, theirs in results]
    if not all(expected) or sum(expected) < ENOUGH:
        return None
    if any(mine.select([STEP_GRADIENT]) for _, mine, _ in results):
        return None
    if not any(_moves(mine) for _, mine, _ in results) or not any(map(moves_otherwise, results)):
        return None
    return (
        "In your code no `step()` of an optimizer runs; the weights move, but by something else "
        "than the optimizer."
    )


def _moves(run: Run) -> bool:
    """Return whether the weights are others after one call than after another."""
    after = [item.value for item in run.select([WEIGHTS])]
    return any(not same(first, other) for first, other in pairwise(after))
