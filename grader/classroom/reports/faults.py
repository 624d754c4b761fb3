"""What went wrong in each exercise, how often, and one answer of each kind without a name."""

from __future__ import annotations

import re
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grader.classroom.reports.answers import Answer, Fault
from grader.classroom.reports.book import Person
from grader.classroom.reports.items import FEWEST
from grader.classroom.reports.prose import without_prose
from grader.verdict import Verdict

LINES = 40  # an answer that is longer is no example that is read
LETTERS = 3  # a shorter part of a name is no name


@dataclass(frozen=True)
class Example:
    """One answer with a mistake, without anything that says whose it is.

    Attributes:
        source: The code, without comments and in one style.
        verdict: What was said of it.
    """

    source: str
    verdict: Verdict


@dataclass(frozen=True)
class Found:
    """Something that went wrong in an exercise.

    Attributes:
        fault: What it is.
        count: How many answers it is in.
        share: Which part of all answers that is; None of fewer than five answers.
        example: One of them; None where there is none that may be shown.
    """

    fault: Fault
    count: int
    share: float | None = None
    example: Example | None = None


@dataclass(frozen=True)
class Outcome:
    """How an exercise went.

    Attributes:
        exercise: The address.
        count: How many answers there are, missing ones included.
        passed: How many are right.
        found: What went wrong, the most frequent first.
    """

    exercise: str
    count: int
    passed: int
    found: tuple[Found, ...]


class Examples:
    """Keeps the best example of each fault while answers go by.

    Args:
        people: Everybody, for what must not stand in an example.
    """

    def __init__(self, people: dict[str, Person]) -> None:
        self._people = people
        self._best: dict[tuple[str, str], tuple[tuple[int, int, str], Example]] = {}

    def take(self, answer: Answer) -> Answer:
        """Look at an answer; return it without the verdict, which is large."""
        if answer.verdict is not None and answer.is_written:
            for fault in answer.faults:
                self._consider(answer, answer.verdict, fault)
        return replace(answer, verdict=None)

    def _consider(self, answer: Answer, verdict: Verdict, fault: Fault) -> None:
        """Keep an answer with few faults and few lines rather than another."""
        key, rank = (answer.exercise, fault.slug), (len(answer.faults), len(answer.source))
        known = self._best.get(key)
        if known and known[0][:2] <= rank:
            return
        source = anonymous(answer.source, self._people.get(answer.student), answer.student)
        if source:
            self._best[key] = ((*rank, source), Example(source, verdict))

    def of(self, exercise: str, slug: str) -> Example | None:
        """Return the example of a fault."""
        found = self._best.get((exercise, slug))
        return found[1] if found else None


def anonymous(source: str, person: Person | None, student: str) -> str:
    """Return code without comments and docstrings; empty where it still tells whose it is.

    Args:
        source: The code as it was handed in.
        person: Who handed it in, if the gradebook knows.
        student: What nbgrader calls them by.
    """
    try:
        plain = without_prose(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return ""
    if plain.count("\n") >= LINES or _words(plain) & _names(person, student):
        return ""
    return plain


def _names(person: Person | None, student: str) -> set[str]:
    known = (student, *((person.first, person.last, person.email) if person else ()))
    return {word for words in known for word in _words(words)}


def _words(text: str) -> set[str]:
    found = re.findall(r"[^\W_]+", text.casefold())
    return {word for word in found if len(word) >= LETTERS}


def outcomes(answers: Iterable[Answer], examples: Examples) -> list[Outcome]:
    """Return how each exercise went, the one that most failed first."""
    by_exercise: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_exercise[answer.exercise].append(answer)
    made = (_outcome(address, found, examples) for address, found in by_exercise.items())
    return sorted(made, key=lambda one: (one.passed - one.count, one.exercise))


def _outcome(exercise: str, found: Sequence[Answer], examples: Examples) -> Outcome:
    count = Counter(fault for answer in found for fault in set(answer.faults))
    many = len(found) >= FEWEST
    told = [
        Found(
            fault,
            number,
            number / len(found) if many else None,
            examples.of(exercise, fault.slug) if many else None,
        )
        for fault, number in count.items()
    ]
    told.sort(key=lambda one: (-one.count, one.fault.slug, one.fault.title))
    return Outcome(exercise, len(found), sum(a.passed for a in found), tuple(told))
