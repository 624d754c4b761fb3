"""The course's secret, from which hidden numbers are drawn.

Learners must not see it: whoever knows it can compute the hidden numbers. With another one,
the numbers are others, and so may marks be.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from grader.classroom.config import BadSetting

SIZE = 32
LEAST = 16
OTHERS, GROUP = 0o007, 0o070
BACK = "Put the file back that the marks of this course were given with"
ANEW = "delete it and grade with `grader autograde --new-secret`"
NONE = (
    "There is no secret at {path}, and marks were given in this course already: with another "
    f"secret, the hidden numbers are others. {BACK}. If it is lost, start a new one with "
    "`grader autograde --new-secret`, and look with --compare at what it would change."
)


def course_secret(path: Path, *, shared: bool = False) -> bytes:
    """Return the secret.

    Args:
        path: Where it lies.
        shared: Whether the group of its file may read it as well, as in a course whose
            instructors share nbgrader's folders.

    Raises:
        BadSetting: if it is missing, open to others or damaged; the message says what to do.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise BadSetting(f"There is no secret at {path}. {BACK}.") from None
    except OSError as error:
        raise BadSetting(_unreadable(path, error)) from error
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise BadSetting(f"The secret at {path} is not an ordinary file. {BACK}.")
        _check_mode(path, mode, shared)
        return _decoded(path, os.read(handle, 1024))
    finally:
        os.close(handle)


def provide_secret(
    path: Path, marked: Callable[[], bool], *, new: bool = False, shared: bool = False
) -> bytes:
    """Return the secret; where there is none, make one.

    Args:
        path: Where it lies.
        marked: Says whether marks were given in this course already.
        new: Whether to make one all the same.
        shared: See ``course_secret``.

    Raises:
        BadSetting: if it is missing although marks were given, open to others or damaged.
    """
    if not os.path.lexists(path):
        if not new and marked():
            raise BadSetting(NONE.format(path=path))
        _make(path, 0o640 if shared else 0o600)
    return course_secret(path, shared=shared)


def _make(path: Path, mode: int) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.touch(mode)
        draft.write_text(secrets.token_hex(SIZE) + "\n", encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.link(draft, path)  # all of it at once: nobody reads half a secret
    except OSError as error:
        raise BadSetting(f"A secret could not be written to {path}: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _unreadable(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return f"The secret at {path} is a symbolic link: put the file itself there."
    return f"The secret at {path} cannot be read: {error.strerror}."


def _check_mode(path: Path, mode: int, shared: bool) -> None:
    if mode & (OTHERS if shared else OTHERS | GROUP):
        proper = "640" if shared else "600"
        raise BadSetting(
            f"The secret at {path} is open to others (mode {mode & 0o777:o}), so the hidden "
            f"numbers may be known. Close it with `chmod {proper} {path.name}`."
        )


def _decoded(path: Path, content: bytes) -> bytes:
    if not content.strip():
        raise BadSetting(f"The secret at {path} is empty. {BACK}, or {ANEW}.")
    try:
        secret = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        raise BadSetting(f"The secret at {path} is damaged. {BACK}, or {ANEW}.") from None
    if len(secret) < LEAST:
        raise BadSetting(
            f"The secret at {path} has {len(secret)} bytes, so it can be guessed: {LEAST} are the "
            f"least. {BACK}, or {ANEW}."
        )
    return secret
