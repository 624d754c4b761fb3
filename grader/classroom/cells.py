"""What nbgrader calls a cell, and which cells of an assignment are graded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode


def cell_name(cell: NotebookNode) -> str:
    """Return the name that nbgrader knows a cell by; empty for a cell of no interest."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def cell_id(cell: NotebookNode) -> str:
    """Return an identifier that is the same each time for a cell of nbgrader's."""
    return hashlib.sha256((cell_name(cell) or cell.source).encode()).hexdigest()[:8]


def graded_cells(known: Any) -> Iterator[tuple[Any, float, bool]]:
    """Yield the graded cells of nbgrader's record of a notebook, in order.

    Each comes with its points, and whether it is a learner's answer as well.
    """
    points = {cell.name: cell.max_score for cell in known.grade_cells}
    solutions = {cell.name for cell in known.solution_cells}
    for cell in known.source_cells:
        if cell.name in points:
            yield cell, points[cell.name], cell.name in solutions
