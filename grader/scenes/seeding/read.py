"""Says what the numbers that were drawn have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.observe.recorder import ENDED
from grader.observe.run import Item, Run
from grader.scenes.seeding.draw import SPAN
from grader.scenes.seeding.play import COUNT, DRAWN, GENERATORS

Places = list[int]  # of numbers in the range they were drawn from


def same_key(generator: str) -> str:
    """Return what is noted of a generator that is seeded twice alike."""
    return f"{generator}: same seed, same numbers"


def other_key(generator: str) -> str:
    """Return what is noted of a generator that gets different seeds."""
    return f"{generator}: different seeds that give the same numbers"


def seeding(run: Run, known: dict[str, list[Any]]) -> Run:
    """Compare what was drawn after the same seed, and after another.

    Args:
        run: What was observed.
        known: For each call the first one with the same seed (``alike``), of which one has three,
            what its seed is called (``called``) and the smallest number that could be drawn after
            it (``lows``); and which seeds are often taken in the place of 0 (``defaults``).
    """
    drawn = [item.value for item in run.items if item.key == DRAWN]
    items = [item for item in run.items if item.key == ENDED]
    if len(drawn) == len(known["alike"]) and all(isinstance(each, dict) for each in drawn):
        items = [*_compared(drawn, **known), *items]
    return replace(run, items=tuple(items))


def _compared(
    drawn: Sequence[dict[str, Any]],
    alike: list[int],
    called: list[str],
    lows: list[int],
    defaults: list[int],
) -> Iterator[Item]:
    usual, seeds = max(alike, key=alike.count), list(map(int, called))
    for name in GENERATORS:
        found = [_places(each.get(name), low) for each, low in zip(drawn, lows, strict=True)]
        same = [places for first, places in zip(alike, found, strict=True) if first == usual]
        known = None not in found  # or they are made up
        yield Item(same_key(name), known and all(places == same[0] for places in same))
        yield Item(other_key(name), _sharing(found, seeds, defaults) if known else "cannot be told")


def _sharing(found: Sequence[Places | None], seeds: list[int], defaults: list[int]) -> str:
    """Return which seeds have numbers in common with another seed.

    Which default 0 has them in common with does not matter.
    """
    groups: dict[str, set[int]] = {}
    for places, seed in zip(found, seeds, strict=True):
        groups.setdefault(str(places), set()).add(seed)
    shared = sorted(sorted(group) for group in groups.values() if len(group) > 1)
    of_zero = [[0, default] for default in defaults]
    told = ("0, a usual default" if g in of_zero else ", ".join(map(str, g)) for g in shared)
    return "; ".join(told) or "none"


def _places(numbers: Any, low: int) -> Places | None:
    """Return where numbers lie in their range; None if they are no such numbers."""
    if not isinstance(numbers, list) or len(numbers) != COUNT:
        return None
    if not all(type(n) is int and low <= n < low + SPAN for n in numbers):
        return None
    return [n - low for n in numbers]
