"""Pairs of answers that are worth a look by a person: what they share and hardly anybody has.

Short answers to the same question are alike by nature, so likeness itself says little. What counts
is what is rare in the class and not in the text that all of them got: the same unusual line, the
same unusual mistake. Nothing here says that anybody copied.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from grader.classroom.reports.answers import Answer
from grader.classroom.reports.items import ENOUGH

LETTERS = 12  # a line with fewer characters is what anybody would write
RARE, RAREST = 50, 2  # at most every 50th has it; in a small class, two
MOST = 5  # who share something; more of them are a group that learned together
LINES, MISTAKES = 3, 1  # so many rare lines, or rare mistakes and another thing, make a pair
SHOWN = 20
PARTS = 4  # of what is shared that are shown


@dataclass(frozen=True)
class Pair:
    """Two submissions to look at.

    Attributes:
        stage: The assignment.
        students: The two.
        weight: How unlikely it is to share all of this by chance: the larger, the less likely.
        likeness: How alike their answers are, from 0 to 1, without what was given.
        lines: Lines that both have and hardly anybody else.
        mistakes: Exercise and names of mistakes that both made and hardly anybody else.
    """

    stage: str
    students: tuple[str, str]
    weight: float
    likeness: float
    lines: tuple[str, ...]
    mistakes: tuple[str, ...]


Mark = tuple[str, str, str]  # a kind, the exercise, and a line or mistakes


def pairs(
    stage: str, answers: Iterable[Answer], released: Mapping[str, str], most: int = SHOWN
) -> list[Pair]:
    """Return the pairs of an assignment, those that share most first.

    Args:
        stage: The assignment.
        answers: All answers to it.
        released: The cell that everybody got, by exercise.
        most: How many pairs at most.
    """
    given = {exercise: set(_lines(text)) for exercise, text in released.items()}
    texts: dict[str, list[str]] = defaultdict(list)
    who: dict[Mark, set[str]] = defaultdict(set)
    for answer in answers:
        own = [x for x in _lines(answer.source) if x not in given.get(answer.exercise, ())]
        texts[answer.student] += own
        for mark in _marks(answer, own):
            who[mark].add(answer.student)
    if len(texts) < ENOUGH:
        return []
    found = [_pair(stage, both, marks, texts) for both, marks in _shared(who, len(texts))]
    return sorted(found, key=lambda pair: (-pair.weight, pair.students))[:most]


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(raw.split()) for raw in text.splitlines()) if line]


def _marks(answer: Answer, own: Iterable[str]) -> Iterable[Mark]:
    yield from (("line", answer.exercise, line) for line in own if len(line) >= LETTERS)
    if slugs := sorted(fault.slug for fault in answer.faults if fault.is_mistake):
        yield "mistake", answer.exercise, " and ".join(slugs)


Weights = dict[Mark, float]


def _shared(who: Mapping[Mark, set[str]], count: int) -> Iterable[tuple[tuple[str, str], Weights]]:
    """Yield two students with what is rare and theirs, where that is enough."""
    limit = max(RAREST, min(MOST, count // RARE))
    together: dict[tuple[str, str], Weights] = defaultdict(dict)
    for mark, students in who.items():
        if 2 <= len(students) <= limit:
            for one, other in itertools.combinations(sorted(students), 2):
                together[one, other][mark] = math.log(count / len(students))
    return ((both, marks) for both, marks in together.items() if _is_enough(marks))


def _is_enough(marks: Iterable[Mark]) -> bool:
    kinds = [kind for kind, _, _ in marks]
    mistakes = kinds.count("mistake")
    return kinds.count("line") >= LINES or (mistakes >= MISTAKES and len(kinds) > 1)


def _pair(
    stage: str, both: tuple[str, str], marks: Weights, texts: Mapping[str, Sequence[str]]
) -> Pair:
    one, other = ("\n".join(texts[student]) for student in both)
    likeness = fuzz.ratio(one, other) / 100
    ranked = sorted(marks, key=lambda mark: (-marks[mark], -len(mark[2]), mark))
    lines = [line for kind, _, line in ranked if kind == "line"]
    mistakes = [f"{exercise}: {slugs}" for kind, exercise, slugs in ranked if kind == "mistake"]
    weight = sum(marks.values())
    return Pair(stage, both, weight, likeness, tuple(lines[:PARTS]), tuple(mistakes[:PARTS]))
