"""Where an exception came from, and the name that may have been meant."""

from __future__ import annotations

import builtins
import contextlib
import difflib
import dis
import linecache
import textwrap
from collections.abc import Iterable
from types import TracebackType

ALIKE = 0.72  # as difflib counts: "optimiser" and "optimizer" are, "x" and "y" are not


def context(filename: str, line: int) -> str:
    """Return a line of a file below the one before it that is not empty, indented as they stand."""
    before = line - 1
    while before > 0 and not linecache.getline(filename, before).strip():
        before -= 1
    lines = [linecache.getline(filename, number).rstrip() for number in (before, line) if number]
    return textwrap.dedent("\n".join(lines))


def is_raise(entry: TracebackType) -> bool:
    """Return whether an exception began at a ``raise``, not in an operation or a call."""
    code = entry.tb_frame.f_code.co_code
    return 0 <= entry.tb_lasti < len(code) and dis.opname[code[entry.tb_lasti]] == "RAISE_VARARGS"


def near(error: BaseException) -> str:
    """Return the nearest known name where one is not known; empty if none is near."""
    with contextlib.suppress(Exception):  # an object may say of itself what it likes
        if isinstance(error, UnboundLocalError):
            return ""
        if isinstance(error, NameError):
            return _nearest(error.name, _visible(error))
        if isinstance(error, AttributeError) and error.obj is not None:
            return _nearest(error.name, dir(error.obj))
    return ""


def _visible(error: BaseException) -> set[str]:
    """Return the names that could be used where an exception came from."""
    entry = error.__traceback__
    while entry is not None and entry.tb_next is not None:
        entry = entry.tb_next
    if entry is None:
        return set()
    frame = entry.tb_frame
    return {*frame.f_locals, *frame.f_globals, *vars(builtins)}


def _nearest(name: str | None, known: Iterable[str]) -> str:
    shown = [k for k in known if isinstance(k, str) and not k.startswith("_") and k != name]
    return next(iter(difflib.get_close_matches(name or "", shown, n=1, cutoff=ALIKE)), "")
