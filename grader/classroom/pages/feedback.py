"""Feedback pages of a class: made in parallel, and only where something changed.

One JSON line for each submission says what its pages were made of. An interrupted run goes on
where it stopped, since the line is written after the pages are in place.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)

from grader.classroom.grading.course import HOUSE, Course
from grader.classroom.pages import process
from grader.classroom.pages.converter import Made, Wanted
from grader.sanitize import html as sanitize

RECORD = "feedback.jsonl"
LOST = "the process that made its pages ended unexpectedly, twice"
NO_NOTEBOOK = "there is no graded notebook {name}: grader autograde comes before grader feedback"
AHEAD = 2  # submissions that wait for each process
AT_MOST = 0.2  # seconds until an interruption is noticed
PACKAGES = ("nbgrader", "nbconvert", "jinja2", "pygments", "training-loop-grader")


@dataclass
class Plan:
    """What there is to do.

    Attributes:
        wanted: Submissions whose pages are to be made.
        done: How many have pages of what they are now.
        failed: Those that can have none, with the reason.
    """

    wanted: list[Wanted] = field(default_factory=list)
    done: int = 0
    failed: list[Made] = field(default_factory=list)


def plan(course: Course, stages: Iterable[str], student: str | None, *, force: bool) -> Plan:
    """Return what there is to do.

    Args:
        course: The course.
        stages: The assignments.
        student: Whose pages; None stands for everybody's.
        force: Whether pages are made again that are there.
    """
    known = {} if force else _record(course)
    made = Plan()
    with course.gradebook() as book:
        for stage in stages:
            about, shown = course.about(stage), _shown(book, stage)
            for who in sorted(shown) if student is None else [student]:
                _add(course, made, Wanted(stage, who, about.notebooks, shown.get(who, "")), known)
    return made


def _add(course: Course, made: Plan, bare: Wanted, known: dict[tuple[str, str], Any]) -> None:
    folder = course.graded(bare.student, bare.stage)
    digest = hashlib.sha256(f"{_basis()}\0{_settings(course)}\0{bare.digest}".encode())
    for name in bare.notebooks:
        try:
            digest.update((folder / f"{name}.ipynb").read_bytes())
        except OSError:
            made.failed.append(Made(bare, reason=NO_NOTEBOOK.format(name=name)))
            return
    wanted = Wanted(bare.stage, bare.student, bare.notebooks, digest.hexdigest())
    last = known.get((wanted.stage, wanted.student), {})
    if last.get("digest") == wanted.digest and _there(course, wanted, last.get("files")):
        made.done += 1
    else:
        made.wanted.append(wanted)


def _there(course: Course, wanted: Wanted, files: Any) -> bool:
    folder = course.path(course.folders.feedback_directory, wanted.student, wanted.stage)
    if not isinstance(files, dict) or not files:
        return False
    try:
        return all((folder / name).stat().st_size == size for name, size in files.items())
    except OSError:
        return False


@cache
def _basis() -> str:
    """Return a digest of what makes pages: our own code and templates, and nbgrader's version."""
    here = Path(__file__).parent
    own = [*here.glob("*.py"), *here.glob("templates/*/*"), Path(sanitize.__file__)]
    made = hashlib.sha256(repr([(name, version(name)) for name in PACKAGES]).encode())
    for path in sorted(own):
        made.update(path.read_bytes())
    return made.hexdigest()


def _settings(course: Course) -> str:
    chosen = (course.config.get(name, {}) for name in ("HTMLExporter", "GenerateFeedback"))
    return repr([sorted(map(repr, found.items())) for found in chosen])


def _shown(book: Any, stage: str) -> dict[str, str]:
    """Return all that the gradebook adds to the pages of each student, as text."""
    found: dict[str, list[str]] = defaultdict(list)
    graded = (Grade.auto_score, Grade.manual_score, Grade.extra_credit)
    late = SubmittedNotebook.late_submission_penalty
    for row in _rows(book, stage, Grade, *graded, late):
        found[row[0]].append(repr(tuple(row)))
    for row in _rows(book, stage, Comment, Comment.auto_comment, Comment.manual_comment):
        found[row[0]].append(repr(tuple(row)))
    return {student: "\n".join(sorted(rows)) for student, rows in found.items()}


def _rows(book: Any, stage: str, table: Any, *columns: Any) -> Iterator[Any]:
    wanted = book.db.query(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, *columns)
    for other, condition in (
        (SubmittedNotebook, table.notebook_id == SubmittedNotebook.id),
        (SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id),
        (Assignment, SubmittedAssignment.assignment_id == Assignment.id),
        (Notebook, SubmittedNotebook.notebook_id == Notebook.id),
        (BaseCell, table.cell_id == BaseCell.id),
    ):
        wanted = wanted.join(other, condition)
    yield from wanted.filter(Assignment.name == stage)


# Making -----------------------------------------------------------------------------------------


def make(
    course: Course, wanted: Sequence[Wanted], workers: int, tell: Callable[[Made], None]
) -> None:
    """Make pages, and write down what is made.

    When a process ends unexpectedly, what is left is made one by one, so that only the pages are
    missing at which it ended.

    Args:
        course: The course.
        wanted: Whose pages.
        workers: In how many processes.
        tell: Called after each submission, with what became of it.
    """
    for unfinished in (course.root / HOUSE).glob("pages-*"):  # of a run that was ended
        shutil.rmtree(unfinished, ignore_errors=True)
    left = {(one.stage, one.student): one for one in wanted}
    rounds = [list(left.values()), *([one] for one in left.values())]
    for number, some in enumerate(rounds):
        todo = [one for one in some if (one.stage, one.student) in left]
        for made in _made(course, todo, workers if number == 0 else 1):
            del left[made.wanted.stage, made.wanted.student]
            _note(course, made)
            tell(made)
    for one in left.values():
        tell(Made(one, reason=LOST))


def _made(course: Course, todo: Sequence[Wanted], workers: int) -> Iterator[Made]:
    if not todo:
        return
    context = multiprocessing.get_context("spawn")  # nothing of ours has to be loaded there
    count = min(workers, len(todo))
    pool = ProcessPoolExecutor(count, context, process.ready, (_lean(course),))
    coming, running = iter(todo), set[Future[Made]]()
    try:
        while True:
            for one in coming:
                running.add(pool.submit(process.make, one))
                if len(running) >= count * AHEAD:
                    break
            if not running:
                return
            done, running = wait(running, AT_MOST, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        return
    finally:
        _stop(pool)


def _lean(course: Course) -> Any:
    """Return the course's settings without those that would have processes load the judge."""
    config = course.config.copy()
    for other in ("Autograde", "GenerateAssignment"):
        config.pop(other, None)
    return config


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool now; pages that are half made lie beside the others and are made again."""
    running = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for one in running:
        one.kill()
        one.join()


def _record(course: Course) -> dict[tuple[str, str], Any]:
    """Return the last line on each submission; a line that was cut off is left out."""
    path = course.root / HOUSE / RECORD
    found: dict[tuple[str, str], Any] = {}
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            told = json.loads(line)
            found[told["stage"], told["student"]] = told
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _note(course: Course, made: Made) -> None:
    if made.reason:
        return
    one = made.wanted
    path = course.root / HOUSE / RECORD
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"stage": one.stage, "student": one.student, "digest": one.digest, "files": made.files}
    with path.open("ab") as file:
        file.write(b"\n" + json.dumps(told).encode())  # whatever was cut off before ends here
        file.flush()
        os.fsync(file.fileno())
