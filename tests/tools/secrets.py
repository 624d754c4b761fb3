"""Whether marks hang on the course's secret: every mistake under many secrets.

    python -m tests.tools.secrets                        every exercise, 200 secrets
    python -m tests.tools.secrets ADDRESS... --count 20  some, with fewer

For each exercise: every known mistake, in each way it can be made, must keep the same promises
under every secret as in practice; what does nothing wrong in practice, right versions and
mutants that survive among it, must do nothing wrong under any. The table has a row for each
exercise and a line for each program that does not.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import multiprocessing
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from grader.course.catalogue import exercise as find
from grader.course.exercise import Exercise
from grader.diagnose.case import Case
from grader.diagnose.hidden import settled
from grader.diagnose.programs import candidates, compiled
from grader.diagnose.subject import here
from grader.scenes.draws import PRACTICE
from tests.tools.mutants import declared, mutants, reasons
from tests.tools.support import ADDRESSES, right_versions

COUNT = 200
ENDLESS = ("TimeUp", "Runaway")

Kept = tuple[bool, ...]  # of the promises, in their order


@dataclass(frozen=True)
class Departure:
    """A program whose mark hangs on the secret.

    Attributes:
        name: What it is: the slug of a mistake, or the name of a version or mutant.
        seed: Under which it is another one.
        practice: What it keeps in practice.
        kept: What it keeps under the seed.
    """

    name: str
    seed: int
    practice: Kept
    kept: Kept

    def __str__(self) -> str:
        marks = f"{_marks(self.practice)} in practice, {_marks(self.kept)}"
        return f"{self.name}: {marks} with seed {self.seed}"


def _marks(kept: Kept) -> str:
    return "".join("+" if k else "-" for k in kept)


def secrets(count: int, first: int = 0) -> list[int]:
    """Return seeds as courses draw them, the same in every run of this tool."""
    made = (hashlib.sha256(f"secret {n}".encode()).digest() for n in range(first, first + count))
    return [int.from_bytes(digest[:8]) >> 1 for digest in made]


def programs(exercise: Exercise) -> Iterator[tuple[str, Any]]:
    """Yield mistakes, right versions and mutants that survive in practice, each with its name."""
    for number, candidate in enumerate(candidates(exercise)):
        yield f"{candidate.slugs[0]} ({number})", compiled(exercise, candidate.source)
    for name, version in right_versions(exercise).items():
        yield f"right: {name}", version
    alive = declared(exercise.address, *reasons())
    for mutant in mutants(exercise):
        if mutant.name in alive:
            yield f"mutant: {mutant.name}", compiled(exercise, mutant.source)


def tried(exercise: Exercise, subject: Any, seed: int) -> Case:
    """Run a program under a seed."""
    return Case(exercise, here(subject), settled(exercise, seed))


def kept(case: Case) -> Kept:
    """Return which promises a program keeps."""
    return tuple(case.keeps(promise) for promise in case.exercise.promises)


def departures(address: str, seeds: Sequence[int], every: int = 1) -> list[Departure]:
    """Return the programs of an exercise whose mark is another one under some seed.

    Of the programs, ``every`` first, second, ... one is taken.
    """
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    exercise = find(address)
    found = []
    for name, subject in itertools.islice(programs(exercise), 0, None, every):
        case = tried(exercise, subject, PRACTICE)
        if _endless(case):
            continue  # it earns nothing wherever it is run, and takes its time
        practice = kept(case)
        for seed in seeds:
            if (now := kept(tried(exercise, subject, seed))) != practice:
                found.append(Departure(name, seed, practice, now))
    return found


def _endless(case: Case) -> bool:
    return any(run.failure and run.failure.type in ENDLESS for run in case.yours)


def table(address: str, found: Sequence[Departure], count: int) -> str:
    """Return a row, and a line for each program."""
    times = Counter(departure.name for departure in found)
    first = {departure.name: departure for departure in reversed(found)}
    lines = [f"{address}: marks of {len(times)} programs differ among {count} secrets"]
    lines += [f"  {times[name]:>4} x {first[name]}" for name in times]
    return "\n".join(lines)


def main(words: list[str] | None = None) -> int:
    """Return 0 when no mark hangs on a secret, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.secrets")
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="which exercises (all)")
    parser.add_argument("--count", type=int, default=COUNT, help="how many secrets")
    parser.add_argument("--first", type=int, default=0, help="where to begin")
    parser.add_argument("--processes", type=int, default=None)
    asked = parser.parse_args(words)
    addresses = asked.addresses or ADDRESSES
    started, wrong = time.monotonic(), 0
    with multiprocessing.Pool(asked.processes, maxtasksperchild=1) as pool:
        work = partial(departures, seeds=secrets(asked.count, asked.first))
        for address, found in zip(addresses, pool.imap(work, addresses), strict=True):
            print(table(address, found, asked.count), flush=True)
            wrong += len(found)
    print(f"{(time.monotonic() - started) / 60:.0f} minutes", flush=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
