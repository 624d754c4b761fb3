"""A notebook in place of one that cannot be run: it says why, and earns nothing."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import OverwriteCells

from grader.classroom.steps.cells import graded_cells
from grader.classroom.submission.parts import identify

HEAD = "**This notebook was not graded.**"


def not_graded(resources: dict[str, Any], reason: str) -> NotebookNode:
    """Return a notebook that holds the reason and the assignment's graded cells, not run.

    Args:
        resources: nbgrader's words on the notebook: assignment, notebook and gradebook.
        reason: One sentence for the learner, without words that mean something in Markdown.
    """
    about = resources["nbgrader"]
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(f"{HEAD} {reason}", id="not_graded")]
    )
    with Gradebook(about["db_url"]) as book:
        known = book.find_notebook(about["notebook"], about["assignment"])
        made.cells += [_cell(*graded, reason) for graded in graded_cells(known)]
    identify(made.cells)
    return made  # type: ignore[no-any-return]


def _cell(cell: Any, points: float, is_solution: bool, reason: str) -> NotebookNode:
    add = OverwriteCells(missing_cell_notification="").missing_cell_transform
    made: NotebookNode = add(cell, points, is_solution)
    if made.cell_type == "code":
        made.source = cell.source
        made.outputs = [
            nbformat.v4.new_output(
                "error", ename="NotGraded", evalue=reason, traceback=[f"NotGraded: {reason}"]
            )
        ]
    return made
