"""Takes solutions out of notebooks, leaving cells that still run."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions


class ClearExercises(ClearSolutions):
    """nbgrader's ``ClearSolutions`` with two stubs.

    A function that is not written yet raises when it is called. An answer such as
    ``PREDICTION_1 = ""`` has nothing to raise: it just stays empty, so that a notebook
    can be run from top to bottom before anything is answered.
    """

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        before = self.code_stub
        if _is_answer(cell.source):
            self.code_stub = {**before, language: "# Your answer stands in the line above."}
        try:
            return bool(super()._replace_solution_region(cell, language))
        finally:
            self.code_stub = before


def _is_answer(source: str) -> bool:
    return any(line.startswith("### BEGIN SOLUTION") for line in source.splitlines())
