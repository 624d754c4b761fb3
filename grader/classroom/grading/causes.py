"""What went wrong, in words for a person who wants to mend it."""

from __future__ import annotations

import errno
import sqlite3

from nbgrader.api import InvalidEntry
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import DBAPIError

from grader.render.printable import described, printable, without_controls

LONGEST = 300
WRAPPERS = (NbGraderException, InvalidEntry)  # they say to look elsewhere
DISK = {
    errno.ENOSPC: "there is no room left on the disk",
    errno.EDQUOT: "this user may not take more room on the disk",
    errno.EROFS: "the disk is read-only",
}
GRADEBOOK = {
    "locked": "the gradebook is locked by another program: close it there, or wait",
    "readonly": "the gradebook, or its folder, is read-only",
    "disk is full": DISK[errno.ENOSPC],
    "not a database": "the file is no gradebook: put back a copy of yours",
    "malformed": "the gradebook is damaged: put back a copy of it",
    "unable to open": "the gradebook cannot be opened",
    "disk I/O error": "the disk that the gradebook is on cannot be read or written",
    "no such column": "the gradebook is of another version of nbgrader: make a copy of it, then "
    "run `nbgrader db upgrade`",
    "no such table": "the gradebook lacks a table: put back a copy of it",
}


def cause(error: BaseException) -> str:
    """Return what went wrong as the end of a sentence, without its full stop."""
    while isinstance(error, WRAPPERS) and (before := error.__cause__ or error.__context__):
        error = before
    return _in_words(error).rstrip(".")


def _in_words(error: BaseException) -> str:
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, sqlite3.Error):
        known = (words for part, words in GRADEBOOK.items() if part in str(error))
        return next(known, f"the gradebook cannot be used ({error})")
    if isinstance(error, OSError):
        told = DISK.get(error.errno or 0) or (error.strerror or str(error))
        return f"{told} ({printable(error.filename)})" if error.filename else told
    if isinstance(error, (ValueError, *WRAPPERS)):
        first = next(iter(str(error).splitlines()), type(error).__name__)
        return without_controls(first[:LONGEST])
    return described(error)
