"""Which two mistakes may have been made together: a ranking, cheap and never the last word.

Two mistakes nearly add up. Where only one of them changes an observation, the pair shows
that one's; where neither does, the reference's. A pair that predicts a run badly in this
way is not worth running.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy
import torch

from grader.course.exercise import Exercise
from grader.diagnose.programs import Candidate, both, candidates
from grader.observe.compare import alike
from grader.observe.fingerprint import fingerprint
from grader.observe.run import Item, Run

Place = tuple[str, int, int]  # key, call, how many of them came before
Array = numpy.ndarray[Any, Any]

HARD_PAIRS = Path(__file__).with_name("hard_pairs")

# Prices of a wrong prediction. An observation that is there or not is telling. A number that
# neither mistake changes may well change in their company, as weights do after another update.
PRESENCE = 1.0
NUMBER = 0.5
UNSURE = 0.2
CLOSE = 1e-3

REMEMBERED = 12  # how many hard pairs are tried, and those that are as near


def hard_pairs_path(exercise: Exercise) -> Path:
    """Return the file of pairs that the ranking finds too late; there may be none.

    It is measured, not written by hand: ``python -m tests.tools.matrix`` makes it.
    """
    return HARD_PAIRS / f"{exercise.address.replace('/', '-')}.json"


@cache
def hard_pairs(exercise: Exercise) -> dict[str, dict[str, str]]:
    """Return, by the shape of the runs, the pairs that the ranking finds too late.

    With each comes what differs from the reference when it is made (``differences``).
    """
    path = hard_pairs_path(exercise)
    text = path.read_text("utf-8") if path.exists() else "{}"
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def remembered(
    exercise: Exercise, yours: Sequence[Run], expected: Sequence[Run]
) -> Iterator[Candidate]:
    """Yield the programs with two mistakes that are known to be hard to find from ``yours``.

    They are the nearest in what they change, and as few as that allows.
    """
    ways = {c.slugs[0]: c for c in reversed(candidates(exercise))}
    changed = differences(yours, expected)
    pairs = hard_pairs(exercise).get(shape(yours), {})
    far = {pair: _distance(marks, changed) for pair, marks in pairs.items()}
    limit = sorted(far.values())[:REMEMBERED]
    for pair in (pair for pair in sorted(far, key=far.__getitem__) if far[pair] <= limit[-1]):
        known = [ways[slug] for slug in pair.split(" + ") if slug in ways]
        if len(known) == 2:
            yield from _in_both_orders(*known)


def shape(runs: Sequence[Run]) -> str:
    """Return a digest of what happened, in order, whatever the numbers."""
    told = [[r.failure and r.failure.type, [[i.key, i.call] for i in r.items]] for r in runs]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def differences(yours: Sequence[Run], expected: Sequence[Run]) -> str:
    """Return, for each kind of observation on each probe, 1 where it differs, else 0."""
    found: list[str] = []
    for run, reference in zip(yours, expected, strict=True):
        known = _by_key(reference)
        for key, items in sorted(_by_key(run).items()):
            others = known.get(key, [])
            found.append("01"[len(items) != len(others) or not all(map(alike, items, others))])
    return "".join(found)


def _by_key(run: Run) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in run.items:
        found.setdefault(item.key, []).append(item)
    return found


def _distance(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=False))


def _in_both_orders(first: Candidate, second: Candidate) -> Iterator[Candidate]:
    yield from filter(None, (both(first, second), both(second, first)))


def likeliest(
    singles: Sequence[Candidate],
    runs: Sequence[Sequence[Run]],
    yours: Sequence[Run],
    expected: Sequence[Run],
) -> Iterator[Candidate]:
    """Yield programs with two mistakes, those first that should look most like ``yours``.

    Args:
        singles: Programs with one mistake.
        runs: For each of them, its runs on some probes.
        yours: The learner's runs on these probes.
        expected: The reference's.
    """
    prints = [_numbers(each) for each in (expected, yours, *runs)]
    places = sorted(set().union(*prints))
    table = numpy.array([[p.get(place, numpy.nan) for place in places] for p in prints])
    ended = numpy.array([[r[probe].failure is not None for probe, _ in places] for r in runs])
    sure = ~(ended & numpy.isnan(table[2:]))  # the other may keep a run from ending early
    costs = _costs(table[2:], table[0], table[1], sure)
    made: set[str] = set()
    for i, j in _ascending(costs):
        for pair in _in_both_orders(singles[i], singles[j]):
            if pair.source not in made:
                made.add(pair.source)
                yield pair


def _numbers(runs: Sequence[Run]) -> dict[tuple[int, Place], float]:
    return {(probe, p): n for probe, run in enumerate(runs) for p, n in _of_run(run).items()}


@lru_cache(maxsize=8192)
def _of_run(run: Run) -> dict[Place, float]:
    """Return a number for each observation, and for what the loss last compared."""
    found: dict[Place, float] = {}
    count: Counter[tuple[str, int]] = Counter()
    for item in run.items:
        place = item.key, item.call
        found[(*place, count[place])] = _number(item.value)
        count[place] += 1
    for rank, number in enumerate(sorted(map(_number, run.compared))):
        found["compared", -1, rank] = number  # in no order: arguments may be swapped
    return found


def _number(value: Any) -> float:
    """Return a number that differs for values that differ, nearly always."""
    if isinstance(value, torch.Tensor):
        known, bound = fingerprint(value)
        number = known + 0.1 * value.numel() if math.isfinite(bound) else math.inf
    elif isinstance(value, dict):
        number = sum(
            _number(part) * (3 + rank) for rank, part in enumerate(value.values())
        ) + _number(" ".join(value))
    elif isinstance(value, list):
        number = sum(_number(part) * (3 + rank) for rank, part in enumerate(value))
    elif isinstance(value, str):
        number = float(sum(ord(ch) * (1 + rank) for rank, ch in enumerate(value)))
    elif value is None:
        number = -7.0
    else:
        number = float(value)
    return number if math.isfinite(number) else 1e6


def _alike(a: Array, b: Array) -> Array:
    with numpy.errstate(invalid="ignore"):
        close = numpy.abs(a - b) <= CLOSE * (1 + numpy.maximum(numpy.abs(a), numpy.abs(b)))
    alike: Array = close | (numpy.isnan(a) & numpy.isnan(b))
    return alike


def _costs(singles: Array, expected: Array, yours: Array, sure: Array) -> Array:
    """Return, for every two singles, what their prediction of ``yours`` gets wrong."""
    changed = ~_alike(singles, expected)
    missed = changed * _price(singles, yours, NUMBER, sure) * ~_alike(singles, yours)
    left = ~changed * _price(expected, yours, UNSURE, sure) * ~_alike(expected, yours)
    unchanged = (~changed).T.astype(float)
    alone = missed @ unchanged  # only the first of the two changes it
    costs: Array = alone + alone.T + left @ unchanged + UNSURE * (missed @ missed.T)
    return costs


def _price(predicted: Array, yours: Array, number: float, sure: Array) -> Array:
    presence = numpy.isnan(predicted) != numpy.isnan(yours)
    return numpy.where(sure, numpy.where(presence, PRESENCE, number), UNSURE)


def _ascending(costs: Array) -> Iterator[tuple[int, int]]:
    rows, columns = numpy.triu_indices(len(costs), k=1)
    for index in numpy.argsort(costs[rows, columns], kind="stable"):
        yield int(rows[index]), int(columns[index])
