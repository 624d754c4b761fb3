"""Runs ``grader`` commands in processes that have loaded everything before they start.

    python -m tests.tools.warm_command

Loading takes several times as long as grading a small class, so a command that is killed again
and again would mostly be killed while it loads: itself, or the sandbox, which all of them share
here. Each line of input is a JSON list: a folder, the words of the command, and after how many
seconds to kill it, or null. The answer is a line with the exit status, which is negative after a
signal.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from multiprocessing import forkserver
from pathlib import Path
from subprocess import PIPE, Popen

from grader.__main__ import main as grader
from grader.judge.host.sandbox import Sandbox


class Warm:
    """The process that commands are forked from; a context manager."""

    def __enter__(self) -> Warm:
        words = [sys.executable, "-m", "tests.tools.warm_command"]
        self._process = Popen(words, stdin=PIPE, stdout=PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, folder: Path, *words: str, kill_after: float | None = None) -> int:
        """Run a command in a folder, and return its exit status."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([str(folder), words, kill_after]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def serve() -> None:
    """Load, then run what is asked for, one command after another."""
    import grader.command.autograde  # noqa: F401
    from grader.classroom.grading import autograde, pools

    pools.context()
    # What that started serves the commands as well, but they cannot ask whether it lives.
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[attr-defined]
    forkserver.ensure_running = lambda: None
    with Sandbox() as sandbox:
        autograde.Sandbox = lambda *_: contextlib.nullcontext(sandbox)  # type: ignore[misc,assignment]
        for line in sys.stdin:
            folder, words, seconds = json.loads(line)
            pid = os.fork()
            if pid == 0:
                _become(folder, words)
            print(_status(pid, seconds), flush=True)


def _become(folder: str, words: list[str]) -> None:
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.exit(grader(words))


def _status(pid: int, seconds: float | None) -> int:
    ends = time.monotonic() + (float("inf") if seconds is None else seconds)
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= ends:
            os.kill(pid, signal.SIGKILL)
            ends = float("inf")
        time.sleep(0.005)


if __name__ == "__main__":
    serve()
