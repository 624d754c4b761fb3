"""Puts what was handed in where nbgrader looks for it; what was there before is kept."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from grader.classroom.grading.course import HOUSE, Course
from grader.classroom.platforms.times import written
from grader.classroom.submission.copying import STAMP
from grader.classroom.submission.handed_in import CHUNK, Unreadable, look
from grader.render.printable import printable

REPLACED = "replaced"


def content_digest(files: Mapping[str, Path]) -> str:
    """Return a digest of files by name and content, without the note on when."""
    made = hashlib.sha256()
    for name, path in sorted(files.items()):
        if name != STAMP:
            made.update(f"{name}\0{_digest(path)}\0".encode(errors="surrogateescape"))
    return made.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_there(course: Course, student: str, assignment: str) -> str:
    """Return the same digest of what is there already; empty if nothing is."""
    folder = place(course, student, assignment)
    if not os.path.lexists(folder):
        return ""
    found = look(folder, student)
    if found.refused or found.left_out:
        return "not plain files"
    made = hashlib.sha256()
    for name in sorted(found.files):
        if name != STAMP:
            inner = hashlib.sha256()
            with found.opened(name) as file:
                while chunk := file.read(CHUNK):
                    inner.update(chunk)
            made.update(f"{name}\0{inner.hexdigest()}\0".encode(errors="surrogateescape"))
    return made.hexdigest()


def place(course: Course, student: str, assignment: str) -> Path:
    """Return the folder of a submission."""
    return course.path(course.folders.submitted_directory, student, assignment)


def time_there(course: Course, student: str, assignment: str) -> datetime | None:
    """Return when what is there already was handed in, if it says so."""
    try:
        when = course.folders.get_existing_timestamp(str(place(course, student, assignment)))
    except (ValueError, Unreadable):
        return None
    return when.replace(tzinfo=UTC) if when else None


def put(
    course: Course, student: str, assignment: str, files: Mapping[str, Path], when: datetime
) -> None:
    """Put a submission in its place, all of it at once.

    Args:
        course: The course.
        student: Whose it is.
        assignment: What it is for.
        files: Where each file lies now, by the path that it gets.
        when: When it was handed in.
    """
    draft = course.root / HOUSE / f"placing.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for name, path in files.items():
            target = draft / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        (draft / STAMP).write_text(written(when), encoding="ascii")
        _swap(course, student, assignment, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _swap(course: Course, student: str, assignment: str, draft: Path) -> None:
    final = place(course, student, assignment)
    final.parent.mkdir(parents=True, exist_ok=True)
    kept = None
    if os.path.lexists(final):
        kept = _free(course, student, assignment)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(final, kept)
    try:
        shutil.move(draft, final)
    except OSError:
        if kept and not os.path.lexists(final):
            shutil.move(kept, final)
        raise


def _free(course: Course, student: str, assignment: str) -> Path:
    above = course.root / HOUSE / REPLACED / student / assignment
    return next(path for n in itertools.count(1) if not os.path.lexists(path := above / str(n)))


def lies_well(course: Course, student: str) -> str:
    """Return why nothing can be put where a student's work goes; empty if it can."""
    above = place(course, student, "x").parent
    for folder in (above, above.parent):
        if folder.is_symlink():
            return f"the folder {printable(folder.name)} is a symbolic link"
    return ""
