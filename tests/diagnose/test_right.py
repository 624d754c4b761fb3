"""A correct solution marked wrong is the worst bug there is: none may be."""

from __future__ import annotations

import functools
import warnings
from typing import Any

import pytest

from grader.course.catalogue import exercises
from grader.diagnose.case import Case
from grader.diagnose.judge import judge
from grader.diagnose.runs import runs_of
from tests.tools.support import ADDRESSES, SEEDS, right_versions

SAMPLE = 2  # of the seeds, that of practice first; all of them with --whole
CASES = [
    pytest.param(address, name, id=f"{address}-{name}", marks=pytest.mark.xdist_group(address))
    for address, exercise in exercises().items()
    for name in right_versions(exercise)
]


@pytest.mark.parametrize(("address", "name"), CASES)
def test_right_version_passes_on_every_seed(address: str, name: str, whole: bool) -> None:
    exercise = exercises()[address]
    subject = right_versions(exercise)[name]
    for seed in SEEDS if whole else SEEDS[:SAMPLE]:
        verdict = judge(exercise, subject, points=4, seed=seed)
        assert verdict.passed, f"seed {seed}: {verdict.message}"
        assert verdict.points == 4


@pytest.mark.parametrize("address", ADDRESSES)
def test_prints_and_warnings_are_never_held_against_code(address: str) -> None:
    exercise = exercises()[address]
    if exercise.prepare is not None:
        return  # its answer is a text
    bench = runs_of(exercise, 0)
    verdict = judge(exercise, noisy(bench.subject(bench.reference)))
    assert verdict.passed, verdict.message


def noisy(subject: Any) -> Any:
    """Return the same function, class or functions, which print and warn at each call."""
    if isinstance(subject, tuple):
        return tuple(map(noisy, subject))
    if isinstance(subject, type):
        made = {"__init__": noisy(subject.__init__), "__module__": __name__}  # type: ignore[misc]
        return type(subject.__name__, (subject,), made)

    @functools.wraps(subject)
    def prints(*given: Any, **named: Any) -> Any:
        print("noise")
        warnings.warn("noise", stacklevel=2)
        return subject(*given, **named)

    return prints


def test_there_are_enough_right_versions() -> None:
    assert len(CASES) >= 300
    for exercise in exercises().values():
        assert len(right_versions(exercise)) >= 5, exercise.address


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_promise_is_about_something_that_happens(address: str) -> None:
    """A promise without an observation would be kept by every program."""
    exercise = exercises()[address]
    bench = runs_of(exercise, 0)
    runs = {probe.name: bench.run(bench.reference, probe) for probe in exercise.probes}
    case = Case.of_program(exercise, bench.reference)
    for promise in exercise.promises:
        chosen = [runs[name] for name in promise.probes or runs]
        found = [each.key for place in case.places(promise) for each in case.followed(place)]
        happens = any(run.select(promise.items) for run in chosen)
        assert happens or set(found) & set(promise.stepwise), promise.text
