"""From an authored ``solutions/NN_slug.py`` to a notebook with nbgrader's metadata.

An authored file is py:percent. Four keys on a cell's first line carry meaning:
``exercise="name"`` (the learner writes here), ``check="name"`` (practice, locked),
``graded="name" points=4`` (counts, locked) and ``essay="name" points=2`` (graded by hand).
``folded=true`` hides the code of a cell that only draws. The letters in a call of ``predict`` are
the right ones; learners get the call without them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode

from grader.classroom.authoring.pictures import attachments
from grader.classroom.steps.points import disagreement

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}


class BadSource(ValueError):
    """An authored file has a cell that cannot be understood."""


def notebook(path: Path) -> NotebookNode:
    """Return the notebook that an authored file describes, without outputs.

    Raises:
        BadSource: if a graded cell has no points, other points than its calls of ``grade``,
            or the name of another cell.
    """
    made: NotebookNode = jupytext.read(path, fmt="py:percent")
    made.metadata = NotebookNode({"kernelspec": KERNEL, "language_info": LANGUAGE})
    made.nbformat, made.nbformat_minor = 4, 5
    seen: dict[str, int] = {}
    for index, cell in enumerate(made.cells):
        cell.id = _identity(path.stem, index, cell.source)
        cell.metadata = NotebookNode(_metadata(path, dict(cell.metadata)))
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if told := disagreement(cell):
            raise BadSource(f"{path.name}: {told}")
        if name in seen:
            raise BadSource(f"{path.name}: two cells are called {name}.")
        if name:
            seen[name] = index
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
        elif drawn := attachments(path.stem, cell.source):
            cell.attachments = drawn
    return made


def _identity(stage: str, index: int, source: str) -> str:
    """Return an id that is the same in every build; equal cells differ by their place."""
    digest = hashlib.sha256(f"{stage}\n{source}".encode()).hexdigest()[:10]
    return f"{digest}-{index}"


def _metadata(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in ("exercise", "check", "graded", "essay") if kind in given]
    if not kinds:
        folded = {"jupyter": {"source_hidden": True}} if given.get("folded") else {}
        return folded | ({"tags": given["tags"]} if "tags" in given else {})
    kind = kinds[0]
    name = given[kind]
    if kind in ("graded", "essay") and not float(given.get("points", 0)) > 0:
        raise BadSource(f"{path.name}: the graded cell of {name} needs points=...")
    return {"nbgrader": _nbgrader(kind, name, given.get("points"))}


def _nbgrader(kind: str, name: str, points: float | None) -> dict[str, Any]:
    prefix = {"exercise": "", "check": "check_", "graded": "grade_", "essay": "essay_"}[kind]
    data: dict[str, Any] = {
        "grade": kind in ("graded", "essay"),
        "grade_id": prefix + name,
        "locked": kind in ("check", "graded"),
        "schema_version": 3,
        "solution": kind in ("exercise", "essay"),
        "task": False,
    }
    if data["grade"]:
        data["points"] = points
    return data
