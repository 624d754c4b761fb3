"""What nbgrader calls a cell, and which cells of an assignment are graded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_locked


def cell_name(cell: NotebookNode) -> str:
    """Return the name that nbgrader knows a cell by; empty for a cell of no interest."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_judged(cell: NotebookNode) -> bool:
    """Return whether a cell is graded code that a learner does not write."""
    return cell.cell_type == "code" and bool(is_grade(cell)) and bool(is_locked(cell))


def graded_cells(known: Any) -> Iterator[tuple[Any, float, bool]]:
    """Yield the graded cells of nbgrader's record of a notebook, in order.

    Each comes with its points, and whether it is a learner's answer as well.
    """
    points = {cell.name: cell.max_score for cell in known.grade_cells}
    solutions = {cell.name for cell in known.solution_cells}
    for cell in known.source_cells:
        if cell.name in points:
            yield cell, points[cell.name], cell.name in solutions


def release_version(notebooks: Iterable[Any]) -> str:
    """Return a digest of the cells of nbgrader's records of notebooks, as they were released."""
    cells = sorted((cell.name, cell.source) for made in notebooks for cell in made.source_cells)
    return hashlib.sha256(repr(cells).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Known:
    """What the gradebook holds on a notebook of the assignment.

    Attributes:
        kinds: What each cell is for, by name.
        types: Whether each is code or text, by name.
        version: A digest of the cells as they were released.
    """

    kinds: dict[str, dict[str, Any]]
    types: dict[str, str]
    version: str = ""

    @classmethod
    def of(cls, record: Any) -> Known:
        """Return what is in nbgrader's record of a notebook."""
        graded = {cell.name: cell.max_score for cell in record.grade_cells}
        tasks = {cell.name: cell.max_score for cell in record.task_cells}
        solutions = {cell.name for cell in record.solution_cells}
        kinds: dict[str, dict[str, Any]] = {}
        for cell in record.source_cells:
            name = cell.name
            kinds[name] = {
                "grade": name in graded,
                "solution": name in solutions,
                "task": name in tasks,
                "locked": bool(cell.locked),
                "checksum": cell.checksum,
            }
            if name in graded or name in tasks:
                kinds[name]["points"] = (graded | tasks)[name]
        types = {cell.name: cell.cell_type for cell in record.source_cells}
        return cls(kinds, types, release_version([record]))

    def apply(self, notebook: NotebookNode) -> None:
        """Let each cell be for what the gradebook says, whatever a submission says about it."""
        for cell in notebook.cells:
            if (name := cell_name(cell)) in self.kinds:
                cell.metadata["nbgrader"].update(self.kinds[name])
            else:
                cell.metadata.pop("nbgrader", None)  # a cell that the assignment does not have

    def names(self, kind: str) -> set[str]:
        """Return the names of the cells of a kind: ``grade``, ``solution`` or ``task``."""
        return {name for name, about in self.kinds.items() if about[kind]}


class Records:
    """Reads what gradebooks hold on notebooks, once: during a run it does not change."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str, str], Known] = {}
        self._names: dict[tuple[str, str], frozenset[str]] = {}

    def notebooks(self, db_url: str, assignment: str) -> frozenset[str]:
        """Return the names of the notebooks of an assignment."""
        place = (db_url, assignment)
        if place not in self._names:
            with Gradebook(db_url) as book:
                found = book.find_assignment(assignment).notebooks
                self._names[place] = frozenset(made.name for made in found)
        return self._names[place]

    def known(self, db_url: str, assignment: str, notebook: str) -> Known:
        """Return what a gradebook holds on a notebook of an assignment."""
        place = (db_url, assignment, notebook)
        if place not in self._read:
            with Gradebook(db_url) as book:
                self._read[place] = Known.of(book.find_notebook(notebook, assignment))
        return self._read[place]
