"""A zip that somebody else made: its list is looked at before anything of it is unpacked.

Names in it may lead out of the folder, be links, or be written in three ways; what it says of
sizes may be untrue; its list alone may be larger than memory. So the list has a limit, each
entry is judged by its name and kind, and whoever reads an entry counts the bytes that come.
"""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import IO

from grader.classroom.submission.handed_in import KINDS, PATH_LENGTH, Unreadable

END = b"PK\x05\x06"  # what the record at the end of a zip begins with
END_SIZE, COMMENT = 22, 65_535
LIST_BYTES = 200  # of an entry in the list, at most on average
ENCRYPTED, UTF_8 = 0x1, 0x800
UNIX_TIME = 0x5455
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError)
LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini", ".DS_Store")


@dataclass(frozen=True)
class Entry:
    """A file in a download.

    Attributes:
        path: Where it lies in there, with ``/``.
        opened: Opens it.
        when: When it was changed last, if that is known.
        wrong: Why it is not taken; empty if nothing speaks against it.
        size: How many bytes it says it has.
    """

    path: str
    opened: Callable[[], AbstractContextManager[IO[bytes]]]
    when: datetime | None = None
    wrong: str = ""
    size: int = 0


def entries(file: IO[bytes], most: int, zone: tzinfo) -> list[Entry]:
    """Return the files in a zip; nothing is unpacked.

    Args:
        file: The zip; it has to stay open as long as entries are read.
        most: How many it may list.
        zone: The time zone of its times, where it does not say them in UTC.

    Raises:
        Unreadable: if it is no zip, damaged, or lists too much; how a sentence about it goes on.
    """
    _check_list(file, most)
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
    except (*DAMAGED, ValueError) as error:
        raise Unreadable("a damaged zip") from error
    if len(infos) > most:
        raise Unreadable(f"a zip with more than {most:,} files")
    made = (_entry(archive, info, zone) for info in infos if not info.is_dir())
    return [entry for entry in made if entry.wrong or not is_litter(entry.path)]


def _check_list(file: IO[bytes], most: int) -> None:
    """See how large the list is that comes at the end of a zip, before it is read.

    Raises:
        Unreadable: if there is none, or it is too large.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - END_SIZE - COMMENT))
    tail = file.read()
    place = tail.rfind(END)
    if place < 0 or len(tail) - place < END_SIZE:
        raise Unreadable("a damaged zip" if size else "an empty file")
    (length,) = struct.unpack_from("<I", tail, place + 12)
    if length > most * LIST_BYTES and length != 0xFFFFFFFF:
        raise Unreadable(f"a zip with more than {most:,} files")
    if length == 0xFFFFFFFF or size > 0xFFFFFFFF:
        _check_long_list(tail, place, most)


def _check_long_list(tail: bytes, place: int, most: int) -> None:
    """The same for a zip of more than 4 GB, which has a second record before the last one."""
    found = tail.rfind(b"PK\x06\x06", 0, place)
    if found < 0 or len(tail) - found < 56:
        raise Unreadable("a damaged zip")
    (length,) = struct.unpack_from("<Q", tail, found + 40)
    if length > most * LIST_BYTES:
        raise Unreadable(f"a zip with more than {most:,} files")


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, zone: tzinfo) -> Entry:
    name = _name(info)
    path = clean_path(name)
    wrong = _wrong(info, name, path)
    when = _time(info, zone)
    return Entry(path or name, lambda: archive.open(info), when, wrong, info.file_size)


def _wrong(info: zipfile.ZipInfo, name: str, path: str) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return KINDS.get(kind, "no file")
    if not path:
        return "a name that leads out of the folder"
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in path):
        return "a name that is not text in UTF-8, or has control characters"
    if len(path) > PATH_LENGTH:
        return f"a path of more than {PATH_LENGTH} characters"
    return "encrypted" if info.flag_bits & ENCRYPTED else ""


def _name(info: zipfile.ZipInfo) -> str:
    """Return a name as it was meant: many programs write UTF-8 and do not say so."""
    if info.flag_bits & UTF_8:
        return info.filename
    try:
        return info.orig_filename.split("\0")[0].encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def clean_path(name: str) -> str:
    r"""Return a path in a zip as one on this machine; empty if it leads elsewhere.

    Letters with accents are made one character each, however the sender's system writes them.

    Example:
        >>> clean_path("hw\\./07_epoch.ipynb"), clean_path("../x"), clean_path("C:/x")
        ('hw/07_epoch.ipynb', '', '')
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":"):
        return ""
    return "/".join(parts)


def is_litter(path: str) -> bool:
    """Return whether a program left a file behind that nobody handed in."""
    return any(part in LITTER or part.startswith(".") for part in path.split("/"))


def _time(info: zipfile.ZipInfo, zone: tzinfo) -> datetime | None:
    for number, content in _extra(info.extra):
        if number == UNIX_TIME and len(content) >= 5 and content[0] & 1:
            (seconds,) = struct.unpack_from("<i", content, 1)
            return datetime.fromtimestamp(seconds, UTC)
    if info.date_time[0] <= 1980:  # what programs write that do not know
        return None
    try:
        return datetime(*info.date_time, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _extra(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        number, length = struct.unpack_from("<HH", extra)
        yield number, extra[4 : 4 + length]
        extra = extra[4 + length :]
