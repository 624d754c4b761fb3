"""A run that was recorded in practice earns nothing while marks are given."""

from __future__ import annotations

import pytest

from grader.catalogue import exercises
from grader.diagnose import judge
from grader.exercise import Exercise, Probe
from grader.lab import compiled, run_probe, source_of
from grader.record import PRACTICE
from grader.run import Run
from grader.subject import Subject

HIDDEN = 123_456
GRADED = [e for e in exercises().values() if e.prepare is None]


@pytest.mark.parametrize("exercise", GRADED, ids=lambda exercise: exercise.address)
def test_a_recorded_run_of_practice_earns_nothing(exercise: Exercise) -> None:
    reference = compiled(exercise, source_of(exercise))

    def replay(probe: Probe, seed: int, curve: bool) -> Run:
        return run_probe(probe, reference, PRACTICE, curve)

    subject = Subject("a function", True, isinstance(reference, type), "<function>", replay)
    verdict = judge(exercise, subject, points=10.0, seed=HIDDEN)
    kept = [promise.text for promise in verdict.promises if promise.kept]
    assert verdict.points == 0.0, kept
