"""What the gradebook holds on an assignment, and what its marks depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.utils import find_all_files

from grader.classroom.steps.cells import release_version
from grader.classroom.steps.save import not_here
from grader.classroom.steps.versions import Versions, versions


@dataclass(frozen=True)
class About:
    """An assignment as it was released.

    Attributes:
        stage: Its name.
        notebooks: Names of its notebooks.
        source: Its folder, whose other files replace a learner's.
        basis: A digest of all that marks depend on, other than submissions and versions.
        versions: With which it would be graded now.
        notes: Sentences on graded cells whose exercise is not there.
    """

    stage: str
    notebooks: tuple[str, ...]
    source: Path
    basis: str
    versions: Versions
    notes: tuple[str, ...]


def about(
    assignment: Any,
    source: Path,
    ignored: Sequence[str],
    key: bytes,
    weights: Mapping[str, Mapping[str, float]],
) -> About:
    """Return what nbgrader's record of an assignment says.

    Args:
        assignment: The record.
        source: The assignment's folder.
        ignored: Patterns of files that nbgrader leaves alone.
        key: What hidden numbers are drawn from.
        weights: What promises weigh in this course, by address and sentence, where it says so.
    """
    notebooks = list(assignment.notebooks)
    cells = [(cell.name, cell.checksum) for made in notebooks for cell in made.source_cells]
    points = [(cell.name, cell.max_score) for made in notebooks for cell in made.grade_cells]
    files = _digests(source, ignored)
    sources = [str(cell.source) for made in notebooks for cell in made.source_cells]
    graded = (a for a in weights if any(a in source for source in sources))
    own = [(address, sorted(weights[address].items())) for address in sorted(graded)]
    basis: tuple[Any, ...]
    basis = (sorted(cells, key=repr), sorted(points), files, hashlib.sha256(key).hexdigest())
    basis += (own,) if own else ()  # without any, marks of before count as they are
    return About(
        stage=assignment.name,
        notebooks=tuple(sorted(made.name for made in notebooks)),
        source=source,
        basis=hashlib.sha256(repr(basis).encode()).hexdigest(),
        versions=versions(release_version(notebooks)),
        notes=tuple(_notes(notebooks)),
    )


def _digests(folder: Path, ignored: Sequence[str]) -> list[tuple[str, str]]:
    paths = map(Path, find_all_files(str(folder), [*ignored, "*.ipynb"]))
    return sorted((path.relative_to(folder).as_posix(), digest_of(path)) for path in paths)


def digest_of(path: Path) -> str:
    """Return a digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _notes(notebooks: Sequence[Any]) -> Iterator[str]:
    for made in notebooks:
        graded = {cell.name for cell in made.grade_cells}
        judged = (cell for cell in made.source_cells if cell.name in graded and cell.locked)
        for cell in judged:
            if cell.cell_type == "code" and (told := not_here(cell.name, cell.source)):
                yield f"{made.name}: {told}"
