"""Draws seeds, and from which numbers is drawn after each; the one is told after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from grader.scenes.draws import PRACTICE, Drawn, Draws, Play

SPAN = 1_000_000
FAR = 2**16 * 5**6  # another seed ends with the same digits, decimal and binary
RANGES = 1_000  # where a range begins, in spans


def seeding(
    draws: Draws,
    *,
    seed: int,
    other: int,
    more: Sequence[int] = (),
    defaults: Sequence[int] = (),
) -> Drawn:
    """Call ``seed_everything(seed)`` again and again, drawing numbers after each call.

    Which numbers come out is not compared with anybody's: see ``read.seeding``. They are
    drawn each time from another range of the same length, which is told after the call.

    Args:
        draws: Source of the random numbers.
        seed: The seed of three calls: in practice of the first two and the last. 0 stays 0.
        other: The seed of the other call.
        more: Seeds of further calls, the same with every seed of the draws.
        defaults: More of these, which are often taken in the place of 0.
    """
    low = draws.count(0) * SPAN
    seed, other = draws.count(seed) if seed else 0, draws.count(other) + 3
    seeds = [seed, seed, other, seed + FAR, *defaults, *more, seed]
    lows = [low] * len(seeds)
    if draws.seed != PRACTICE:
        seeds, lows = draws.shuffled(seeds), [_low(draws) for _ in seeds]
    alike = [seeds.index(seed) for seed in seeds]
    called = list(map(str, seeds))  # what they are called; as numbers they are handed over
    known = {"alike": alike, "called": called, "lows": lows, "defaults": list(defaults)}
    return Drawn((Play({}, then=list(_pieces(seeds, lows))),), known)


def _low(draws: Draws) -> int:
    return int(draws.whole(0, RANGES, ())) * SPAN


def _pieces(seeds: list[int], lows: list[int]) -> Iterator[dict[str, Any]]:
    for seed, low in zip(seeds, lows, strict=True):
        yield {"seed": seed}
        yield {"low": low, "high": low + SPAN}
