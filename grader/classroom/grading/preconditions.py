"""What has to hold before a class is graded, said in one sentence each where it does not."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import getpass
import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import HOUSE, Course

LOCK_SECONDS = 3.0  # for which another program may hold the gradebook
ROOM = 2**20
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


@contextlib.contextmanager
def alone(course: Course) -> Iterator[None]:
    """Keep other graders out of a course, until this process ends or the block does.

    Raises:
        ValueError: if another one is at work, or the folder cannot be written to.
    """
    with alone_in(course.root / HOUSE):
        yield


@contextlib.contextmanager
def alone_in(house: Path) -> Iterator[None]:
    """Keep other graders out of a folder, which is made where it is not there.

    Raises:
        ValueError: if another one is at work, or the folder cannot be written to.
    """
    with _lock_file(house) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(_busy(file)) from None
        except OSError as error:
            if error.errno not in NO_LOCKS:  # some file systems have none
                raise
        _write(file, f"{_user()} on {socket.gethostname()}, process {os.getpid()}, since ")
        yield


def _lock_file(house: Path) -> IO[str]:
    try:
        house.mkdir(parents=True, exist_ok=True)
        return (house / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise ValueError(f"Nothing can be written to the course folder: {cause(error)}.") from error


def _write(file: IO[str], who: str) -> None:
    with contextlib.suppress(OSError):  # that it is locked is what counts
        file.truncate(0)
        file.write(f"{who}{time.strftime('%H:%M')}\n")
        file.flush()


def _busy(file: IO[str]) -> str:
    file.seek(0)
    who = file.readline(200).strip() or "somebody"
    return (
        f"Another grader is at work in this course: {who}. Let it end, or stop it; "
        "the same command goes on from where it is then."
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        return f"user {os.getuid()}"


def check_gradebook(course: Course) -> None:
    """Try out whether marks can be written to the gradebook.

    Raises:
        ValueError: if it is missing, locked, read-only or damaged.
    """
    path = course.database()
    if path is None:
        return
    try:
        with contextlib.closing(_open(path)) as book:
            (state,) = book.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                raise sqlite3.DatabaseError(f"malformed: {state}")
            _try_to_write(book)
    except sqlite3.Error as error:
        raise ValueError(f"No marks can be written to {path}: {cause(error)}.") from error


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)


def _try_to_write(book: sqlite3.Connection) -> None:
    (number,) = book.execute("PRAGMA user_version").fetchone()
    book.execute("BEGIN IMMEDIATE")
    try:
        book.execute(f"PRAGMA user_version = {number + 1}")
    finally:
        if book.in_transaction:
            book.execute("ROLLBACK")


def check_room(course: Course) -> None:
    """Try out whether there is room for a graded notebook in a course.

    Raises:
        ValueError: if not.
    """
    check_room_in(course.root / HOUSE)


def check_room_in(house: Path) -> None:
    """Try out whether there is room for a graded notebook in a folder.

    Raises:
        ValueError: if not.
    """
    probe = house / f"room.{os.getpid()}"
    try:
        with probe.open("wb") as file:
            file.write(bytes(ROOM))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ValueError(f"Graded notebooks cannot be saved: {cause(error)}.") from error
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
