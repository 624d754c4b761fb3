"""Who needs help, and why: reasons that an instructor can check, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LITTLE = 0.5  # of the points


@dataclass(frozen=True)
class Need:
    """A student who needs somebody to talk to.

    Attributes:
        student: Who.
        share: The share of the points that they could have had, from 0 to 1.
        reasons: Sentences.
    """

    student: str
    share: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How a student stands in one assignment.

    Attributes:
        share: The share of the points; None where nothing was handed in.
        unwritten: Exercises without an answer.
    """

    share: float | None
    unwritten: tuple[str, ...] = ()


def needs(
    standings: Mapping[str, Mapping[str, Standing]],
    stubborn: Mapping[str, set[tuple[str, str]]],
    repeated: Mapping[str, set[str]],
) -> list[Need]:
    """Return those for whom there is a reason, those with most reasons first.

    Args:
        standings: By student, how they stand in each assignment that others handed in.
        stubborn: By student, exercise and mistake that two attempts running have.
        repeated: By student, mistakes that were made in several assignments.
    """
    found = [
        _need(student, stages, stubborn.get(student, set()), repeated.get(student, set()))
        for student, stages in standings.items()
    ]
    told = [need for need in found if need.reasons]
    return sorted(told, key=lambda need: (-len(need.reasons), need.share, need.student))


def _need(
    student: str,
    stages: Mapping[str, Standing],
    stubborn: set[tuple[str, str]],
    repeated: set[str],
) -> Need:
    shares = [stage.share or 0.0 for stage in stages.values()]
    missing = [name for name, stage in stages.items() if stage.share is None]
    low = [n for n, stage in stages.items() if stage.share is not None and stage.share < LITTLE]
    unwritten = [exercise for stage in stages.values() for exercise in stage.unwritten]
    reasons = {
        "handed in nothing": missing,
        "less than half of the points": low,
        "no answer": unwritten,
        "the same mistake in the next attempt": [f"{slug} in {e}" for e, slug in sorted(stubborn)],
        "the same mistake in several assignments": sorted(repeated),
    }
    told = tuple(f"{why}: {_some(names)}" for why, names in reasons.items() if names)
    return Need(student, sum(shares) / len(shares) if shares else 0.0, told)


def _some(names: list[str], most: int = 4) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
