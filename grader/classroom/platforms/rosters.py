"""Who is who: names, e-mail addresses and times from a platform's own table.

Moodle's grading worksheet and Canvas's gradebook are told apart by their columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from unicodedata import normalize

from dateutil import parser

from grader.classroom.platforms.moodle import number_of
from grader.classroom.platforms.senders import Sender
from grader.classroom.platforms.tables import Table, read
from grader.render.printable import listed, printable

FULL_NAME = ("Full name",)
EMAIL = ("Email address", "Email")
IDENT = ("ID number", "Username")
SUBMITTED = ("Last modified (submission)",)
TOLD_IN_FULL = re.compile(r"\b\d{4}\b")
EITHER_WAY = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b")  # which is the month?
LOGIN = ("SIS Login ID", "SIS User ID")
SHOWN = 5


@dataclass(frozen=True)
class Roster:
    """What a table says of people.

    Attributes:
        path: The table's file.
        people: Everybody, by the key that the platform knows them by.
        notes: Sentences on what could not be read.
        timed: Whether it says when work was handed in, in a form that can be read.
    """

    path: Path
    people: dict[str, Sender]
    notes: tuple[str, ...] = ()
    timed: bool = False

    def knows(self, sender: Sender) -> bool:
        """Return whether the table has somebody; another's row under the same number does not."""
        known = self.people.get(sender.key)
        return known is not None and _may_be_one(known.name, sender.name)

    def time_of(self, sender: Sender) -> datetime | None:
        """Return when somebody handed in, if the table says so."""
        return self.people[sender.key].when if self.knows(sender) else None

    def missing(self, senders: Collection[Sender]) -> Iterator[str]:
        """Yield sentences on those of whom the table lacks what it should say.

        Raises:
            ValueError: if it has nobody of them, so that it is about something else.
        """
        strangers = [sender.shown for sender in senders if not self.knows(sender)]
        if len(strangers) == len(senders):
            raise ValueError(
                f"{printable(self.path, 200)} has nobody who handed this in "
                f"({listed(strangers, SHOWN)}), so it belongs to another assignment or course. "
                "Nothing was taken: give the table of this one."
            )
        if strangers:
            yield (
                f"{self.path} does not have {listed(strangers, SHOWN)}: names and times of "
                f"{len(strangers)} are those of the files. Is it the table of this assignment?"
            )
        idle = [s.shown for s in senders if self.knows(s) and self.time_of(s) is None]
        if self.timed and idle:
            yield (
                f"{self.path} says that {listed(idle, SHOWN)} handed in nothing: the times of "
                f"{len(idle)} are those of the files. Is it the table of this assignment?"
            )

    def complete(self, sender: Sender) -> Sender:
        """Return a sender with what the table knows of them."""
        known = self.people.get(sender.key)
        if known is None or not self.knows(sender):
            return sender
        return replace(
            sender,
            name=known.name or sender.name,
            email=known.email or sender.email,
            ident=known.ident or sender.ident,
            when=known.when or sender.when,
        )


def _may_be_one(one: str, other: str) -> bool:
    """Return whether two names may be one person's; Moodle writes some letters otherwise."""
    words = [set(re.findall(r"\w+", normalize("NFKC", name).casefold())) for name in (one, other)]
    return not all(words) or bool(words[0] & words[1])


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
    timed = table.column(*SUBMITTED) is not None and not unread
    return Roster(path, people, tuple(_unread(path, table, unread)), timed)


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
    return Roster(path, people)


def name_in(table: Table, row: tuple[str, ...]) -> str:
    """Return a student's full name as Canvas's gradebook has it, the last name first."""
    if table.column("LastName") is None:
        return table.cell(row, "Student")
    return ", ".join(filter(None, (table.cell(row, "LastName"), table.cell(row, "FirstName"))))
