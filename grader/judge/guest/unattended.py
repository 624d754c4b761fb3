"""What needs a person, or another program, where there is neither.

A question fails as in any notebook that is run without a person. Processes of
``multiprocessing`` that would be programs of their own (``spawn``, ``forkserver``) are forks.
Without a compiler, what is to be compiled runs as it is.
"""

from __future__ import annotations

import builtins
import errno
import getpass
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import util
from typing import Any, NoReturn

import torch
from IPython.core.error import StdinNotImplementedError

NO_ANSWER = "{name} was called, but this frontend does not support input requests."
NO_PROGRAM = (
    "no program can be started while marks are given; use Python instead (os, pathlib, shutil), "
    "or do it in a cell of its own"
)
NOT_FOUND = 127


def install() -> None:
    """Take their places; once, in the warm process."""
    builtins.input = _ask
    getpass.getpass = _ask_secretly
    subprocess.Popen._execute_child = _refuse  # type: ignore[attr-defined]
    os.system = _system
    util.spawnv_passfds = _fork
    torch.compile = _as_it_is


def _ask(prompt: object = "") -> NoReturn:
    raise StdinNotImplementedError(NO_ANSWER.format(name="raw_input"))


def _ask_secretly(prompt: str = "", stream: object = None) -> NoReturn:
    raise StdinNotImplementedError(NO_ANSWER.format(name="getpass"))


def _refuse(_: object, args: Any, *__: Any, **___: Any) -> NoReturn:
    program = args if isinstance(args, (str, bytes)) else next(iter(args), "")
    raise FileNotFoundError(errno.ENOENT, NO_PROGRAM, os.fsdecode(program))


def _system(command: Any) -> int:
    print(f"{os.fsdecode(command)}: not run; {NO_PROGRAM}")
    return NOT_FOUND << 8


def _as_it_is(model: Any = None, **settings: Any) -> Any:
    return _as_it_is if model is None else model


def _fork(path: Any, args: Sequence[Any], passfds: Sequence[int]) -> int:
    """Do as ``multiprocessing`` when it starts Python with a line of code, in a fork."""
    words = list(map(os.fsdecode, args))
    code = words[words.index("-c") + 1]
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _close_all_but(passfds)
        sys.argv = ["-c", *words[words.index("-c") + 2 :]]
        exec(code, {"__name__": "__main__"})
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(status)


def _close_all_but(handles: Sequence[int]) -> None:
    first = 3
    for handle in sorted(handles):
        os.closerange(first, handle)
        first = handle + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
