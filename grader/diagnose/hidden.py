"""Numbers that decide marks: such that nothing known from practice answers them."""

from __future__ import annotations

from typing import Any

from grader.course.exercise import Exercise, Probe, Promise
from grader.diagnose.runs import RunCache, runs_of
from grader.observe.compare import same
from grader.scenes.draws import PRACTICE, next_seed

TRIES = 100


def settled(exercise: Exercise, seed: int) -> int:
    """Return the first seed, from this one on, under which every promise has an answer of its own.

    What an accuracy or a class comes out as can be by chance what it is in practice, and then
    who repeats that would keep the promise. Of side promises, which earn nothing by themselves,
    that is allowed.
    """
    if seed == PRACTICE:
        return seed
    first = seed
    for _ in range(TRIES):
        if not any(_as_in_practice(exercise, p, seed) for p in exercise.promises if not p.side):
            return seed
        seed = next_seed(seed)
    return first  # of such an exercise the tests say which promise is a side promise


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
