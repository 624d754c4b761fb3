"""nbgrader's copying of what was handed in, with plain files only.

nbgrader follows links when it collects from an exchange, where learners may have put them, when
it copies what is beside a notebook to the one that is marked, and from there into the feedback.
It has no setting for that, so its three methods that open files of a submission are replaced here.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import find_all_files, parse_utc

from grader.classroom.submission.handed_in import (
    HandedIn,
    Unreadable,
    is_notebook,
    look,
    without_conflicts,
)
from grader.render.printable import printable

STAMP = "timestamp.txt"
TIME = re.compile(r"[\w :.,+-]{1,64}", re.ASCII)
_init_assignment = BaseConverter.init_assignment
_do_copy = ExchangeCollect.do_copy


@cache
def copy_plain_files_only() -> None:
    """From now on let nbgrader collect, copy and read only plain files of submissions."""
    ExchangeCollect.do_copy = _collect
    BaseConverter.init_assignment = _init_with_plain_files
    CourseDirectory.get_existing_timestamp = _existing_timestamp


def _collect(self: ExchangeCollect, src: str, dest: str, log: Any = None) -> None:
    """Let nbgrader collect a copy of a submission that has nothing but plain files."""
    found = look(Path(src))
    with TemporaryDirectory() as above:
        plain = Path(above) / "plain"
        plain.mkdir()
        _copy_all(self, found, [] if found.refused else list(found.files), plain)
        _do_copy(self, str(plain), dest)


def _init_with_plain_files(self: Any, assignment_id: str, student_id: str) -> None:
    """Copy what lies beside a student's notebooks; what no student made, as nbgrader does."""
    if not isinstance(self, (Autograde, GenerateFeedback)):
        _init_assignment(self, assignment_id, student_id)
        return
    found = look(Path(self._format_source(assignment_id, student_id)), student_id)
    target = Path(self._format_dest(assignment_id, student_id))
    own = _own(self, assignment_id) if isinstance(self, Autograde) else set()
    _copy_all(self, found, without_conflicts(_beside(found, self.coursedir.ignore), own), target)


def _beside(found: HandedIn, ignored: list[str]) -> list[str]:
    """Return the files that nbgrader would copy."""
    names = [] if found.refused else list(found.files)
    return [name for name in names if not is_notebook(name) and not _is_ignored(name, ignored)]


def _is_ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(part, pattern) for part in name.split("/") for pattern in patterns)


def _own(converter: Autograde, assignment_id: str) -> set[str]:
    """Return the assignment's own files, with which nbgrader replaces those of the same name."""
    folders = converter.coursedir
    source = Path(folders.format_path(folders.source_directory, ".", assignment_id))
    names = find_all_files(str(source), [*folders.ignore, "*.ipynb"])
    own = {Path(name).relative_to(source).as_posix() for name in names}
    return own - set(converter.exclude_overwriting.get(assignment_id, []))


def _copy_all(self: Any, found: HandedIn, names: list[str], target: Path) -> None:
    """Copy files; say in the log what was not copied."""
    for name in names:
        try:
            _copy(found, name, target / name)
        except Unreadable as error:
            self.log.warning("Not copied: %s", error)
    told = [f"{printable(name)} is {why}." for name, why in found.left_out.items()]
    for sentence in filter(None, (found.refused, *told)):
        self.log.warning("Not copied from %s: %s", printable(found.folder, 200), sentence)


def _copy(found: HandedIn, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with found.opened(name) as file, target.open("wb") as made:
        shutil.copyfileobj(file, made)


def _existing_timestamp(self: CourseDirectory, dest_path: str) -> datetime | None:
    """Return when something was handed in, if a plain file says so.

    Raises:
        ValueError: if there is a file that does not say it.
    """
    if not os.path.lexists(Path(dest_path) / STAMP):
        return None
    try:
        told = HandedIn(Path(dest_path)).read(STAMP).decode("ascii", "replace").strip()
    except Unreadable as error:
        self.log.warning("%s: %s", printable(dest_path, 200), error)
        return None
    if not told:
        return None
    if not TIME.fullmatch(told):  # what else could be taken for the path of a file, for example
        raise ValueError(f"{STAMP} holds no time")
    try:
        return parse_utc(told)  # type: ignore[no-any-return]
    except (OverflowError, TypeError, AttributeError) as error:
        raise ValueError(f"{STAMP} holds no time") from error
