"""``grader merge``: the marks of what was judged in parts, into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom import config as settings
from grader.classroom.elsewhere.merging import Merged, merge, shards
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course
from grader.classroom.grading.penalties import check_plugin
from grader.classroom.grading.preconditions import alone, check_gradebook, check_room
from grader.command.class_table import Told, table
from grader.course.counting import count
from grader.render.printable import listed

SHOWN = 5
MERGED = "written into the gradebook"


def run(arguments: argparse.Namespace) -> int:
    """Merge; returns 0 when all of the shards is in the gradebook, else 1; 2 if none can be."""
    course = Course(settings.load())
    course.database()
    try:
        with alone(course):
            check_gradebook(course)
            check_room(course)
            check_plugin(course)
            return _merge(course, arguments)
    except BrokenPipeError:
        raise  # whoever read what is printed is gone
    except (OSError, DBAPIError) as error:
        raise ValueError(f"Nothing can be merged: {cause(error)}.") from error


def _merge(course: Course, arguments: argparse.Namespace) -> int:
    found = shards(course, arguments.folders)
    merged = Merged()
    started = time.monotonic()
    interrupted = False
    try:
        merge(course, found, merged)
    except KeyboardInterrupt:
        interrupted = True
    told = _told(course, merged)
    print(table(told, time.monotonic() - started))
    if interrupted:
        print("Interrupted: the same command goes on from here.")
        return 130
    return 1 if merged.refused or told.failed else 0


def _told(course: Course, merged: Merged) -> Told:
    wrong = [entry for entry in merged.before if entry.reason]
    return Told(
        judged=merged.written,
        done=wrong,
        merged_before=len(merged.before) - len(wrong),
        notes=[*_refused(merged), *merged.missing, *_left(course, merged)],
        judged_as=MERGED,
    )


def _refused(merged: Merged) -> Iterator[str]:
    by_why: dict[str, list[str]] = defaultdict(list)
    for entry, why in merged.refused:
        by_why[why].append(entry.student)
    for why, students in by_why.items():
        yield f"{len(students)} left out: {why} ({listed(students, SHOWN)})"


def _left(course: Course, merged: Merged) -> Iterator[str]:
    """Yield how many submissions have no marks, of the assignments that were merged."""
    entries = [*merged.written, *merged.before]
    for stage in sorted({entry.stage for entry in entries}):
        left = [who for who in course.students(stage) if not course.ledger.find(stage, who)]
        if left:
            yield f"{stage}: {count(len(left), 'submission')} not graded yet"
