"""The assignments of a course, as its sources and its gradebook have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from grader.classroom.grading.course import Course
from grader.classroom.steps.cells import cell_name
from grader.classroom.steps.points import disagreement
from grader.render.printable import described, printable

Worth = dict[str, dict[str, dict[str, float]]]
"""Points of each graded cell, by assignment, notebook and cell."""


def wrong(course: Course) -> Iterator[str]:
    """Yield what is wrong with a course's assignments."""
    found = sources(course)
    known = worth(course)
    if not found:
        yield f"There is no assignment in {course.path(course.folders.source_directory, '.', '')}."
    for stage, paths in found.items():
        if stage not in known:
            yield f"{stage} was never released: run nbgrader generate_assignment {stage}."
        elif not course.path(course.folders.release_directory, ".", stage).is_dir():
            yield f"The release of {stage} is gone: run nbgrader generate_assignment {stage}."
        for path in paths:
            yield from _notebook(path, stage, known.get(stage, {}).get(path.stem))
    for stage in sorted(known.keys() - found.keys()):
        yield f"The gradebook has {printable(stage)}, and there is no source of it any more."


def sources(course: Course) -> dict[str, list[Path]]:
    """Return the notebooks of each assignment's source."""
    above = course.path(course.folders.source_directory, ".", "")
    found = {path.name: sorted(path.glob("*.ipynb")) for path in sorted(above.glob("*/"))}
    return {stage: paths for stage, paths in found.items() if paths}


def worth(course: Course) -> Worth:
    """Return what the gradebook says that graded cells are worth, by assignment and notebook."""
    with course.gradebook() as book:
        return {
            assignment.name: {
                made.name: {cell.name: cell.max_score for cell in made.grade_cells}
                for made in assignment.notebooks
            }
            for assignment in book.assignments
        }


def _notebook(path: Path, stage: str, known: dict[str, float] | None) -> Iterator[str]:
    try:
        made = nbformat.read(path, as_version=4)
    except Exception as error:  # a file can be odd in endless ways
        yield f"{stage}/{path.name} cannot be read ({described(error)})."
        return
    yield from (f"{stage}: {told}" for told in filter(None, map(disagreement, made.cells)))
    if known is None:
        return
    here = {cell_name(cell): _points(cell) for cell in made.cells if _points(cell) is not None}
    for name in sorted(here.keys() | known.keys()):
        if here.get(name) != known.get(name):
            yield _different(stage, name, known.get(name), here.get(name))


def _points(cell: Any) -> float | None:
    about = cell.metadata.get("nbgrader", {})
    return float(about.get("points") or 0) if about.get("grade") else None


def _different(stage: str, name: str, known: float | None, worth: float | None) -> str:
    if known is None or worth is None:
        where, not_in = ("gradebook", "source") if worth is None else ("source", "gradebook")
        told = f"{stage}: the cell {name} is in the {where} and not in the {not_in}"
    else:
        told = f"{stage}: {name} has {worth:g} points in the source, {known:g} in the gradebook"
    return (
        f"{told}. If the source is right, run nbgrader generate_assignment {stage} --force; "
        "marks are paid as the gradebook says."
    )
