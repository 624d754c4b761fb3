"""Each parameter moves by the expected amount times, or divided by, something.

That may be another number in each call, such as what shortens all gradients of a call together.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number, Result, common_factor, flat, shown
from grader.diagnose.relations import times
from grader.observe.compare import same
from grader.observe.run import Run
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
    return f"The amount by which a parameter moves {told}" if told else _by_call(results)


def _by_call(results: Sequence[Result]) -> str | None:
    """Return that in each call all moves are multiplied by one number, if it holds."""
    first = ""
    for probe, yours, expected in results:
        mine, theirs = (_moves(run) for run in (yours, expected))
        for call, moved in theirs.items():
            if same(mine.get(call), moved):
                continue
            factor = common_factor(mine.get(call), moved)
            if factor is None:
                return None
            first = first or f"{factor:.4g} in call {call + 1} with {probe.about}"
    if not first:
        return None
    return (
        "In each call, all parameters move by the expected amounts times one and the same number, "
        f"{first}."
    )


def _moves(run: Run) -> dict[int, list[float]]:
    """Return by how much all parameters together moved in each call."""
    found: dict[int, list[float]] = {}
    for item in run.select(MOVED):
        found.setdefault(item.call, []).extend(flat(item.value) or [])
    return found
