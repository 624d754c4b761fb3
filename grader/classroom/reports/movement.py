"""Who overcame what: from one attempt to the next, and from one assignment to another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.verdicts import Said
from grader.classroom.reports.answers import Answer
from grader.classroom.reports.items import FEWEST

Attempts = dict[tuple[str, str], list[Said]]
"""What was said of each attempt, the oldest first, by assignment and student."""


@dataclass(frozen=True)
class Moved:
    """What became of those who made a mistake in an earlier attempt.

    Attributes:
        exercise: The exercise's address.
        slug: The mistake's name.
        had: How many made it in an earlier attempt and handed in again.
        passed: How many of them passed with the last attempt; None of fewer than five.
        kept: How many make it still; None of fewer than five.
    """

    exercise: str
    slug: str
    had: int
    passed: int | None = None
    kept: int | None = None


def attempts(entries: Iterable[Entry]) -> Attempts:
    """Return the attempts that a record holds, with what was said of each.

    What was graded again without having been handed in again is one attempt; so is what was
    graded before the assignment changed, since it cannot be told then which of the two changed.
    """
    last: dict[tuple[str, str], Entry] = {}
    found: Attempts = defaultdict(list)
    for entry in entries:
        if not entry.saved or not entry.said:
            continue
        key = entry.stage, entry.student
        before, last[key] = last.get(key), entry
        if before and (before.digest == entry.digest or before.basis != entry.basis):
            found[key].pop()
        found[key].append(entry.said)
    return dict(found)


def moved(found: Attempts) -> list[Moved]:
    """Return what became of the mistakes of earlier attempts, the most frequent first."""
    by_mistake: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for said in found.values():
        for exercise, slug in _made_before(said):
            kind, *slugs = said[-1].get(exercise, [""])
            by_mistake[exercise, slug].append((kind == "pass", slug in slugs))
    rows = [_row(*key, became) for key, became in by_mistake.items()]
    return sorted(rows, key=lambda row: (-row.had, row.exercise, row.slug))


def _made_before(said: Sequence[Said]) -> set[tuple[str, str]]:
    return {
        (exercise, slug)
        for earlier in said[:-1]
        for exercise, (_, *slugs) in earlier.items()
        for slug in slugs
    }


def _row(exercise: str, slug: str, became: Sequence[tuple[bool, bool]]) -> Moved:
    if len(became) < FEWEST:
        return Moved(exercise, slug, len(became))
    passed, kept = (sum(column) for column in zip(*became, strict=True))
    return Moved(exercise, slug, len(became), passed, kept)


def stubborn(found: Attempts) -> dict[str, set[tuple[str, str]]]:
    """Return the mistakes, with their exercise, that students made in two attempts running."""
    kept: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (_, student), said in found.items():
        now = {(e, slug) for e, (_, *slugs) in said[-1].items() for slug in slugs}
        kept[student] |= now & _made_before(said)
    return {student: pairs for student, pairs in kept.items() if pairs}


def made_in(answers: Iterable[Answer]) -> dict[str, dict[str, set[str]]]:
    """Return who made each mistake, by its name and the assignment."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for answer in answers:
        for fault in answer.faults:
            if fault.is_mistake:
                found[fault.slug][answer.stage].add(answer.student)
    return {slug: dict(stages) for slug, stages in found.items()}


def repeated(made: Mapping[str, Mapping[str, set[str]]]) -> dict[str, set[str]]:
    """Return the mistakes that students made in more than one assignment, by student."""
    found: dict[str, set[str]] = defaultdict(set)
    for slug, stages in made.items():
        count = Counter(student for students in stages.values() for student in students)
        for student in (who for who, number in count.items() if number > 1):
            found[student].add(slug)
    return dict(found)
