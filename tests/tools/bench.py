"""How long a check takes, warm: printed, and written to .bench/results.json.

python -m tests.tools.bench
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from grader.course.catalogue import exercises
from grader.course.exercise import Exercise
from grader.diagnose.programs import compiled, source_of
from grader.notebook import check
from tests.tools import matrix

RESULTS = Path(__file__).parents[2] / ".bench" / "results.json"
PAIRS = 20


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
        subjects = wrong_versions(exercise)
        check(address, subjects[0])
        wrong[address] = max(_timed(lambda a=address, s=s: check(a, s)) for s in subjects)
        told = f"right {right[address]:.3f} s, slowest wrong {wrong[address]:.3f} s"
        print(f"{address:<30} {told}", flush=True)
    results = {"check_right_s": max(right.values()), "check_wrong_s": max(wrong.values())}
    write(results)


def write(results: dict[str, float]) -> None:
    """Add results to the file."""
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, **results}, indent=1) + "\n")
    print(f"wrote {RESULTS}: {results}")


def wrong_versions(exercise: Exercise) -> list[Any]:
    """Return wrong versions: nameless ones first, every single mistake, and some pairs."""
    shown = matrix.shown_on(exercise)
    pairs = list(matrix.made_together(shown))
    some = pairs[:: max(1, len(pairs) // PAIRS)]
    sources = [*nameless(source_of(exercise)), *(c.source for c in [*shown, *some])]
    return [compiled(exercise, source) for source in sources]


def nameless(source: str) -> list[str]:
    """Return versions that are wrong in ways the catalogue does not know."""
    changes = {
        "loss.backward()": "(0.37 * loss).backward()",
        "loss.item() * len(x)": "loss.item() * 7",
        "correct += ": "correct += 2 + ",
    }
    return [source.replace(old, new) for old, new in changes.items() if old in source]


if __name__ == "__main__":
    main()
