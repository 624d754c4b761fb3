"""nbgrader's first step here: says what is odd about a submission that can be graded anyway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.classroom.steps.cells import Known, Records, cell_name
from grader.classroom.submission.handed_in import HandedIn, is_notebook
from grader.classroom.submission.parts import identify
from grader.render.printable import listed, printable

Resources = dict[str, Any]
NAMES = 4


class NoteIrregularities(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts a cell at the top that says what was odd and what was done about it.

    The sentences are also in ``resources["oddities"]``; those that reading the notebook gave
    are expected there.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._records = Records()

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Note what is odd about a notebook."""
        about = resources["nbgrader"]
        known = self._records.known(about["db_url"], about["assignment"], about["notebook"])
        known.apply(nb)  # so that two cells of one name are always noticed
        submission = resources.get("submission")
        told = [*resources.get("oddities", []), *_left_out(submission)]
        told += _others(submission, self._records.notebooks(about["db_url"], about["assignment"]))
        resources["oddities"] = told = [*told, *_irregularities(nb, known)]
        if told:
            words = "**Note from the grader.** " + " ".join(told)
            nb.cells.insert(0, nbformat.v4.new_markdown_cell(words, id="oddities"))
            identify(nb.cells)
        return nb, resources


def _irregularities(notebook: NotebookNode, known: Known) -> Iterator[str]:
    yield from _kernel(notebook)
    names = [cell_name(cell) for cell in notebook.cells]
    yield from _twice(names)
    yield from _lost(set(names), known)


def _left_out(submission: HandedIn | None) -> Iterator[str]:
    if submission and submission.left_out:
        names = sorted(submission.left_out)
        told = [f"{printable(name)} ({submission.left_out[name]})" for name in names[:NAMES]]
        more = " and others" if len(names) > NAMES else ""
        yield f"What was not taken of the files beside it: {', '.join(told)}{more}."


def _others(submission: HandedIn | None, known: Set[str]) -> Iterator[str]:
    """Yield a sentence where one was handed in twice, or a copy beside it; its name decides."""
    files = submission.files if submission else ()
    names = {name.removesuffix(".ipynb") for name in files if is_notebook(name) and "/" not in name}
    if others := sorted(names - known):
        told = listed([f"{name}.ipynb" for name in others], NAMES)
        yield f"Of the notebooks beside it none was graded: {told}."


def _kernel(notebook: NotebookNode) -> Iterator[str]:
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language.lower() not in ("python", ""):
        yield f"It was saved for {printable(language, 20)}; it was run with Python."


def _twice(names: list[str]) -> Iterator[str]:
    for name, count in Counter(filter(None, names)).items():
        if count > 1:
            yield f"There are {count} cells named {printable(name)}; the last one counts."


def _lost(names: set[str], known: Known) -> Iterator[str]:
    graded = known.names("grade")
    if gone := sorted(graded - names):
        yield f"{_named(gone, 'cell')} of the assignment had been deleted and came back."
    if gone := sorted(known.names("solution") - graded - names):
        yield f"{_named(gone, 'cell')} for your own code had been deleted, or lost the name."


def _named(names: list[str], what: str) -> str:
    return f"The {what}{'s' if len(names) > 1 else ''} {listed(names, NAMES)}"
