"""The batches come in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.diagnose.evidence import ENOUGH, Result
from grader.observe.compare import same
from grader.observe.recorder import FORWARD_INPUTS
from grader.observe.run import Run

rank = 6


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    seen = [(_inputs(yours), _inputs(theirs)) for _, yours, theirs in results]
    moved = [(mine, theirs) for mine, theirs in seen if not same(mine, theirs)]
    if not moved or not all(_permuted(mine, theirs) for mine, theirs in seen):
        return None
    if sum(not same(*pair) for lists in moved for pair in zip(*lists, strict=True)) < ENOUGH:
        return None
    return "Your forward passes see the same batches as expected, in another order."


def _inputs(run: Run) -> list[Any]:
    return [item.value for item in run.items if item.key == FORWARD_INPUTS]


def _permuted(mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Return whether each of one list has its own counterpart in the other."""
    left = list(theirs)
    for value in mine:
        place = next((n for n, other in enumerate(left) if same(value, other)), None)
        if place is None:
            return False
        del left[place]
    return not left
