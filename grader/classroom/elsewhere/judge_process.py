"""A process that tries out the isolation of its machine, and then judges what it is sent.

    python -m grader.classroom.elsewhere.judge_process HANDLE

A worker of a cluster starts it, and does not judge itself: a worker has threads, so it may not
fork, and code is stopped in time in a main thread only. The handle is that of a connection. First
``Settings`` are sent, then one ``Task`` after the other, all pickled: the worker between need not
load what they are made of. Each answer is a pair: the pickled ``Isolation`` or ``Judgement``, and
words on why there is none. It ends with the worker, and after half an hour without work.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from traitlets.config import Config

import grader
import grader.classroom.grading.no_iri_grammar  # before what loads the grammar
from grader.classroom.grading.causes import cause
from grader.classroom.grading.worker import Judgement, judge_submission, prepare
from grader.classroom.private import private
from grader.classroom.steps.judge import Judged
from grader.classroom.steps.versions import Versions, told, versions
from grader.judge.host.sandbox import Access, Isolation, Sandbox, TooWeak

IDLE_SECONDS = 1800.0
OTHER_VERSIONS = "it has {}, and here are {}"
OTHER_CODE = "its grader is not the same as the one here, although the version is"
NO_FOLDER = (
    "it does not see {}: workers need the course folder under the same path, with its secret"
)
OTHER_SECRET = "the secret that it reads is not the course's"


@dataclass(frozen=True)
class Settings:
    """What a worker needs to judge, and what it has to have in common with the coordinator.

    Attributes:
        config: nbgrader's configuration.
        gradebook: A copy of the gradebook, which nobody writes to.
        versions: Of the grader and of torch.
        code: A digest of the grader's files.
        key: A digest of what hidden numbers are drawn from.
    """

    config: Config
    gradebook: Path | None
    versions: Versions
    code: str
    key: str


class CannotJudge(RuntimeError):
    """This machine is not as the coordinator's, or does not isolate learners' code."""


def settings(config: Config, gradebook: Path | None) -> Settings:
    """Return settings of which the common part is what is here.

    Raises:
        BadSetting: if the secret cannot be used.
    """
    return Settings(config, gradebook, versions(""), code_digest(), _key(config))


def _key(config: Config) -> str:
    return hashlib.sha256(b"workers\0" + Judged(config=config).key()).hexdigest()


@cache
def code_digest() -> str:
    """Return a digest of the grader's files: two checkouts may be of one version."""
    root = Path(grader.__file__).parent
    made = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        made.update(f"{path.relative_to(root).as_posix()}\0".encode())
        made.update(path.read_bytes())
    return made.hexdigest()


def differs(wanted: Settings) -> str:
    """Return in what this machine differs from the coordinator's; nothing if marks are the same."""
    if (here := versions("")) != wanted.versions:
        return OTHER_VERSIONS.format(told(here), told(wanted.versions))
    if code_digest() != wanted.code:
        return OTHER_CODE
    if wanted.gradebook and not wanted.gradebook.is_file():
        return NO_FOLDER.format(wanted.gradebook.parent)
    return "" if _key(wanted.config) == wanted.key else OTHER_SECRET


def started(wanted: Settings, stack: contextlib.ExitStack) -> Isolation:
    """Start the warm process for learners' code, and get ready to judge.

    Raises:
        CannotJudge: if marks would be others here.
        TooWeak: if learners' code cannot be isolated and that was not allowed.
    """
    if why := differs(wanted):
        raise CannotJudge(why)
    judge = Judged(config=wanted.config)
    sandbox = stack.enter_context(Sandbox(judge.limits(), private(wanted.config)))
    found = sandbox.insist(judge.allow_weaker_isolation)
    prepare(wanted.config, Access(sandbox.control, sandbox.limits))
    return found


def main() -> None:
    """Judge until the other end of the connection is closed."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a batch system sends them to all processes
        signal.signal(number, signal.SIG_IGN)
    connection = Connection(int(sys.argv[1]))
    sent: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, sent), daemon=True).start()
    with contextlib.ExitStack() as stack, contextlib.suppress(queue.Empty):
        first = sent.get()
        isolation, why = answer(lambda: started(pickle.loads(first), stack))
        connection.send((isolation, why))
        while not why:
            connection.send(answer(partial(_judged, sent.get(timeout=IDLE_SECONDS))))


def _judged(task: bytes) -> Judgement:
    return judge_submission(pickle.loads(task))


def _receive(connection: Connection, sent: queue.SimpleQueue[bytes]) -> None:
    """Take in what is sent; end the process, whatever it is doing, when nobody is there."""
    try:
        while True:
            sent.put(connection.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)


def answer(work: Callable[[], Any]) -> tuple[bytes, str]:
    """Return what work gave, pickled, or why it gave nothing."""
    try:
        return pickle.dumps(work()), ""
    except (CannotJudge, TooWeak) as error:
        return b"", " ".join(str(error).split())
    except Exception as error:  # whatever this machine lacks
        return b"", cause(error)


if __name__ == "__main__":
    main()
