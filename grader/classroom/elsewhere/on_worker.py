"""What a cluster's worker does: it starts a process that judges, and hands it the work.

One for each worker and course, however many threads the worker has. This runs inside the worker
and imports nothing that is slow: what goes through it stays as it was pickled.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection

PROGRAM = "grader.classroom.elsewhere.judge_process"
SILENT = "the process that judges did not start: the worker's log says why"
ENDED = "the process that judges ended while it judged"


class Untried(RuntimeError):
    """This worker has no process that judges for this run, or has none any more."""


class Failed(RuntimeError):
    """Something went wrong, whoever is to blame; it says what."""


class Judge:
    """The process, and the connection to it.

    Args:
        run: Tells what it judges for from later runs.
    """

    def __init__(self, run: str) -> None:
        self.run = run
        self._one_at_a_time = threading.Lock()
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def asked(self, message: bytes) -> bytes:
        """Return what was made of a message.

        Raises:
            Failed: if nothing was.
        """
        with self._one_at_a_time:
            try:
                self._connection.send_bytes(message)
                made, why = self._connection.recv()
            except (EOFError, OSError) as error:
                raise Failed(ENDED) from error
        if why:
            raise Failed(why)
        return bytes(made)

    def end(self) -> None:
        """End the process, and with it all that it started."""
        self._process.kill()
        self._process.wait()


_judges: dict[str, Judge] = {}
_changing = threading.Lock()


def tried(course: str, run: str, settings: bytes) -> bytes:
    """Start the process that judges for a course, in place of an earlier run's.

    Returns:
        The state of isolation, pickled.

    Raises:
        Failed: if this machine cannot judge; it says why.
    """
    with _changing:
        _end(course)
        judge = Judge(run)
        try:
            isolation = judge.asked(settings)
        except Failed as error:
            judge.end()
            raise Failed(SILENT) if str(error) == ENDED else error from None
        _judges[course] = judge
    return isolation


def judged(course: str, run: str, task: bytes) -> bytes:
    """Return a judgement, pickled. Whatever is raised, this worker has to be tried again.

    Raises:
        Untried: if it was not tried in this run.
        Failed: if it could not judge.
    """
    judge = _judges.get(course)
    if judge is None or judge.run != run:
        raise Untried
    try:
        return judge.asked(task)
    except Failed:
        _drop(course, judge)
        raise


def ended(course: str, run: str) -> None:
    """End the process of a run, if it is there."""
    judge = _judges.get(course)
    if judge is not None and judge.run == run:
        _drop(course, judge)


def _drop(course: str, judge: Judge) -> None:
    with _changing:
        if _judges.get(course) is judge:
            _end(course)


def _end(course: str) -> None:
    if judge := _judges.pop(course, None):
        judge.end()
