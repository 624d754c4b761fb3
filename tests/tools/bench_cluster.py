"""How a large class is graded on a cluster: overhead against this machine's processes, and memory.

    python -m tests.tools.bench_cluster [--submissions 5000] [--kills 10]

The scheduler and two workers are processes of their own on this machine, the class is made of tiny
submissions, and it is graded three times: by two local processes, on the cluster, and on a cluster
whose workers are killed at random. Start-up is not counted. All three have to give the same marks.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from grader.classroom.elsewhere.cluster import judging_on
from grader.classroom.elsewhere.scheduler import Scheduler
from grader.classroom.grading.autograde import Judge, judging
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.saver import write
from tests.classroom import tiny
from tests.tools.bench import write as write_results
from tests.tools.dask_processes import Started, cluster

WORKERS = 2
LOOKS = 10  # at the memory
SUBMISSIONS = 5000
KILLS = 10
SEED = 20


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=SUBMISSIONS)
    parser.add_argument("--kills", type=int, default=KILLS, help="workers that are killed")
    chosen = parser.parse_args()
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        released = Path(folder, "released")
        hand_in(released, chosen.submissions)
        results = measured(Path(folder), released, chosen.kills)
    for name, value in results.items():
        print(f"{name:<32} {value:.4g}")
    write_results(results)


def hand_in(folder: Path, number: int) -> None:
    """Make a course in which many handed in one assignment, half of them with a mistake."""
    tiny.release(folder)
    tiny.hand_in(folder)
    for n in range(number - 2):
        own = folder / "submitted" / f"student_{n:05}" / "one"
        shutil.copytree(folder / "submitted" / ("ada", "ben")[n % 2] / "one", own)


def measured(folder: Path, released: Path, kills: int) -> dict[str, float]:
    """Return figures of all three ways, whose marks are the same."""
    local = Graded(folder / "local", released, lambda course: judging(course, WORKERS, _quiet))
    with cluster(folder, WORKERS) as started:
        shared = Graded(folder / "cluster", released, lambda course: _on(course, started))
        with killing(started, kills) as killed:
            harmed = Graded(folder / "killed", released, lambda course: _on(course, started))
    assert local.rows == shared.rows == harmed.rows
    return {
        "class_submissions": len(local.moments),
        "class_local_s_per_submission": local.each,
        "class_cluster_s_per_submission": shared.each,
        "class_cluster_overhead": shared.each / local.each - 1,
        "class_killed_workers": len(killed),
        "class_killed_s_per_submission": harmed.each,
        "class_coordinator_mb": shared.memory[-1],
        "class_coordinator_growth_mb": shared.memory[-1] - shared.memory[len(shared.memory) // 2],
    }


def _on(course: Course, started: Started) -> AbstractContextManager[Judge]:
    return judging_on(course, Scheduler(started.address), _quiet, print)


def _quiet(found: Any) -> None:
    """Pass over the state of isolation: the class was written by ourselves."""


class Graded:
    """A class that was graded one way.

    Args:
        folder: Where the course is copied to.
        released: The course.
        where: What judges.
    """

    def __init__(
        self,
        folder: Path,
        released: Path,
        where: Callable[[Course], AbstractContextManager[Judge]],
    ) -> None:
        shutil.copytree(released, folder)
        course = Course(tiny.settings(folder))
        tasks = course.plan("one", course.students("one")).tasks
        self.moments: list[float] = []
        self.memory = [own_mb()]
        self._every = max(1, len(tasks) // LOOKS)
        with where(course) as judged:
            write(course, judged(tasks), self._tell)
        self.rows = tiny.rows(folder)
        print(f"{folder.name}: {len(self.moments)} in {self.each:.4f} s each", flush=True)
        print(f"  memory {', '.join(f'{mb:.0f}' for mb in self.memory)} MB", flush=True)
        assert len(self.moments) == len(tasks)

    def _tell(self, entry: Entry) -> None:
        assert not entry.reason, entry
        self.moments.append(time.perf_counter())
        if len(self.moments) % self._every == 0:
            self.memory.append(own_mb())

    @property
    def each(self) -> float:
        """Seconds for a submission, from the first one that was saved to the last."""
        return (self.moments[-1] - self.moments[0]) / (len(self.moments) - 1)


@contextmanager
def killing(started: Started, kills: int) -> Iterator[list[int]]:
    """Kill workers at random moments; others take their places."""
    killed: list[int] = []
    over = threading.Event()
    chance = random.Random(SEED)

    def kill() -> None:
        while len(killed) < kills and not over.wait(chance.uniform(2, 20)):
            pids = list(started.pids().values())
            if len(pids) == WORKERS:  # one of them goes on meanwhile
                killed.append(chance.choice(pids))
                os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    try:
        yield killed
    finally:
        over.set()
        killer.join()


def own_mb() -> float:
    """Return the memory of this process alone."""
    smaps = Path("/proc/self/smaps_rollup").read_text()
    return int(smaps.split("Pss:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
