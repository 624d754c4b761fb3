"""How long a check takes, warm: printed, and written to .bench/results.json.

python -m tests.bench
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from grader.catalogue import exercises
from grader.lab import candidates, compiled, lab, source_of
from grader.notebook import check

RESULTS = Path(__file__).parents[1] / ".bench" / "results.json"


def seconds(work: Callable[[], Any], runs: int = 5) -> float:
    """Return the median time of some runs, after one that is not counted."""
    work()
    return statistics.median(_timed(work) for _ in range(runs))


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Measure every exercise; the slowest counts."""
    torch.set_num_threads(1)
    right, wrong = {}, {}
    for address, exercise in exercises().items():
        if exercise.prepare is not None:
            continue
        reference = compiled(exercise, source_of(exercise))
        right[address] = seconds(lambda a=address, s=reference: check(a, s))
        times = {}
        for candidate in candidates(exercise):
            if not lab(exercise, 0).harmless(candidate):
                subject = compiled(exercise, candidate.source)
                times[candidate.slugs[0]] = _timed(lambda a=address, s=subject: check(a, s))
        wrong[address] = max(times.values())
        print(f"{address:<30} right {right[address]:.3f} s, slowest wrong {wrong[address]:.3f} s")
    results = {"check_right_s": max(right.values()), "check_wrong_s": max(wrong.values())}
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, **results}, indent=1) + "\n")
    print(f"wrote {RESULTS}: {results}")


if __name__ == "__main__":
    main()
