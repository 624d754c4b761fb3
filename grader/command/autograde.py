"""``grader autograde``: a class of submissions, in parallel, into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from sqlalchemy.exc import DBAPIError
from tqdm import tqdm
from traitlets import TraitError
from traitlets.config import Config

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom import config as settings
from grader.classroom.elsewhere.cluster import judging_on
from grader.classroom.elsewhere.scheduler import ClusterTrouble, Scheduler
from grader.classroom.elsewhere.shard import Shard, Share, folder_of
from grader.classroom.grading import compare
from grader.classroom.grading.autograde import Judge, judging
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course, Plan
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.penalties import check_plugin, recompute
from grader.classroom.grading.preconditions import (
    alone,
    alone_in,
    check_gradebook,
    check_room,
    check_room_in,
)
from grader.classroom.grading.saver import write, write_kept
from grader.classroom.grading.worker import Task
from grader.classroom.steps.judge import Judged
from grader.command.class_table import Told, changes, table
from grader.course.counting import count
from grader.judge.host.sandbox import Isolation, TooWeak
from grader.render.printable import printable

UNPROTECTED = (
    "Warning: nbgrader_config.py does not have the two lines of grader.classroom.config, so "
    "nbgrader autograde and the formgrader's button run learners' code with your rights. "
    "Here it runs in the sandbox. The README says which lines, under For instructors."
)
"""What an instructor reads who would be safe with one command and not with the others."""

KEPT = "judged and kept; grader merge writes the marks"
GOES_ON = "the same command goes on from here"
FROM_THE_START = (
    "they keep the marks that they had, if any; with --force, the same command begins anew"
)


def run(arguments: argparse.Namespace) -> int:
    """Grade; returns 0 when every submission could be graded, else 1; 2 if none can be.

    With ``--compare`` it writes nothing, and returns 0 when no mark would change, else 1.
    """
    if arguments.compare and (arguments.shard or _scheduler(arguments)):
        raise ValueError("--compare judges on this machine: give it alone")
    try:
        config = _config(arguments)
        if arguments.shard:
            return _shard(config, arguments)
        return _compare(config, arguments) if arguments.compare else _grade(config, arguments)
    except TraitError as error:
        raise ValueError(f"A setting in nbgrader_config.py cannot be used: {error}") from error
    except BrokenPipeError:
        raise  # whoever read what is printed is gone
    except (OSError, DBAPIError) as error:
        raise ValueError(f"This course cannot be graded: {cause(error)}.") from error


def _config(arguments: argparse.Namespace) -> Config:
    config = _protected(settings.load())
    judged = config["Judged"]
    judged.allow_weaker_isolation = arguments.allow_weaker_isolation
    for name in ("timeout", "submission_timeout", "memory_mb", "seed"):
        if (value := getattr(arguments, name)) is not None:
            judged[name] = value
    Judged(config=config).limits()
    return config


def _protected(config: Config) -> Config:
    """Return settings with which submissions run in the sandbox; say so where they did not."""
    if settings.is_judged(config):
        return config
    ours = settings.course(".")
    ours.merge(config)
    Course(ours).database()  # says it if this is no course folder at all
    print(UNPROTECTED, file=sys.stderr)
    return ours


# -- grading ---------------------------------------------------------------------------------


def _grade(config: Config, arguments: argparse.Namespace) -> int:
    course = Course(config)
    course.database()  # before anything is written to a folder that may be no course
    with alone(course):
        check_gradebook(course)
        check_room(course)
        check_plugin(course)
        course.provide_secret(new=arguments.new_secret)
        plan = _plan(course, arguments)
        told = Told(done=plan.done, notes=plan.notes)
        told.outdated = compare.outdated(course, plan.done)
        _announce(plan)

        def work(tell: Callable[[Entry], None]) -> None:
            write_kept(course, plan.kept, told.kept.append)
            told.changes = recompute(course, plan.done)
            if plan.tasks:
                with _judging(course, arguments) as judged:
                    write(course, judged(plan.tasks), tell)

        on = FROM_THE_START if arguments.force else GOES_ON
        return _done(work, len(plan.tasks), told, on)


def _judging(
    course: Course, arguments: argparse.Namespace
) -> contextlib.AbstractContextManager[Judge]:
    """Give what judges: this machine's processes, or a cluster's workers."""
    if where := _scheduler(arguments):
        return judging_on(course, where, _warn, _say)
    return judging(course, arguments.workers, _warn)


def _scheduler(arguments: argparse.Namespace) -> Scheduler | None:
    if arguments.dask is None and arguments.dask_file is None:
        return None
    return Scheduler(arguments.dask or "", arguments.dask_file)


def _plan(course: Course, arguments: argparse.Namespace, share: Share | None = None) -> Plan:
    whole = Plan()
    for stage, students in _chosen(course, arguments):
        some = [who for who in students if share is None or share.has(stage, who)]
        whole.add(course.plan(stage, some, force=arguments.force))
    return whole


def _chosen(course: Course, arguments: argparse.Namespace) -> list[tuple[str, list[str]]]:
    """Return which assignments of which students are meant.

    Raises:
        ValueError: if there are none.
    """
    if arguments.stage:
        course.about(arguments.stage)  # says it if there is no such assignment
    stages = [arguments.stage] if arguments.stage else course.stages()
    found = {stage: course.students(stage) for stage in stages}
    everybody = {student for students in found.values() for student in students}
    if not everybody:
        place = course.path(course.folders.submitted_directory, "*", arguments.stage or "*")
        raise ValueError(f"There is nothing to grade: no folder matches {place}.")
    if arguments.student is None:
        return list(found.items())
    _check_student(arguments.student, everybody, arguments.stage)
    return [(stage, [arguments.student]) for stage in stages if arguments.student in found[stage]]


def _check_student(student: str, everybody: Iterable[str], stage: str | None) -> None:
    if student not in everybody:
        near = difflib.get_close_matches(student, everybody, 1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        what = f"for {stage!r}" if stage else "for any assignment"
        raise ValueError(f"{student!r} has handed in nothing {what}.{meant}")


def _announce(plan: Plan) -> None:
    """Say what is going to be judged and why."""
    for note in plan.notes:
        print(f"Note: {note}", file=sys.stderr)
    if plan.tasks:
        why = ", ".join(f"{number} {words}" for words, number in plan.why.items())
        print(f"To judge: {count(len(plan.tasks), 'submission')} ({why}).", file=sys.stderr)


def _done(work: Callable[[Callable[[Entry], None]], None], number: int, told: Told, on: str) -> int:
    """Do what was planned, and print what became of it, whatever happens."""
    started = time.monotonic()
    stopped = ""
    interrupted = False
    try:
        with _bar(number) as bar:
            work(partial(_tell, bar, told.judged))
    except KeyboardInterrupt:
        interrupted = True
    except Exception as error:
        stopped = _why_stopped(error)
    print(table(told, time.monotonic() - started))
    left = number - len(told.judged)
    if interrupted:
        print(f"Interrupted: {count(left, 'submission')} left; {on}.")
        return 130
    if stopped:
        raise ValueError(f"{stopped} {count(left, 'submission')} left.")
    return 1 if told.failed else 0


def _why_stopped(error: Exception) -> str:
    known = isinstance(error, (TooWeak, ClusterTrouble))
    return str(error) if known else f"Grading stopped: {cause(error)}."


def _say(sentence: str) -> None:
    tqdm.write(sentence, file=sys.stderr)


def _warn(found: Isolation) -> None:
    """Say which protections are off."""
    if found.weak:
        print("Warning: learners' code is not isolated as promised:", file=sys.stderr)
        for line in found.weak:
            print(f"  {line}", file=sys.stderr)


def _bar(total: int) -> tqdm[None]:
    every = 0.1 if sys.stderr.isatty() else 10.0  # a log wants fewer lines
    return tqdm(
        total=total,
        unit="submission",
        mininterval=every,
        delay=0.01,
        file=sys.stderr,
        disable=total == 0,
    )


def _tell(bar: tqdm[None], told: list[Entry], entry: Entry) -> None:
    told.append(entry)
    if entry.reason:
        bar.write(f"{printable(entry.student)}: {entry.reason}", file=sys.stderr)
    failed = sum(bool(entry.reason) for entry in told)
    bar.set_postfix_str(f"{failed} failed", refresh=False)
    bar.update()


# -- a part of a class ------------------------------------------------------------------------


def _shard(config: Config, arguments: argparse.Namespace) -> int:
    course, share = Course(config), Share(*arguments.shard)
    course.database()
    folder = folder_of(course, share)
    with alone_in(folder):
        check_room_in(folder)
        course.provide_secret(new=arguments.new_secret)
        with compare.on_a_copy(config) as copy:
            return _share(copy, Shard(folder), share, arguments)


def _share(course: Course, shard: Shard, share: Share, arguments: argparse.Namespace) -> int:
    shard.begin(course, share)
    plan = _plan(course, arguments, share)
    before = {} if arguments.force else {t: e for t in plan.tasks if (e := shard.has(course, t))}
    tasks = [task for task in plan.tasks if task not in before]
    told = Told(done=[*plan.done, *before.values()], notes=plan.notes, judged_as=KEPT)

    def work(tell: Callable[[Entry], None]) -> None:
        if tasks:
            with _judging(course, arguments) as judged:
                shard.keep_all(course, judged(tasks), tell)

    return _done(work, len(tasks), told, FROM_THE_START if arguments.force else GOES_ON)


# -- comparing -------------------------------------------------------------------------------


def _compare(config: Config, arguments: argparse.Namespace) -> int:
    with compare.on_a_copy(config) as course:
        chosen = _chosen(course, arguments)
        tasks = [task for stage, who in chosen for task in compare.graded(course, stage, who)]
        if not tasks:
            print("Nothing to compare: no submission has marks yet.")
            return 0
        Judged(config=course.config).key()  # says it if there is no secret
        return _compared(course, tasks, arguments.workers)


def _compared(course: Course, tasks: Sequence[Task], workers: int) -> int:
    found: list[compare.Difference] = []
    seen = 0
    interrupted = False
    try:
        with _bar(len(tasks)) as bar, judging(course, workers, _warn) as judged:
            for judgement in judged(tasks):
                found += compare.differences(course, judgement)
                seen += 1
                bar.update()
    except KeyboardInterrupt:
        interrupted = True
    except Exception as error:
        raise ValueError(_why_stopped(error)) from error
    print(changes(found, seen))
    if interrupted:
        print(f"Interrupted: {count(len(tasks) - seen, 'submission')} left.")
        return 130
    return 1 if found else 0
