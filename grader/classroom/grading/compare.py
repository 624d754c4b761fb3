"""Which marks would be others if they were given again now, and why. Writes nothing."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import CHANGED, HANDED_IN, Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.marks import Marks, in_notebook
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.steps.cells import cell_name
from grader.classroom.steps.versions import KEY, Versions, told
from grader.verdict import MIME, Verdict

LOCK_SECONDS = 3.0
Promises = dict[str, dict[str, bool]]
"""Whether each promise was kept, by the cell and the promise's words."""


@dataclass(frozen=True)
class Difference:
    """A mark that would be another one.

    Attributes:
        stage: The assignment.
        student: Whose submission.
        cell: The graded cell; empty where all of a submission could not be compared.
        before: What the gradebook has; None where a person has to give it.
        after: What it would be.
        why: Sentences on what differs.
    """

    stage: str
    student: str
    cell: str
    before: float | None
    after: float | None
    why: tuple[str, ...]


@contextlib.contextmanager
def on_a_copy(config: Config) -> Iterator[Course]:
    """Give a course whose gradebook is a copy, so that nothing that reads it can write to it.

    Raises:
        ValueError: if there is no gradebook, or it cannot be read.
    """
    course = Course(config, frozen=True)
    path = course.database()
    if path is None:
        yield course
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "gradebook.db")
        try:
            copy_of(path, copy)
        except sqlite3.Error as error:
            raise ValueError(f"{path} cannot be read: {cause(error)}.") from error
        changed: Any = config.copy()
        changed.CourseDirectory.db_url = f"sqlite:///{copy}"
        yield Course(changed, frozen=True)


def copy_of(path: Path, copy: Path) -> None:
    """Copy a gradebook, whoever writes to it meanwhile.

    Raises:
        sqlite3.Error: if it cannot be read.
    """
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(address, uri=True, timeout=LOCK_SECONDS)) as book,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        book.execute("SELECT count(*) FROM sqlite_master").fetchone()  # waits no longer than that
        book.backup(target)


def graded(course: Course, stage: str, students: Iterable[str]) -> list[Task]:
    """Return those submissions of an assignment that have marks."""
    marks = course.marks(stage)
    marked = (who for who in students if _any(marks.get(who, {})))
    return [course.task(stage, who) for who in marked]


def _any(marks: Marks) -> bool:
    return any(score is not None for cells in marks.values() for score in cells.values())


def differences(course: Course, judgement: Judgement) -> list[Difference]:
    """Return what is different about a submission that was judged again."""
    task = judgement.task
    if not judgement.notebooks:
        return [Difference(task.stage, task.student, "", None, None, (judgement.reason,))]
    before = course.marks(task.stage, task.student)[task.student]
    found = []
    for name, text in judgement.notebooks.items():
        now = nbformat.from_dict(json.loads(text))
        then = _kept(course.graded(task.student, task.stage) / f"{name}.ipynb")
        for cell, after in in_notebook(now).items():
            old = before.get(name, {}).get(cell)
            if old != after:
                why = _why(course, judgement, _promises(then, cell), _promises(now, cell))
                versions = _versions(course, task, then)
                why = (*why, *versions)
                found.append(Difference(task.stage, task.student, cell, old, after, why))
    return found


def _kept(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-any-return]
    except Exception:  # it may be lost, or anything
        return nbformat.v4.new_notebook()  # type: ignore[no-any-return]


def _why(
    course: Course, judgement: Judgement, then: Mapping[str, bool], now: Mapping[str, bool]
) -> tuple[str, ...]:
    told = [judgement.reason] if judgement.reason else []
    told += _changed(course, judgement.task)
    for words, kept in now.items():
        if kept != then.get(words, kept):
            told.append(f"{'Kept now' if kept else 'No longer kept'}: {words}")
    told += [f"A promise that is new: {words}" for words in now if then and words not in then]
    told += [f"No promise any more: {words}" for words in then if now and words not in now]
    return tuple(told)


def since(course: Course, task: Task) -> list[str]:
    """Return sentences on what changed since a submission was graded, versions among it."""
    return [*_changed(course, task), *_versions(course, task, nbformat.v4.new_notebook())]


def _changed(course: Course, task: Task) -> list[str]:
    known = course.ledger.find(task.stage, task.student)
    if known is None or known.digest == task.digest:
        return []
    what = HANDED_IN if known.basis == course.about(task.stage).basis else CHANGED
    return [f"Since it was graded: {what}."]


def _versions(course: Course, task: Task, then: NotebookNode) -> list[str]:
    known = course.ledger.find(task.stage, task.student)
    before: Versions = known.versions if known else then.metadata.get(KEY, {})
    now = course.about(task.stage).versions
    return [f"Graded with {told(before)}; here are {told(now)}."] if before != now else []


def _promises(notebook: NotebookNode, name: str) -> dict[str, bool]:
    """Return which promises a graded cell of a notebook shows as kept."""
    cells = (cell for cell in notebook.cells if cell_name(cell) == name)
    outputs = (output for cell in cells for output in cell.get("outputs", ()))
    data = (output["data"][MIME] for output in outputs if MIME in output.get("data", {}))
    verdicts = map(Verdict.from_dict, data)
    return {promise.text: promise.kept for verdict in verdicts for promise in verdict.promises}


def outdated(course: Course, entries: Iterable[Entry]) -> list[Entry]:
    """Return those that were graded with other versions than are here."""
    return [e for e in entries if e.versions != course.about(e.stage).versions]
