"""A run that was recorded in practice earns nothing while marks are given."""

from __future__ import annotations

import pytest

from grader.course.catalogue import exercises, mistakes
from grader.course.exercise import Exercise
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.diagnose.subject import Subject
from grader.observe.plain import plain
from grader.observe.run import Run
from grader.scenes.draws import PRACTICE, Play
from grader.scenes.scene import play_here, run_probe
from tests.tools.secrets import secrets

GRADED = [e for e in exercises().values() if e.prepare is None]


@pytest.mark.parametrize("exercise", GRADED, ids=lambda exercise: exercise.address)
def test_what_was_recorded_in_practice_earns_nothing(exercise: Exercise) -> None:
    # What types, modes and errors are is the same with all numbers; promises on these are side
    # promises, which earn nothing alone.
    reference = compiled(exercise, source_of(exercise))
    practised: dict[str, list[Play]] = {}

    def practise(scene: str, play: Play, world: int, curve: bool) -> Run:
        practised.setdefault(scene, []).append(play)
        return play_here(reference, scene, play, world, curve)

    for probe in exercise.probes:
        run_probe(probe, practise, PRACTICE)

    def replay(scene: str, play: Play, world: int, curve: bool) -> Run:
        plays = practised[scene]
        plays.append(plays.pop(0))  # what comes next was next in practice
        return play_here(reference, scene, plays[-1], PRACTICE, curve)

    subject = Subject("", True, isinstance(reference, type), plain(reference), replay)
    for seed in secrets(3):
        verdict = judge(exercise, subject, points=10.0, seed=seed, without=mistakes())
        kept = [promise.text for promise in verdict.promises if promise.kept]
        assert verdict.points == 0.0, (seed, kept)
