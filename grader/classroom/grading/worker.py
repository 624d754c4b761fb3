"""A process that judges submissions, one after another, and writes nothing."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import nbformat
import torch
from nbformat import NotebookNode
from nbformat.reader import NotJSONError
from nbgrader.converters import Autograde
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError
from nbgrader.preprocessors import CheckCellMetadata, Execute, SaveAutoGrades
from sqlalchemy.exc import OperationalError
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from grader.classroom.grading.nbgrader_caches import keep_engines
from grader.classroom.grading.not_graded import not_graded
from grader.classroom.steps.judge import Judged, use
from grader.judge.host.sandbox import Access

SIZE_LIMIT = 200 * 2**20


@dataclass(frozen=True)
class Task:
    """A submission to judge.

    Attributes:
        stage: The assignment.
        student: Who handed it in.
        folder: What was handed in.
        notebooks: Names of the notebooks that the assignment has.
        db_url: Where the gradebook is; it is only read.
        source: Folder of the assignment, whose other files replace the learner's.
        digest: Of everything that the marks depend on.
    """

    stage: str
    student: str
    folder: Path
    notebooks: tuple[str, ...]
    db_url: str
    source: Path
    digest: str = ""


@dataclass(frozen=True)
class Judgement:
    """What a task gave.

    Attributes:
        task: The task.
        notebooks: Every notebook with its outputs, as JSON, by name.
        reason: Why some of them could not be run; empty when all were.
        seconds: How long it took.
        oddities: What was odd about those that were run.
    """

    task: Task
    notebooks: dict[str, str]
    reason: str
    seconds: float
    oddities: str = ""


class Unreadable(Exception):
    """A notebook is not one; the message says why."""


class _Process:
    """What a worker process holds on to."""

    sanitize: ClassVar[list[Any]] = []
    finish: ClassVar[list[Any]] = []
    judge: Judged


def ready(config: Config, access: Access) -> None:
    """Get ready to judge with a warm process for learners' code; called once in each worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process decides what it means
    _end_with_parent()
    keep_engines()
    warnings.simplefilter("ignore")
    first, _ = steps(config)
    sanitize = map(class_of, Autograde(config=config).sanitize_preprocessors)
    _Process.sanitize = [step(config=config) for step in sanitize]
    _Process.finish = [step(config=config) for step in first]
    _Process.judge = Judged(config=config)
    torch.set_num_threads(1)  # there is a worker for each processor
    use(access)
    gc.collect()
    gc.freeze()  # what is here now stays; each collection would look at all of it again


def steps(config: Config) -> tuple[list[Any], list[Any]]:
    """Return nbgrader's steps after a notebook was run: before marks are saved, and from then.

    The check of cells at the end is left out: the same check was made before the run, which
    changes outputs only.
    """
    classes = [class_of(step) for step in Autograde(config=config).autograde_preprocessors]
    classes = [kind for kind in classes if not issubclass(kind, (Execute, Judged))]
    place = next((n for n, kind in enumerate(classes) if issubclass(kind, SaveAutoGrades)), None)
    before, after = classes[:place], classes[place:] if place is not None else []
    return before, [kind for kind in after if kind is not CheckCellMetadata]


def class_of(step: Any) -> Any:
    """Return the class of one of nbgrader's steps, which may be given by its name."""
    return import_item(step) if isinstance(step, str) else step


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def judge_submission(task: Task) -> Judgement:
    """Run a submission's notebooks; whatever is wrong with one becomes a sentence."""
    started = time.monotonic()
    reasons: list[str] = []
    odd: list[str] = []
    made: dict[str, str] = {}
    for name in task.notebooks:
        resources = _resources(task, name)
        try:
            text = _judged(task, name, resources)
        except Unreadable as error:
            reasons.append(str(error))
            text = json.dumps(not_graded(resources, str(error)))
        made[name] = text
        odd += resources.get("oddities", [])
    seconds = time.monotonic() - started
    return Judgement(task, made, " ".join(reasons), seconds, " ".join(odd))


def none_graded(task: Task, reason: str) -> dict[str, str]:
    """Return notebooks that say why nothing could be judged."""
    return {name: json.dumps(not_graded(_resources(task, name), reason)) for name in task.notebooks}


def _resources(task: Task, name: str) -> dict[str, Any]:
    about = {"student": task.student, "assignment": task.stage, "notebook": name}
    return {
        "unique_key": name,
        "nbgrader": about | {"db_url": task.db_url},
        "metadata": {"folders": [task.folder, task.source]},
    }


def _judged(task: Task, name: str, resources: dict[str, Any]) -> str:
    notebook = _sanitized(read(task.folder / f"{name}.ipynb"), name, resources)
    try:
        notebook, _ = _Process.judge(notebook, resources)
    except ValueError as error:
        raise Unreadable(f"{name}.ipynb was not run: {error}.") from error
    for step in _Process.finish:
        notebook, resources = step(notebook, resources)
    return json.dumps(notebook)  # it is checked and written in nbformat's way at the end


def _sanitized(notebook: NotebookNode, name: str, resources: dict[str, Any]) -> NotebookNode:
    try:
        for step in _Process.sanitize:
            notebook, resources = step(notebook, resources)
    except (SchemaTooOldError, SchemaTooNewError) as error:
        raise Unreadable(f"{name}.ipynb was made for another version of nbgrader.") from error
    except OperationalError:
        raise  # the gradebook's trouble, not the learner's
    except Exception as error:  # a submission can be odd in endless ways
        told = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise Unreadable(
            f"The cells of {name}.ipynb are not as they should be ({told})."
        ) from error
    return notebook


def read(path: Path) -> NotebookNode:
    """Return a notebook in format 4, whatever it was written in.

    Raises:
        Unreadable: if that cannot be done; the message is a sentence for a person.
    """
    for refuse in _REFUSALS:
        if told := refuse(path):
            raise Unreadable(told)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name} is not text in UTF-8 (byte {error.start}).") from error
    try:
        return nbformat.reads(text, as_version=4)  # type: ignore[no-any-return]
    except NotJSONError as error:
        raise Unreadable(f"{path.name} was cut off, or is no notebook.") from error
    except Exception as error:  # a file can be odd in endless ways
        told = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise Unreadable(f"{path.name} is not a valid notebook ({told}).") from error


def _missing(path: Path) -> str:
    if path.is_file():
        return ""
    others = sorted(other.name for other in path.parent.glob("*.ipynb"))
    found = f"there is {', '.join(others[:3])} instead" if others else "there is no notebook at all"
    return f"{path.name} was not handed in: {found}."


def _empty(path: Path) -> str:
    return "" if path.stat().st_size else f"{path.name} is an empty file."


def _huge(path: Path) -> str:
    size = path.stat().st_size
    told = f"{path.name} has {size >> 20} MB; {SIZE_LIMIT >> 20} MB are the most."
    return told if size > SIZE_LIMIT else ""


_REFUSALS: tuple[Callable[[Path], str], ...] = (_missing, _empty, _huge)
