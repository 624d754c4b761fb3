"""Judges submissions on the workers of a Dask cluster, of which any may end at any time.

Each submission is sent to one worker that passed its trial, and is sent again where that worker
ends or fails. Judging writes nothing, so it does not matter how often that happens: only the
first answer is taken, and it goes through the one writer like those of this machine.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import sqlite3
import uuid
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.classroom.elsewhere import on_worker
from grader.classroom.elsewhere.judge_process import settings
from grader.classroom.elsewhere.places import GATHER_SECONDS, Places, Run, why_not
from grader.classroom.elsewhere.scheduler import Scheduler, connected
from grader.classroom.grading.autograde import Judge, Warn
from grader.classroom.grading.causes import cause
from grader.classroom.grading.compare import copy_of
from grader.classroom.grading.course import HOUSE, Course
from grader.classroom.grading.interruption import interruption
from grader.classroom.grading.pools import AHEAD, AT_MOST
from grader.classroom.grading.saver import calm
from grader.classroom.grading.worker import Judgement, Task

COPY = "gradebook-for-workers.db"
ALONE = 2  # more tries of what was not judged, each with nothing beside it on its worker
FAILED = "It could not be judged, in three tries on the cluster: {}."


class Gone(on_worker.Failed):
    """The worker ended unexpectedly; what else ran there may be to blame."""

    def __str__(self) -> str:
        return "the worker ended that judged it"


@contextlib.contextmanager
def judging_on(
    course: Course, where: Scheduler, warn: Warn, say: Callable[[str], None]
) -> Iterator[Judge]:
    """Give a function that judges submissions on a cluster and writes nothing.

    Args:
        course: The course, in a folder that the workers see as well.
        where: The scheduler.
        warn: Called with the state of isolation of each worker.
        say: Called with sentences on workers.

    Raises:
        ClusterTrouble: if there is no such cluster; later, if it is gone or none of it can judge.
    """
    with (
        interruption() as asked,
        connected(where) as (client, address),
        _copied(course) as copy,
        calm(),
    ):
        wanted = pickle.dumps(settings(course.config, copy))
        run = Run(str(course.root), uuid.uuid4().hex, wanted)
        places = Places(client, address, run, warn, say)
        asked.raises = False
        try:
            yield Cluster(places, copy, asked.pressed).judged
        finally:
            places.end()


@contextlib.contextmanager
def _copied(course: Course) -> Iterator[Path | None]:
    """Give a copy of the gradebook that workers read: nothing is locked over a network then."""
    path = course.database()
    if path is None:
        yield None
        return
    copy = course.root / HOUSE / COPY
    copy.unlink(missing_ok=True)
    try:
        copy_of(path, copy)
        yield copy
    except sqlite3.Error as error:
        raise ValueError(f"{path} cannot be read: {cause(error)}.") from error
    finally:
        copy.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Sent:
    task: Task
    worker: str


@dataclass
class Cluster:
    """Judges on the workers that passed.

    Attributes:
        places: The workers.
        copy: The gradebook that they read; None if it is on a server.
        interrupted: Says whether to stop.
    """

    places: Places
    copy: Path | None
    interrupted: Callable[[], bool]
    _running: dict[Any, _Sent] = field(default_factory=dict)
    _finished: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)

    def judged(self, tasks: Sequence[Task]) -> Iterator[Judgement]:
        """Yield judgements as they are made.

        What was not judged is tried again, with nothing beside it. What fails again has a reason
        and no notebooks, and nothing is saved of it, even if it ends each process that judges it:
        on a cluster others may do that too. This machine's own processes decide then.

        Raises:
            ClusterTrouble: if the cluster is gone, or none of its workers can judge.
            KeyboardInterrupt: if that was asked for.
        """
        left = yield from self._round(tasks, AHEAD)
        for _ in range(ALONE):
            left = yield from self._round([task for task, _ in left], 1)
        for task, error in left:
            yield Judgement(task, {}, FAILED.format(why_not(error)), 0.0)

    def _round(
        self, tasks: Iterable[Task], ahead: int
    ) -> Generator[Judgement, None, list[tuple[Task, Exception]]]:
        """Judge what can be judged; return what could not, with what went wrong."""
        todo = deque(tasks)
        left: list[tuple[Task, Exception]] = []
        while todo or self._running:
            self._send(todo, ahead)
            for sent, answer in self._answers():
                if isinstance(answer, Judgement):
                    yield replace(answer, task=sent.task)
                    continue
                self.places.again(sent.worker)
                if isinstance(answer, on_worker.Untried):
                    todo.append(sent.task)
                else:
                    left.append((sent.task, answer))
        return left

    def _send(self, todo: deque[Task], ahead: int) -> None:
        """Give work to workers that have little: no more than that lies in anybody's memory."""
        busy = Counter(sent.worker for sent in self._running.values())
        for worker in sorted(self.places.passed()):
            for _ in range(min(ahead - busy[worker], len(todo))):
                task = todo.popleft()
                message = pickle.dumps(self._with_copy(task))
                future = self.places.send(worker, on_worker.judged, message)
                self._running[future] = _Sent(task, worker)
                future.add_done_callback(self._finished.put)

    def _with_copy(self, task: Task) -> Task:
        return replace(task, db_url=f"sqlite:///{self.copy}") if self.copy else task

    def _answers(self) -> Iterator[tuple[_Sent, Judgement | Exception]]:
        """Yield what came within a moment, and what will not come any more."""
        if self.interrupted():
            raise KeyboardInterrupt
        here = self.places.here()
        for future in [f for f, sent in self._running.items() if sent.worker not in here]:
            yield self._running.pop(future), Gone()
        with contextlib.suppress(queue.Empty):
            future = self._finished.get(timeout=AT_MOST)
            if sent := self._running.pop(future, None):
                yield sent, self._answer(future, sent)

    def _answer(self, future: Any, sent: _Sent) -> Judgement | Exception:
        while sent.worker in self.places.here() and not self.interrupted():
            try:
                found: Judgement = pickle.loads(future.result(timeout=GATHER_SECONDS))
            except TimeoutError:  # it may have been lost together with its worker
                continue
            except Exception as error:
                return error
            return found
        return Gone()
