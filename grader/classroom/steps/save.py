"""nbgrader's step that saves marks, which leaves cells to a person that no program can mark."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import determine_grade

from grader.classroom.steps import versions
from grader.classroom.steps.cells import Records, cell_name, is_judged
from grader.course.catalogue import exercises, nearest
from grader.judge.host.marking import calls

BY_HAND = "NotInThisVersion"
TOLD = (
    'The cell {name} grades "{address}", an exercise that this version of the course does not '
    "have.{nearest} It waits to be graded by hand. To have it graded, use the version that the "
    "assignment was released with."
)


def not_here(name: str, source: str) -> str:
    """Return a sentence on an exercise that a cell grades and that is not there, or nothing."""
    for call in calls(source) or ():
        if call.exercise not in exercises():
            near = nearest(call.exercise, exercises())
            return TOLD.format(name=name, address=call.exercise, nearest=near)
    return ""


def set_aside(cell: NotebookNode) -> None:
    """Write into a cell why no program could mark it, if that is so."""
    if told := not_here(cell_name(cell), cell.source):
        kept = [output for output in cell.outputs if output.output_type == "display_data"]
        cell.outputs = [
            *kept,
            nbformat.v4.new_output(
                "error", ename=BY_HAND, evalue=told, traceback=[f"{BY_HAND}: {told}"]
            ),
        ]


def auto_score(cell: NotebookNode) -> float | None:
    """Return the points of a graded cell as its outputs say; None if a person has to give them."""
    if is_judged(cell) and _waits(cell):
        return None
    score, _ = determine_grade(cell)
    return None if score is None else float(score)


def _waits(cell: NotebookNode) -> bool:
    errors = (output.get("ename") for output in cell.outputs)
    return BY_HAND in errors and bool(not_here(cell_name(cell), cell.source))


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]
    """Like nbgrader's ``SaveAutoGrades``; a cell without its exercise waits for a person.

    The notebook's metadata say which versions it was marked with.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._records = Records()

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Save the marks of a notebook."""
        about = resources["nbgrader"]
        known = self._records.known(about["db_url"], about["assignment"], about["notebook"])
        versions.note(nb, versions.versions(known.version))
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._add_score(cell, resources)
        if is_judged(cell) and _waits(cell):
            name = cell.metadata["nbgrader"]["grade_id"]
            grade = self.gradebook.find_grade(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.db.commit()
