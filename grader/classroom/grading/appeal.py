"""What decided a mark: a submission is run once more, with its own numbers, and nothing is written.

For instructors: what comes out holds hidden numbers.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from grader.classroom.grading import worker
from grader.classroom.grading.course import Course
from grader.classroom.private import private
from grader.classroom.steps.judge import Judged
from grader.course import catalogue
from grader.course.exercise import Exercise
from grader.diagnose.account import Account, account
from grader.diagnose.subject import Subject
from grader.judge.host.marking import calls
from grader.judge.host.sandbox import Access, Sandbox
from grader.render.printable import printable
from grader.verdict import Verdict


def accounts(course: Course, student: str, address: str) -> list[Account]:
    """Return what decided the mark of an exercise, each time that a graded cell asked for it.

    Args:
        course: The course.
        student: Whose submission.
        address: Of the exercise.

    Raises:
        ValueError: if there is no such exercise, assignment or submission, or it cannot be run.
        TooWeak: if learners' code cannot be isolated and that was not allowed.
    """
    catalogue.exercise(address)
    stage = _stage(course, address)
    _check_student(course, student, stage)
    return _again(course, student, stage, address)


def _stage(course: Course, address: str) -> str:
    """Return the assignment with a graded cell for an exercise."""
    with course.gradebook() as book:
        names = sorted(assignment.name for assignment in book.assignments)
    for stage in sorted(names, key=lambda name: not address.startswith(f"{name}/")):
        if address in _asked(course, stage):
            return str(stage)
    raise ValueError(f"No assignment of this course grades {address}.")


def _asked(course: Course, stage: str) -> Iterator[str]:
    with course.gradebook() as book:
        found = book.find_assignment(stage)
        cells = [cell.source or "" for n in found.notebooks for cell in n.source_cells]
    yield from (call.exercise for source in cells for call in calls(source) or ())


def _check_student(course: Course, student: str, stage: str) -> None:
    names = course.students(stage)
    if student not in names:
        near = difflib.get_close_matches(student, names, 1)
        meant = f" Did you mean {printable(near[0])}?" if near else ""
        raise ValueError(f"{printable(student)} has handed in nothing for {stage}.{meant}")


def _again(course: Course, student: str, stage: str, address: str) -> list[Account]:
    told: list[Account] = []

    def watch(exercise: Exercise, subject: Subject, *, points: float, seed: int) -> Verdict:
        if exercise.address == address:
            told.append(account(exercise, subject, seed))
        return Verdict(exercise.address, "contract", "", 0.0, points)

    settings = Judged(config=course.config)
    with Sandbox(settings.limits(), private(course.config)) as sandbox:
        sandbox.insist(settings.allow_weaker_isolation)
        judge = worker.prepare(course.config, Access(sandbox.control, sandbox.limits))
        judge.judge = watch
        judgement = worker.judge_submission(course.task(stage, student))
    if not told:
        raise ValueError(f"{address} was not reached. {judgement.reason}".rstrip())
    return told
