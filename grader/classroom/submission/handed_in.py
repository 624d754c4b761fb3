"""A folder that was handed in: what is in it is known before any of it is opened.

Whoever hands in a folder may have put anything there: links to the course's own files, pipes
that never end, files of many gigabytes. So all of it is looked at without being opened, only
plain files are taken, and each is opened without following links on the way to it.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.render.printable import printable

MEGABYTE = 2**20
NOTEBOOK_MB = 100  # as much as nbgrader itself takes for one file
FOLDER_MB = 200
FILES_MB = 32  # of those that code may open: each submission has them in memory
ENTRIES = 2_000
DEPTH = 12
PATH_LENGTH = 400
CHUNK = MEGABYTE
PASSED_OVER = ("__pycache__", "feedback")  # folders that nbgrader does not copy either
STEPS_UP = 2  # from the folder of an assignment to that of its student, at most

PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC

KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unreadable(Exception):
    """Something that was handed in cannot be read; the message is a sentence for a person."""


@dataclass
class HandedIn:
    """What a folder holds.

    Attributes:
        folder: The folder.
        files: Size of each plain file, by its path in the folder.
        left_out: Why something is not taken, by its path in the folder.
        refused: Why nothing is taken, as a sentence; empty if it is.
    """

    folder: Path
    files: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    refused: str = ""

    def read(self, name: str, most: int = FOLDER_MB * MEGABYTE) -> bytes:
        """Return the content of a file, which is opened only here.

        Args:
            name: Its path in the folder.
            most: How many bytes it may have.

        Raises:
            Unreadable: if it is not a plain file any more, or too large, or may not be read.
        """
        with self.opened(name) as file:
            try:
                content = file.read(most + 1)
            except OSError as error:
                raise Unreadable(f"{printable(name)} could not be read.") from error
        if len(content) > most:
            raise Unreadable(f"{printable(name)} has more than {most // MEGABYTE} MB.")
        return content

    @contextlib.contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """Open a plain file for reading, without following any link.

        Raises:
            Unreadable: if that cannot be done.
        """
        try:
            handle = _open(self.folder, name)
        except OSError as error:
            why = error.strerror or "unknown reason"
            raise Unreadable(f"{printable(name)} could not be opened ({why}).") from error
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable(f"{printable(name)} is not a plain file.")
            yield file


def _open(folder: Path, name: str) -> int:
    *above, last = name.split("/")
    place = os.open(folder, FOLDER)
    try:
        for part in above:
            below = os.open(part, FOLDER, dir_fd=place)
            os.close(place)
            place = below
        return os.open(last, PLAIN, dir_fd=place)
    finally:
        os.close(place)


def look(folder: Path, student: str = "") -> HandedIn:
    """Look at a folder that was handed in; nothing in it is opened.

    Taken are plain files in plain folders. A file with names elsewhere is left out: nobody can
    tell here whose it is. Folders whose names begin with a dot are passed over: programs keep
    their own things there.

    Args:
        folder: The folder of one assignment.
        student: Name of the folder above it that belongs to the student, if there is one.
    """
    found = HandedIn(folder)
    found.refused = _not_a_folder(folder, student)
    if not found.refused:
        _collect(found)
    return found


def _not_a_folder(folder: Path, student: str) -> str:
    own = [folder]
    above = [path.name for path in folder.parents][:STEPS_UP]
    if student in above:
        own += folder.parents[: above.index(student) + 1]
    for path in own:
        try:
            kind = stat.S_IFMT(path.lstat().st_mode)
        except OSError as error:
            return f"The folder {printable(path.name)} cannot be read ({error.strerror})."
        if kind != stat.S_IFDIR:
            is_what = KINDS.get(kind, "a file")
            return f"The folder {printable(path.name)} is {is_what}: hand in the folder itself."
    return ""


def _collect(found: HandedIn) -> None:
    linked: dict[str, os.stat_result] = {}
    for count, (path, about) in enumerate(_walk(found, "", 1), start=1):
        if count > ENTRIES:
            found.refused = f"It holds more than {ENTRIES:,} files and folders."
            return
        if why := _unfit(path, about):
            found.left_out[path] = why
        elif stat.S_ISREG(about.st_mode) and not path.endswith(".pyc"):
            found.files[path] = about.st_size
            if about.st_nlink > 1:
                linked[path] = about
    _leave_out_linked(found, linked)
    found.refused = found.refused or _too_large(found)


def _leave_out_linked(found: HandedIn, linked: dict[str, os.stat_result]) -> None:
    """Leave out files that have names outside of the folder as well.

    A notebook stays if its other names are younger, as those that a backup made, or that
    somebody else made to get at it.
    """
    for path, about in linked.items():
        names = [other for other, its in linked.items() if os.path.samestat(about, its)]
        if about.st_nlink > len(names) and not (is_notebook(path) and _is_older(found, names)):
            del found.files[path]
            found.left_out[path] = "a hard link to a file elsewhere"


def _is_older(found: HandedIn, names: list[str]) -> bool:
    """Return whether a file got its last name after these: no folder of theirs changed since."""
    changed = max((found.folder / name).parent.lstat().st_ctime_ns for name in names)
    return changed < (found.folder / names[0]).lstat().st_ctime_ns


def _too_large(found: HandedIn) -> str:
    everything = sum(found.files.values())
    beside = sum(size for path, size in found.files.items() if not is_notebook(path))
    for size, most, what in (
        (beside, FILES_MB, "The files beside the notebook have"),
        (everything, FOLDER_MB, "It has"),
    ):
        if size > most * MEGABYTE:
            return f"{what} {size / MEGABYTE:,.0f} MB; {most} are the most."
    return ""


def is_notebook(path: str) -> bool:
    """Return whether a file is a notebook by its name: those are not handed to any code."""
    return path.endswith(".ipynb")


def _walk(found: HandedIn, above: str, depth: int) -> Iterator[tuple[str, os.stat_result]]:
    """Yield all that is in a folder and in those below it, by path, without following links."""
    try:
        with os.scandir(found.folder / above) as listed:
            some = itertools.islice(listed, ENTRIES + 1)  # with more, nothing is taken at all
            entries = sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in some)
    except OSError as error:
        why = f"a folder that cannot be read ({error.strerror})"
        if above:
            found.left_out[above] = why
        else:
            found.refused = f"It is {why}."
        return
    for name, about in entries:
        path = f"{above}/{name}" if above else name
        yield path, about
        if stat.S_ISDIR(about.st_mode) and _is_worth_a_look(found, path, depth):
            yield from _walk(found, path, depth + 1)


def _is_worth_a_look(found: HandedIn, path: str, depth: int) -> bool:
    if depth >= DEPTH and not _hidden(path):
        found.left_out[path] = f"more than {DEPTH} folders deep"
    return path not in found.left_out and not _hidden(path)


def _hidden(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith(".") or name in PASSED_OVER


def _unfit(path: str, about: os.stat_result) -> str:
    """Return what speaks against taking an entry; empty for a plain file or folder."""
    kind = stat.S_IFMT(about.st_mode)
    if kind not in (stat.S_IFREG, stat.S_IFDIR):
        return KINDS.get(kind, "no file")
    if not _is_text(path):
        return "a name that is not text in UTF-8, or has control characters"
    if len(path) > PATH_LENGTH:
        return f"a path of more than {PATH_LENGTH} characters"
    if is_notebook(path) and about.st_size > NOTEBOOK_MB * MEGABYTE:
        return f"{about.st_size / MEGABYTE:,.0f} MB large; {NOTEBOOK_MB} are the most"
    return ""


def _is_text(name: str) -> bool:
    return not any(unicodedata.category(c) in ("Cc", "Cs") for c in name)


def without_conflicts(names: Iterable[str], taken: Set[str]) -> list[str]:
    """Return the names of files that can stand beside others.

    Left out are those that are taken, a file where the others have a folder, and a folder
    where they have a file.
    """
    folders = {above for name in taken for above in _above(name)}
    return [
        name
        for name in names
        if name not in taken and name not in folders and taken.isdisjoint(_above(name))
    ]


def _above(name: str) -> list[str]:
    """Return the folders that a file is in, by their paths."""
    return [parent.as_posix() for parent in PurePosixPath(name).parents][:-1]


def digest(folder: Path, basis: str) -> str:
    """Return a digest of all that can be taken of a folder, and of what is left out and why.

    Files are read in pieces, after they were looked at. It raises nothing: what cannot be
    read counts as that.

    Args:
        folder: The folder of one assignment.
        basis: What else the digest is to depend on.
    """
    found = look(folder, folder.parent.name)
    made = hashlib.sha256(basis.encode())
    facts = {"": found.refused} | found.left_out
    if not found.refused:
        facts |= {name: _content(found, name) for name in found.files}
    for name, fact in sorted(facts.items()):
        made.update(f"{name}\0{fact}\0".encode(errors="surrogateescape"))
    return made.hexdigest()


def _content(found: HandedIn, name: str) -> str:
    made = hashlib.sha256()
    try:
        with found.opened(name) as file:
            while chunk := file.read(CHUNK):
                made.update(chunk)
    except (OSError, Unreadable):
        return "cannot be read"
    return made.hexdigest()
