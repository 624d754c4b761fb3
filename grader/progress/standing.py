"""Where a learner stands: derived from the attempts alone, whenever it is asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.course import catalogue
from grader.progress.attempts import Attempt

BREAK = timedelta(minutes=15)  # who checks nothing for longer is doing something else
SHORT = 5  # minutes below which no time is told


@dataclass(frozen=True)
class Standing:
    """How it stands with one exercise.

    Attributes:
        exercise: Its address.
        passed: Whether it was ever passed.
        attempts: How often it was checked.
        met: The mistakes that were named on it.
        overcome: Those of them after which it was passed.
    """

    exercise: str
    passed: bool
    attempts: int
    met: tuple[str, ...]
    overcome: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A stage and how it stands with its exercises."""

    name: str
    title: str
    exercises: tuple[Standing, ...]

    @property
    def passed(self) -> int:
        """How many exercises are passed."""
        return sum(standing.passed for standing in self.exercises)

    @property
    def done(self) -> bool:
        """Whether all are."""
        return self.passed == len(self.exercises)


@dataclass(frozen=True)
class Way:
    """The way through the course.

    Attributes:
        stages: All of them, in order.
        next: Address of the exercise to do next; empty at the end.
        attempts: How many there were.
        minutes: How long was worked, as far as attempts tell; 0 where that is not worth telling.
    """

    stages: tuple[Stage, ...]
    next: str
    attempts: int
    minutes: int

    @property
    def mistakes(self) -> tuple[tuple[str, str, bool], ...]:
        """Every mistake that was met: its slug, where, and whether it is overcome."""
        return tuple(
            (slug, standing.exercise, slug in standing.overcome)
            for stage in self.stages
            for standing in stage.exercises
            for slug in standing.met
        )


def way(attempts: Sequence[Attempt]) -> Way:
    """Return where somebody stands who made these attempts, the oldest first."""
    by_exercise: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_exercise.setdefault(attempt.exercise, []).append(attempt)
    found: dict[str, list[Standing]] = {}
    for address, exercise in catalogue.exercises().items():
        standing = _standing(address, by_exercise.get(address, []))
        found.setdefault(exercise.stage, []).append(standing)
    titles = {name: stage.title for name, stage in catalogue.stages().items()}
    stages = tuple(Stage(name, titles[name], tuple(some)) for name, some in found.items())
    left = (s.exercise for stage in stages for s in stage.exercises if not s.passed)
    return Way(stages, next(left, ""), len(attempts), _minutes(attempts))


def _standing(address: str, attempts: Sequence[Attempt]) -> Standing:
    met: dict[str, int] = {}
    for place, attempt in enumerate(attempts):
        met.update(dict.fromkeys(attempt.mistakes, place))
    passes = [place for place, attempt in enumerate(attempts) if attempt.passed]
    last = max(passes, default=-1)
    overcome = tuple(slug for slug, place in met.items() if place < last)
    return Standing(address, bool(passes), len(attempts), tuple(met), overcome)


def _minutes(attempts: Iterable[Attempt]) -> int:
    moments = [datetime.fromisoformat(attempt.when) for attempt in attempts]
    gaps = (after - before for before, after in itertools.pairwise(moments))
    worked = sum((gap for gap in gaps if gap <= BREAK), timedelta())
    minutes = round(worked.total_seconds() / 60)
    return minutes if minutes >= SHORT else 0
