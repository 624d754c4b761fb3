"""What has been graded already, so that an interrupted run can go on.

One JSON line for each graded submission, on disk before the next one is taken. A line that
was cut off by a crash is left out when reading.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from grader.classroom.grading.marks import Marks
from grader.classroom.grading.verdicts import Said
from grader.classroom.steps.versions import Versions


@dataclass(frozen=True)
class Entry:
    """A graded submission.

    Attributes:
        stage: The assignment.
        student: Who handed it in.
        digest: Of everything that its marks depend on, other than versions.
        reason: Why it could not be graded as it should; empty when all went well.
        seconds: How long the judge took.
        oddities: What was odd, although it could be graded.
        basis: The part of the digest that is the same for all submissions.
        versions: Of what graded it.
        marks: What went into the gradebook.
        files: A digest of each notebook that was kept; none if it was not saved.
        said: The kind of each verdict and the mistakes that it names, by exercise. The notebooks
            hold this too, until the next attempt takes their place.
        when: When it was judged, in seconds since 1970; 0 where nobody wrote it down.
    """

    stage: str
    student: str
    digest: str
    reason: str = ""
    seconds: float = 0.0
    oddities: str = ""
    basis: str = ""
    versions: Versions = field(default_factory=dict)
    marks: Marks = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    said: Said = field(default_factory=dict)
    when: float = 0.0

    @property
    def saved(self) -> bool:
        """Whether the gradebook, the folder of graded notebooks and the ledger have it."""
        return bool(self.files)


class GradedAlready:
    """The record of a course."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = {(entry.stage, entry.student): entry for entry in entries(path)}

    def __bool__(self) -> bool:
        return bool(self._known)

    def all(self) -> list[Entry]:
        """Return the last entry on each submission."""
        return list(self._known.values())

    def find(self, stage: str, student: str) -> Entry | None:
        """Return the last entry on a submission."""
        return self._known.get((stage, student))

    def add(self, entry: Entry) -> None:
        """Write an entry; it is on disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            text = json.dumps(asdict(entry)).encode() + b"\n"
            file.write(text if _ends_with_newline(file) else b"\n" + text)
            file.flush()
            os.fsync(file.fileno())
        self._known[entry.stage, entry.student] = entry


def entries(path: Path) -> Iterator[Entry]:
    """Yield all that a record holds, the oldest first; what was graded again is there again."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield _entry(json.loads(line))
            except (ValueError, TypeError, AttributeError):
                continue


def _entry(told: dict[str, Any]) -> Entry:
    """Return an entry, without what another version may have added."""
    names = {known.name for known in fields(Entry)}
    return Entry(**{name: value for name, value in told.items() if name in names})


def _ends_with_newline(file: object) -> bool:
    size = file.seek(0, os.SEEK_END)  # type: ignore[attr-defined]
    if size == 0:
        return True
    file.seek(-1, os.SEEK_END)  # type: ignore[attr-defined]
    return bool(file.read(1) == b"\n")  # type: ignore[attr-defined]
