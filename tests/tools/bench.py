"""How long a check takes, in a fresh kernel and warm: printed, and written to .bench/results.json.

python -m tests.tools.bench               all exercises
python -m tests.tools.bench ADDRESS...    only these
python -m tests.tools.bench --cold        only what the first check of a kernel costs
"""

from __future__ import annotations

import argparse
import ast
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from grader.course.catalogue import exercises
from grader.course.exercise import Exercise
from grader.diagnose.programs import compiled, source_of
from grader.notebook import check
from tests.tools import cold, matrix

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


def main(words: list[str]) -> None:
    """Measure exercises, first in fresh processes; the slowest counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.bench")
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="which exercises (all)")
    parser.add_argument("--cold", action="store_true", help="only first checks")
    asked = parser.parse_args(words)
    chosen = {a: exercises()[a] for a in asked.addresses} or exercises()
    code = {a: e for a, e in chosen.items() if e.prepare is None}
    measure_cold(code)
    if not asked.cold:
        measure_warm(code)


def measure_cold(chosen: dict[str, Exercise]) -> None:
    """Measure the first check of a kernel; nothing may be warm yet."""
    beyond = 0
    for address, exercise in chosen.items():
        line = cold.told(address, list(cold.costs(exercise, first_wrong)))
        beyond += "BEYOND" in line
        print(line, flush=True)
    write({"exercises_beyond_the_bar": beyond})


def measure_warm(chosen: dict[str, Exercise]) -> None:
    """Measure checks of exercises that were checked before."""
    torch.set_num_threads(1)
    right, wrong = {}, {}
    for address, exercise in chosen.items():
        reference = compiled(exercise, source_of(exercise))
        right[address] = seconds(lambda a=address, s=reference: check(a, s))
        subjects = wrong_versions(exercise)
        check(address, subjects[0])
        wrong[address] = max(_timed(lambda a=address, s=s: check(a, s)) for s in subjects)
        told = f"right {right[address]:.3f} s, slowest wrong {wrong[address]:.3f} s"
        print(f"{address:<30} {told}", flush=True)
    results = {"check_right_s": max(right.values()), "check_wrong_s": max(wrong.values())}
    write(results)


def write(results: Mapping[str, float]) -> None:
    """Add results to the file."""
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, **results}, indent=1) + "\n")
    print(f"wrote {RESULTS}: {results}")


def first_wrong(exercise: Exercise) -> list[str]:
    """Return sources of wrong versions: a mistake, two at once, one that nothing names, a crash."""
    shown = matrix.shown_on(exercise)
    pairs = list(matrix.made_together(shown))
    some = [*shown[len(shown) // 2 :][:1], *pairs[len(pairs) // 2 :][:1]]
    source = source_of(exercise)
    unknown = nameless(source) or [returning("'nothing'", source)]
    return [*(c.source for c in some), *unknown[:1], returning("missing_name", source)]


def returning(what: str, source: str) -> str:
    """Return a version that returns the value of another expression, always the same."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            node.value = ast.parse(what, mode="eval").body
    return ast.unparse(tree)


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
    main(sys.argv[1:])
