"""A list is cut short, or goes on."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Pair, lists
from grader.observe.compare import same

rank = 7


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    found = lists(pairs)
    apart = [n for n, (mine, theirs) in enumerate(found) if len(mine) != len(theirs)]
    if not apart or sum(min(len(mine), len(theirs)) for mine, theirs in found) < ENOUGH:
        return None
    mine, theirs = found[apart[0]]
    told = f"{_numbers(len(mine))} where {len(theirs)} {_is(len(theirs))} expected"
    where = f"with {pairs[apart[0]].about}, " if len({pair.about for pair in pairs}) > 1 else ""
    if all(same(mine, theirs[: len(mine)]) for mine, theirs in found):
        return f"ends too early: {where}it holds {_part('first', mine, theirs) or told}."
    if all(same(mine, theirs[len(theirs) - len(mine) :]) for mine, theirs in found):
        return f"begins too late: {where}it holds {_part('last', mine, theirs) or told}."
    if all(same(mine[: len(theirs)], theirs) for mine, theirs in found):
        return f"begins as expected and goes on too long: {where}it holds {told}."
    if all(same(mine[len(mine) - len(theirs) :], theirs) for mine, theirs in found):
        return f"ends as expected and begins too early: {where}it holds {told}."
    return None


def _part(which: str, mine: Sequence[float], theirs: Sequence[float]) -> str:
    """Return what part of the expected numbers is there; empty where there is none."""
    count = f" {len(mine)}" if len(mine) > 1 else ""
    return f"the {which}{count} of {len(theirs)} expected numbers" if mine else ""


def _numbers(count: int) -> str:
    return {0: "no numbers", 1: "one number"}.get(count, f"{count} numbers")


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
