"""Runs references and patched references on probes, once each.

A patched reference is a candidate: a program that makes known mistakes. Candidates are
kept by their source, so two ways to the same program cost one run.
"""

from __future__ import annotations

import inspect
import itertools
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from grader.catalogue import MistakeFile, mistakes
from grader.exercise import Exercise, Probe
from grader.patch import DoesNotApply, Patch
from grader.record import Departed, Rig, record
from grader.run import Item, Run, begins, equal

# What Python itself raises at a line that makes no sense.
STUMBLES = ("AttributeError", "NameError", "UnboundLocalError", "TypeError")


@dataclass(frozen=True)
class Edit:
    """A patch, and the names of the loop it is applied to."""

    patch: Patch
    swaps: tuple[tuple[str, str], ...] = ()

    def apply(self, source: str) -> str:
        """Return the edited source; raises DoesNotApply as the patch does."""
        return self.patch.apply(source, dict(self.swaps))


@dataclass(frozen=True)
class Candidate:
    """A program that makes the mistakes ``slugs`` and is otherwise the reference.

    Attributes:
        slugs: The mistakes, in the order in which they were made.
        source: The program.
        edits: How the mistakes were made, to make them in another program as well.
    """

    slugs: tuple[str, ...]
    source: str
    edits: tuple[Edit, ...] = field(default=(), compare=False, repr=False)


def builder(name: str) -> Callable[..., Any]:
    """Return the builder called ``"module:function"`` below ``grader.rigs``."""
    module, _, function = name.partition(":")
    made: Callable[..., Any] = getattr(import_module(f"grader.rigs.{module}"), function)
    return made


def run_probe(probe: Probe, subject: Any, seed: int, curve: bool = False) -> Run:
    """Run ``subject`` on a probe and return what was observed."""
    run = record(builder(probe.builder), dict(probe.params), subject, seed, curve)
    return read(probe, run, seed)


def read(probe: Probe, run: Run, seed: int) -> Run:
    """Return a run in the form in which it is compared."""
    if not probe.reader:
        return run
    made: Run = builder(probe.reader)(Rig(seed), run, **probe.params)
    return made


class Lab:
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
        """Run a candidate on a probe, or return the run made before."""
        key = candidate.source, probe.name
        if key not in self._runs:
            subject = self.subject(candidate)
            self._runs[key] = run_probe(probe, subject, self.seed, curve)
        return self._runs[key]

    def runs_like(self, candidate: Candidate, probe: Probe, yours: Run) -> bool:
        """Return whether a candidate's run equals ``yours``; it is stopped where it departs."""
        key = candidate.source, probe.name
        if not begins(yours, self._starts.get(key, ())):
            return False
        if key not in self._runs and not probe.reader:
            made = builder(probe.builder), dict(probe.params), self.subject(candidate)
            try:
                self._runs[key] = record(*made, self.seed, expected=yours)
            except Departed as departed:
                self._starts[key] = departed.items
                return False
        return equal(yours, self.run(candidate, probe))

    def subject(self, candidate: Candidate) -> Any:
        """Return the candidate as a function or class."""
        if candidate.source not in self._subjects:
            self._subjects[candidate.source] = compiled(self.exercise, candidate.source)
        return self._subjects[candidate.source]

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

    def singles(self) -> list[Candidate]:
        """Return every known mistake that shows on this exercise."""
        return [c for c in candidates(self.exercise) if not self.harmless(c)]


@cache
def lab(exercise: Exercise, seed: int) -> Lab:
    """Return the lab of an exercise and seed; it keeps what it has run."""
    return Lab(exercise, seed)


@cache
def source_of(exercise: Exercise) -> str:
    """Return the source of an exercise's reference."""
    return "\n\n".join(textwrap.dedent(inspect.getsource(part)) for part in exercise.parts)


def compiled(exercise: Exercise, source: str) -> Any:
    """Execute a patched reference among its own module's names; return what it defines."""
    module = inspect.getmodule(exercise.parts[0])
    names = dict(vars(module)) if module else {}
    exec(compile(source, "<reference>", "exec"), names)
    made = tuple(names[part.__name__] for part in exercise.parts)
    return made if isinstance(exercise.reference, tuple) else made[0]


def ways(exercise: Exercise, entry: MistakeFile) -> Iterator[Candidate]:
    """Yield the programs in which a mistake is made: in each loop alone, and in all."""
    source = source_of(exercise)
    for patch in entry.patches:
        seen: set[str] = set()
        everywhere: tuple[Edit, ...] = ()
        for swaps in exercise.dialects:
            edit = Edit(patch, tuple(swaps.items()))
            alone = _edited(source, (edit,))
            if alone is None or alone in seen:
                continue  # not in this loop, or the patch does not care which loop it is
            seen.add(alone)
            yield Candidate((entry.slug,), alone, (edit,))
            everywhere = (*everywhere, edit)
            stacked = _edited(source, everywhere)
            if stacked is not None:
                yield Candidate((entry.slug,), stacked, everywhere)


def _edited(source: str, edits: Iterable[Edit]) -> str | None:
    try:
        for edit in edits:
            source = edit.apply(source)
    except DoesNotApply:
        return None
    return source


@cache
def candidates(exercise: Exercise) -> tuple[Candidate, ...]:
    """Return every single mistake whose patch applies to the exercise's reference.

    Two mistakes that gave the same program would both be here; the tests refuse them.
    """
    found = itertools.chain.from_iterable(ways(exercise, m) for m in mistakes().values())
    return tuple(dict.fromkeys(found))  # the first way to make a mistake is the plain one


@lru_cache(maxsize=4096)
def both(first: Candidate, second: Candidate) -> Candidate | None:
    """Return the program that makes ``first`` and then ``second``, if that is possible."""
    if first.slugs == second.slugs:
        return None
    source = _edited(first.source, second.edits)
    if source is None:
        return None
    return Candidate((*first.slugs, *second.slugs), source, (*first.edits, *second.edits))
