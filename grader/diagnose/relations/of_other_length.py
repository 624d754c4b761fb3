"""A list is cut short, or goes on."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Pair, lists
from grader.observe.compare import same

rank = 7


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = lists(pairs)
    apart = [(mine, theirs) for mine, theirs in found if len(mine) != len(theirs)]
    if not apart or sum(min(len(mine), len(theirs)) for mine, theirs in found) < ENOUGH:
        return None
    mine, theirs = apart[0]
    some = f"{len(mine)} of {len(theirs)} expected numbers"
    told = f"{len(mine)} numbers where {len(theirs)} are expected"
    if all(same(mine, theirs[: len(mine)]) for mine, theirs in found):
        return f"ends too early: it holds the first {some}."
    if all(same(mine, theirs[len(theirs) - len(mine) :]) for mine, theirs in found):
        return f"begins too late: it holds the last {some}."
    if all(same(mine[: len(theirs)], theirs) for mine, theirs in found):
        return f"begins as expected and goes on too long: it holds {told}."
    if all(same(mine[len(mine) - len(theirs) :], theirs) for mine, theirs in found):
        return f"ends as expected and begins too early: it holds {told}."
    return None
