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

MARKS, REST, ANSWER = "Your marks", "The notebook", "Answer to {}"
PREFIX = "grade_"


class GradedFirst(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts a list of marks and the cells with the cards before everything else.

    It comes after nbgrader's step that gets marks and comments from the gradebook. What links lead
    to are headings of its own: addresses in Markdown cannot reach anything else on the page.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Move a notebook's graded cells to its beginning."""
        marks = list(_marks(nb, resources["nbgrader"]))
        if marks:
            nb.cells = [_heading(2, MARKS), _words("\n".join(marks)), *_cells(nb)]
        return nb, resources


def _cells(nb: NotebookNode) -> Iterator[NotebookNode]:
    """Yield cards, each below its name, and then the other cells, answers below a heading."""
    for cell in filter(is_judged, nb.cells):
        yield from (_heading(3, _name(cell)), cell)
    yield _heading(2, REST)
    asked = {_name(cell) for cell in nb.cells if is_judged(cell)}
    for cell in nb.cells:
        if is_judged(cell):
            continue
        if _is_answer(cell) and _name(cell) in asked:
            yield _heading(4, ANSWER.format(_name(cell)))
        elif is_grade(cell) or is_task(cell):
            yield _heading(4, _name(cell))
        yield cell


def _words(text: str) -> NotebookNode:
    made: NotebookNode = nbformat.v4.new_markdown_cell(text)
    return made


def _heading(level: int, words: str) -> NotebookNode:
    return _words(f"{'#' * level} {words}")


def _name(cell: NotebookNode) -> str:
    return cell_name(cell).removeprefix(PREFIX)


def _is_answer(cell: NotebookNode) -> bool:
    return bool(is_solution(cell)) and not is_grade(cell)


def _marks(nb: NotebookNode, about: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each graded cell, in Markdown; names are the assignment's own."""
    answers = {_name(cell): cell for cell in nb.cells if _is_answer(cell)}
    for cell in nb.cells:
        if is_grade(cell) or is_task(cell):
            name = _name(cell)
            told = f"{_points(cell, 'score')} of {_points(cell, 'points')} points"
            answer = _answer(answers[name]) if is_judged(cell) and name in answers else []
            yield f"- {' · '.join([f'{_link(name, name)}: {told}', *answer])}"
    if penalty := about.get("late_penalty"):
        yield f"- taken off, since it was late: {points(float(penalty))} points"


def _answer(cell: NotebookNode) -> list[str]:
    """Return a link to an answer, which says whether there is a comment on it."""
    said = "your answer, with a comment" if cell.metadata.nbgrader.get("comment") else "your answer"
    return [_link(said, ANSWER.format(_name(cell)))]


def _link(words: str, heading: str) -> str:
    return f"[{words}](#{heading.replace(' ', '-')})"


def _points(cell: NotebookNode, what: str) -> str:
    return points(float(cell.metadata.nbgrader.get(what) or 0.0))
