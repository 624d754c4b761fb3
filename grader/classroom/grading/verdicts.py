"""What the judge said of the works of a class, as the graded notebooks hold it."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.verdict import MIME, Verdict

Said = dict[str, list[str]]
"""The kind of each verdict and the mistakes that it names, by exercise."""


def works(folder: Path, stage: str) -> Iterator[tuple[str, Path, list[dict[str, Any]]]]:
    """Yield student, path and cells of every graded notebook of a stage, one at a time.

    The cells are as the file has them; a file that cannot be read has none.

    Args:
        folder: The folder of graded work, with a folder for each student.
        stage: The assignment.
    """
    for path in sorted(folder.glob(f"*/{glob.escape(stage)}/*.ipynb")):
        yield path.parent.parent.name, path, cells_of(path)


def cells_of(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook that the grader wrote; none if it cannot be read."""
    try:
        found = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [cell for cell in found if isinstance(cell, dict)] if isinstance(found, list) else []


def about(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what nbgrader says of a cell."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def judged(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], list[Any]]]:
    """Yield each cell in which the judge alone writes, with the verdicts in it, as data."""
    for cell in cells:
        if about(cell).get("grade") and about(cell).get("locked"):
            yield cell, list(_bundles(cell.get("outputs") or ()))


def _bundles(outputs: Iterable[Any]) -> Iterator[Any]:
    for output in outputs:
        data = output.get("data") if isinstance(output, dict) else None
        if isinstance(data, dict) and MIME in data:
            yield data[MIME]


def verdict(data: Any) -> Verdict | None:
    """Return a verdict from data; None if another version of the grader wrote it otherwise."""
    try:
        return Verdict.from_dict(data)
    except (ValueError, TypeError, AttributeError):
        return None


def read(folder: Path, stage: str) -> list[tuple[str, Verdict]]:
    """Return ``(student, verdict)`` for every graded cell of a stage that has a verdict."""
    return [
        (student, made)
        for student, _, cells in works(folder, stage)
        for _, bundles in judged(cells)
        for made in map(verdict, bundles)
        if made is not None
    ]


def said(notebooks: Iterable[Mapping[str, Any]]) -> Said:
    """Return what notebooks say of each exercise, in short."""
    bundles = (b for made in notebooks for _, found in judged(made["cells"]) for b in found)
    known = [made for made in map(verdict, bundles) if made is not None]
    return {made.exercise: [made.kind, *made.slugs] for made in known}
