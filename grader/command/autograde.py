"""``grader autograde``: a class of submissions, in parallel, into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from collections.abc import Iterable, Sequence
from functools import partial

from tqdm import tqdm
from traitlets.config import Config

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom.config import load
from grader.classroom.grading.autograde import Course, grade
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.worker import Task
from grader.judge.host.sandbox import Isolation, TooWeak

SLOWEST = 3


def run(arguments: argparse.Namespace) -> int:
    """Grade; returns 0 when every submission could be graded, else 1."""
    course = Course(_config(arguments))
    tasks, done = _plan(course, arguments)
    if not tasks:
        print(f"Nothing to do: {_count(len(done), 'submission')} graded already (--force repeats).")
        return 0
    told: list[Entry] = []
    started = time.monotonic()
    interrupted = False
    try:
        with _bar(len(tasks)) as bar:
            tell = partial(_tell, bar, told)
            grade(course, tasks, arguments.workers, tell, _warn)
    except TooWeak as error:
        raise ValueError(str(error)) from error
    except KeyboardInterrupt:
        interrupted = True
    print(table(told, done, time.monotonic() - started))
    if interrupted:
        left = len(tasks) - len(told)
        print(
            f"Interrupted: {_count(left, 'submission')} left; the same command goes on from here."
        )
        return 130
    return 1 if any(entry.reason for entry in told) else 0


def _config(arguments: argparse.Namespace) -> Config:
    config = load()
    judged = config["Judged"]
    judged.allow_weaker_isolation = arguments.allow_weaker_isolation
    for name in ("timeout", "submission_timeout", "memory_mb", "seed"):
        if (value := getattr(arguments, name)) is not None:
            judged[name] = value
    return config


def _plan(course: Course, arguments: argparse.Namespace) -> tuple[list[Task], list[Entry]]:
    tasks: list[Task] = []
    done: list[Entry] = []
    for stage in [arguments.stage] if arguments.stage else course.stages():
        students = course.students(stage)
        if arguments.student:
            students = [_known(arguments.student, students, stage)]
        plan = course.plan(stage, students, force=arguments.force)
        tasks += plan.tasks
        done += plan.done
    if not tasks and not done:
        place = course.path(course.folders.submitted_directory, "*", arguments.stage or "*")
        raise ValueError(f"There is nothing to grade: no folder matches {place}.")
    return tasks, done


def _known(student: str, students: Sequence[str], stage: str) -> str:
    if student in students:
        return student
    near = difflib.get_close_matches(student, students, 1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"{student!r} has handed in nothing for {stage!r}.{meant}")


def _warn(found: Isolation) -> None:
    """Say which protections are off."""
    if found.weak:
        print("Warning: learners' code is not isolated as promised:", file=sys.stderr)
        for line in found.weak:
            print(f"  {line}", file=sys.stderr)


def _bar(total: int) -> tqdm[None]:
    every = 0.1 if sys.stderr.isatty() else 10.0  # a log wants fewer lines
    return tqdm(total=total, unit="submission", mininterval=every, delay=0.01, file=sys.stderr)


def _tell(bar: tqdm[None], told: list[Entry], entry: Entry) -> None:
    told.append(entry)
    failed = sum(bool(entry.reason) for entry in told)
    if entry.reason:
        bar.write(f"{entry.student}: {entry.reason}", file=sys.stderr)
    bar.set_postfix_str(f"{failed} failed", refresh=False)
    bar.update()


def table(told: Sequence[Entry], done: Sequence[Entry], seconds: float) -> str:
    """Return what happened to a class, as text."""
    failed = [entry for entry in told if entry.reason]
    lines = ["", f"{len(told) - len(failed):>5}  graded", f"{len(failed):>5}  failed"]
    lines += _rows(failed, "reason")
    if odd := [entry for entry in told if entry.oddities]:
        lines += [f"{len(odd):>5}  graded, but odd", *_rows(odd, "oddities")]
    if done:
        lines.append(f"{len(done):>5}  graded before, unchanged")
    slow = sorted(told, key=lambda entry: -entry.seconds)[:SLOWEST]
    if slow:
        names = ", ".join(f"{entry.student} ({entry.seconds:.1f} s)" for entry in slow)
        lines.append(f"       slowest: {names}")
    lines.append(f"{seconds:>5.0f}  seconds")
    return "\n".join(lines)


def _rows(entries: Iterable[Entry], told: str) -> list[str]:
    rows = sorted((f"{entry.stage}  {entry.student}", getattr(entry, told)) for entry in entries)
    wide = max((len(name) for name, _ in rows), default=0)
    return [f"       {name:<{wide}}  {sentence}" for name, sentence in rows]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
