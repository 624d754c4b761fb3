"""A Dask cluster on this machine, started as the guide says: processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

from grader.classroom.authoring.build import ROOT

PATIENCE = 600  # seconds that anything may take to start, whatever else is going on
SILENT = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass(frozen=True)
class Started:
    """What was started.

    Attributes:
        address: The scheduler's.
        scheduler: Its process.
    """

    address: str
    scheduler: subprocess.Popen[bytes]

    def pids(self) -> dict[str, int]:
        """Return the process of each worker, by its address."""
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            return dict(client.run(os.getpid, on_error="ignore"))


@contextmanager
def cluster(folder: Path, workers: int, preload: str = "", **environment: str) -> Iterator[Started]:
    """Give a scheduler with workers; one that is killed is started again.

    Args:
        folder: Where they keep their files.
        workers: How many there are.
        preload: A module that each worker loads.
        environment: More of theirs.
    """
    file = folder / "scheduler.json"
    with ExitStack() as stack:

        def start(*words: str) -> subprocess.Popen[bytes]:
            known = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
            command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(file)]
            made = subprocess.Popen(command, cwd=folder, env=known, **SILENT)
            stack.callback(made.wait)
            stack.callback(made.terminate)
            return made

        scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        if workers:
            alone = ["--nthreads", "1", "--memory-limit", "0", "--no-dashboard"]
            loaded = ["--preload", preload] if preload else []
            start("worker", "--nworkers", str(workers), *alone, *loaded)
        while not file.exists():
            time.sleep(0.05)
        address = str(json.loads(file.read_text())["address"])
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=PATIENCE)
        yield Started(address, scheduler)
