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
from grader.render.printable import printable, without_controls

LONGEST = 200


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


def check_plugin(course: Course) -> None:
    """See that what says how much lateness costs is there, before anything is judged.

    Raises:
        ValueError: if not.
    """
    _, last = worker.steps(course.config)
    for kind in last:
        if issubclass(kind, AssignLatePenalties):
            try:
                kind(config=course.config).init_plugin()
            except Exception as error:  # a module of the instructor's own may raise anything
                raise ValueError(_no_plugin(course, error)) from error


def _no_plugin(course: Course, error: BaseException) -> str:
    named = printable(course.config["AssignLatePenalties"].get("plugin_class", ""))
    why = error.__cause__ or error
    told = f"{type(why).__name__}: {without_controls(str(why))[:LONGEST]}"
    return (
        f"c.AssignLatePenalties.plugin_class in nbgrader_config.py is {named}, which cannot be "
        f"used ({told}). It is a class of nbgrader's BasePlugin, as file.Class: put the file "
        "beside nbgrader_config.py, mend the name, or delete the line."
    )


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
