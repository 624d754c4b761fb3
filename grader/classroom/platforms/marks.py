"""The marks of an assignment as the gradebook has them, and what is known of each exercise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nbgrader.api import MissingEntry, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.orm import selectinload

from grader.classroom.grading.course import Course
from grader.classroom.grading.stopped import not_reached
from grader.classroom.grading.verdicts import cells_of, read
from grader.classroom.platforms.placing import time_there
from grader.classroom.platforms.tables import points
from grader.judge.host.marking import calls
from grader.verdict import Verdict

LEAD = "Marks:"  # what a comment of ours begins with: it may be replaced, another one may not
FINAL, WAITS = "final", "waits"
AGAIN, NOT_GRADED, NOTHING = "handed in again", "not graded", "nothing handed in"


@dataclass(frozen=True)
class CellMark:
    """The points of one graded cell.

    Attributes:
        notebook: The notebook that it is in.
        cell: What nbgrader calls it.
        exercise: The address of the exercise that it grades; empty if it grades none.
        points: What was earned; None if that waits for a person.
        worth: What it is worth.
        why: Why nothing was said of the exercise, in sentences; empty where something was.
    """

    notebook: str
    cell: str
    exercise: str
    points: float | None
    worth: float
    why: str = ""


@dataclass(frozen=True)
class Mark:
    """The mark of one student for an assignment.

    Attributes:
        student: What nbgrader calls the student by.
        first: The first name.
        last: The last name.
        email: The e-mail address.
        assignment: What it is for.
        state: ``FINAL``, ``WAITS``, ``AGAIN``, ``NOT_GRADED`` or ``NOTHING``.
        score: The points after what is taken off for lateness.
        penalty: What is taken off.
        worth: Points at most.
        when: When it was handed in.
        cells: The graded cells.
        verdicts: What was said of each exercise.
    """

    student: str
    first: str
    last: str
    email: str
    assignment: str
    state: str
    score: float = 0.0
    penalty: float = 0.0
    worth: float = 0.0
    when: datetime | None = None
    cells: tuple[CellMark, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def name(self) -> str:
        """The full name; the id where there is none."""
        return " ".join(filter(None, (self.first, self.last))) or self.student

    @property
    def is_final(self) -> bool:
        """Whether it may be told."""
        return self.state == FINAL


def marks(course: Course, stage: str, student: str | None = None) -> list[Mark]:
    """Return the marks of everybody in the gradebook, or of one student.

    Raises:
        ValueError: if there is no such assignment or student.
    """
    verdicts: dict[str, list[Verdict]] = {}
    for who, verdict in read(course.graded("x", "y").parent.parent, stage):
        verdicts.setdefault(who, []).append(verdict)
    with course.gradebook() as book:
        try:
            assignment = book.find_assignment(stage)
        except MissingEntry:
            raise ValueError(_no_assignment(stage, book)) from None
        there = {who: time_there(course, who, stage) for who in course.students(stage)}
        found = [
            _mark(person, assignment, given, there, tuple(verdicts.get(person.id, ())))
            for person, given in _given(book, assignment)
            if student in (None, person.id)
        ]
    if student is not None and not found:
        raise ValueError(f"The gradebook has no student {student!r}.")
    return [_with_why(course, mark) for mark in found]


def _with_why(course: Course, mark: Mark) -> Mark:
    """Return a mark with why nothing was said of an exercise, where its notebook tells."""
    said = {verdict.exercise for verdict in mark.verdicts}
    folder = course.graded(mark.student, mark.assignment)
    silent = {cell.notebook for cell in mark.cells if cell.exercise and cell.exercise not in said}
    made = {name: cells_of(folder / f"{name}.ipynb") for name in silent}
    cells = (
        replace(cell, why=not_reached(made[cell.notebook], cell.exercise))
        if cell.exercise and cell.exercise not in said
        else cell
        for cell in mark.cells
    )
    return replace(mark, cells=tuple(cells))


def _no_assignment(stage: str, book: Any) -> str:
    names = ", ".join(sorted(assignment.name for assignment in book.assignments)) or "none"
    return f"The gradebook has no assignment {stage!r}. Those that it has: {names}."


def _given(book: Any, assignment: Any) -> Iterator[tuple[Any, Any]]:
    """Yield everybody with their submission; None for who has none."""
    inner = selectinload(SubmittedAssignment.notebooks).selectinload(SubmittedNotebook.grades)
    asked = book.db.query(SubmittedAssignment).options(inner)
    found = asked.filter(SubmittedAssignment.assignment_id == assignment.id)
    by_student = {submission.student_id: submission for submission in found}
    for person in book.students:
        yield person, by_student.get(person.id)


def _mark(
    person: Any,
    assignment: Any,
    given: Any,
    there: Mapping[str, datetime | None],
    verdicts: tuple[Verdict, ...],
) -> Mark:
    who = (person.id, person.first_name or "", person.last_name or "", person.email or "")
    worth = float(assignment.max_score)
    if given is None or not given.notebooks:
        state = NOT_GRADED if person.id in there else NOTHING
        return Mark(*who, assignment.name, state, worth=worth)
    addresses = _addresses(assignment)
    cells = tuple(_cells(given, addresses))
    penalty = float(given.late_submission_penalty or 0.0)
    score = max(0.0, float(given.score) - penalty)
    state = _state(given, there.get(person.id))
    return Mark(
        *who, assignment.name, state, score, penalty, worth, given.timestamp, cells, verdicts
    )


def _state(given: Any, when: datetime | None) -> str:
    """Return what is to be said of a submission that has marks.

    Args:
        given: nbgrader's record of it.
        when: When what lies there now was handed in, if it says so.
    """
    if when and when.replace(tzinfo=None) != given.timestamp:
        return AGAIN
    waits = any(grade.needs_manual_grade for made in given.notebooks for grade in made.grades)
    return WAITS if waits else FINAL


def _addresses(assignment: Any) -> Mapping[tuple[str, str], str]:
    """Return which exercise each cell grades, by notebook and cell."""
    return {
        (made.name, cell.name): next((call.exercise for call in calls(cell.source or "") or ()), "")
        for made in assignment.notebooks
        for cell in made.source_cells
    }


def _cells(given: Any, addresses: Mapping[tuple[str, str], str]) -> Iterator[CellMark]:
    for made in given.notebooks:
        for grade in sorted(made.grades, key=lambda grade: str(grade.name)):
            points = None if grade.needs_manual_grade else float(grade.score or 0.0)
            address = addresses.get((made.name, grade.name), "")
            yield CellMark(made.name, grade.name, address, points, float(grade.max_score))


def comment(mark: Mark) -> str:
    """Return a mark in words, for the student: points, and what went wrong.

    What is said of several cells, as of a notebook that could not be read, stands there once.
    """
    said = [f"{LEAD} {points(mark.score)} of {points(mark.worth)} points."]
    if mark.penalty:
        said.append(f"{points(mark.penalty)} were taken off, since it was late.")
    of_several = [why for why, n in Counter(cell.why for cell in mark.cells).items() if n > 1]
    said += filter(None, of_several)
    named = {verdict.exercise: verdict for verdict in mark.verdicts}
    for cell in mark.cells:
        name = (cell.exercise or cell.cell).rpartition("/")[2]
        earned = points(cell.points or 0.0)
        verdict = named.get(cell.exercise)
        titles = [mistake.title.rstrip(".") for mistake in verdict.mistakes] if verdict else []
        if cell.why and cell.why not in of_several:
            titles = [cell.why.rstrip(".")]
        why = f" ({'; '.join(titles)})" if titles else ""
        said.append(f"{name}: {earned} of {points(cell.worth)}{why}.")
    return " ".join(said)
