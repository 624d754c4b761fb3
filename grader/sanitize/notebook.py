"""Notebooks of learners after they were run, before anybody looks at them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from grader.sanitize.markdown import inert
from grader.sanitize.output import sanitized

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
NBGRADER = {  # what nbgrader writes about a cell, and the comment that it shows with feedback
    "cell_type",
    "checksum",
    "grade",
    "grade_id",
    "locked",
    "points",
    "schema_version",
    "solution",
    "task",
}


def sanitize(notebook: NotebookNode, untouched: Callable[[NotebookNode], bool]) -> NotebookNode:
    """Take out of a notebook what could act in a browser, or change a page that shows it.

    Code stays as it is, and Markdown that only says something.

    Args:
        notebook: It is changed in place.
        untouched: Whether a cell is the assignment's own, word for word.

    Returns:
        The same notebook.
    """
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _outputs(cell)
        elif cell.cell_type == "markdown" and not untouched(cell):
            _words(cell)
        cell.metadata = _about(cell)
    return notebook


def _about(cell: NotebookNode) -> NotebookNode:
    known = cell.metadata.get("nbgrader")
    if not known:
        return NotebookNode()
    return NotebookNode(nbgrader=NotebookNode({k: known[k] for k in known if k in NBGRADER}))


def _outputs(cell: NotebookNode) -> None:
    about = cell.metadata.get("nbgrader", {})
    judged = bool(about.get("grade") and about.get("locked"))  # the judge alone writes there
    made = []
    for output in cell.outputs:
        with contextlib.suppress(Exception):  # an output can be nonsense in endless ways
            made.append(sanitized(output, keep_verdict=judged))
    cell.outputs = made


def _words(cell: NotebookNode) -> None:
    cell.source = inert(cell.source, cell.get("attachments"))
    cell.pop("attachments", None)  # it holds them now
