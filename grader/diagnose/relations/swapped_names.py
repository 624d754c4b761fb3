"""Two entries of a returned dictionary are exchanged, or one stands under two names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from grader.diagnose.evidence import ENOUGH, Result, flat
from grader.observe.compare import same
from grader.observe.recorder import RETURN
from grader.observe.run import Run

rank = 5
Values = Mapping[str, list[Any]]


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    mine, theirs = _returned([r[1] for r in results]), _returned([r[2] for r in results])
    wrong = [name for name in theirs if not same(mine.get(name, []), theirs[name])]
    for one, other in permutations(theirs, 2):
        if one not in wrong or not _shows(theirs, one, other):
            continue
        if same(mine.get(one, []), theirs[other]):
            both = other in wrong and same(mine.get(other, []), theirs[one])
            if both:
                return f"Your `{one}` and `{other}` are exchanged: each holds the other's numbers."
            return f"Your `{one}` holds what `{other}` should hold."
    return None


def _returned(runs: Sequence[Run]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for item in (item for run in runs for item in run.items if item.key.startswith(f"{RETURN}.")):
        found.setdefault(item.key.removeprefix(f"{RETURN}."), []).append(item.value)
    return found


def _shows(theirs: Values, one: str, other: str) -> bool:
    """Return whether the two are told apart by enough numbers."""
    numbers = {f"{number:.4g}" for number in flat(theirs[other]) or ()}
    return len(numbers) >= ENOUGH and not same(theirs[one], theirs[other])
