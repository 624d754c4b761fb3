"""What is kept of a program's runs: digests of what happened, and a few numbers.

What happened has to be the same everywhere, so a digest tells whether it is. Numbers differ in
their last bits from one processor to the next: they are compared within a tolerance, never by a
digest. Programs with the same print are nearly always alike; only their runs prove it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import torch

from grader.course.exercise import Exercise
from grader.observe.fingerprint import fingerprint
from grader.observe.run import Run, matches

Array = numpy.ndarray[Any, Any]

SHARES = (3, 3)  # numbers of a probe: of what promises are about, and of the rest
WIDER = 3.0  # bounds of two runs on one machine, and the last bits of another one
KEPT = 4e-5  # what is kept of a number differs from it by less
LARGEST = 1e38  # what is kept has to fit into 32 bits
Told = list[Any]


@dataclass(frozen=True)
class Print:
    """What is compared of a program's runs on all probes of an exercise.

    Attributes:
        events: Digest of all that happened, in order, and of how each run ended.
        promised: Digest of what promises are about, whenever it happened; 0 where a run failed.
        numbers: For each probe as many sums of numbers as ``SHARES`` says, in one row.
        bounds: How far each of them may be from that of a program that is alike.
    """

    events: int
    promised: int
    numbers: Array
    bounds: Array


def print_of(exercise: Exercise, runs: Sequence[Run]) -> Print:
    """Return the print of a program, from its runs on the probes of an exercise."""
    keys = promised_keys(exercise)
    sums = [_sums(run, _are_promised(run, keys)) for run in runs]
    ended = any(run.failure for run in runs)
    numbers, bounds = (
        numpy.clip(numpy.concatenate(each), -LARGEST, LARGEST) for each in zip(*sums, strict=True)
    )
    return Print(
        events=_digest([_events(run) for run in runs]),
        promised=0 if ended else _digest([_promised(run, keys) for run in runs]),
        numbers=numbers,
        bounds=bounds * WIDER + KEPT * abs(numbers),
    )


def promised_keys(exercise: Exercise) -> tuple[str, ...]:
    """Return the keys of all that an exercise's promises are about."""
    return tuple(dict.fromkeys(key for promise in exercise.promises for key in promise.items))


def share(of_promised: bool) -> slice:
    """Return which numbers of a probe are of what promises are about, or of the rest."""
    return slice(0, SHARES[0]) if of_promised else slice(SHARES[0], sum(SHARES))


def _events(run: Run) -> Told:
    ended = run.failure.type if run.failure else None  # messages differ between versions of torch
    return [ended, *([item.key, item.call, built(item.value)] for item in run.items)]


def _promised(run: Run, keys: Sequence[str]) -> Told:
    found = (item for item in run.items if matches(item.key, keys))
    return [[item.key, built(item.value)] for item in found]


def _digest(told: Told) -> int:
    made = hashlib.sha256(repr(told).encode("utf-8", "replace")).digest()
    return int.from_bytes(made[:4], "little") or 1


def built(value: Any) -> Any:
    """Return all of a value that is no number: two that are the same up to rounding agree in it."""
    if isinstance(value, torch.Tensor):
        return [*value.shape], value.is_floating_point(), bool(value.isfinite().all())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "number" if _is_finite(value) else repr(value)
    if isinstance(value, Mapping):
        return {key: built(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (list, tuple)):
        return [built(part) for part in value]
    return repr(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return True


def _are_promised(run: Run, keys: Sequence[str]) -> Array:
    return numpy.array([matches(item.key, keys) for item in run.items], dtype=bool)


def _sums(run: Run, promised: Array) -> tuple[Array, Array]:
    """Return sums of numbers of a run, and how far rounding may move each."""
    numbers, bounds = numpy.array([_number(item.value) for item in run.items]).reshape(-1, 2).T
    parts = [
        part
        for count, mine in zip(SHARES, (promised, ~promised), strict=True)
        for part in numpy.array_split(numpy.flatnonzero(mine), count)
    ]
    weights = [numpy.sqrt(numpy.arange(1.0, len(part) + 1)) for part in parts]
    return (
        numpy.array([numbers[p] @ w for p, w in zip(parts, weights, strict=True)]),
        numpy.array([bounds[p] @ w for p, w in zip(parts, weights, strict=True)]),
    )


def _number(value: Any) -> tuple[float, float]:
    """Return a fingerprint of the finite numbers of a value: the rest of it is in ``built``."""
    if isinstance(value, torch.Tensor):
        found = fingerprint(value)
        return found if math.isfinite(found[1]) else fingerprint(_finite(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = fingerprint(value)
        return found if math.isfinite(found[1]) else (0.0, 0.0)
    if isinstance(value, Mapping):
        return _number([value[key] for key in sorted(value, key=str)])
    if isinstance(value, (list, tuple)):
        parts = [(rank, _number(part)) for rank, part in enumerate(value, start=3)]
        return sum(rank * n for rank, (n, _) in parts), sum(rank * b for rank, (_, b) in parts)
    return 0.0, 0.0


def _finite(value: torch.Tensor) -> torch.Tensor:
    return torch.nan_to_num(value.double(), 0.0, 0.0, 0.0).clamp(-LARGEST, LARGEST)
