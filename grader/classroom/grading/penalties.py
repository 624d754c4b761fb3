"""Penalties of late submissions, which change with due dates, extensions and settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbgrader.preprocessors import AssignLatePenalties

from grader.classroom.grading import worker
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry


@dataclass(frozen=True)
class Change:
    """A penalty that is another one now.

    Attributes:
        stage: The assignment.
        student: Whose submission.
        before: Points that were taken off.
        after: Points that are taken off now.
        reason: Why it could not be computed; empty when it could.
    """

    stage: str
    student: str
    before: float
    after: float
    reason: str = ""


def recompute(course: Course, entries: Sequence[Entry]) -> list[Change]:
    """Let nbgrader assign the penalties of submissions that are graded already.

    Returns:
        What is different from before.
    """
    _, last = worker.steps(course.config)
    steps = [kind(config=course.config) for kind in last if issubclass(kind, AssignLatePenalties)]
    found = (_recomputed(course, entry, steps) for entry in entries) if steps else ()
    return [change for change in found if change and (change.reason or _differs(change))]


def _differs(change: Change) -> bool:
    return abs(change.before - change.after) > 1e-9


def _recomputed(course: Course, entry: Entry, steps: Sequence[Any]) -> Change | None:
    before = after = 0.0
    try:
        late, before = _state(course, entry)
        if not late and not before:
            return None
        for notebook in entry.files:
            for step in steps:
                step(nbformat.v4.new_notebook(), _resources(course, entry, notebook))
        _, after = _state(course, entry)
    except Exception as error:
        told = f"Its late penalty could not be computed: {cause(error)}."
        return Change(entry.stage, entry.student, before, before, told)
    return Change(entry.stage, entry.student, before, after)


def _state(course: Course, entry: Entry) -> tuple[bool, float]:
    """Return whether a submission is late, and what is taken off for it."""
    with course.gradebook() as book:
        found = book.find_submission(entry.stage, entry.student)
        penalties = [notebook.late_submission_penalty or 0.0 for notebook in found.notebooks]
        return found.total_seconds_late > 0, sum(penalties)


def _resources(course: Course, entry: Entry, notebook: str) -> dict[str, Any]:
    about = {"assignment": entry.stage, "student": entry.student, "notebook": notebook}
    return {"nbgrader": about | {"db_url": course.folders.db_url}}
