"""From the gradebook to what learning platforms read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.grading.course import HOUSE, Course
from grader.classroom.platforms import canvas, github, gradescope, moodle, spreadsheets
from grader.classroom.platforms.collecting import RECORD
from grader.classroom.platforms.marks import NOTHING, Mark, marks
from grader.classroom.platforms.record import Record
from grader.classroom.platforms.tables import Table, read, write, write_bytes
from grader.classroom.platforms.worksheets import Fill, Filled, sentences, why_not
from grader.classroom.submission.handed_in import Unreadable, look
from grader.render.printable import listed, printable

FILLS: dict[str, Callable[[Table, Sequence[Mark], Record, Fill], Filled]] = {
    moodle.NAME: moodle.fill,
    canvas.NAME: canvas.fill,
}
SHOWN = 5
NO_PAGES = "There are no feedback pages of {stage}: grader feedback {stage} makes them."
WAYS = {
    moodle.NAME: "Moodle gives it in the assignment, under Download grading worksheet",
    canvas.NAME: "Canvas gives it in the gradebook, under Export",
}


@dataclass(frozen=True)
class Wanted:
    """What is to be written.

    Attributes:
        platform: For which platform.
        stage: The assignment; None stands for all.
        worksheet: What the instructor downloaded, to be filled.
        column: Which column of it gets the marks.
        scale: Whether marks are converted to the platform's maximum.
        student: Whose marks; None stands for everybody's.
        folder: Where to.
    """

    platform: str
    stage: str | None
    worksheet: Path | None
    column: str | None
    scale: bool
    student: str | None
    folder: Path


@dataclass
class Exported:
    """What was written.

    Attributes:
        files: Where.
        written: How many marks.
        kept: Why a mark was not written, by assignment and student.
        notes: Sentences on what is worth knowing.
    """

    files: list[Path] = field(default_factory=list)
    written: int = 0
    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def export(course: Course, wanted: Wanted) -> Exported:
    """Write marks for a platform.

    Raises:
        ValueError: if none can be written; the message is a sentence.
    """
    if wanted.platform in FILLS:
        return _filled(course, wanted)
    _check_alone(wanted)
    if wanted.platform == "csv":
        return _tables(course, wanted)
    stage = _stage(wanted)
    if wanted.platform == gradescope.NAME and wanted.student is None:
        path = wanted.folder / f"{stage}-gradescope.zip"
        write_bytes(path, gradescope.archive(course, stage))
        return Exported([path], notes=list(gradescope.NOTES))
    return _for_each(course, wanted, stage)


def _stage(wanted: Wanted) -> str:
    if wanted.stage is None:
        raise ValueError(f"Name the assignment whose marks go to {wanted.platform}.")
    return wanted.stage


def _check_alone(wanted: Wanted) -> None:
    given = (wanted.worksheet, wanted.column, wanted.scale or None)
    for name, value in zip(("--worksheet", "--column", "--scale"), given, strict=True):
        if value is not None:
            raise ValueError(f"{name} belongs to --to moodle and --to canvas.")


# Tables that are filled ------------------------------------------------------------------------


def _filled(course: Course, wanted: Wanted) -> Exported:
    stage = _stage(wanted)
    if wanted.worksheet is None:
        raise ValueError(f"Name the file to fill with --worksheet. {WAYS[wanted.platform]}.")
    table = read(wanted.worksheet)
    found = marks(course, stage, wanted.student)
    record = Record(course.root / HOUSE / RECORD)
    fill = FILLS[wanted.platform]
    filled = fill(table, found, record, Fill(stage, wanted.column, wanted.scale))
    path = wanted.folder / f"{stage}-{wanted.platform}.csv"
    if path.exists() and path.samefile(wanted.worksheet):
        raise ValueError(f"{path} is what was written last: fill the file that you downloaded.")
    if wanted.student is not None:
        filled.strangers = []  # everybody else, whom the course may know well
    notes = [
        *_absent(wanted, found),
        *sentences(filled),
        *_not_as_they_should(course, filled.written),
    ]
    told = Exported(written=len(filled.written), notes=notes)
    told.kept = {(stage, student): why for student, why in filled.kept.items()}
    if not filled.written:
        told.notes.append("Nothing was written, since there is no mark that it could take.")
        return told
    write(path, filled.table)
    told.files.append(path)
    if wanted.platform == moodle.NAME:
        _add_feedback(course, wanted, table, filled, told)
    return told


def _add_feedback(
    course: Course, wanted: Wanted, table: Table, filled: Filled, told: Exported
) -> None:
    """Pack the feedback pages of those whose marks were written, under Moodle's names."""
    stage = _stage(wanted)
    made = io.BytesIO()
    count = 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for mark, folder in moodle.folders(table, filled):
            for name, content in _pages(course, mark.student, stage):
                archive.writestr(f"{folder}/{name}", content)
                count += 1
    if count:
        path = wanted.folder / f"{stage}-moodle-feedback.zip"
        write_bytes(path, made.getvalue())
        told.files.append(path)
    else:
        told.notes.append(NO_PAGES.format(stage=stage))


def _pages(course: Course, student: str, stage: str) -> list[tuple[str, bytes]]:
    found = look(course.path(course.folders.feedback_directory, student, stage), student)
    names = [name for name in found.files if name.endswith(".html") and not found.refused]
    pages = []
    for name in names:
        try:
            pages.append((name, found.read(name)))
        except Unreadable:
            continue
    return pages


# Everything else -------------------------------------------------------------------------------


def _tables(course: Course, wanted: Wanted) -> Exported:
    with course.gradebook() as book:
        known = sorted(assignment.name for assignment in book.assignments)
    stages = [wanted.stage] if wanted.stage else known
    if not stages:
        raise ValueError("The gradebook has no assignment: run nbgrader generate_assignment.")
    found = [mark for stage in stages for mark in marks(course, stage, wanted.student)]
    final = [mark for mark in found if mark.is_final]
    notes = [*_absent(wanted, found), *_not_as_they_should(course, final)]
    told = Exported([], len(final), _kept(found), notes)
    for name, table in spreadsheets.tables(found).items():
        write(wanted.folder / name, table)
        told.files.append(wanted.folder / name)
    return told


def _not_as_they_should(course: Course, found: Sequence[Mark]) -> Iterator[str]:
    """Yield a sentence on marks of work that could not be graded, as grader autograde said."""
    entries = (course.ledger.find(mark.assignment, mark.student) for mark in found)
    names = [entry.student for entry in entries if entry and entry.reason]
    if names:
        yield (
            f"{len(names)} of these marks are of work that could not be graded as it should be "
            f"({listed(names, SHOWN)}): grader autograde said why."
        )


def _absent(wanted: Wanted, found: Sequence[Mark]) -> Iterator[str]:
    """Yield a sentence on each assignment for which the student asked for handed in nothing."""
    for mark in found if wanted.student is not None else ():
        if mark.state == NOTHING:
            yield f"{printable(mark.student)} handed in nothing for {mark.assignment}."


def _kept(found: Sequence[Mark]) -> dict[tuple[str, str], str]:
    return {(m.assignment, m.student): why for m in found if (why := why_not(m))}


def _for_each(course: Course, wanted: Wanted, stage: str) -> Exported:
    """Write a file for each student, in the form of a platform that runs one at a time."""
    module = gradescope if wanted.platform == gradescope.NAME else github
    found = marks(course, stage, wanted.student)
    told = Exported(kept=_kept(found), notes=list(_absent(wanted, found)))
    for mark in filter(lambda mark: mark.is_final, found):
        path = wanted.folder / f"{stage}-{wanted.platform}" / f"{mark.student}{module.SUFFIX}"
        write_bytes(path, module.text(mark).encode())
        told.files.append(path)
        told.written += 1
    if not told.written:
        who = printable(wanted.student) if wanted.student else "anybody"
        told.notes.append(f"Nothing was written: there is no final mark of {who} for {stage}.")
    return told
