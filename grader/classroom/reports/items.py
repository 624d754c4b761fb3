"""How hard each exercise and each promise was, and whether it tells the able from the others."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5  # of fewer students no share, mean or spread is told
ENOUGH = 10  # of fewer, a correlation says nothing
SURE = 1.96  # standard deviations: 95 % of a normal distribution lie within
WEAK = 0.2  # a correlation below this tells nobody from anybody
HARD, EASY = 0.1, 0.98
BACKWARDS = "Those who do well elsewhere do worse here: read what it asks for, and a few answers."
TELLS_NOTHING = "Those who do well elsewhere do no better here: read what it asks for."
TOO_HARD = "Hardly anybody earns this: is it asked for clearly, and taught before?"


@dataclass(frozen=True)
class Item:
    """An exercise, or one of its promises, as a question of an exam.

    Attributes:
        exercise: The address; what else is graded goes by stage and cell.
        promise: The promise's sentence; empty for the exercise as a whole.
        count: Whose answers it is about: how many.
        ease: The mean share of the points, or the share of those who kept the promise, from
            0 to 1; None of fewer than ``FEWEST``.
        tells: The correlation with the points for everything else, from -1 to 1; None where
            there are too few, or all are alike.
        suspicion: What is suspicious about it, in a sentence; empty for nothing.
    """

    exercise: str
    promise: str
    count: int
    ease: float | None = None
    tells: float | None = None
    suspicion: str = ""

    @property
    def order(self) -> tuple[bool, float, str, str]:
        """What items are sorted by: suspicious ones first, the least telling before others."""
        tells = 1.0 if self.tells is None else self.tells
        return not self.suspicion, tells, self.exercise, self.promise


def item(exercise: str, promise: str, values: Sequence[tuple[float, float | None]]) -> Item:
    """Return what is to be said of an exercise or a promise.

    Args:
        exercise: The address.
        promise: The promise's sentence, if it is one.
        values: For each student what was earned here, from 0 to 1, and the share of the points
            earned everywhere else; None where there is nothing else.
    """
    count = len(values)
    if count < FEWEST:
        return Item(exercise, promise, count)
    ease = statistics.fmean(value for value, _ in values)
    tells = _correlation([(value, rest) for value, rest in values if rest is not None])
    return Item(exercise, promise, count, ease, tells, _suspicion(count, ease, tells))


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < ENOUGH:
        return None
    here, rest = zip(*pairs, strict=True)
    try:
        return statistics.correlation(here, rest)
    except statistics.StatisticsError:  # all are alike
        return None


def _suspicion(count: int, ease: float, tells: float | None) -> str:
    if count < ENOUGH:
        return ""
    if ease < HARD:
        return TOO_HARD
    if tells is None or not _surely_weak(tells, count) or ease > EASY:
        return ""
    return BACKWARDS if tells < 0 else TELLS_NOTHING


def _surely_weak(tells: float, count: int) -> bool:
    """Return whether chance alone would hardly hide a correlation that is worth something."""
    width = SURE / math.sqrt(count - 3)
    return math.tanh(math.atanh(max(-0.999, min(0.999, tells))) + width) < WEAK


@dataclass(frozen=True)
class Spread:
    """How points are spread over a class.

    Attributes:
        count: Of how many.
        mean: The mean share of the points, from 0 to 1; None of fewer than ``FEWEST``.
        median: The median share.
        tenths: How many are in each tenth, the lowest first; full marks are in the last.
    """

    count: int
    mean: float | None = None
    median: float | None = None
    tenths: tuple[int, ...] = ()


def spread(shares: Sequence[float]) -> Spread:
    """Return how shares of points, from 0 to 1, are spread; more than full marks count as full."""
    if len(shares) < FEWEST:
        return Spread(len(shares))
    tenths = [0] * 10
    for share in shares:
        tenths[max(0, min(9, math.floor(10 * share + 1e-9)))] += 1
    return Spread(len(shares), statistics.fmean(shares), statistics.median(shares), tuple(tenths))


def rest_of(
    whole: Mapping[str, tuple[float, float]], part: Iterable[tuple[str, float, float]]
) -> dict[str, float | None]:
    """Return the share of the points that each student earned outside of some cells.

    Args:
        whole: What each earned and could have, by student.
        part: Student, what they earned and could have in each of these cells.
    """
    left = dict(whole)
    for student, earned, worth in part:
        have, could = left[student]
        left[student] = have - earned, could - worth
    return {who: have / could if could > 1e-9 else None for who, (have, could) in left.items()}
