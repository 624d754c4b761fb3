"""What one person handed in, unpacked: within the limits of a submission, zips in zips too."""

from __future__ import annotations

import errno
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import IO

from grader.classroom.platforms.archives import DAMAGED, Entry, entries
from grader.classroom.submission.handed_in import (
    CHUNK,
    ENTRIES,
    FOLDER_MB,
    MEGABYTE,
    Unreadable,
)
from grader.render.printable import printable

NESTED = 3  # zips in one another
IN_MEMORY = 8 * MEGABYTE
BAD_NAME = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ, errno.ENOTDIR, errno.EEXIST)
OTHERS = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
TOO_LARGE = f"it has more than {FOLDER_MB} MB unpacked"


@dataclass
class Parcel:
    """What one person handed in.

    Attributes:
        folder: Where it was unpacked.
        zone: The time zone of times in zips.
        times: When each file was changed last, by its path in the folder.
        left_out: Why something is not there, by its path.
        room: How many bytes more may come.
    """

    folder: Path
    zone: tzinfo
    times: dict[str, datetime | None] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    room: int = FOLDER_MB * MEGABYTE

    def add(self, found: Sequence[Entry]) -> None:
        """Unpack files into the folder.

        Raises:
            Unreadable: if it is too much; the message says of what, after "not taken:".
        """
        self._add(found, "", 0)

    def _add(self, found: Sequence[Entry], above: str, depth: int) -> None:
        for entry in found:
            path = f"{above}{entry.path}"
            if entry.wrong:
                self.left_out[path] = entry.wrong
            elif not self._is_free(path):
                self.left_out[path] = "a second file of that name"
            elif path.lower().endswith(".zip"):
                self._unzip(entry, path, depth)
            elif path.lower().endswith(OTHERS):
                self.left_out[path] = "an archive that is not opened: ask for a zip"
            else:
                self._write(entry, path)
            if len(self.times) + len(self.left_out) > ENTRIES:
                raise Unreadable(f"it has more than {ENTRIES:,} files")

    def _is_free(self, path: str) -> bool:
        """Return whether a file may get a name: no other has it, or one that runs through it."""
        above = {p.as_posix() for p in PurePosixPath(path).parents}
        return not os.path.lexists(self.folder / path) and above.isdisjoint(self.times)

    def _unzip(self, entry: Entry, path: str, depth: int) -> None:
        if depth >= NESTED:
            self.left_out[path] = f"a zip in more than {NESTED} others"
            return
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as spooled:
            file: IO[bytes] = spooled
            before = self.room
            if not self._copied(entry, path, file):
                return
            self.room = before  # what counts is what comes out of it
            try:
                inner = entries(file, ENTRIES, self.zone)
            except Unreadable as error:
                self.left_out[path] = str(error)
                return
            self._add(inner, f"{path[: -len('.zip')]}/", depth + 1)

    def _write(self, entry: Entry, path: str) -> None:
        target = self.folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            file = target.open("xb")
        except OSError as error:
            if error.errno not in BAD_NAME:
                raise  # a full disk, for example, is nobody's fault who handed in
            self.left_out[path] = f"a name that cannot be written here ({error.strerror})"
            return
        with file:
            whole = self._copied(entry, path, file)
        if whole:
            self.times[path] = entry.when
        else:
            target.unlink()

    def _copied(self, entry: Entry, path: str, file: IO[bytes]) -> bool:
        """Copy a file as long as there is room; return whether all of it came."""
        try:
            for chunk in _chunks(entry):
                self.room -= len(chunk)
                if self.room < 0:
                    raise Unreadable(TOO_LARGE)
                file.write(chunk)
        except _Broken as error:
            self.left_out[path] = str(error)
            return False
        return True


class _Broken(Exception):
    """A file of a download cannot be read to its end."""


def _chunks(entry: Entry) -> Iterator[bytes]:
    """Yield the content of a file in pieces; what fails here is the download's own fault."""
    try:
        with entry.opened() as source:
            while chunk := source.read(CHUNK):
                yield chunk
    except (*DAMAGED, RuntimeError, zipfile.LargeZipFile, Unreadable) as error:
        told = printable(error, 60)
        raise _Broken(f"damaged ({told})" if told else "damaged") from error
