"""Grades a class: several processes judge, one writes the marks through nbgrader.

Judging writes nothing, so it can be stopped and repeated at will.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy.exc import SAWarning

from grader.classroom.grading import worker
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.pools import Pools, context
from grader.classroom.grading.saver import write
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.steps.judge import Judged
from grader.judge.host.sandbox import Access, Isolation, Sandbox

Judge = Callable[[Sequence[Task]], Iterator[Judgement]]
Warn = Callable[[Isolation], None]


def grade(
    course: Course,
    tasks: Sequence[Task],
    workers: int,
    tell: Callable[[Entry], None],
    warn: Warn = lambda found: None,
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
    if tasks:
        with judging(course, workers, warn) as judged:
            write(course, judged(tasks), tell)


@contextlib.contextmanager
def judging(course: Course, workers: int, warn: Warn) -> Iterator[Judge]:
    """Give a function that judges submissions in parallel and writes nothing.

    Args:
        course: The course.
        workers: How many processes judge.
        warn: Called at the start, with the state of isolation.

    Raises:
        TooWeak: if learners' code cannot be isolated and that was not allowed.
    """
    judge = Judged(config=course.config)
    limits = judge.limits()
    processes = context()
    with Sandbox(limits) as sandbox, _calm():
        warn(sandbox.insist(judge.allow_weaker_isolation))
        ready = partial(worker.ready, course.config, Access(sandbox.control, sandbox.limits))
        with _interruption() as asked:
            yield Pools(processes, ready, workers, asked).judged


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


@contextlib.contextmanager
def _calm() -> Iterator[None]:
    with warnings.catch_warnings():
        # nbgrader reads a submission's notebooks while it makes the records of them.
        warnings.simplefilter("ignore", SAWarning)
        yield
