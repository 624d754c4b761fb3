"""A download as files with paths, whether it is still a zip or was unpacked into a folder."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path

from grader.classroom.grading.causes import cause
from grader.classroom.platforms.archives import Entry, clean_path, entries, is_litter
from grader.classroom.submission.handed_in import KINDS, HandedIn, Unreadable

MOST = 500_000  # files of a whole class
DEPTH = 16


@contextlib.contextmanager
def opened(path: Path, zone: tzinfo, *, hidden: bool = False) -> Iterator[list[Entry]]:
    """Give the files of a download.

    Args:
        path: A folder, or a zip.
        zone: The time zone of a zip's times.
        hidden: Whether folders count whose names begin with a dot.

    Raises:
        ValueError: if it cannot be read; the message is a sentence.
    """
    if not os.path.lexists(path):
        raise ValueError(f"There is nothing at {path}.")
    if path.is_dir():
        yield _in_folder(path, hidden)
        return
    if not path.is_file():
        raise ValueError(f"{path} is neither a folder nor a zip.")
    try:
        file = path.open("rb")
    except OSError as error:
        raise ValueError(f"{path} cannot be opened: {cause(error)}.") from error
    with file:
        try:
            found = entries(file, MOST, zone)
        except Unreadable as error:
            raise ValueError(f"{path} is {error}: download it again.") from error
        yield found


def _in_folder(folder: Path, hidden: bool) -> list[Entry]:
    """Return what is in a folder and below it, without following links."""
    try:
        found = list(_walk(folder, "", 0, hidden))
    except OSError as error:
        raise ValueError(f"{folder} cannot be read: {cause(error)}.") from error
    if len(found) > MOST:
        raise ValueError(f"{folder} has more than {MOST:,} files: name the folder of one download.")
    return found


def _walk(folder: Path, above: str, depth: int, hidden: bool) -> Iterator[Entry]:
    with os.scandir(folder / above) as listed:
        names = sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in listed)
    for name, about in names:
        path = f"{above}/{name}" if above else name
        if is_litter(name) and not hidden:
            continue
        if stat.S_ISDIR(about.st_mode) and depth < DEPTH:
            yield from _walk(folder, path, depth + 1, hidden)
        else:
            yield _entry(folder, path, about)


def _entry(folder: Path, path: str, about: os.stat_result) -> Entry:
    kind = stat.S_IFMT(about.st_mode)
    wrong = "" if kind == stat.S_IFREG else KINDS.get(kind, f"more than {DEPTH} folders deep")
    when = datetime.fromtimestamp(about.st_mtime, UTC)
    there = partial(HandedIn(folder).opened, path)
    return Entry(clean_path(path) or path, there, when, wrong, about.st_size)
