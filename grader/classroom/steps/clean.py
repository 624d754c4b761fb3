"""nbgrader's step after a run that takes out of a notebook what could act in a browser."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum

from grader.sanitize.notebook import sanitize


class CleanNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Leaves text, images and harmless HTML in a submission, whoever will show it and how.

    What was handed in stays as it is; this is about the copy with the marks.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean a notebook."""
        return sanitize(nb, _is_as_released), resources


def _is_as_released(cell: NotebookNode) -> bool:
    """Return whether a cell is the assignment's own; nbgrader looks for just this as well."""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("checksum") and about["checksum"] == compute_checksum(cell))
