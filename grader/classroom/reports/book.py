"""Who is in the gradebook, what an assignment asks for, and all points, in a few queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Notebook,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from grader.classroom.reports.answers import exercises_of


@dataclass(frozen=True)
class Person:
    """A student as the gradebook has them."""

    student: str
    first: str
    last: str
    email: str

    @property
    def name(self) -> str:
        """The full name; the id where there is none."""
        return " ".join(filter(None, (self.first, self.last))) or self.student


@dataclass(frozen=True)
class Score:
    """The points of one student for one graded cell.

    Attributes:
        student: Whose they are.
        notebook: The notebook that the cell is in.
        cell: What nbgrader calls it.
        points: What was earned; None if that waits for a person.
        worth: What it is worth.
    """

    student: str
    notebook: str
    cell: str
    points: float | None
    worth: float


@dataclass(frozen=True)
class Task:
    """What a graded cell of an assignment asks for.

    Attributes:
        notebook: The notebook that it is in.
        cell: What nbgrader calls it.
        exercises: The exercises that it grades; one by its own name if it grades none of ours.
        is_judged: Whether a program grades it.
        worth: Points at most.
        released: The cell that learners get, for each exercise; empty where that is unknown.
    """

    notebook: str
    cell: str
    exercises: tuple[str, ...]
    is_judged: bool
    worth: float
    released: tuple[str, ...] = ()


def known_stages(book: Any) -> list[str]:
    """Return the assignments that the gradebook has."""
    return sorted(name for (name,) in book.db.query(Assignment.name))


def people(book: Any) -> dict[str, Person]:
    """Return everybody in the gradebook, by id."""
    rows = book.db.query(Student.id, Student.first_name, Student.last_name, Student.email)
    return {row[0]: Person(row[0], *(cell or "" for cell in row[1:])) for row in rows}


def handed_in(book: Any, stage: str) -> list[str]:
    """Return who has marks for an assignment."""
    rows = (
        book.db.query(SubmittedAssignment.student_id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(Assignment.name == stage)
    )
    return sorted({student for (student,) in rows})


def tasks(book: Any, stage: str) -> list[Task]:
    """Return the graded cells of an assignment, in order."""
    notebooks = book.find_assignment(stage).notebooks
    return [task for made in notebooks for task in _tasks(stage, made)]


def _tasks(stage: str, notebook: Any) -> Iterator[Task]:
    sources = {cell.name: cell for cell in notebook.source_cells}
    graded: Sequence[Any] = [*notebook.grade_cells, *notebook.task_cells]
    for cell in graded:
        source = sources.get(cell.name)
        judged = source is not None and source.locked and cell.cell_type == "code"
        asked = exercises_of(stage, cell.name, source.source or "" if judged and source else "")
        texts = (sources.get(address.rpartition("/")[2]) for address in asked)
        released = tuple(_source(text) for text in texts)
        yield Task(notebook.name, cell.name, tuple(asked), judged, float(cell.max_score), released)


def _source(cell: SourceCell | None) -> str:
    return str(cell.source or "") if cell is not None else ""


def scores(book: Any, stage: str) -> list[Score]:
    """Return all points of an assignment."""
    wanted = book.db.query(
        SubmittedAssignment.student_id,
        Notebook.name,
        BaseCell.name,
        Grade.score,
        Grade.needs_manual_grade,
        BaseCell.id,
    )
    for table, condition in (
        (SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id),
        (SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id),
        (Assignment, SubmittedAssignment.assignment_id == Assignment.id),
        (Notebook, SubmittedNotebook.notebook_id == Notebook.id),
        (BaseCell, Grade.cell_id == BaseCell.id),
    ):
        wanted = wanted.join(table, condition)
    worth = _worth(book, stage)
    return [
        Score(who, notebook, cell, None if waits else float(points or 0.0), worth[key])
        for who, notebook, cell, points, waits, key in wanted.filter(Assignment.name == stage)
    ]


def _worth(book: Any, stage: str) -> dict[str, float]:
    notebooks = book.find_assignment(stage).notebooks
    cells = (cell for made in notebooks for cell in (*made.grade_cells, *made.task_cells))
    return {cell.id: float(cell.max_score) for cell in cells}


def penalties(book: Any, stage: str) -> dict[str, float]:
    """Return what is taken off for lateness, by student."""
    rows = (
        book.db.query(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(Assignment.name == stage)
    )
    found: dict[str, float] = {}
    for student, penalty in rows:
        found[student] = found.get(student, 0.0) + float(penalty or 0.0)
    return found
