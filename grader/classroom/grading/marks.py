"""The marks of submissions, as the gradebook has them and as notebooks show them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.utils import is_grade

from grader.classroom.steps.cells import cell_name
from grader.classroom.steps.save import auto_score

Marks = dict[str, dict[str, float | None]]
"""Points of each graded cell, by notebook and cell; None where a person has to give them."""


def in_notebook(notebook: NotebookNode) -> dict[str, float | None]:
    """Return the points that a graded notebook shows, by cell."""
    return {cell_name(cell): auto_score(cell) for cell in notebook.cells if is_grade(cell)}


def in_gradebook(book: Any, stage: str, student: str = "") -> dict[str, Marks]:
    """Return what programs gave in an assignment.

    Args:
        book: nbgrader's gradebook.
        stage: The assignment.
        student: Whose marks; everybody's by default.
    """
    wanted = book.db.query(
        SubmittedAssignment.student_id, Notebook.name, GradeCell.name, Grade.auto_score
    )
    for table, condition in (
        (SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id),
        (SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id),
        (Assignment, SubmittedAssignment.assignment_id == Assignment.id),
        (Notebook, SubmittedNotebook.notebook_id == Notebook.id),
        (GradeCell, Grade.cell_id == GradeCell.id),
    ):
        wanted = wanted.join(table, condition)
    wanted = wanted.filter(Assignment.name == stage)
    if student:
        wanted = wanted.filter(SubmittedAssignment.student_id == student)
    found: dict[str, Marks] = defaultdict(lambda: defaultdict(dict))
    for who, notebook, cell, score in wanted:
        found[who][notebook][cell] = score
    return {who: dict(notebooks) for who, notebooks in found.items()}
