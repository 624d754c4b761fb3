"""Takes solutions out of notebooks, leaving cells that still run."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

ANSWER = "# Your answer stands in the line above."
REPAIR = "# Repair the code above in place."
METHODS = "def __init__(self, *arguments):\n    raise NotImplementedError()"


PREDICTED = re.compile(r'^(predict\("[^"]+")((?:, "[A-Z]")+)\)$', re.MULTILINE)


class ClearExercises(ClearSolutions):  # type: ignore[misc]
    """nbgrader's ``ClearSolutions`` with four stubs, so that an empty notebook still runs.

    A function that is not written yet raises when it is called, a class when an object
    is made. An answer such as ``PREDICTION_1 = ""`` has nothing to raise: it stays empty. A
    function that is given with a fault in it stays as it is, to be repaired. A call of
    ``predict`` keeps its place for each letter.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        """Take the solution out of a cell."""
        if cell.cell_type == "code":
            cell.source = PREDICTED.sub(_unanswered, cell.source)
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        before: dict[str, str] = self.code_stub  # type: ignore[has-type]
        self.code_stub = {**before, language: stub(cell.source, before[language])}
        try:
            return bool(super()._replace_solution_region(cell, language))
        finally:
            self.code_stub = before


def _unanswered(call: re.Match[str]) -> str:
    empty = ', ""' * call[2].count(",")
    return f"{call[1]}{empty})"


def stub(source: str, default: str) -> str:
    """Return what stands in for the solution of a cell."""
    lines = source.splitlines()
    heads = [line for line in lines if line.startswith(("def ", "class "))]
    if any(line.startswith("### BEGIN SOLUTION") for line in lines):
        return REPAIR if heads else ANSWER
    return METHODS if heads and heads[-1].startswith("class ") else default
