"""Each update comes before its own backward pass."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Result, moves_otherwise
from grader.observe.compare import equal, same
from grader.observe.recorder import BACKWARD_GRADIENT, STEP_GRADIENT
from grader.observe.run import Run

rank = 4


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    differ = [(yours, theirs) for _, yours, theirs in results if not equal(yours, theirs)]
    if not differ or not all(_is_late(yours) and not _is_late(theirs) for yours, theirs in differ):
        return None
    if sum(len(_order(yours)) // 2 - 1 for yours, _ in differ) < ENOUGH:
        return None
    if not any(map(moves_otherwise, results)):
        return None
    return (
        "Each update comes before its own `backward()`: the first uses no gradient, and every "
        "later one uses that of the backward pass before."
    )


def _is_late(run: Run) -> bool:
    """Return whether updates and backward passes take turns, and each uses the one before."""
    found = _order(run)
    updates, passes = found[::2], found[1::2]
    if len(updates) < 2 or len(updates) != len(passes):
        return False
    if any(key != STEP_GRADIENT for key, _ in updates) or updates[0][1]:
        return False
    if any(key != BACKWARD_GRADIENT for key, _ in passes):
        return False
    used, new = [value for _, value in updates[1:]], [value for _, value in passes]
    return same(used, new[:-1]) and not any(map(same, used, new[1:]))


def _order(run: Run) -> list[tuple[str, object]]:
    """Return the gradients of updates and backward passes, in the order of time."""
    kinds = (BACKWARD_GRADIENT, STEP_GRADIENT)
    return [(item.key, item.value) for item in run.items if item.key in kinds]
