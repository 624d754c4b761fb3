"""Points stand in one place: what a cell's calls of ``grade`` give, and what the cell is worth.

In a release both are the same. Afterwards the gradebook may say something else, since an
instructor can change what a cell is worth there: the share that was earned is paid of that.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.classroom.steps.cells import cell_name, is_judged
from grader.course.catalogue import exercises, nearest
from grader.judge.host.marking import Call, calls

PAID = "This cell counts {worth:g} instead of {called:g} points: {before:g} become {after:g}."


def called_points(source: str) -> float:
    """Return the points of all exercises that a cell's source grades; 0 for a cell without."""
    return sum({call.exercise: call.points for call in calls(source) or ()}.values())


def disagreement(cell: NotebookNode) -> str:
    """Return a sentence on what a graded cell says twice and differently; empty for none."""
    found = calls(cell.source) if is_judged(cell) else []
    name = cell_name(cell)
    if found is None:
        return f"The cell {name} calls grade(...) without spelling out the exercise and the points."
    if unknown := [call.exercise for call in found if call.exercise not in exercises()]:
        return f'The cell {name} grades "{unknown[0]}".{_no_such(unknown[0])}'
    return _different(name, found, cell.metadata["nbgrader"].get("points")) if found else ""


def _no_such(address: str) -> str:
    return f" There is no such exercise.{nearest(address, exercises())}"


def _different(name: str, found: list[Call], worth: Any) -> str:
    called = sum({call.exercise: call.points for call in found}.values())
    if called == worth:
        return ""
    return (
        f"The cell {name} calls grade(...) for {called:g} points, and its metadata for nbgrader "
        f"says {worth}: make both the same."
    )


class CheckPoints(NbGraderPreprocessor):  # type: ignore[misc]
    """A step of nbgrader's from source to release that stops where points disagree."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Check all cells of a notebook.

        Raises:
            ValueError: if a cell says its points twice and differently.
        """
        told = list(filter(None, map(disagreement, nb.cells)))
        for sentence in told:
            self.log.error(sentence)
        if told:
            raise ValueError(" ".join(told))
        return nb, resources


def pay_share(cell: NotebookNode) -> None:
    """Turn the points that a cell's calls earned into those of what the cell is worth."""
    called, worth = called_points(cell.source), float(cell.metadata["nbgrader"]["points"])
    for place, output in enumerate(cell.outputs):
        if output.output_type == "execute_result" and called > 0 and called != worth:
            before = float(output.data["text/plain"])
            after = round(worth * (before / called), 4)
            output.data["text/plain"] = repr(min(after, worth))
            words = PAID.format(worth=worth, called=called, before=before, after=after)
            cell.outputs.insert(
                place, nbformat.v4.new_output("display_data", data={"text/plain": words})
            )
            return
