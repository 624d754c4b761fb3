"""Which promises each known mistake breaks: measured, and kept as golden files.

    python -m tests.tools.promises               measure every exercise
    python -m tests.tools.promises ADDRESS...    measure some

A mistake is to break the promises that speak of it, and no others: who only forgets to empty
gradients is not told anything about modes. The files in ``tests/golden/promises`` are read line by
line whenever they change. Each mistake is made in its plain way: by its first patch that fits.
Promises have the numbers that stand before them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from grader.course.catalogue import exercise as find
from grader.course.exercise import Exercise
from grader.diagnose.case import Case
from grader.diagnose.programs import Candidate, candidates
from grader.diagnose.runs import runs_of
from tests.tools.support import ADDRESSES

GOLDEN = Path(__file__).parents[1] / "golden" / "promises"
SEED = 0
NOT_KEPT, NOT_TRIED = "not kept", "not tried"

Broken = dict[str, list[int]]


def path_of(exercise: Exercise) -> Path:
    """Return the golden file of an exercise."""
    return GOLDEN / f"{exercise.address.replace('/', '-')}.json"


def measure(exercise: Exercise, part: slice = slice(None)) -> dict[str, Any]:
    """Return what the golden file of an exercise holds, or that of a part of the mistakes."""
    ways = list(plain_ways(exercise).items())[part]
    return {
        "promises": {str(n): p.text for n, p in enumerate(exercise.promises, 1)},
        "mistakes": {slug: broken(exercise, c) for slug, c in ways},
    }


def plain_ways(exercise: Exercise) -> dict[str, Candidate]:
    """Return the first program of each mistake that shows on an exercise."""
    bench = runs_of(exercise, SEED)
    found: dict[str, Candidate] = {}
    for candidate in candidates(exercise):
        if candidate.slugs[0] not in found and not bench.harmless(candidate):
            found[candidate.slugs[0]] = candidate
    return dict(sorted(found.items()))


def broken(exercise: Exercise, candidate: Candidate) -> Broken:
    """Return the numbers of the promises that a program breaks, and of those not tried."""
    case = Case.of_program(exercise, candidate, SEED)
    held = [(n, case.held(promise)) for n, promise in enumerate(exercise.promises, 1)]
    told = {
        NOT_KEPT: [n for n, h in held if h is False],
        NOT_TRIED: [n for n, h in held if h is None],
    }
    return {words: numbers for words, numbers in told.items() if numbers}


def written(told: Mapping[str, Any]) -> str:
    """Return JSON with one line for each promise and each mistake."""
    parts = []
    for name, entries in told.items():
        lines = (
            f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in entries.items()
        )
        parts.append(f" {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(addresses: list[str]) -> None:
    """Measure some exercises, or all, and write their golden files."""
    torch.set_num_threads(1)
    GOLDEN.mkdir(exist_ok=True)
    for address in addresses or ADDRESSES:
        exercise = find(address)
        told = measure(exercise)
        path_of(exercise).write_text(written(told), "utf-8")
        print(address, len(told["mistakes"]), "mistakes", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
