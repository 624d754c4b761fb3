"""A list holds some of what is expected more than once, and lacks the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from grader.diagnose.evidence import ENOUGH, Pair
from grader.observe.compare import same

rank = 7


def of_values(pairs: Sequence[Pair]) -> str | None:
    """Return the end of a sentence, if it holds."""
    apart = [pair for pair in pairs if not same(pair.yours, pair.expected)]
    if not apart or not all(_repeats(pair.yours, pair.expected) for pair in apart):
        return None
    return "holds some of what is expected more than once, and lacks others."


def _repeats(mine: object, theirs: object) -> bool:
    if not _plain(mine) or not _plain(theirs):
        return False
    once = len(set(theirs)) == len(theirs) >= ENOUGH
    return once and len(mine) == len(theirs) > len(set(mine)) and set(mine) < set(theirs)


def _plain(value: object) -> TypeGuard[list[int | str]]:
    """Return whether something is a list of whole numbers or of names."""
    return isinstance(value, list) and all(type(part) in (int, str) for part in value)
