"""nbgrader's step that undoes what a submission changed in cells that are not the learner's."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import OverwriteCells
from nbgrader.utils import compute_checksum, is_grade, is_solution
from traitlets import Bool

from grader.classroom.cells import cell_id, cell_name, graded_cells

Resources = dict[str, Any]


class RestoreCells(OverwriteCells):  # type: ignore[misc]
    """Like nbgrader's ``OverwriteCells``, for submissions in any state.

    Deleted grade cells come back, also when the cells around them were deleted too; and
    what a cell is for (graded, solution, locked) is what the gradebook says, not what the
    submission says.
    """

    add_missing_cells = Bool(True, help="Whether deleted grade cells come back.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Restore a notebook."""
        self._kinds: dict[str, dict[str, Any]] = {}  # filled when the gradebook is open
        nb, resources = super().preprocess(nb, resources)
        for cell in nb.cells:
            if "id" not in cell and (nb.nbformat, nb.nbformat_minor) >= (4, 5):
                cell["id"] = cell_id(cell)  # nbgrader restores cells without one
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, cell_index: int
    ) -> tuple[NotebookNode, Resources]:
        """Restore a cell."""
        about = cell.metadata.get("nbgrader", {})
        name = about.get("grade_id")
        if name is None:
            cell.metadata.pop("nbgrader", None)
            return cell, resources
        if name not in self._known_kinds():
            del cell.metadata["nbgrader"]  # a cell that the assignment does not have
            return cell, resources
        about.update(self._kinds[name])
        if self._is_as_released(cell):
            return cell, resources  # the usual case, without asking the gradebook again
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]

    def _is_as_released(self, cell: NotebookNode) -> bool:
        about = cell.metadata["nbgrader"]
        if cell.cell_type != self._types[about["grade_id"]]:
            return False
        return not about["locked"] or bool(compute_checksum(cell) == about["checksum"])

    def _known_kinds(self) -> dict[str, dict[str, Any]]:
        """Return what each cell of the assignment is for, by name; read once a notebook."""
        if self._kinds:
            return self._kinds
        known = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        graded = {cell.name: cell.max_score for cell in known.grade_cells}
        tasks = {cell.name: cell.max_score for cell in known.task_cells}
        solutions = {cell.name for cell in known.solution_cells}
        self._types = {cell.name: cell.cell_type for cell in known.source_cells}
        for cell in known.source_cells:
            name = cell.name
            self._kinds[name] = {
                "grade": name in graded,
                "solution": name in solutions,
                "task": name in tasks,
                "locked": bool(cell.locked),
                "checksum": cell.checksum,
            }
            if name in graded or name in tasks:
                self._kinds[name]["points"] = (graded | tasks)[name]
        return self._kinds

    def add_missing_grade_cells(
        self, nb: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Put each missing grade cell after the cell that it follows in the assignment."""
        known = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        present = {
            c.metadata.nbgrader["grade_id"] for c in nb.cells if is_grade(c) or is_solution(c)
        }
        order = [cell.name for cell in known.source_cells]
        for cell, points, answer in graded_cells(known):
            if cell.name not in present:
                made = self.missing_cell_transform(cell, points, answer)
                nb.cells.insert(_place(nb, order[: order.index(cell.name)]), made)
        return nb, resources


def _place(notebook: NotebookNode, before: list[str]) -> int:
    """Return where a cell goes that follows the last of the named ones; without it, the end."""
    for index, cell in enumerate(notebook.cells):
        if before and cell_name(cell) == before[-1]:
            return index + 1
    return len(notebook.cells)
