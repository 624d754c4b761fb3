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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import torch
from nbgrader.converters import Autograde
from nbgrader.preprocessors import CheckCellMetadata, Execute, SaveAutoGrades
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from grader.classroom.grading.nbgrader_caches import keep_engines
from grader.classroom.steps.exporter import OWN_TROUBLE, could_not
from grader.classroom.steps.judge import Judged, use
from grader.classroom.steps.not_graded import not_graded
from grader.classroom.submission import notebook
from grader.classroom.submission.handed_in import Unreadable, look
from grader.judge.host.sandbox import Access


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


class _Process:
    """What a worker process holds on to."""

    sanitize: ClassVar[list[Any]] = []
    finish: ClassVar[list[Any]] = []
    judge: Judged


def ready(config: Config, access: Access) -> None:
    """Get ready to judge with a warm process for learners' code; called once in each worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process decides what it means
    _end_with_parent()
    prepare(config, access)
    gc.collect()
    gc.freeze()  # what is here now stays; each collection would look at all of it again


def prepare(config: Config, access: Access) -> Judged:
    """Get this process ready to judge; return the step that does it."""
    keep_engines()
    warnings.simplefilter("ignore")
    first, _ = steps(config)
    sanitize = map(class_of, Autograde(config=config).sanitize_preprocessors)
    _Process.sanitize = [step(config=config) for step in sanitize]
    _Process.finish = [step(config=config) for step in first]
    _Process.judge = Judged(config=config)
    torch.set_num_threads(1)  # there is a worker for each processor
    use(access)
    return _Process.judge


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
    """Run a submission's notebooks; whatever is wrong with one becomes a sentence.

    Raises:
        Exception: only what says nothing about the submission, such as a gradebook that
            cannot be read.
    """
    started = time.monotonic()
    submission = look(task.folder, task.student)
    reasons: list[str] = []
    odd: list[str] = []
    made: dict[str, str] = {}
    for name in task.notebooks:
        resources = _resources(task, name) | {"submission": submission, "source": task.source}
        text, reason = _judged(name, resources)
        made[name] = text
        reasons += [reason] if reason else []
        odd += resources.get("oddities", [])
    seconds = time.monotonic() - started
    return Judgement(task, made, " ".join(reasons), seconds, " ".join(odd))


def none_graded(task: Task, reason: str) -> dict[str, str]:
    """Return notebooks that say why nothing could be judged."""
    return {name: json.dumps(not_graded(_resources(task, name), reason)) for name in task.notebooks}


def _resources(task: Task, name: str) -> dict[str, Any]:
    about = {"student": task.student, "assignment": task.stage, "notebook": name}
    return {"unique_key": name, "nbgrader": about | {"db_url": task.db_url}}


def _judged(name: str, resources: dict[str, Any]) -> tuple[str, str]:
    """Return a notebook with its outputs, as JSON, and why it could not be run, if so."""
    try:
        return _run(name, resources), ""
    except OWN_TROUBLE:
        raise
    except Unreadable as error:
        reason = str(error)
    except BaseException as error:  # a submission can be odd in endless ways
        reason = could_not(name, error)
    return json.dumps(not_graded(resources, reason)), reason


def _run(name: str, resources: dict[str, Any]) -> str:
    made, resources["oddities"] = notebook.read(resources["submission"], name)
    for step in _Process.sanitize:
        made, resources = step(made, resources)
    made, _ = _Process.judge(made, resources)
    for step in _Process.finish:
        made, resources = step(made, resources)
    return json.dumps(made)  # it is checked and written in nbformat's way at the end
