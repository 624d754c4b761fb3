"""What was collected: who handed in what, through which platform, known by what there.

One JSON line for each submission that was taken. A line that was cut off is left out when reading.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Taken:
    """A submission that was taken into a course.

    Attributes:
        platform: Where it came from.
        assignment: What it is for.
        key: What the platform calls its sender by.
        student: What nbgrader calls the sender by.
        name: The sender's full name.
        email: The sender's e-mail address.
        order: A number that is larger for what was handed in later; 0 if there is none.
        digest: Of what was handed in.
        told: When it was handed in, as a roster said; empty where none did.
    """

    platform: str
    assignment: str
    key: str
    student: str
    name: str = ""
    email: str = ""
    order: int = 0
    digest: str = ""
    told: str = ""


class Record:
    """The record of a course."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken = list(_read(path))
        self._last = {(t.platform, t.assignment, t.student): t for t in self._taken}

    def of(self, platform: str, assignment: str = "") -> Iterator[Taken]:
        """Yield what was taken from a platform, the latest first."""
        for taken in reversed(self._taken):
            if taken.platform == platform and assignment in ("", taken.assignment):
                yield taken

    def last(self, platform: str, assignment: str, student: str) -> Taken | None:
        """Return what was taken last of a student for an assignment."""
        return self._last.get((platform, assignment, student))

    def add(self, taken: Taken) -> None:
        """Write down what was taken; it is on disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            before = b"" if _ends_with_newline(self.path) else b"\n"
            file.write(before + json.dumps(asdict(taken)).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._taken.append(taken)
        self._last[taken.platform, taken.assignment, taken.student] = taken


def _read(path: Path) -> Iterator[Taken]:
    names = {known.name for known in fields(Taken)}
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            told = json.loads(line)
            yield Taken(**{name: value for name, value in told.items() if name in names})
        except (ValueError, TypeError, AttributeError):
            continue


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
