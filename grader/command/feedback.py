"""``grader feedback``: pages for students, in parallel, and only where something changed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError
from tqdm import tqdm

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom import config as settings
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course
from grader.classroom.grading.preconditions import alone
from grader.classroom.pages import feedback
from grader.classroom.pages.converter import Made
from grader.classroom.reports.book import handed_in, known_stages
from grader.course.counting import count
from grader.render.printable import printable


def run(arguments: argparse.Namespace) -> int:
    """Make pages; returns 0 when all are made, 1 when some are not, 130 when interrupted.

    Raises:
        ValueError: if none can be made; the message says why.
    """
    course = Course(settings.load(), frozen=True)
    course.database()
    try:
        with alone(course):
            return _run(course, arguments)
    except (OSError, DBAPIError) as error:
        raise ValueError(f"Feedback cannot be written: {cause(error)}.") from error


def _run(course: Course, arguments: argparse.Namespace) -> int:
    stages = _stages(course, arguments.stages)
    if arguments.student is not None:
        stages = _of_student(course, stages, arguments.student)
    plan = feedback.plan(course, stages, arguments.student, force=arguments.force)
    if not (plan.wanted or plan.done or plan.failed):
        raise ValueError("Nothing is graded yet: grader autograde comes before grader feedback.")
    made = list(plan.failed)
    started = time.monotonic()
    interrupted = False
    try:
        _make(course, plan, arguments.workers, made)
    except KeyboardInterrupt:
        interrupted = True
    _tell(course, made, plan.done, time.monotonic() - started)
    if interrupted:
        left = len(plan.wanted) + len(plan.failed) - len(made)
        print(f"Interrupted: {count(left, 'submission')} left; the same command goes on from here.")
        return 130
    return 1 if any(one.reason for one in made) else 0


def _stages(course: Course, chosen: Sequence[str]) -> list[str]:
    for stage in chosen:
        course.about(stage)  # says it if there is no such assignment
    with course.gradebook() as book:
        return list(dict.fromkeys(chosen)) or known_stages(book)


def _of_student(course: Course, stages: Sequence[str], student: str) -> list[str]:
    with course.gradebook() as book:
        found = [stage for stage in stages if student in handed_in(book, stage)]
    if not found:
        raise ValueError(f"{student!r} has no marks, so there is nothing to tell.")
    return found


def _make(course: Course, plan: feedback.Plan, workers: int, made: list[Made]) -> None:
    every = 0.1 if sys.stderr.isatty() else 10.0  # a log wants fewer lines
    total = len(plan.wanted)
    with tqdm(total=total, unit="submission", mininterval=every, disable=total == 0) as bar:

        def tell(one: Made) -> None:
            made.append(one)
            bar.update()

        feedback.make(course, plan.wanted, workers, tell)


def _tell(course: Course, made: Sequence[Made], done: int, seconds: float) -> None:
    right = sum(not one.reason for one in made)
    print(f"{right:>5}  made, in {course.folders.feedback_directory}")
    if done:
        print(f"{done:>5}  as they were: nothing changed (--force makes them again)")
    for one in (one for one in made if one.reason):
        print(
            f"       {printable(one.wanted.stage)}  {printable(one.wanted.student)}: {one.reason}"
        )
    print(f"{round(seconds):>5}  seconds")
