"""``grader check``: every file in a process of its own, with a time limit.

The processes are forked by a server that has torch loaded and has run nothing; what a
file does to its process, or to its standard output, reaches neither the report nor the
next file.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from grader.command.load import Unreadable, load
from grader.course import catalogue
from grader.render.text import verdict_text
from grader.verdict import Verdict


def run(address: str, files: Sequence[str], as_json: bool, timeout: float) -> int:
    """Check ``address`` in every file and print the verdicts in the order given.

    Returns:
        0 when all passed, 1 when some did not, 2 when a file could not be read.

    Raises:
        ValueError: if there is no such exercise.
    """
    context = _server()
    catalogue.exercise(address)
    worst = 0
    verdicts = _verdicts(context, address, files, timeout)
    for file, (verdict, readable) in zip(files, verdicts, strict=True):
        print(_json(verdict) if as_json else f"{file}\n{verdict_text(verdict)}\n", flush=True)
        worst = max(worst, 2 if not readable else 0 if verdict.passed else 1)
    return worst


def _server() -> Any:
    """Return what forks the processes; it loads torch while this process does."""
    # One thread per child: more would only let them run into each other's time limit.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["torch._dynamo", "grader.diagnose.judge", "grader.command.check"]
    )
    forkserver.ensure_running()
    return context


def _verdicts(
    context: Any, address: str, files: Sequence[str], timeout: float
) -> Iterator[tuple[Verdict, bool]]:
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(lambda file: _one(context, address, file, timeout), files)


def _one(context: Any, address: str, file: str, timeout: float) -> tuple[Verdict, bool]:
    path = Path(file)
    if path.suffix not in (".py", ".ipynb"):
        return _failed(address, f"{file} is neither a .py nor an .ipynb file."), False
    if not path.is_file():
        return _failed(address, f"There is no file {file}."), False
    answer, question = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(question, address, str(path.resolve())))
    child.start()
    question.close()
    try:
        answer.recv_bytes()  # the child has started: its time runs from here
        if not answer.poll(timeout):
            return _failed(address, f"It did not finish within {timeout:g} seconds."), True
        readable, text = json.loads(answer.recv_bytes())
        return Verdict.from_json(text), readable
    except (EOFError, OSError, ValueError):
        return _failed(address, "Its process ended without an answer."), True
    finally:
        _end(child)
        answer.close()


def _end(child: Any) -> None:
    """Kill the child and whatever it started; it leads a process group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.join()


def _child(answer: Connection, address: str, file: str) -> None:
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.argv = [file]
    answer.send_bytes(b"started")
    verdict, readable = _judge(address, Path(file))
    answer.send_bytes(json.dumps([readable, verdict.to_json()]).encode())
    answer.close()
    os._exit(0)


def _judge(address: str, path: Path) -> tuple[Verdict, bool]:
    from grader.diagnose.judge import judge

    exercise = catalogue.exercise(address)
    try:
        subject = load(path, exercise.name)
    except Unreadable as error:
        return _failed(address, str(error)), False
    except LookupError as error:
        return _failed(address, str(error.args[0]), kind="contract"), True
    except BaseException as error:
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        return _failed(address, f"Running the file stopped with {reason}."), True
    return judge(exercise, subject), True


def _failed(address: str, message: str, kind: Any = "crash") -> Verdict:
    worth = float(sum(c.weight for c in catalogue.exercise(address).promises))
    return Verdict(address, kind, message, 0.0, worth)


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
        ensure_ascii=False,
        allow_nan=False,
    )
