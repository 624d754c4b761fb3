"""nbgrader's step that undoes what a submission changed in cells that are not the learner's."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import OverwriteCells
from nbgrader.utils import compute_checksum, is_grade, is_solution
from traitlets import Bool

from grader.classroom.steps.cells import Known, Records, cell_name, graded_cells
from grader.classroom.submission.parts import identify

Resources = dict[str, Any]


class RestoreCells(OverwriteCells):  # type: ignore[misc]
    """Like nbgrader's ``OverwriteCells``, for submissions in any state.

    Deleted grade cells come back, also when the cells around them were deleted too; and
    what a cell is for (graded, solution, locked) is what the gradebook says, not what the
    submission says.
    """

    add_missing_cells = Bool(True, help="Whether deleted grade cells come back.").tag(config=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._records = Records()

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Restore a notebook."""
        about = resources["nbgrader"]
        known = self._records.known(about["db_url"], about["assignment"], about["notebook"])
        known.apply(nb)
        nb, resources = super().preprocess(nb, resources)
        identify(nb.cells)  # nbgrader restores cells without an identifier
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, cell_index: int
    ) -> tuple[NotebookNode, Resources]:
        """Restore a cell."""
        name = cell_name(cell)
        if not name:
            return cell, resources
        if _is_as_released(cell, self._known().types[name]):
            return cell, resources  # the usual case, without asking the gradebook again
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]

    def update_cell_type(self, cell: NotebookNode, cell_type: str) -> None:
        """Make a cell one of another type, without what only its own type may have."""
        for part in ("attachments", "outputs", "execution_count"):
            cell.pop(part, None)
        cell.cell_type = cell_type
        if cell_type == "code":
            cell.update(outputs=[], execution_count=None)

    def _known(self) -> Known:
        return self._records.known(self.db_url, self.assignment_id, self.notebook_id)

    def add_missing_grade_cells(
        self, nb: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Put each missing grade cell after the cell that it follows in the assignment."""
        present = {
            c.metadata.nbgrader["grade_id"] for c in nb.cells if is_grade(c) or is_solution(c)
        }
        if self._known().names("grade") <= present:
            return nb, resources  # the usual case
        record = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        order = [cell.name for cell in record.source_cells]
        for cell, points, answer in graded_cells(record):
            if cell.name not in present:
                made = self.missing_cell_transform(cell, points, answer)
                nb.cells.insert(_place(nb, order[: order.index(cell.name)]), made)
        return nb, resources

    def add_missing_task_cells(
        self, nb: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Put missing task cells back, as nbgrader does."""
        if not self._known().names("task"):
            return nb, resources
        return super().add_missing_task_cells(nb, resources)  # type: ignore[no-any-return]


def _is_as_released(cell: NotebookNode, cell_type: str) -> bool:
    about = cell.metadata["nbgrader"]
    if cell.cell_type != cell_type:
        return False
    return not about["locked"] or bool(compute_checksum(cell) == about["checksum"])


def _place(notebook: NotebookNode, before: list[str]) -> int:
    """Return where a cell goes that follows the last of the named ones; without it, the end."""
    for index, cell in enumerate(notebook.cells):
        if before and cell_name(cell) == before[-1]:
            return index + 1
    return len(notebook.cells)
