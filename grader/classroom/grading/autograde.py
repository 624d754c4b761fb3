"""Grades a class: several processes judge, one writes the marks through nbgrader.

Judging writes nothing, so it can be stopped and repeated at will. A judged submission is
converted by nbgrader's own steps in a folder beside the final one, its marks go into the
gradebook, the folder moves into place, and only then the ledger says that it is done.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.writers import FilesWriter  # type: ignore[attr-defined]
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import rmtree
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from grader.classroom.config import SECRET, find_tools
from grader.classroom.grading import worker
from grader.classroom.grading.graded_already import Entry, GradedAlready
from grader.classroom.grading.nbgrader_caches import keep_engines
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.steps.judge import Judged, course_secret
from grader.classroom.submission import handed_in
from grader.classroom.submission.copying import copy_plain_files_only
from grader.judge.host.sandbox import Access, Isolation, Sandbox

HOUSE = ".grader"
LOST = "The process that judged it ended unexpectedly, twice."
AT_MOST = 0.2  # seconds until an interruption is noticed
AHEAD = 2  # submissions that wait in each worker, so that none is idle


@dataclass(frozen=True)
class Plan:
    """What there is to grade.

    Attributes:
        tasks: Submissions to judge.
        done: Entries on those that are graded already and have not changed.
    """

    tasks: tuple[Task, ...]
    done: tuple[Entry, ...]


class Course:
    """A course folder with nbgrader's settings.

    Args:
        config: nbgrader's configuration.
    """

    def __init__(self, config: Config) -> None:
        find_tools()
        self.config: Any = config.copy()
        self.folders = CourseDirectory(config=self.config)
        self.root = Path(self.folders.root)
        judged = self.config["Judged"]
        judged.secret = judged.get("secret") or str(self.root / SECRET)
        self.ledger = GradedAlready(self.root / HOUSE / "ledger.jsonl")

    def path(self, step: str, student: str, stage: str) -> Path:
        """Return the folder of a step, such as ``submitted``."""
        return Path(self.folders.format_path(step, student, stage))

    def stages(self) -> list[str]:
        """Return the assignments that the gradebook knows and something was handed in for."""
        with self.gradebook() as book:
            known = sorted(assignment.name for assignment in book.assignments)
        return [stage for stage in known if self.students(stage)]

    def gradebook(self) -> Any:
        """Return nbgrader's gradebook, as a context manager.

        Raises:
            ValueError: if there is none; nbgrader would make an empty one.
        """
        kind, _, path = self.folders.db_url.partition(":///")
        if kind == "sqlite" and not Path(path).exists():
            raise ValueError(
                f"There is no gradebook at {path}: run this in a course folder, after "
                "nbgrader generate_assignment."
            )
        return Gradebook(self.folders.db_url, self.folders.course_id)

    def students(self, stage: str) -> list[str]:
        """Return who handed in an assignment."""
        pattern = self.path(self.folders.submitted_directory, "*", stage)
        place = pattern.parts.index("*")
        found = Path(*pattern.parts[:place]).glob(str(Path(*pattern.parts[place:])))
        names = {path.parts[place] for path in found if path.is_dir()}
        excluded = set(self.folders.student_id_exclude.split(","))
        return sorted(name for name in names - excluded if not name.startswith("."))

    def plan(self, stage: str, students: Sequence[str], *, force: bool = False) -> Plan:
        """Return what is to be graded; with ``force``, everything.

        Raises:
            ValueError: if the gradebook does not know the assignment.
        """
        notebooks, assignment = self._assignment(stage)
        source = self.path(self.folders.source_directory, ".", stage)
        tasks, done = [], []
        for student in students:
            folder = self.path(self.folders.submitted_directory, student, stage)
            digest = handed_in.digest(folder, assignment)
            known = self.ledger.find(stage, student)
            graded = self.path(self.folders.autograded_directory, student, stage)
            if not force and known and known.digest == digest and graded.is_dir():
                done.append(known)
                continue
            tasks.append(
                Task(stage, student, folder, notebooks, self.folders.db_url, source, digest)
            )
        return Plan(tuple(tasks), tuple(done))

    def _assignment(self, stage: str) -> tuple[tuple[str, ...], str]:
        """Return an assignment's notebooks, and a digest of all that marks depend on."""
        try:
            with self.gradebook() as book:
                found = book.find_assignment(stage)
                names = tuple(sorted(notebook.name for notebook in found.notebooks))
                cells = [
                    (cell.name, cell.checksum)
                    for notebook in found.notebooks
                    for cell in notebook.source_cells
                ]
                points = [
                    (cell.name, cell.max_score)
                    for notebook in found.notebooks
                    for cell in notebook.grade_cells
                ]
        except MissingEntry:
            raise ValueError(
                f"The gradebook has no assignment {stage!r}: "
                f"run nbgrader generate_assignment {stage} first."
            ) from None
        judge = Judged(config=self.config)
        key = judge.seed if judge.seed >= 0 else course_secret(Path(judge.secret)).hex()
        basis = (version("training-loop-grader"), sorted(cells), sorted(points), key)
        return names, hashlib.sha256(repr(basis).encode()).hexdigest()


def grade(
    course: Course,
    tasks: Sequence[Task],
    workers: int,
    tell: Callable[[Entry], None],
    warn: Callable[[Isolation], None] = lambda found: None,
) -> None:
    """Judge submissions in parallel and write their marks.

    Args:
        course: The course.
        tasks: What to judge.
        workers: How many processes judge.
        tell: Called after each submission.
        warn: Called at the start, with the state of isolation.

    Raises:
        TooWeak: if learners' code cannot be isolated and that was not allowed.
    """
    if not tasks:
        return
    judge = Judged(config=course.config)
    context = _context()
    with Sandbox(judge.limits()) as sandbox, _calm():
        warn(sandbox.insist(judge.allow_weaker_isolation))
        ready = partial(worker.ready, course.config, Access(sandbox.control, sandbox.limits))
        with _interruption() as asked:
            _write(course, Pools(context, ready, workers, asked).judged(tasks), tell)


@contextlib.contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """Tell whether Ctrl+C was pressed, to be acted on between two submissions.

    An exception that is raised wherever the program happens to be can get lost there, for
    example while an object is deleted. Pressed again, Ctrl+C raises it all the same.
    """
    asked = threading.Event()

    def note(number: int, frame: Any) -> None:
        if asked.is_set():
            signal.default_int_handler(number, frame)
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set  # signals are none of its business
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _context() -> Any:
    """Return a way to start workers; on Linux, from a process that has loaded everything."""
    if sys.platform == "darwin":
        return multiprocessing.get_context("spawn")  # forks are not safe there
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["grader.classroom.grading.preload"])
    forkserver.ensure_running()  # it loads while the sandbox does
    return context


@contextlib.contextmanager
def _calm() -> Iterator[None]:
    with warnings.catch_warnings():
        # nbgrader reads a submission's notebooks while it makes the records of them.
        warnings.simplefilter("ignore", SAWarning)
        yield


def _write(course: Course, judgements: Iterable[Judgement], tell: Callable[[Entry], None]) -> None:
    saver = Saver(course)
    for judgement in judgements:
        task = judgement.task
        entry = Entry(
            task.stage,
            task.student,
            task.digest,
            judgement.reason,
            round(judgement.seconds, 3),
            judgement.oddities,
        )
        try:
            saver.save(judgement)
        except (NbGraderException, OSError) as error:
            tell(replace(entry, reason=f"Its marks were not saved: {error}"))
        else:
            course.ledger.add(entry)
            tell(entry)


@dataclass(frozen=True)
class Pools:
    """Worker processes.

    Attributes:
        context: How processes are started.
        ready: Called once in each process.
        workers: How many there are.
        interrupted: Says whether to stop.
    """

    context: Any
    ready: Callable[[], None]
    workers: int
    interrupted: Callable[[], bool] = lambda: False

    def judged(self, tasks: Sequence[Task]) -> Iterator[Judgement]:
        """Yield judgements as they are made.

        When a process ends unexpectedly, what is left is judged one by one, so that only a
        guilty submission suffers.
        """
        left = dict(enumerate(tasks))
        yield from self._judge(left, left)
        for number in list(left):
            yield from self._judge(left, {number: left[number]})
        for task in left.values():
            yield Judgement(task, worker.none_graded(task, LOST), LOST, 0.0)

    def _judge(self, left: dict[int, Task], some: dict[int, Task]) -> Iterator[Judgement]:
        """Judge some of the tasks, and take out of ``left`` what was judged."""
        todo = iter(list(some.items()))
        running: dict[Future[Judgement], int] = {}
        count = min(self.workers, len(some))
        others = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(count, mp_context=self.context, initializer=self.ready)
        try:
            while True:
                while len(running) < count * AHEAD and (following := next(todo, None)):
                    running[pool.submit(worker.judge_submission, following[1])] = following[0]
                if not running:
                    return
                if self.interrupted():
                    raise KeyboardInterrupt
                for future in wait(running, AT_MOST, return_when=FIRST_COMPLETED).done:
                    judgement = future.result()
                    del left[running.pop(future)]
                    yield judgement
        except BrokenProcessPool:
            return
        finally:
            _stop(pool, others)


def _stop(pool: ProcessPoolExecutor, others: Set[BaseProcess]) -> None:
    """End a pool now, whatever its processes are doing: all but those that were there before."""
    pool.shutdown(wait=False, cancel_futures=True)
    for process in set(multiprocessing.active_children()) - others:
        process.kill()
        process.join()


class Saver(Autograde):  # type: ignore[misc]
    """nbgrader's converter, for notebooks that have been judged already.

    The only writer of marks and of notebooks.
    """

    def __init__(self, course: Course) -> None:
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)
        keep_engines()
        copy_plain_files_only()
        super().__init__(coursedir=course.folders, config=course.config)
        self.course = course
        self.force = True
        self._texts: dict[str, str] = {}
        _, last = worker.steps(self.config)
        self._steps = [step(parent=self) for step in last]
        self.writer = FilesWriter(parent=self)  # type: ignore[no-untyped-call]
        self.exporter = NotebookExporter(parent=self)  # type: ignore[no-untyped-call]
        gc.collect()
        gc.freeze()  # what is here now stays; each collection would look at all of it again

    @property
    def _output_directory(self) -> str:
        return f"{HOUSE}/staging"

    def save(self, judgement: Judgement) -> None:
        """Write the marks and the notebooks of a submission.

        Raises:
            NbGraderException: if nbgrader cannot; nothing is left behind.
        """
        task = judgement.task
        self._texts = judgement.notebooks
        self.coursedir.student_id = task.student
        self.coursedir.assignment_id = task.stage
        paths = [str(task.folder / f"{name}.ipynb") for name in judgement.notebooks]
        self.assignments = {str(task.folder): paths}
        before = Path.cwd()
        os.chdir(self.course.root)
        try:
            self.convert_notebooks()
        finally:
            os.chdir(before)
        self._move(task)

    def _move(self, task: Task) -> None:
        made = self.course.path(self._output_directory, task.student, task.stage)
        final = self.course.path(self.coursedir.autograded_directory, task.student, task.stage)
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.exists():
            rmtree(str(final))
        shutil.move(made, final)
        with contextlib.suppress(OSError):
            made.parent.rmdir()  # unless something else of this learner is there

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Let nbgrader's steps after the execution work on a judged notebook."""
        name = Path(notebook_filename).stem
        resources = self.init_single_notebook_resources(notebook_filename)
        resources["output_extension"] = ".ipynb"
        notebook = nbformat.from_dict(json.loads(self._texts[name]))
        for step in self._steps:
            notebook, resources = step(notebook, resources)
        self.write_single_notebook(_text(notebook), resources)


def _text(notebook: NotebookNode) -> str:
    """Return a notebook as nbformat writes it, without the copy that it makes first."""
    nbformat.validate(notebook)
    lines = split_lines(strip_transient(notebook))
    return json.dumps(lines, indent=1, sort_keys=True, ensure_ascii=False)
