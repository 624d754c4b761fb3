"""Grades a class: several processes judge, one writes the marks through nbgrader.

Judging writes nothing, so it can be stopped and repeated at will.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from grader.classroom.grading import worker
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.interruption import interruption
from grader.classroom.grading.pools import Pools, context
from grader.classroom.grading.saver import calm, write
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.private import private
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
    with interruption() as asked, Sandbox(limits, private(course.config)) as sandbox, calm():
        warn(sandbox.insist(judge.allow_weaker_isolation))
        ready = partial(worker.ready, course.config, Access(sandbox.control, sandbox.limits))
        asked.raises = False
        yield Pools(processes, ready, workers, asked.pressed).judged
