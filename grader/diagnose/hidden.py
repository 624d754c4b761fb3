"""Numbers that decide marks: such that nothing known from practice answers them."""

from __future__ import annotations

from functools import cache
from typing import Any

from grader.course.exercise import Exercise, Probe, Promise
from grader.diagnose.runs import RunCache, runs_of
from grader.observe.compare import same
from grader.scenes.draws import PRACTICE, next_seed

SOME = range(1, 7)  # seeds that tell whether the answers to a promise are ever others


def settled(exercise: Exercise, seed: int) -> int:
    """Return the first seed, from this one on, under which every promise has an answer of its own.

    What an accuracy or a class comes out as can be by chance what it is in practice, and then
    who repeats that would keep the promise.
    """
    while seed != PRACTICE and any(
        _as_in_practice(exercise, promise, seed) for promise in _changing(exercise)
    ):
        seed = next_seed(seed)
    return seed


@cache
def _changing(exercise: Exercise) -> tuple[Promise, ...]:
    """Return the promises whose answers hang on the seed.

    Left out are side promises, which earn nothing by themselves, and facts that the judge finds
    out with the help of what it alone knows: these are true with all numbers.
    """
    return tuple(
        promise
        for promise in exercise.promises
        if not promise.side and any(not _as_in_practice(exercise, promise, s) for s in SOME)
    )


def _as_in_practice(exercise: Exercise, promise: Promise, seed: int) -> bool:
    """Return whether all that decides a promise is expected to be as in practice."""
    practice, own = runs_of(exercise, PRACTICE), runs_of(exercise, seed)
    return all(
        same(_answers(own, p, promise), _answers(practice, p, promise))
        for p in exercise.probes
        if not promise.probes or p.name in promise.probes
    )


def _answers(runs: RunCache, probe: Probe, promise: Promise) -> list[Any]:
    """Return what is expected, without what it is called: that the judge adds."""
    return [item.value for item in runs.run(runs.reference, probe).select(promise.items)]
