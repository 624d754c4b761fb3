"""Worker processes that judge submissions, of which any may end at any time."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence, Set
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from typing import Any

from grader.classroom.grading import worker
from grader.classroom.grading.causes import cause
from grader.classroom.grading.worker import Judgement, Task

LOST = "The process that judged it ended unexpectedly, twice."
NOT_STARTED = "No process that judges could be started."
FAILED = "It could not be judged, in two tries: {}."
AT_MOST = 0.2  # seconds until an interruption is noticed
AHEAD = 2  # submissions that wait in each worker, so that none is idle


def context() -> Any:
    """Return a way to start workers; on Linux, from a process that has loaded everything."""
    if sys.platform == "darwin":
        return multiprocessing.get_context("spawn")  # forks are not safe there
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["grader.classroom.grading.preload"])
    _start_server()  # it loads while the sandbox does
    return made


def _start_server() -> None:
    """Start it without an ear for Ctrl+C: a terminal sends that to all processes."""
    if threading.current_thread() is not threading.main_thread():
        forkserver.ensure_running()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(frozen=True)
class Pools:
    """Worker processes.

    Attributes:
        context: How processes are started.
        ready: Called once in each process.
        workers: How many there are.
        interrupted: Says whether to stop.
    """

    context: Any
    ready: Callable[[], None]
    workers: int
    interrupted: Callable[[], bool] = lambda: False

    def judged(self, tasks: Sequence[Task]) -> Iterator[Judgement]:
        """Yield judgements as they are made.

        When a process ends unexpectedly, what is left is judged one by one, so that only a
        guilty submission suffers. An error of ours is tried once more; then the judgement has
        a reason and no notebooks.
        """
        left = dict(enumerate(tasks))
        yield from self._judge(left, left)
        if left and not self._starts():
            yield from map(_not_started, left.values())
            return
        for number in list(left):
            yield from self._judge(left, {number: left[number]})
        yield from map(_lost, left.values())

    def _judge(self, left: dict[int, Task], some: dict[int, Task]) -> Iterator[Judgement]:
        """Judge some of the tasks, and take out of ``left`` what was judged."""
        todo, again = deque(some), set(some)
        running: dict[Future[Judgement], int] = {}
        count = min(self.workers, len(some))
        with self._pool(count) as pool:
            while todo or running:
                while todo and len(running) < count * AHEAD:
                    number = todo.popleft()
                    running[pool.submit(worker.judge_submission, left[number])] = number
                if self.interrupted():
                    raise KeyboardInterrupt
                for future in wait(running, AT_MOST, return_when=FIRST_COMPLETED).done:
                    number = running.pop(future)
                    judgement = _outcome(future, left[number])
                    if judgement.reason and not judgement.notebooks and number in again:
                        again.remove(number)
                        todo.append(number)
                    else:
                        del left[number]
                        yield judgement

    def _starts(self) -> bool:
        """Return whether a process can be started that judges nothing."""
        with self._pool(1) as pool:
            return pool.submit(bool, True).result()
        return False

    @contextlib.contextmanager
    def _pool(self, count: int) -> Iterator[ProcessPoolExecutor]:
        """Give worker processes, until one ends unexpectedly or they are no longer needed."""
        others = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(count, mp_context=self.context, initializer=self.ready)
        try:
            yield pool
        except BrokenProcessPool:
            pass
        finally:
            _stop(pool, others)


def _outcome(future: Future[Judgement], task: Task) -> Judgement:
    """Return a judgement; if there is none because of an error of ours, one that says so."""
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        return Judgement(task, {}, FAILED.format(cause(error)), 0.0)


def _lost(task: Task) -> Judgement:
    """Return a judgement of a submission that ends the process that judges it."""
    try:
        return Judgement(task, worker.none_graded(task, LOST), LOST, 0.0)
    except Exception as error:
        return Judgement(task, {}, f"{LOST} Nothing could be saved: {cause(error)}.", 0.0)


def _not_started(task: Task) -> Judgement:
    return Judgement(task, {}, NOT_STARTED, 0.0)


def _stop(pool: ProcessPoolExecutor, others: Set[BaseProcess]) -> None:
    """End a pool now, whatever its processes are doing: all but those that were there before."""
    pool.shutdown(wait=False, cancel_futures=True)
    for process in set(multiprocessing.active_children()) - others:
        process.kill()
        process.join()
