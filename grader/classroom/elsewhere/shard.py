"""One part of a class, judged without writing to the gradebook.

Jobs that know nothing of each other judge one part each. What they say is kept in a folder of the
part, with a ledger of its own, so that an interrupted job goes on; ``merging`` takes it from there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.grading.assignment import digest_of
from grader.classroom.grading.course import HOUSE, Course
from grader.classroom.grading.graded_already import Entry, GradedAlready
from grader.classroom.grading.saver import entry_of
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.steps.judge import Judged

SHARDS = "shards"
ABOUT = "shard.json"
DAMAGED = "what was kept of it was changed or is gone: judge that shard again"


@dataclass(frozen=True)
class Share:
    """Which part of a class is meant.

    Attributes:
        number: Which one, from 1.
        of: How many there are.
    """

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}-of-{self.of}"

    def has(self, stage: str, student: str) -> bool:
        """Return whether a submission is in it: the same everywhere, whoever else hands in."""
        made = hashlib.sha256(f"{stage}\0{student}".encode(errors="surrogateescape"))
        return int.from_bytes(made.digest()[:8]) % self.of == self.number - 1


class Shard:
    """The folder of a part.

    Args:
        folder: Where it is; it may not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = GradedAlready(folder / "ledger.jsonl")

    def begin(self, course: Course, share: Share) -> None:
        """Write down which part of which course it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        about = {"course": identity(course), "number": share.number, "of": share.of}
        _write(self.folder / ABOUT, json.dumps(about))

    def about(self) -> tuple[str, Share]:
        """Return the identity of its course, and which part it is.

        Raises:
            ValueError: if the folder holds none.
        """
        try:
            told = json.loads((self.folder / ABOUT).read_text("utf-8"))
            return str(told["course"]), Share(int(told["number"]), int(told["of"]))
        except (OSError, ValueError, KeyError, TypeError):
            raise ValueError(f"{self.folder} holds no shard.") from None

    def keep(self, judgement: Judgement, entry: Entry) -> Entry:
        """Keep what the judge said, unless it said nothing; return the entry on it.

        Raises:
            OSError: if it cannot be written.
        """
        if not judgement.notebooks:
            return entry
        files = {}
        for name, text in judgement.notebooks.items():
            path = self._path(entry, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, text)
            files[name] = digest_of(path)
        kept = replace(entry, files=files)
        self.ledger.add(kept)
        return kept

    def keep_all(
        self, course: Course, judgements: Iterable[Judgement], tell: Callable[[Entry], None]
    ) -> None:
        """Keep what the judge says, as it does.

        Args:
            course: The course, of whose gradebook this may be a copy.
            judgements: What the judge says.
            tell: Called after each, with the entry on it.

        Raises:
            OSError: if it cannot be written.
        """
        for judgement in judgements:
            tell(self.keep(judgement, entry_of(course, judgement)))

    def judgement(self, task: Task, entry: Entry) -> Judgement:
        """Return what was kept.

        Raises:
            ValueError: if that is not what was written then.
        """
        if set(entry.files) != set(task.notebooks):
            raise ValueError(DAMAGED)
        try:
            paths = {name: self._path(entry, name) for name in entry.files}
            digests = {name: digest_of(path) for name, path in paths.items()}
            texts = {name: path.read_text("utf-8") for name, path in paths.items()}
        except (OSError, ValueError) as error:
            raise ValueError(DAMAGED) from error
        if digests != entry.files:
            raise ValueError(DAMAGED)
        return Judgement(task, texts, entry.reason, entry.seconds, entry.oddities)

    def has(self, course: Course, task: Task) -> Entry | None:
        """Return the entry on a submission that was judged here, and would be the same now."""
        known = self.ledger.find(task.stage, task.student)
        if known is None or known.digest != task.digest:
            return None
        return known if known.versions == course.about(task.stage).versions else None

    def _path(self, entry: Entry, name: str) -> Path:
        return self.folder / "judged" / entry.student / entry.stage / f"{name}.ipynb"


def _write(path: Path, text: str) -> None:
    """Write a file that is there as a whole or not at all."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(text, "utf-8")
    os.replace(draft, path)


def identity(course: Course) -> str:
    """Return what tells a course from others, wherever its folder lies.

    Raises:
        BadSetting: if it has no secret that can be used.
    """
    return hashlib.sha256(b"course\0" + Judged(config=course.config).key()).hexdigest()


def folder_of(course: Course, share: Share) -> Path:
    """Return where a part of a course is kept."""
    return course.root / HOUSE / SHARDS / str(share)
