"""Why a graded cell said nothing of an exercise: which cell stopped, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.classroom.grading.verdicts import about
from grader.judge.host.marking import calls
from grader.render.printable import LENGTH, printable

FAILURES = 3
NOT_GRADED = "NotGraded"  # the error in the place of a notebook that cannot be read

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Failure:
    """A cell that stopped.

    Attributes:
        cell: What nbgrader calls it, or how it begins.
        error: The exception's name.
        said: The exception's words.
    """

    cell: str
    error: str
    said: str

    def __str__(self) -> str:
        said = f"{self.error}: {self.said}"[: 2 * LENGTH].rstrip(".")
        return f"{self.cell} stopped with {''.join(c if c.isprintable() else ' ' for c in said)}"


def not_reached(cells: Sequence[Cell], address: str) -> str:
    """Return why nothing is said of an exercise, in sentences; empty where no cell stopped.

    Args:
        cells: Those of the judged notebook.
        address: Of the exercise.
    """
    own, before = _failures(cells, address)
    if own and own[0].error == NOT_GRADED:
        return printable(own[0].said, 4 * LENGTH)
    mine = f"{'; '.join(map(str, own))}." if own else ""
    earlier = f"Before that, {'; '.join(map(str, before[:FAILURES]))}." if before else ""
    return " ".join(filter(None, (mine, earlier)))


def stopped_by(cells: Sequence[Cell], address: str) -> str:
    """Return the name of the exception that kept an exercise from being graded.

    It is that of the learner's own cell, else of the first cell that stopped, else of the graded
    one; empty if none stopped.
    """
    own, before = _failures(cells, address)
    learners = [each for each in before if each.cell == address.rpartition("/")[2]]
    return next((each.error for each in (*learners, *before, *own)), "")


def asks(source: str, address: str) -> bool:
    """Return whether a cell with this source grades an exercise."""
    return any(call.exercise == address for call in calls(source) or ())


def _failures(cells: Sequence[Cell], address: str) -> tuple[list[Failure], list[Failure]]:
    """Return how the cell that grades an exercise stopped, and how learners' cells before it."""
    graded = (n for n, cell in enumerate(cells) if _grades(cell) and asks(_text(cell), address))
    place = next(graded, None)
    if place is None:
        return [], []
    before = [cell for cell in cells[:place] if not about(cell).get("locked")]
    return list(_stopped(cells[place])), [each for cell in before for each in _stopped(cell)]


def _grades(cell: Cell) -> bool:
    return bool(about(cell).get("grade") and about(cell).get("locked"))


def _stopped(cell: Cell) -> Iterator[Failure]:
    name = str(about(cell).get("grade_id") or "")
    name = name or f"the cell that begins with {printable(_text(cell), 40)}"
    for output in cell.get("outputs") or ():
        if isinstance(output, dict) and output.get("output_type") == "error":
            yield Failure(name, str(output.get("ename", "")), str(output.get("evalue", "")))


def _text(cell: Cell) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)
