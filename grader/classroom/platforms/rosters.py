"""Who is who: names, e-mail addresses and times from a platform's own table.

Moodle's grading worksheet and Canvas's gradebook are told apart by their columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from dateutil import parser

from grader.classroom.platforms.moodle import number_of
from grader.classroom.platforms.senders import Sender
from grader.classroom.platforms.tables import Table, read

FULL_NAME = ("Full name",)
EMAIL = ("Email address", "Email")
IDENT = ("ID number", "Username")
SUBMITTED = ("Last modified (submission)",)
TOLD_IN_FULL = re.compile(r"\b\d{4}\b")
EITHER_WAY = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b")  # which is the month?
LOGIN = ("SIS Login ID", "SIS User ID")


@dataclass(frozen=True)
class Roster:
    """What a table says of people.

    Attributes:
        people: Everybody, by the key that the platform knows them by.
        notes: Sentences on what could not be read.
    """

    people: dict[str, Sender]
    notes: tuple[str, ...] = ()

    def complete(self, sender: Sender) -> Sender:
        """Return a sender with what the table knows of them."""
        known = self.people.get(sender.key)
        if known is None:
            return sender
        return replace(
            sender,
            name=known.name or sender.name,
            email=known.email or sender.email,
            ident=known.ident or sender.ident,
            when=known.when or sender.when,
        )


def roster(path: Path, platform: str, zone: tzinfo) -> Roster:
    """Return what a platform's table says of people.

    Args:
        path: The file.
        platform: ``"moodle"`` or ``"canvas"``; the others have no such table.
        zone: The time zone of its times.

    Raises:
        ValueError: if it is not such a table.
    """
    readers = {"moodle": _moodle, "canvas": _canvas}
    if platform not in readers:
        raise ValueError("--roster belongs to --from moodle and --from canvas.")
    table = read(path)
    return readers[platform](path, table, zone)


def _moodle(path: Path, table: Table, zone: tzinfo) -> Roster:
    if not any(number_of(row[0]) for row in table.rows[1:]) or table.column("Student") == 0:
        raise ValueError(
            f"{path} is no grading worksheet of Moodle's: no row begins with a number."
        )
    people, unread = {}, ""
    for row in table.rows[1:]:
        said = table.cell(row, *SUBMITTED)
        when = _time(said, zone)
        if when is None and said.strip("- "):
            unread = said
        key = number_of(row[0])
        name, email = table.cell(row, *FULL_NAME), table.cell(row, *EMAIL)
        people[key] = Sender(key, name, email, table.cell(row, *IDENT), when=when)
    return Roster(people, tuple(_unread(path, table, unread)))


def _unread(path: Path, table: Table, said: str) -> Iterator[str]:
    if said:
        yield (
            f"{path}: the time {said!r} cannot be read, so times are those of the files. Set "
            "Moodle's language to English and download the worksheet again."
        )
    elif table.column(*SUBMITTED) is None:
        yield f"{path} does not say when work was handed in, so times are those of the files."


def _time(said: str, zone: tzinfo) -> datetime | None:
    if not TOLD_IN_FULL.search(said) or EITHER_WAY.search(said):
        return None
    try:
        when: datetime = parser.parse(said)
    except (ValueError, OverflowError, TypeError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def _canvas(path: Path, table: Table, zone: tzinfo) -> Roster:
    if table.column("ID") is None or table.column("Section") is None:
        raise ValueError(f"{path} is no gradebook of Canvas's: it has no columns ID and Section.")
    people = {}
    for row in table.rows[1:]:
        if key := table.cell(row, "ID"):
            login = next(filter(None, (table.cell(row, name) for name in LOGIN)), "")
            email = login if "@" in login else table.cell(row, *EMAIL)
            people[key] = Sender(key, name_in(table, row), email, login)
    return Roster(people)


def name_in(table: Table, row: tuple[str, ...]) -> str:
    """Return a student's full name as Canvas's gradebook has it, the last name first."""
    if table.column("LastName") is None:
        return table.cell(row, "Student")
    return ", ".join(filter(None, (table.cell(row, "LastName"), table.cell(row, "FirstName"))))
