"""Where the time of grading a submission goes: each second counts for one stage alone."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from grader.classroom.grading import worker
from grader.classroom.grading.course import Course
from grader.classroom.grading.saver import Saver
from grader.classroom.grading.worker import Task
from grader.classroom.steps.judge import Judged
from grader.classroom.submission import notebook
from grader.diagnose import judge
from grader.diagnose.runs import RunCache
from grader.judge.host.sandbox import Access, Sandbox
from grader.judge.host.talk import Talk
from grader.scenes import scene

# What is timed: who holds the function, its name, and the stage that its time counts for.
TIMED: tuple[tuple[Any, str, str], ...] = (
    (notebook, "read", "reading"),
    (Access, "spawn", "starting a child"),
    (Talk, "cell", "cells"),
    (scene, "_drawn", "drawing"),
    (Talk, "play", "probes"),
    (RunCache, "run", "references"),
    (judge, "search", "naming"),
    (Saver, "save", "saving"),
)
REST = "the rest of judging"


class Clock:
    """Adds up seconds by stage; what is called within another stage counts for its own."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.perf_counter()

    @contextmanager
    def counting(self, stage: str) -> Iterator[None]:
        """Count for a stage what happens in the block."""
        self._turn()
        self._running.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """Return a function whose time counts for a stage."""

        def call(*args: Any, **kwargs: Any) -> Any:
            with self.counting(stage):
                return function(*args, **kwargs)

        return call


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """Count the time of everything in ``TIMED``."""
    before = [getattr(holder, name) for holder, name, _ in TIMED]
    for (holder, name, stage), function in zip(TIMED, before, strict=True):
        setattr(holder, name, clock.timed(function, stage))
    try:
        yield
    finally:
        for (holder, name, _), function in zip(TIMED, before, strict=True):
            setattr(holder, name, function)


def stages_of_time(course: Course, tasks: Sequence[Task]) -> dict[str, float]:
    """Judge and save submissions one after another; return the seconds by stage for one.

    The first ones of all kinds are judged twice: references that everybody needs are run once.
    """
    clock = Clock()
    with Sandbox(Judged(config=course.config).limits()) as sandbox:
        worker.prepare(course.config, Access(sandbox.control, sandbox.limits))
        saver = Saver(course)
        for task in tasks:
            saver.save(worker.judge_submission(task))
        with watched(clock):
            for task in tasks:
                with clock.counting(REST):
                    judgement = worker.judge_submission(task)
                saver.save(judgement)
    return {stage: seconds / len(tasks) for stage, seconds in clock.seconds.items()}
