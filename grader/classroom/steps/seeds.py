"""Seeds of the numbers that decide marks: other ones for every submission, the same every time.

They follow from the course's secret, the exercise, the learner, and a digest of what was handed
in. So what one submission prints tells nothing about another one, unchanged work keeps its
marks, and who changes their work cannot choose: each change draws other numbers.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from nbformat import NotebookNode

from grader.classroom.steps.cells import cell_name

STAMP = "timestamp.txt"  # nbgrader's note on when it was handed in


def seed_of(secret: bytes, exercise: str, student: str, work: bytes) -> int:
    """Return the seed of an exercise's numbers for one submission.

    Args:
        secret: The course's secret.
        exercise: The address of the exercise.
        student: Who handed it in.
        work: The digest of what was handed in.
    """
    made = hmac.digest(secret, _joined([exercise.encode(), student.encode(), work]), "sha256")
    return (int.from_bytes(made[:8]) >> 1) or 1  # as PyTorch takes it; 0 would be practice


def work_digest(notebook: NotebookNode, files: Mapping[str, bytes]) -> bytes:
    """Return a digest of all that code of a submission can see of what was handed in.

    That is every cell that is run and the files beside the notebook: with a cell left out, the
    numbers that one submission prints could be answered in that cell by the next. Of locked cells
    only name and place count, since their text is the assignment's. Left out is what programs
    rewrite: outputs, ids, metadata.
    """
    cells = [part for cell in notebook.cells if _counts(cell) for part in _cell(cell)]
    beside = [p for n in sorted(files) if n != STAMP for p in (n.encode(), files[n])]
    return hashlib.sha256(_joined([_joined(cells), _joined(beside)])).digest()


def _counts(cell: NotebookNode) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("solution") or (cell.cell_type == "code" and cell.source.strip()))


def _cell(cell: NotebookNode) -> Iterable[bytes]:
    own = "" if cell.metadata.get("nbgrader", {}).get("locked") else cell.source
    return str(cell_name(cell)).encode(), own.encode("utf-8", "surrogatepass")


def _joined(parts: Iterable[bytes]) -> bytes:
    """Return parts as one, so that other parts never give the same."""
    return b"".join(len(part).to_bytes(8) + part for part in parts)
