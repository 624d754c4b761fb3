"""Moodle: its download of submissions, its grading worksheet, its zip of feedback files.

A folder of the download is called after the full name, a number that is the participant's in this
assignment only, and the plugin that the work came through. The worksheet has the same number at
the end of "Identifier"; Moodle reads back that column, the grade, the time of the last grade and
the comments, and passes over rows that it cannot use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from markupsafe import escape

from grader.classroom.platforms.archives import Entry
from grader.classroom.platforms.marks import LEAD, Mark, comment
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

NAME = "moodle"
FOLDER = re.compile(
    r"(?P<name>.*)_(?P<number>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<rest>.*))?", re.DOTALL
)
IDENTIFIER, FULL_NAME = ("Identifier",), ("Full name",)
ADDRESSES = ("Email address", "Email", "ID number", "Username")
GRADE, MAXIMUM = ("Grade",), ("Maximum grade",)
CHANGEABLE, COMMENTS = ("Grade can be changed",), ("Feedback comments",)
NOBODY = ("participant", "teilnehmer/in", "teilnehmer-in")  # names where they are hidden
NOT_A_FILE = "text that was typed into Moodle, no file"
NO_FOLDER = "not in a folder of Moodle's, NAME_NUMBER_assignsubmission_file"


def sort(found: Sequence[Entry], known: Collection[str]) -> Sorted:
    """Return the files of a download by who handed them in.

    Args:
        found: The files.
        known: The names of the course's notebooks; Moodle's folders need none of them.
    """
    told = Sorted()
    for entry in found:
        place = _place(entry.path)
        if place is None:
            told.left_out[entry.path] = NO_FOLDER
            continue
        sender, plugin, path = place
        if plugin != "file" or not path:
            told.left_out[entry.path] = NOT_A_FILE
            continue
        told.add(sender, replace(entry, path=path))
    _hide_names(told)
    return told


def _place(path: str) -> tuple[Sender, str, str] | None:
    """Return who handed in a file, through which plugin, and its path in their folder."""
    parts = path.split("/")
    for depth, part in enumerate(parts, start=1):
        if found := FOLDER.fullmatch(part):
            inner = [found["rest"] or "", *parts[depth:]]
            name = " ".join(found["name"].split())
            sender = Sender(found["number"], name)
            return sender, found["plugin"], "/".join(filter(None, inner))
    return None


def _hide_names(told: Sorted) -> None:
    """Forget what stands in the place of names where Moodle hides them."""
    names = Counter(sender.name.casefold() for sender in told.senders.values())
    same = len(told.senders) > 1 and len(names) == 1
    for key, sender in told.senders.items():
        if same or sender.name.casefold() in NOBODY:
            told.senders[key] = replace(sender, name="")


def number_of(identifier: str) -> str:
    """Return a participant's number from the worksheet's "Identifier", in any language."""
    found = re.search(r"(\d+)\s*$", identifier)
    return found[1] if found else ""


# Out of the course ---------------------------------------------------------------------------


def fill(table: Table, marks: Sequence[Mark], record: Record, how: Fill) -> Filled:
    """Return Moodle's grading worksheet with marks and comments.

    Args:
        table: The worksheet as it was downloaded.
        marks: Everybody's marks in the assignment.
        record: Who had which number when their work was collected.
        how: Which column, and whether points are converted.

    Raises:
        ValueError: if a column is missing, or points mean something else there.
    """
    grade, feedback = _columns(table, how.column)
    keys = {taken.key: taken.student for taken in reversed(list(record.of(NAME, how.assignment)))}
    found = Filled(table, notes=list(_notes(table, marks)))
    rows = [table.columns]
    for row in table.rows[1:]:
        rows.append(_row(table, row, _mark(table, row, marks, keys), grade, feedback, how, found))
    found.table = replace(table, rows=tuple(rows))
    found.kept |= missing(marks, found)
    return found


def _columns(table: Table, column: str | None) -> tuple[int, int | None]:
    """Return the numbers of the columns of grades and comments."""
    grade = table.column(column) if column else table.column(*GRADE)
    if table.column(*IDENTIFIER) is None and not number_of(table.rows[-1][0]):
        raise ValueError(no_column(table, "This is no grading worksheet of Moodle's."))
    if grade is None:
        told = f"There is no column {column or GRADE[0]}: name the one for marks with --column."
        raise ValueError(no_column(table, told))
    return grade, table.column(*COMMENTS)


def _notes(table: Table, marks: Sequence[Mark]) -> Iterator[str]:
    """Yield what cannot be seen to, since a column is not there or is called otherwise."""
    if table.column(*MAXIMUM) is None:
        worth = points(marks[0].worth) if marks else "the same"
        yield f"There is no column {MAXIMUM[0]}: see that the maximum in Moodle is {worth}."
    if table.column(*COMMENTS) is None:
        yield f"There is no column {COMMENTS[0]}, so no comments are written."


def _mark(
    table: Table, row: tuple[str, ...], marks: Sequence[Mark], keys: dict[str, str]
) -> Mark | None:
    """Return whose row it is: by the number, else by an address, else by the name alone."""
    if student := keys.get(number_of(row[0])):
        return only_one([mark for mark in marks if mark.student == student])
    words = [table.cell(row, name) for name in ADDRESSES]
    if found := [mark for mark in marks if same_person(mark, words)]:
        return only_one(found)
    name = table.cell(row, *FULL_NAME)
    return only_one([mark for mark in marks if name and same_name(mark.name) == same_name(name)])


def _row(
    table: Table,
    row: tuple[str, ...],
    mark: Mark | None,
    grade: int,
    feedback: int | None,
    how: Fill,
    found: Filled,
) -> tuple[str, ...]:
    cells = list(row)
    if (name := table.column(*FULL_NAME)) is not None:
        cells[name] = harmless(cells[name])  # Moodle does not read it back
    if mark is None:
        found.strangers.append(table.cell(row, *FULL_NAME) or row[0])
    elif why := _why_not(table, row, mark):
        found.kept[mark.student] = why
    elif mark.is_final:
        said = table.cell(row, *MAXIMUM)
        most = number(said) if said else None
        check_maximum(mark.worth, most, scale=how.scale, where="Moodle")
        value = points(converted(mark, most, scale=how.scale))
        cells[grade] = value.replace(".", ",") if "," in said else value
        found.add(mark, row)
        if feedback is not None and (not cells[feedback] or is_ours(cells[feedback])):
            cells[feedback] = str(escape(comment(mark)))
    return tuple(cells)


def _why_not(table: Table, row: tuple[str, ...], mark: Mark) -> str:
    locked = mark.is_final and table.cell(row, *CHANGEABLE).casefold() == "no"
    return "its grade cannot be changed, as Moodle says" if locked else why_not(mark)


def is_ours(words: str) -> bool:
    """Return whether a comment was written by an earlier export."""
    return words.lstrip().startswith(LEAD)


def feedback_folder(name: str, key: str) -> str:
    """Return the folder that Moodle looks for one student's feedback files in."""
    plain = re.sub(r"[\\/:*?\"<>|_\x00-\x1f]+", " ", name).strip(". ") or "Participant"
    return f"{' '.join(plain.split())}_{key}_assignsubmission_file_"


def folders(table: Table, filled: Filled) -> Iterator[tuple[Mark, str]]:
    """Yield those whose marks were written, and Moodle's folder for their feedback files."""
    for row, mark in filled.rows:
        yield mark, feedback_folder(table.cell(row, *FULL_NAME), number_of(row[0]))
