"""A learner's attempts: one file that is only ever added to, on the learner's own machine.

Each attempt is one line, written at once, so several notebooks can add to the file at the same
time, and a crash can cost the line that it was at and no other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.verdict import Verdict

VARIABLE = "TRAINING_LOOP_FOLDER"  # another folder, or "off": then nothing is kept
OFF = "off"
HOME = ".training-loop"
NAME = "attempts.jsonl"
LONGEST = 4096  # a line that is longer is none of ours


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Attempt:
    """One check of one exercise.

    Attributes:
        exercise: Its address.
        kind: That of the verdict.
        kept: How many promises the code kept.
        promises: How many there are.
        mistakes: Slugs of the mistakes that were named.
        hints: How many hints were given since the last attempt.
        when: Date and time in UTC, as ISO 8601 writes it.
    """

    exercise: str
    kind: str
    kept: int
    promises: int
    mistakes: tuple[str, ...] = ()
    hints: int = 0
    when: str = field(default_factory=_now)

    @property
    def passed(self) -> bool:
        """Whether every promise was kept."""
        return self.kind == "pass"


def of_verdict(verdict: Verdict, hints: int) -> Attempt:
    """Return the attempt that a verdict was given on."""
    kept = sum(promise.kept for promise in verdict.promises)
    return Attempt(
        verdict.exercise, verdict.kind, kept, len(verdict.promises), verdict.slugs, hints
    )


class Attempts:
    """All attempts: those of the file, and those of this process that could not be written.

    Attributes:
        trouble: Why the last one could not be written; empty when it was.
    """

    def __init__(self) -> None:
        self.trouble = ""
        self._unwritten: list[Attempt] = []

    @property
    def path(self) -> Path | None:
        """The file; None where nothing is to be kept."""
        told = os.environ.get(VARIABLE, "")
        if told == OFF or os.environ.get("NBGRADER_EXECUTION"):
            return None
        return (Path(told) if told else Path.home() / HOME) / NAME

    def add(self, attempt: Attempt) -> None:
        """Keep an attempt; that a disk is full or read-only stops nobody's check."""
        try:
            path = self.path
            if path is None:
                self._unwritten.append(attempt)
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            _append(path, json.dumps(asdict(attempt)))
            self.trouble = ""
        except (OSError, RuntimeError) as error:  # RuntimeError: there is no home folder
            self._unwritten.append(attempt)
            self.trouble = str(error)

    def all(self) -> list[Attempt]:
        """Return every attempt, the oldest first; lines that are none are passed over."""
        try:
            path = self.path
            text = path.read_text("utf-8", errors="replace") if path else ""
        except (OSError, RuntimeError):
            text = ""
        found = [*_attempts(text), *self._unwritten]
        return sorted(found, key=lambda attempt: attempt.when)


def _append(path: Path, line: str) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"{_unfinished(handle)}{line}\n".encode())
    finally:
        os.close(handle)


def _unfinished(handle: int) -> str:
    """Return the end of a line that a crash left without one."""
    size = os.lseek(handle, 0, os.SEEK_END)
    if size == 0:
        return ""
    os.lseek(handle, size - 1, os.SEEK_SET)
    return "" if os.read(handle, 1) == b"\n" else "\n"


def _attempts(text: str) -> Iterator[Attempt]:
    for line in text.splitlines():
        if found := _attempt(line):
            yield found


def _attempt(line: str) -> Attempt | None:
    try:
        told: Any = json.loads(line) if len(line) <= LONGEST else None
        known = {f.name for f in fields(Attempt)}
        given = {name: value for name, value in told.items() if name in known}
        given["mistakes"] = tuple(map(str, given.get("mistakes", ())))
        datetime.fromisoformat(given["when"])
        made = Attempt(**given)
        counts = (made.kept, made.promises, made.hints)
        return made if all(isinstance(count, int) for count in counts) else None
    except (ValueError, AttributeError, TypeError, KeyError):
        return None
