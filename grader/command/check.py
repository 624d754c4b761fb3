"""``grader check``: every file in processes of its own, with time limits.

The processes are forked by a server that has torch loaded and has run nothing. One reads the
file and judges; another runs the file's code, here or in the sandbox, and only sends what was
observed. What a file does to its process, or to its standard output, reaches neither the
report nor the next file.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from grader.command.checking.files import Unreadable, shown_name
from grader.command.checking.one_file import Limits, check, failed, read
from grader.command.checking.process import Unconfined
from grader.command.checking.session import BROKEN
from grader.course import catalogue
from grader.judge.host.sandbox import Access, Sandbox
from grader.render.text import verdict_text
from grader.verdict import Verdict

READING_SECONDS = 60  # no honest file takes so long
NO_FOLDER = "PYTHONSAFEPATH"  # what keeps Python from importing from the current folder
NO_SANDBOX = (
    "--sandbox cannot isolate files on this machine ({why}); without it a file runs as with "
    "python, and can do whatever you can."
)


def run(
    address: str, files: Sequence[str], as_json: bool, limits: Limits, sandboxed: bool = False
) -> int:
    """Check ``address`` in every file and print the verdicts in the order given.

    Args:
        address: Address of the exercise.
        files: Paths of the files.
        as_json: Whether to print one JSON object for each.
        limits: Time limits.
        sandboxed: Whether the files' code runs in the sandbox.

    Returns:
        0 when all passed, 1 when some did not, 2 when a file could not be read.

    Raises:
        ValueError: if there is no such exercise, or no sandbox here.
    """
    context = _server()
    catalogue.exercise(address)
    worst = 0
    with _sandbox() if sandboxed else contextlib.nullcontext() as sandbox:
        access = Access(sandbox.control, sandbox.limits) if sandbox else None
        verdicts = _verdicts(context, access, address, files, limits)
        for file, (verdict, readable) in zip(map(shown_name, files), verdicts, strict=True):
            told = _json(verdict) if as_json else f"{file}\n{verdict_text(verdict)}\n"
            print(told, flush=True)
            worst = max(worst, 2 if not readable else 0 if verdict.passed else 1)
    return worst


def _server() -> Any:
    """Return what forks the processes; it loads torch while this process does."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["torch._dynamo", "grader.command.check"])
    before = dict(os.environ)
    # One thread per child: more would only let them run into each other's time limit.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Figures are shown to nobody; a window would wait for somebody to close it.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    # A server starts with the current folder on its path: a file of its own named socket.py would
    # be run there, outside of every sandbox. Files get that folder later.
    os.environ[NO_FOLDER] = "1"
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return context


def _sandbox() -> Sandbox:
    """Return the sandbox; raises ValueError, in one sentence, where it cannot isolate."""
    try:
        sandbox = Sandbox()
    except (RuntimeError, OSError) as error:
        raise ValueError(NO_SANDBOX.format(why=error)) from error
    try:
        weak = sandbox.isolation().weak
    except BROKEN as error:
        weak = [str(error)]
    if weak:
        sandbox.close()
        raise ValueError(NO_SANDBOX.format(why="; ".join(weak)))
    return sandbox


def _verdicts(
    context: Any, access: Access | None, address: str, files: Sequence[str], limits: Limits
) -> Iterator[tuple[Verdict, bool]]:
    stop = threading.Event()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            yield from pool.map(
                lambda file: _one(context, access, address, file, limits, stop), files
            )
        except BaseException:  # nobody waits for those that still run
            stop.set()
            for child in multiprocessing.active_children():
                _end(child)
            raise


def _one(
    context: Any,
    access: Access | None,
    address: str,
    file: str,
    limits: Limits,
    stop: threading.Event,
) -> tuple[Verdict, bool]:
    answer, question = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(question, access, address, file, limits))
    child.start()
    question.close()
    if stop.is_set():
        _end(child)
    try:
        readable, text = json.loads(answer.recv_bytes())
        return Verdict.from_json(text), readable
    except (EOFError, OSError, ValueError):
        return failed(address, "Its process ended without an answer."), True
    finally:
        _end(child)
        answer.close()


def _end(child: Any) -> None:
    """Kill the child and whatever it started; it leads a process group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.join()


def _child(
    answer: Connection, access: Access | None, address: str, file: str, limits: Limits
) -> None:
    os.setsid()
    os.environ.pop(NO_FOLDER, None)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    confined = access is not None
    verdict, readable = _checked(access or Unconfined(), confined, address, file, limits)
    answer.send_bytes(json.dumps([readable, verdict.to_json()]).encode())
    answer.close()
    os._exit(0)


def _checked(
    access: Access, confined: bool, address: str, file: str, limits: Limits
) -> tuple[Verdict, bool]:
    path = Path(os.path.abspath(file))
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(READING_SECONDS)
    try:
        cells = read(path)
    except Unreadable as error:
        return failed(address, str(error)), False
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return check(access, confined, address, path, cells, limits), True


def _too_long(*_: object) -> None:
    raise Unreadable(f"The file could not be read within {READING_SECONDS} seconds.")


def _json(verdict: Verdict) -> str:
    data = verdict.to_dict()
    evidence = ("promises", "same_effect_as", "table", "curves", "notes", "place", "output")
    return json.dumps(
        {
            "exercise": verdict.exercise,
            "passed": verdict.passed,
            "mistakes": list(verdict.slugs),
            "kind": verdict.kind,
            "message": verdict.message,
            "points": verdict.points,
            "max_points": verdict.max_points,
            "evidence": {key: data[key] for key in evidence},
        },
        allow_nan=False,
    )
