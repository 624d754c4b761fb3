"""Loaded by a cluster's workers in tests: what judges is pretended, and some of it goes wrong.

It loads nothing that is slow, so a worker that was killed is soon there again. What it answers
lies in files, pickled; what goes wrong, the names of students say.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from distributed import get_worker

from grader.classroom.elsewhere import on_worker

FOLDER = "PRETENDED_JUDGE"  # in the environment: where the files are
REFUSES = "refuses"


def port() -> str:
    """Return what tells this worker from others."""
    return str(get_worker().address).rpartition(":")[2]


class Pretended:
    """In place of a process that judges."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.folder = Path(os.environ[FOLDER])

    def asked(self, message: bytes) -> bytes:
        found = re.search(rb"student_(\w+?)_end", message)
        if found is None:
            if (self.folder / f"no-{port()}").exists():
                raise on_worker.Failed(REFUSES)
            return self._file("isolation")
        student = found[1].decode()
        if student == "deadly" or (student == "once_deadly" and self._first(student)):
            os._exit(1)
        if student == "guilty":
            raise on_worker.Failed(on_worker.ENDED)
        if student == "faulty" or (student == "unlucky" and self._first(student)):
            raise on_worker.Failed("no process for learners' code")
        with (self.folder / "judged").open("a") as file:
            file.write(f"{port()} {student}\n")
        return self._file(student)

    def end(self) -> None:
        """Nothing runs."""

    def _file(self, name: str) -> bytes:
        return (self.folder / f"{name}.pickle").read_bytes()

    def _first(self, student: str) -> bool:
        """Return whether this is the first time that a student's work comes."""
        with (self.folder / f"times-{student}").open("a+") as file:
            file.write(".")
            return file.tell() <= 1


on_worker.Judge = Pretended  # type: ignore[assignment,misc]
