"""How long the report of a large class takes, in how much memory; and feedback for a small one.

    python -m tests.tools.bench_report [--students 5000] [--pages 120]

The class is made, not graded (see ``large_class``); that is not counted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.classroom.authoring.build import ROOT
from tests.tools import large_class

STUDENTS, PAGES = 5000, 120


def main() -> None:
    """Measure, print and write."""
    from tests.tools.bench import write

    parser = argparse.ArgumentParser(prog="python -m tests.tools.bench_report")
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--pages", type=int, default=PAGES)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = {}
        for what, count in (("report", chosen.students), ("feedback", chosen.pages)):
            folder = Path(scratch, what)
            large_class.make(folder, count)
            for name, value in measured(folder, what).items():
                found[f"{what}_of_{count}_{name}"] = value
                print(f"{what} of {count:>5} {name:<12} {value:.4g}", flush=True)
    write(found)


def measured(folder: Path, command: str) -> dict[str, float]:
    """Run a command in a course folder; return seconds, processor time, and the most memory."""
    words = [sys.executable, "-m", "grader", command]
    started = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"grader {command} ended with {process.returncode}")
    return {
        "s": time.perf_counter() - started,
        "cpu_s": used.ru_utime + used.ru_stime,
        "rss_mb": used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2),
    }


if __name__ == "__main__":
    main()
