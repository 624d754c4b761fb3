"""nbgrader's first step here: says what is odd about a submission that can be graded anyway."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.classroom.steps.cells import Known, Records, cell_name

Resources = dict[str, Any]
OUTPUTS_MB = 10
NAMES = 4


class NoteIrregularities(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts a cell at the top that says what was odd and what was done about it.

    The sentences are also in ``resources["oddities"]``.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._records = Records()

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Note what is odd about a notebook."""
        for cell in nb.cells:
            if not isinstance(cell.metadata.get("nbgrader", {}), dict):
                del cell.metadata["nbgrader"]  # nbgrader's other steps would fail on it
        about = resources["nbgrader"]
        known = self._records.known(about["db_url"], about["assignment"], about["notebook"])
        resources["oddities"] = told = list(_irregularities(nb, known))
        if told:
            note = nbformat.v4.new_markdown_cell("**Note from the grader.** " + " ".join(told))
            if nb.nbformat_minor < 5:
                del note["id"]
            else:
                note["id"] = "oddities"
            nb.cells.insert(0, note)
        return nb, resources


def _irregularities(notebook: NotebookNode, known: Known) -> Iterator[str]:
    yield from _format(notebook)
    yield from _kernel(notebook)
    yield from _outputs(notebook)
    names = [cell_name(cell) for cell in notebook.cells]
    yield from _twice(names)
    yield from _lost(set(names), known)


def _format(notebook: NotebookNode) -> Iterator[str]:
    before = notebook.metadata.get("orig_nbformat", 4)
    if isinstance(before, int) and before < 4:
        yield f"It was saved in the old notebook format {before} and was converted."


def _kernel(notebook: NotebookNode) -> Iterator[str]:
    spec = notebook.metadata.get("kernelspec", {})
    language = spec.get("language", "python") if isinstance(spec, dict) else "python"
    if str(language).lower() not in ("python", ""):
        yield f"It was saved for {language}; it was run with Python."


def _outputs(notebook: NotebookNode) -> Iterator[str]:
    size = sum(len(json.dumps(cell.get("outputs", []))) for cell in notebook.cells) >> 20
    if size >= OUTPUTS_MB:
        yield f"Its outputs had {size} MB; they were left out, and the cells were run again."


def _twice(names: list[str]) -> Iterator[str]:
    for name, count in Counter(filter(None, names)).items():
        if count > 1:
            yield f"There are {count} cells named {name}; the last one counts."


def _lost(names: set[str], known: Known) -> Iterator[str]:
    graded = known.names("grade")
    if gone := sorted(graded - names):
        yield f"{_listed(gone, 'cell')} of the assignment had been deleted and came back."
    if gone := sorted(known.names("solution") - graded - names):
        yield f"{_listed(gone, 'cell')} for your own code had been deleted, or lost the name."


def _listed(names: list[str], what: str) -> str:
    told = ", ".join(names[:NAMES]) + (" and others" if len(names) > NAMES else "")
    return f"The {what}{'s' if len(names) > 1 else ''} {told}"
