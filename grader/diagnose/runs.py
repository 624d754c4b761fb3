"""Runs references and patched references on probes, once each.

A patched reference is a candidate: a program that makes known mistakes. Candidates are
kept by their source, so two ways to the same program cost one run.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import Any

from grader.course.exercise import Exercise, Probe
from grader.diagnose.programs import Candidate, candidates, compiled, source_of
from grader.observe.compare import begins, equal
from grader.observe.recorder import Departed
from grader.observe.run import Item, Run
from grader.scenes.draws import PRACTICE, Play
from grader.scenes.scene import Player, is_compared_as_played, play_here, run_probe

# What Python itself raises at a line that makes no sense.
STUMBLES = ("AttributeError", "NameError", "UnboundLocalError", "TypeError")


class RunCache:
    """Everything the grader can find out about one exercise with one seed."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        self.exercise = exercise
        self.seed = seed
        self._runs: dict[tuple[str, str], Run] = {}
        self._starts: dict[tuple[str, str], tuple[Item, ...]] = {}
        self._subjects: dict[str, Any] = {}

    @property
    def reference(self) -> Candidate:
        """The reference as a candidate without mistakes."""
        return Candidate((), source_of(self.exercise))

    def run(self, candidate: Candidate, probe: Probe, curve: bool = False) -> Run:
        """Run a candidate on a probe, or return the run made before; one cut off is not kept."""
        key = candidate.source, probe.name
        if key in self._runs:
            return self._runs[key]
        run = run_probe(probe, self._player(candidate), self.seed, curve)
        if not run.cut_off:
            self._runs[key] = run
        return run

    def _player(self, candidate: Candidate) -> Player:
        def play(scene: str, play: Play, world: int, curve: bool) -> Run:
            anew = compiled(self.exercise, candidate.source) if play.fresh else None
            made = anew or self.subject(candidate)
            right = not candidate.slugs
            return play_here(made, scene, play, world, curve, trusted=True, ends=right)

        return play

    def runs_like(self, candidate: Candidate, probe: Probe, yours: Run) -> bool:
        """Return whether a candidate's run equals ``yours``; it is stopped where it departs."""
        key = candidate.source, probe.name
        if not begins(yours, self._starts.get(key, ())):
            return False
        if key not in self._runs and is_compared_as_played(probe, self.seed):
            player = partial(play_here, self.subject(candidate), expected=yours, trusted=True)
            try:
                run = run_probe(probe, player, self.seed)
            except Departed as departed:
                self._starts[key] = departed.items
                return False
            if run.cut_off:
                return False
            self._runs[key] = run
        return equal(yours, self.run(candidate, probe))

    def subject(self, candidate: Candidate) -> Any:
        """Return the candidate as a function or class."""
        if candidate.source not in self._subjects:
            self._subjects[candidate.source] = compiled(self.exercise, candidate.source)
        return self._subjects[candidate.source]

    def forget(self, candidate: Candidate) -> None:
        """Keep nothing of a candidate that is not needed again."""
        self._subjects.pop(candidate.source, None)
        for probe in self.exercise.probes:
            self._runs.pop((candidate.source, probe.name), None)

    def harmless(self, candidate: Candidate) -> bool:
        """Return whether the candidate does nothing wrong on any probe (it keeps them all)."""
        return all(
            equal(self.run(candidate, p), self.run(self.reference, p)) for p in self.exercise.probes
        )

    def stumbles(self, pair: Candidate) -> bool:
        """Return whether two mistakes in one program raise an error that neither raises alone.

        Nobody makes such a program: one edit took away what the other's line needs.
        """
        return any(
            (end := self._stumble(pair, probe)) and end not in self._ends(pair.slugs, probe)
            for probe in self.exercise.probes
        )

    def _ends(self, slugs: tuple[str, ...], probe: Probe) -> set[str]:
        singles = (c for c in candidates(self.exercise) if c.slugs[0] in slugs)
        return {self._stumble(c, probe) for c in singles}

    def _stumble(self, candidate: Candidate, probe: Probe) -> str:
        failure = self.run(candidate, probe).failure
        return failure.type if failure and failure.own and failure.type in STUMBLES else ""


def runs_of(exercise: Exercise, seed: int) -> RunCache:
    """Return the runs of an exercise with a seed.

    Those of practice, which everybody needs, are kept for as long as the process runs, others
    for a while: each submission has a seed of its own.
    """
    return _of_practice(exercise) if seed == PRACTICE else _of_one(exercise, seed)


@cache
def _of_practice(exercise: Exercise) -> RunCache:
    return RunCache(exercise, PRACTICE)


@lru_cache(maxsize=16)
def _of_one(exercise: Exercise, seed: int) -> RunCache:
    return RunCache(exercise, seed)
