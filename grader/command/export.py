"""``grader export``: marks as a learning platform reads them."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom import config as settings
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course
from grader.classroom.platforms.exporting import Exported, Wanted, export
from grader.course.counting import count
from grader.render.printable import listed, printable

SHOWN = 5
FILES = 6


def run(arguments: argparse.Namespace) -> int:
    """Export; returns 0 when all marks were written, 1 when some were not.

    Raises:
        ValueError: if none can be written; the message says why.
    """
    course = Course(settings.load(), frozen=True)
    course.database()
    wanted = Wanted(
        arguments.platform,
        arguments.stage,
        arguments.worksheet,
        arguments.column,
        arguments.scale,
        arguments.student,
        arguments.output,
    )
    try:
        told = export(course, wanted)
    except (OSError, DBAPIError) as error:
        raise ValueError(f"Marks cannot be exported: {cause(error)}.") from error
    print("\n".join(_lines(told)))
    return 1 if told.kept else 0


def _lines(told: Exported) -> Iterator[str]:
    if told.written:
        yield f"{told.written:>5}  {'mark' if told.written == 1 else 'marks'} written"
    by_why: dict[str, list[str]] = defaultdict(list)
    for (_, student), why in sorted(told.kept.items()):
        by_why[why].append(student)
    for why, students in by_why.items():
        yield f"{len(students):>5}  not written: {why} ({listed(students, SHOWN)})"
    yield from told.notes
    for path in told.files[:FILES]:
        yield f"wrote {printable(path, 200)}"
    if len(told.files) > FILES:
        yield f"and {count(len(told.files) - FILES, 'other')} beside it"
