"""A step before feedback becomes a page: marks and cards come first, with links to the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task

from grader.classroom.platforms.tables import points
from grader.classroom.steps.cells import cell_name, is_judged

MARKS, REST = "## Your marks", "## The notebook"
PREFIX = "grade_"


class GradedFirst(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts a list of marks and the cells with the cards before everything else.

    It comes after nbgrader's step that gets marks and comments from the gradebook.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Move a notebook's graded cells to its beginning."""
        graded = [cell for cell in nb.cells if is_judged(cell)]
        marks = list(_marks(nb, resources["nbgrader"]))
        if marks:
            others = [cell for cell in nb.cells if not is_judged(cell)]
            head = _words("\n".join([MARKS, "", *marks]))
            nb.cells = [head, *graded, _words(REST), *others]
        return nb, resources


def _words(text: str) -> NotebookNode:
    made: NotebookNode = nbformat.v4.new_markdown_cell(text)
    return made


def _marks(nb: NotebookNode, about: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each graded cell, in Markdown; names are the assignment's own."""
    answers = {cell_name(cell) for cell in nb.cells if is_solution(cell)}
    told = {cell_name(c): c.metadata.nbgrader.get("comment") for c in nb.cells if is_commented(c)}
    for cell in nb.cells:
        if is_grade(cell) or is_task(cell):
            name = cell_name(cell)
            answer = name.removeprefix(PREFIX)
            links = [f"[your answer](#comment-{answer})"] if answer in answers else []
            if told.get(answer):
                links[:] = [f"[your answer, with a comment](#comment-{answer})"]
            of = f"{_points(cell, 'score')} of {_points(cell, 'points')} points"
            yield f"- {' · '.join([f'[{answer}](#{name}): {of}', *links])}"
    if penalty := about.get("late_penalty"):
        yield f"- taken off, since it was late: {points(float(penalty))} points"


def is_commented(cell: NotebookNode) -> bool:
    """Return whether nbgrader looks for a comment on a cell."""
    return bool(is_solution(cell) or is_task(cell))


def _points(cell: NotebookNode, what: str) -> str:
    return points(float(cell.metadata.nbgrader.get(what) or 0.0))
