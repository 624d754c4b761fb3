"""When something was handed in, so that late work is late and other work is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.utils import parse_utc

from grader.classroom.platforms.senders import Sender
from grader.classroom.platforms.works import Work, told_time
from grader.classroom.submission.copying import TIME

JUST_LATE = timedelta(minutes=1)
NOT_KNOWN = "when it was handed in is not known: it counts as now"
NOT_READ = "its timestamp.txt cannot be read: the time is that of the file"
ONLY_LATE = "late, as the platform says; it does not say how much"


@dataclass(frozen=True)
class Handed:
    """When something was handed in.

    Attributes:
        when: The time.
        note: What is worth knowing about it; empty for nothing.
    """

    when: datetime
    note: str = ""


def due(book: Any, assignment: str, student: str) -> datetime | None:
    """Return until when a student may hand something in without being late."""
    date: datetime | None = book.find_assignment(assignment).duedate
    if date is None:
        return None
    try:
        extension: timedelta | None = book.find_submission(assignment, student).extension
    except MissingEntry:
        extension = None
    return date.replace(tzinfo=UTC) + (extension or timedelta())


def handed(sender: Sender, work: Work, until: datetime | None, *, own: bool) -> Handed:
    """Return when something was handed in.

    Args:
        sender: Who, with what the platform says.
        work: What.
        until: Until when it would not be late.
        own: Whether a ``timestamp.txt`` in it counts, as in nbgrader's own folders.
    """
    note = ""
    if own and (told := told_time(work)):
        if stamp := _stamp(told):
            return Handed(stamp)
        note = NOT_READ
    when = sender.when or work.when
    if sender.late is not None and sender.when is None:
        return _by_the_platform(sender.late, when or datetime.now(UTC), until)
    if when is None:
        return Handed(_now(), NOT_KNOWN)
    return Handed(when, note)


def _by_the_platform(late: bool, when: datetime, until: datetime | None) -> Handed:
    """Return a time that is late if the platform says so: the file's is that of the download."""
    if until is None:
        return Handed(when, ONLY_LATE if late else "")
    if late:
        return Handed(until + JUST_LATE, ONLY_LATE)
    return Handed(min(when, until))


def _stamp(told: str) -> datetime | None:
    if not TIME.fullmatch(told):
        return None
    try:
        return parse_utc(told).replace(tzinfo=UTC)  # type: ignore[no-any-return]
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def written(when: datetime) -> str:
    """Return a time as nbgrader reads it in ``timestamp.txt``."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
