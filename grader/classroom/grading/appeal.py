"""What decided a mark: a submission is run once more, with its own numbers, and nothing is written.

For instructors: what comes out holds hidden numbers.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Grade, MissingEntry

from grader.classroom.grading import worker
from grader.classroom.grading.compare import since
from grader.classroom.grading.course import Course
from grader.classroom.grading.stopped import asks, not_reached
from grader.classroom.private import private
from grader.classroom.steps.judge import Judged
from grader.course import catalogue
from grader.course.exercise import Exercise
from grader.diagnose.account import Account, account
from grader.diagnose.subject import Subject
from grader.judge.host.sandbox import Access, Sandbox
from grader.render.printable import printable
from grader.verdict import Verdict

NO_MARK = "The gradebook has no mark for it yet: this is what grading it now would decide on."
NO_RECORD = (
    "No record of grader autograde says what of it was marked: if it was handed in again since, "
    "these are not the numbers that decided."
)
OTHERS = "So these may not be the numbers that decided; with them, the mark may be another one."
GIVEN = "{cell}: {score:g} of {worth:g} points in the gradebook{by_hand}."
WAITS = "{cell}: waits to be graded by hand."


@dataclass(frozen=True)
class Appeal:
    """What there is to say on a mark.

    Attributes:
        mark: Sentences on what the gradebook has.
        notes: Why what is shown may not be what decided; empty when it is.
        accounts: What decided, each time that a graded cell asked for it.
    """

    mark: tuple[str, ...]
    notes: tuple[str, ...]
    accounts: tuple[Account, ...]


def appeal(course: Course, student: str, address: str) -> Appeal:
    """Return what the gradebook has on an exercise, and what decided it.

    Args:
        course: The course.
        student: Whose submission.
        address: Of the exercise.

    Raises:
        ValueError: if there is no such exercise, assignment or submission, or it cannot be run.
        TooWeak: if learners' code cannot be isolated and that was not allowed.
    """
    catalogue.exercise(address)
    stage = _stage(course, address)
    _check_student(course, student, stage)
    Judged(config=course.config).key()  # says it if there is no secret
    mark = tuple(_mark(course, student, stage, address))
    notes = tuple(_notes(course, student, stage)) if mark else (NO_MARK,)
    return Appeal(mark, notes, tuple(_again(course, student, stage, address)))


def _mark(course: Course, student: str, stage: str, address: str) -> Iterator[str]:
    """Yield a sentence on each mark that the gradebook has for an exercise."""
    with course.gradebook() as book:
        try:
            found = book.find_submission(stage, student).notebooks
        except MissingEntry:
            return
        for grade in (grade for made in found for grade in made.grades):
            if _grades(grade.cell.notebook, grade.name, address) and _is_given(grade):
                yield _given(grade)


def _grades(notebook: Any, name: str, address: str) -> bool:
    sources = (cell.source or "" for cell in notebook.source_cells if cell.name == name)
    return any(asks(source, address) for source in sources)


def _is_given(grade: Grade) -> bool:
    return grade.auto_score is not None or grade.manual_score is not None or _waits(grade)


def _waits(grade: Grade) -> bool:
    return bool(grade.needs_manual_grade) and grade.manual_score is None


def _given(grade: Grade) -> str:
    if _waits(grade) and grade.auto_score is None:
        return WAITS.format(cell=grade.name)
    by_hand = ", given by hand" if grade.manual_score is not None else ""
    return GIVEN.format(cell=grade.name, score=grade.score, worth=grade.max_score, by_hand=by_hand)


def _notes(course: Course, student: str, stage: str) -> list[str]:
    """Return why what is shown may not be what decided."""
    if course.ledger.find(stage, student) is None:
        return [NO_RECORD]
    told = since(course, course.task(stage, student))
    return [*told, OTHERS] if told else []


def _stage(course: Course, address: str) -> str:
    """Return the assignment with a graded cell for an exercise."""
    with course.gradebook() as book:
        names = sorted(assignment.name for assignment in book.assignments)
    for stage in sorted(names, key=lambda name: not address.startswith(f"{name}/")):
        if any(asks(source, address) for source in _sources(course, stage)):
            return str(stage)
    raise ValueError(f"No assignment of this course grades {address}.")


def _sources(course: Course, stage: str) -> list[str]:
    with course.gradebook() as book:
        found = book.find_assignment(stage)
        return [cell.source or "" for n in found.notebooks for cell in n.source_cells]


def _check_student(course: Course, student: str, stage: str) -> None:
    names = course.students(stage)
    if student not in names:
        near = difflib.get_close_matches(student, names, 1)
        meant = f" Did you mean {printable(near[0])}?" if near else ""
        raise ValueError(f"{printable(student)} has handed in nothing for {stage}.{meant}")


def _again(course: Course, student: str, stage: str, address: str) -> list[Account]:
    told: list[Account] = []

    def watch(exercise: Exercise, subject: Subject, *, points: float, seed: int) -> Verdict:
        if exercise.address == address:
            told.append(account(exercise, subject, seed))
        return Verdict(exercise.address, "contract", "", 0.0, points)

    settings = Judged(config=course.config)
    with Sandbox(settings.limits(), private(course.config)) as sandbox:
        sandbox.insist(settings.allow_weaker_isolation)
        judge = worker.prepare(course.config, Access(sandbox.control, sandbox.limits))
        judge.judge = watch
        judgement = worker.judge_submission(course.task(stage, student))
    if not told:
        raise ValueError(f"{address} was not reached: {_not_reached(judgement, address)}")
    return told


def _not_reached(judgement: worker.Judgement, address: str) -> str:
    """Return why a graded cell did not ask for an exercise, with what had failed before."""
    if judgement.reason:
        return judgement.reason
    made = map(json.loads, judgement.notebooks.values())
    return not_reached([cell for notebook in made for cell in notebook["cells"]], address)
