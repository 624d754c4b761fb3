"""Canvas: its download of submissions, and its gradebook as a file.

A file of the download is called after the name without spaces, perhaps LATE, the user's number,
the number of the attachment, and its own name, with "-1" and so on for what was handed in again.
The gradebook file is read back whole: a title that Canvas does not know makes a new assignment, and
an empty cell takes a grade away. So one column that is there is filled, and what is not filled
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from grader.classroom.platforms.archives import Entry
from grader.classroom.platforms.marks import Mark
from grader.classroom.platforms.names import same_name
from grader.classroom.platforms.record import Record
from grader.classroom.platforms.senders import Sender, Sorted
from grader.classroom.platforms.tables import Table, harmless, number, points
from grader.classroom.platforms.worksheets import (
    Fill,
    Filled,
    check_maximum,
    converted,
    missing,
    no_column,
    only_one,
    same_person,
    why_not,
)

NAME = "canvas"
FILE = re.compile(
    r"(?:(?P<name>.*?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_(?P<number>\d+)_"
    r"(?P<file>.+)",
    re.DOTALL,
)
TYPED = re.compile(r".*_(text|link)\.html", re.DOTALL)
ABOUT = (  # the columns that say who a student is, in Canvas's order
    "Student",
    "LastName",
    "FirstName",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
NAMES = ("Student", "LastName", "FirstName")
LOGINS = ("SIS Login ID", "SIS User ID", "Integration ID")
POSSIBLE = "Points Possible"
EXCUSED, NOT_ASSIGNED = "EX", "N/A"
TITLE = re.compile(r"(?P<words>.*?)(?:\s*\(\d+\))?", re.DOTALL)
NOT_A_FILE = "text or a link that was typed into Canvas, no file"
NO_NAME = "not called as Canvas calls files, NAME_USER_ATTACHMENT_FILE"


def sort(found: Sequence[Entry], known: Collection[str]) -> Sorted:
    """Return the files of a download by who handed them in.

    Args:
        found: The files.
        known: The names of the course's notebooks; Canvas's names need none of them.
    """
    told = Sorted()
    for entry in found:
        last = entry.path.rsplit("/", 1)[-1]
        if TYPED.fullmatch(last):
            told.left_out[entry.path] = NOT_A_FILE
        elif place := FILE.fullmatch(last):
            _add(told, place, entry)
        else:
            told.left_out[entry.path] = NO_NAME
    return told


def _add(told: Sorted, place: re.Match[str], entry: Entry) -> None:
    key = place["user"].replace("_", "-")
    known = told.senders.get(key)
    late = bool(place["late"]) or bool(known and known.late)
    number = max(int(place["number"]), known.order if known else 0)
    sender = Sender(key, late=late, order=number)
    told.add(sender, replace(entry, path=_unique(told, key, place["file"])))
    told.senders[key] = sender


def _unique(told: Sorted, key: str, name: str) -> str:
    """Return a path that no other file of a sender has: two attachments may have one name."""
    taken = {entry.path for entry in told.files.get(key, ())}
    if name not in taken:
        return name
    return next(path for n in range(2, 10_000) if (path := f"{n}/{name}") not in taken)


# Out of the course ---------------------------------------------------------------------------


def fill(table: Table, marks: Sequence[Mark], record: Record, how: Fill) -> Filled:
    """Return Canvas's gradebook with who students are and one column, filled with marks.

    Only rows are in it that got a mark, or are excused: Canvas leaves all others as they are.

    Args:
        table: The gradebook as it was exported.
        marks: Everybody's marks in the assignment.
        record: Who had which number when their work was collected.
        how: Which column, and whether points are converted.

    Raises:
        ValueError: if the column is not there, or points mean something else there.
    """
    if table.column("ID") is None or table.column("Section") is None:
        raise ValueError(no_column(table, "This is no gradebook of Canvas's."))
    column = _column(table, how)
    kept = [place for name in ABOUT if (place := table.column(name)) is not None] + [column]
    most = _maximum(table, column)
    check_maximum(_worth(marks), most, scale=how.scale, where="Canvas")
    keys = {taken.key: taken.student for taken in reversed(list(record.of(NAME)))}
    found = Filled(table)
    if most is None:
        worth = points(_worth(marks))
        found.notes.append(f"No points are told for it: see that the maximum in Canvas is {worth}.")
    rows = [table.columns]
    for row in table.rows[1:]:
        made = _row(table, row, column, _mark(table, row, marks, keys), most, how, found)
        rows += [made] if made else []
    found.table = replace(table, rows=tuple(tuple(row[place] for place in kept) for row in rows))
    found.kept |= missing(marks, found)
    return found


def _column(table: Table, how: Fill) -> int:
    """Return the number of the column of an assignment that Canvas has."""
    wanted = how.column or how.assignment
    about = set(ABOUT)
    places = [n for n, name in enumerate(table.columns) if name not in about]
    exact = [n for n in places if table.columns[n].strip() == wanted.strip()]
    alike = [n for n in places if _title(table.columns[n]) == _plain(wanted)]
    found = exact or alike
    if len(found) != 1:
        how_many = "no column" if not found else "more than one column"
        raise ValueError(
            no_column(table, f"There is {how_many} for {wanted}: name it with --column.")
        )
    if "read only" in _possible(table)[found[0]]:
        raise ValueError(f"Canvas lets nobody change the column {table.columns[found[0]]}.")
    return found[0]


def _title(name: str) -> str:
    """Return the title in "title (number)", fit to be compared."""
    found = TITLE.fullmatch(name.strip())
    return _plain(found["words"] if found else name)


def _plain(title: str) -> str:
    return re.sub(r"[\s_-]+", " ", title).strip().casefold()


def _possible(table: Table) -> tuple[str, ...]:
    """Return the row that says how many points there are."""
    rows = (row for row in table.rows[1:] if row[0].strip() == POSSIBLE)
    return next(rows, ("",) * len(table.columns))


def _maximum(table: Table, column: int) -> float | None:
    return number(_possible(table)[column]) if _possible(table)[column].strip() else None


def _worth(marks: Sequence[Mark]) -> float:
    return marks[0].worth if marks else 0.0


def _mark(
    table: Table, row: tuple[str, ...], marks: Sequence[Mark], keys: dict[str, str]
) -> Mark | None:
    """Return whose row it is: by Canvas's number, else by a login, else by the name alone."""
    key = table.cell(row, "ID")
    if student := keys.get(key):
        return only_one([mark for mark in marks if mark.student == student])
    words = [table.cell(row, name) for name in LOGINS] + [key]
    if found := [mark for mark in marks if same_person(mark, words)]:
        return only_one(found)
    name = " ".join(table.cell(row, each) for each in NAMES)
    return only_one([mark for mark in marks if name.strip() and _same(mark, name)])


def _same(mark: Mark, name: str) -> bool:
    return same_name(mark.name) == same_name(name)


def _row(
    table: Table,
    row: tuple[str, ...],
    column: int,
    mark: Mark | None,
    most: float | None,
    how: Fill,
    found: Filled,
) -> tuple[str, ...] | None:
    """Return a row as it is written; None if it is left out."""
    if row[0].strip() == POSSIBLE or not table.cell(row, "ID"):
        return row  # it says something of the columns, not of a student
    cells = list(row)
    for name in NAMES:
        if (place := table.column(name)) is not None:
            cells[place] = harmless(cells[place])  # Canvas goes by the number
    there = row[column].strip().upper()
    if there in (EXCUSED, NOT_ASSIGNED):
        if mark:
            found.kept[mark.student] = (
                "is excused in Canvas" if there == EXCUSED else "does not have it to do in Canvas"
            )
        return tuple(cells) if there == EXCUSED else None
    if mark is None:
        found.strangers.append(" ".join(filter(None, (table.cell(row, n) for n in NAMES))))
    elif why := why_not(mark):
        found.kept[mark.student] = why
    elif mark.is_final:
        cells[column] = points(converted(mark, most, scale=how.scale))
        found.add(mark, row)
        return tuple(cells)
    return None
