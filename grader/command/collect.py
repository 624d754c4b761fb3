"""``grader collect``: what a learning platform let you download, into the course."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.exc import DBAPIError

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom import config as settings
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course
from grader.classroom.grading.preconditions import alone, check_gradebook, check_room
from grader.classroom.platforms.collected import (
    MENDED,
    NEW,
    NEWER,
    NOT_TAKEN,
    OLDER,
    SAME,
    Collected,
    Download,
    Row,
)
from grader.classroom.platforms.collecting import collect
from grader.classroom.platforms.rosters import roster
from grader.course.counting import count
from grader.render.printable import printable

INDENT = " " * 7
MOST = 20  # files that belong to nobody, shown one by one
BY_NAME = (
    "told apart by their names alone: --roster, with Moodle's grading worksheet or Canvas's "
    "gradebook, says who they are"
)


def run(arguments: argparse.Namespace) -> int:
    """Collect; returns 0 when all was taken or was there already, else 1.

    Raises:
        ValueError: if nothing can be collected; the message says why.
    """
    zone = _zone(arguments.timezone)
    told = roster(arguments.roster, arguments.platform, zone) if arguments.roster else None
    download = Download(
        arguments.download,
        arguments.platform,
        zone,
        arguments.assignment,
        told,
        arguments.student,
        arguments.new_student,
    )
    course = Course(settings.load())
    course.database()
    with alone(course):
        check_gradebook(course)
        check_room(course)
        try:
            found = collect(course, download)
        except (OSError, DBAPIError) as error:
            raise ValueError(
                f"Collecting stopped: {cause(error)}. What was taken is there; the same command "
                "goes on from here."
            ) from error
    for note in (*(told.notes if told else ()), *found.notes):
        print(f"Note: {note}")
    print(table(found))
    return 1 if found.left_out or any(row.what == NOT_TAKEN for row in found.rows) else 0


def _zone(name: str | None) -> tzinfo:
    if name is None:
        zone = datetime.now().astimezone().tzinfo
        assert zone is not None
        return zone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"There is no time zone {printable(name)}: give one such as Europe/Berlin."
        ) from None


def table(found: Collected) -> str:
    """Return what was taken, what not, and why."""
    lines = [""]
    for what in (NEW, NEWER, MENDED, SAME, OLDER, NOT_TAKEN):
        rows = [row for row in found.rows if row.what == what]
        if rows:
            late = sum(row.late for row in rows)
            told = f"; {late} of them late" if late and what in (NEW, NEWER, MENDED) else ""
            lines.append(f"{len(rows):>5}  {what}{told}")
            lines += _rows(rows)
    lines += _nobodys(found)
    if found.by_name:
        lines.append(f"{found.by_name:>5}  {BY_NAME}")
    return "\n".join(lines)


def _rows(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each of which there is something to say."""
    told = [row for row in rows if row.why or row.late]
    names = [f"{printable(row.assignment)}  {row.who}".strip() for row in told]
    wide = max(map(len, names), default=0)
    for name, row in zip(names, told, strict=True):
        words = "; ".join(filter(None, ("late" if row.late else "", row.why)))
        yield f"{INDENT}{name:<{wide}}  {words}"


def _nobodys(found: Collected) -> Iterator[str]:
    if not found.left_out:
        return
    yield f"{len(found.left_out):>5}  {NOT_TAKEN}, since they belong to nobody"
    by_why: dict[str, list[str]] = defaultdict(list)
    for path, why in sorted(found.left_out.items()):
        by_why[why].append(path)
    for why, paths in by_why.items():
        for path in paths[:MOST]:
            yield f"{INDENT}{printable(path)}: {why}"
        if len(paths) > MOST:
            yield f"{INDENT}and {count(len(paths) - MOST, 'other')}: {why}"
