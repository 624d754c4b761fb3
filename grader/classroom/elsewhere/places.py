"""The workers of a cluster: each is tried when it comes, and those that pass take work."""

from __future__ import annotations

import contextlib
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.classroom.elsewhere import on_worker
from grader.classroom.elsewhere.scheduler import GONE, ClusterTrouble
from grader.classroom.grading.causes import cause
from grader.judge.host.sandbox import Isolation

EVERY = 1.0  # seconds between two looks at which workers there are
GATHER_SECONDS = 2.0  # for which an answer may be on its way, before anybody looks again
END_SECONDS = 5.0
WAITING = "Waiting for workers at {}."
REFUSED = "The worker {} takes no work: {}."
NO_GRADER = "the grader is not installed there (No module named {!r})"
NONE = "No worker at {} can judge: {}."


@dataclass(frozen=True)
class Run:
    """What workers are told of a run.

    Attributes:
        course: The folder of the course; a worker judges for one run of it at a time.
        name: Tells the run from others.
        settings: What a process that judges needs, pickled.
    """

    course: str
    name: str
    settings: bytes


class Places:
    """Where submissions can be judged.

    Args:
        client: Dask's client.
        address: The scheduler's.
        run: What workers are told.
        warn: Called with the state of isolation of each that passes.
        say: Called with sentences for whoever waits.
    """

    def __init__(
        self,
        client: Any,
        address: str,
        run: Run,
        warn: Callable[[Isolation], None],
        say: Callable[[str], None],
    ) -> None:
        self.client, self.address, self.run = client, address, run
        self._warn, self._say = warn, say
        self._here: set[str] = set()
        self._trials: dict[str, Any] = {}
        self._passed: set[str] = set()
        self._refused: dict[str, str] = {}
        self._warned: set[tuple[str, ...]] = set()
        self._looked = 0.0
        self._waiting = False

    def here(self) -> set[str]:
        """Return the addresses of all workers.

        Raises:
            ClusterTrouble: if the scheduler does not answer, or no worker that is there can judge.
        """
        if time.monotonic() - self._looked > EVERY:
            self._look()
            self._looked = time.monotonic()
        return self._here

    def passed(self) -> set[str]:
        """Return the addresses of those that may be given work."""
        return self.here() & self._passed

    def again(self, worker: str) -> None:
        """Have a worker tried again before it is given more."""
        self._passed.discard(worker)

    def send(self, worker: str, work: Callable[..., bytes], message: bytes) -> Any:
        """Let a worker, and no other, do something; return Dask's future."""
        words = (self.run.course, self.run.name, message)
        return self.client.submit(work, *words, workers=[worker], pure=False)

    def _look(self) -> None:
        try:
            self._here = set(self.client.nthreads())
        except Exception as error:  # Dask has many
            raise ClusterTrouble(GONE.format(self.address)) from error
        self._forget()
        for worker in self._here - self._passed - self._trials.keys() - self._refused.keys():
            self._trials[worker] = self.send(worker, on_worker.tried, self.run.settings)
        for worker in [name for name, trial in self._trials.items() if trial.done()]:
            self._take_in(worker)
        self._tell()

    def _forget(self) -> None:
        """Forget workers that are gone; another one may come with the same address."""
        self._passed &= self._here
        for known in (self._trials, self._refused):
            for worker in known.keys() - self._here:
                del known[worker]

    def _take_in(self, worker: str) -> None:
        trial = self._trials.pop(worker)
        try:
            isolation = pickle.loads(trial.result(timeout=GATHER_SECONDS))
        except TimeoutError:
            return  # it is gone, and is tried again where it is not
        except Exception as error:
            self._refused[worker] = why_not(error)
            self._say(REFUSED.format(worker, self._refused[worker]))
        else:
            self._passed.add(worker)
            if (weak := tuple(isolation.weak)) not in self._warned:
                self._warned.add(weak)
                self._warn(isolation)

    def _tell(self) -> None:
        if self._here and self._here == self._refused.keys():
            raise ClusterTrouble(NONE.format(self.address, next(iter(self._refused.values()))))
        if not self._here and not self._waiting:
            self._say(WAITING.format(self.address))
        self._waiting = not self._here

    def end(self) -> None:
        """End what was started on the workers, where they can be reached."""
        words = (self.run.course, self.run.name)
        with contextlib.suppress(Exception):
            self.client.run(on_worker.ended, *words, on_error="ignore", wait=True)


def why_not(error: Exception) -> str:
    """Return why a worker could not do something, as the end of a sentence."""
    if isinstance(error, ModuleNotFoundError):
        return NO_GRADER.format(error.name)
    return str(error) if isinstance(error, on_worker.Failed) else cause(error)
