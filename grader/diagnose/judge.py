"""From runs to a verdict: which promises hold, and which known mistake this is.

A mistake is named only when the learner's numbers *and* events equal those of the
patched reference on every probe. When only the numbers do, the verdict says "same
effect as"; when nothing fits, it shows where the run first departs, and names nothing.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from grader.course.exercise import Clause, Exercise, Probe
from grader.diagnose import explain
from grader.diagnose.pairs import likeliest, remembered
from grader.diagnose.runs import Candidate, Lab, candidates, lab
from grader.diagnose.subject import Subject, here
from grader.observe.run import Item, Run, agreement, equal, matches, same
from grader.verdict import Promise, Verdict

Position = tuple[int, int]

# How many programs with two mistakes are run; it keeps a wrong answer below 2 s.
TRIES = 60
TRIES_IN_GROUP = 6  # each starts processes


@dataclass(frozen=True)
class Finding:
    """What a search found: the candidate and whether events fit as well as numbers."""

    candidate: Candidate
    strict: bool


class Case:
    """One subject on one exercise: its runs, beside the reference's."""

    def __init__(self, exercise: Exercise, subject: Subject, seed: int) -> None:
        self.exercise = exercise
        self.lab: Lab = lab(exercise, seed)
        self.expected = [self.lab.run(self.lab.reference, p) for p in exercise.probes]
        self.subject = subject
        self.yours = self._runs(subject, seed)

    def _runs(self, subject: Subject, seed: int) -> list[Run]:
        runs: list[Run] = []
        for probe, expected in zip(self.exercise.probes, self.expected, strict=True):
            if runs and runs[-1].failure and runs[-1].failure.type in ("TimeUp", "Runaway"):
                runs.append(runs[-1])  # it would not end here either
            else:
                runs.append(_only_known(subject.run(probe, seed, False), expected))
        return runs

    def results(self) -> Iterator[tuple[Probe, Run, Run]]:
        """Yield each probe with the learner's run and the reference's."""
        yield from zip(self.exercise.probes, self.yours, self.expected, strict=True)

    def keeps(self, clause: Clause) -> bool:
        """Return whether the promise holds on every probe it is judged on."""
        return all(
            yours.failure is None and _alike(yours, expected, clause.items)
            for probe, yours, expected in self.results()
            if not clause.probes or probe.name in clause.probes
        )

    def departure(self) -> Position | None:
        """Return the first probe and observation that differ from the reference's."""
        for index, (_, yours, expected) in enumerate(self.results()):
            if not equal(yours, expected):
                return index, agreement(yours, expected)
        return None

    def reach(self, candidate: Candidate) -> Position:
        """Return how far the learner's runs equal a candidate's, probe by probe."""
        for index, (probe, yours) in enumerate(zip(self.exercise.probes, self.yours, strict=True)):
            run = self.lab.run(candidate, probe)
            if not equal(yours, run):
                return index, agreement(yours, run)
        return len(self.yours), 0

    def fits(self, candidate: Candidate, first: int) -> bool:
        """Return whether numbers and events equal a candidate's; probe ``first`` first."""
        return all(
            equal(self.yours[i], self.lab.run(candidate, self.exercise.probes[i]))
            for i in self._order(first)
        )

    def runs_like(self, candidate: Candidate) -> bool:
        """Return the same as ``fits``, without running a candidate to its end in vain."""
        return all(
            self.lab.runs_like(candidate, self.exercise.probes[i], self.yours[i])
            for i in self.cheapest
        )

    @cached_property
    def cheapest(self) -> list[int]:
        """The probes in the order in which they tell soonest that a candidate is another."""
        departs = [not equal(a, b) for a, b in zip(self.yours, self.expected, strict=True)]
        size = [len(run.items) for run in self.yours]
        return sorted(range(len(size)), key=lambda i: (not departs[i], size[i]))

    def _order(self, first: int) -> list[int]:
        return sorted(range(len(self.yours)), key=lambda i: i != first)

    def numbers_fit(self, candidate: Candidate) -> bool:
        """Return whether what the promises look at equals a candidate's."""
        keys = [key for clause in self.exercise.clauses for key in clause.items]
        if any(run.failure for run in self.yours):
            return False
        return all(
            _alike(yours, self.lab.run(candidate, probe), keys)
            for probe, yours, _ in self.results()
        )


def _alike(a: Run, b: Run, keys: Sequence[str]) -> bool:
    x, y = a.select(keys), b.select(keys)
    return len(x) == len(y) and all(
        i.key == j.key and same(i.value, j.value) for i, j in zip(x, y, strict=True)
    )


def _only_known(run: Run, reference: Run) -> Run:
    """Drop returned keys that nobody asked for: extra dictionary keys are allowed."""
    known = {item.key for item in reference.items}
    if "return" in known:
        return run
    items = tuple(i for i in run.items if not matches(i.key, ["return"]) or i.key in known)
    return replace(run, items=tuple(_known_graphs(i, known) for i in items))


def _known_graphs(item: Item, known: set[str]) -> Item:
    if item.key != "graph.returned":
        return item
    kept = [path for path in item.value if f"return.{path.partition('[')[0]}" in known]
    return replace(item, value=kept)


# -- the search ----------------------------------------------------------------------


def search(case: Case, without: Iterable[str] = ()) -> Finding | None:
    """Return the known mistake, or two, that the runs show.

    Args:
        case: The learner's runs.
        without: Slugs to leave out of the catalogue, for tests.
    """
    departure = case.departure()
    if departure is None:
        return None
    with _uncollected():
        return _search(case, departure, set(without))


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: runs are kept, and each collection would look at all."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _search(case: Case, departure: Position, hidden: set[str]) -> Finding | None:
    singles = [c for c in candidates(case.exercise) if not hidden & set(c.slugs)]
    if not singles:
        return None
    found = next((c for c in singles if case.fits(c, departure[0])), None)
    found = found or _pair(case, singles, departure)
    if found:
        return Finding(found, strict=True)
    found = next((c for c in singles if case.numbers_fit(c)), None)
    return Finding(found, strict=False) if found else None


def _pair(case: Case, singles: Sequence[Candidate], departure: Position) -> Candidate | None:
    """Look for two mistakes made together: those known as hard to find, then the likeliest.

    They are compared where the run first departs and, when a mistake explains the run
    up to a later place, there as well: that is where the other joins in.
    """
    furthest = max((case.reach(c) for c in singles), default=departure)
    telling = sorted({departure[0], min(furthest[0], len(case.yours) - 1)})
    probes = [case.exercise.probes[i] for i in telling]
    likely = likeliest(
        singles,
        [[case.lab.run(c, p) for p in probes] for c in singles],
        [case.yours[i] for i in telling],
        [case.expected[i] for i in telling],
    )
    slugs = {slug for c in singles for slug in c.slugs}
    known = (
        c for c in remembered(case.exercise, case.yours, case.expected) if slugs.issuperset(c.slugs)
    )
    tries = TRIES_IN_GROUP if case.exercise.in_group else TRIES
    tried = itertools.chain(known, itertools.islice(likely, tries))
    fitting = (pair for pair in tried if case.runs_like(pair))
    return next((pair for pair in fitting if not case.lab.stumbles(pair)), None)


# -- the verdict ---------------------------------------------------------------------


def judge(
    exercise: Exercise,
    subject: Any,
    *,
    points: float | None = None,
    seed: int = 0,
    without: Iterable[str] = (),
) -> Verdict:
    """Run ``subject`` on every probe of an exercise and say what was found.

    Args:
        exercise: The exercise.
        subject: The learner's function, class or answer; a ``Subject`` when it lives in
            another process.
        points: Points the exercise is worth; the sum of its weights by default.
        seed: Seed of the probes' data and weights.
        without: Slugs to leave out of the catalogue, for tests.

    Returns:
        The verdict. Points are shared among the promises by weight; a promise that
        idle code keeps as well earns only beside one that it does not.
    """
    worth = float(sum(c.weight for c in exercise.clauses)) if points is None else float(points)
    judged = subject if isinstance(subject, Subject) else here(subject)
    verdict = _verdict(exercise, judged, worth, seed, without)
    return replace(verdict, graded=points is not None)


def _verdict(
    exercise: Exercise, subject: Subject, worth: float, seed: int, without: Iterable[str]
) -> Verdict:
    refused = _refusal(exercise, subject)
    if refused:
        return _contract(exercise, refused, worth)
    if exercise.prepare is not None:
        try:
            subject = here(exercise.prepare(subject.value))
        except Exception as error:
            return _contract(exercise, str(error), worth)
    case = Case(exercise, subject, seed)
    if _not_written(case):
        return _contract(exercise, f"{exercise.name} is not written yet.", worth)
    promises = _promises(case, worth)
    if all(p.kept for p in promises):
        return _passed(case, promises, worth)
    return _failed(case, promises, worth, search(case, without))


def _refusal(exercise: Exercise, subject: Subject) -> str | None:
    if exercise.prepare is not None:
        return None
    if isinstance(exercise.reference, type) and not subject.is_class:
        return f"{exercise.name} should be a class, but it is {subject.described}."
    several = isinstance(exercise.reference, tuple)
    given = len(subject.value) if isinstance(subject.value, (tuple, list)) else 0
    if not subject.is_callable or given != several * len(exercise.parts):
        names = ", ".join(part.__name__ for part in exercise.parts)
        wanted = f"the tuple ({names})" if several else "a function"
        return f"{exercise.name} should be {wanted}, but it is {subject.described}."
    return None


def _not_written(case: Case) -> bool:
    failures = (run.failure for run in case.yours if run.failure is not None)
    return any(f.type == "NotImplementedError" and f.own for f in failures)


def _contract(exercise: Exercise, message: str, worth: float) -> Verdict:
    clauses = exercise.clauses
    total = sum(c.weight for c in clauses)
    promises = tuple(
        Promise(c.text, False, 0.0, round(worth * c.weight / total, 4)) for c in clauses
    )
    return Verdict(exercise.address, "contract", message, 0.0, worth, promises)


def _promises(case: Case, worth: float) -> tuple[Promise, ...]:
    clauses = case.exercise.clauses
    total = sum(c.weight for c in clauses)
    kept = [case.keeps(c) for c in clauses]
    earnest = any(k and not c.side for k, c in zip(kept, clauses, strict=True))
    return tuple(
        Promise(
            text=c.text,
            kept=k,
            earned=round(worth * c.weight / total, 4) if k and (earnest or not c.side) else 0.0,
            worth=round(worth * c.weight / total, 4),
            detail="" if k else explain.detail(c, list(case.results())),
        )
        for c, k in zip(clauses, kept, strict=True)
    )


def _points(promises: Sequence[Promise], worth: float) -> float:
    if all(p.kept for p in promises):
        return worth
    return round(sum(p.earned for p in promises), 2)


def _passed(case: Case, promises: tuple[Promise, ...], worth: float) -> Verdict:
    count = len(promises)
    message = "All promises are kept." if count > 1 else "The promise is kept."
    return Verdict(
        exercise=case.exercise.address,
        kind="pass",
        message=message,
        points=worth,
        max_points=worth,
        promises=promises,
        notes=explain.notes(case.exercise, case.yours),
        output=case.yours[0].output,
    )


def _failed(
    case: Case, promises: tuple[Promise, ...], worth: float, found: Finding | None
) -> Verdict:
    index = explain.telling(list(case.results()))
    simulated = None
    if found is not None:
        simulated = case.lab.run(found.candidate, case.exercise.probes[index])
    kind, message = explain.headline(case.exercise, list(case.results())[index], found, case.yours)
    failed = next((r.failure for r in case.yours if r.failure), None)
    strict = found.candidate if found and found.strict else None
    return Verdict(
        exercise=case.exercise.address,
        kind=kind,
        message=message,
        points=_points(promises, worth),
        max_points=worth,
        promises=promises,
        mistakes=explain.named(case.exercise, strict) if strict else (),
        same_effect_as=found.candidate.slugs if found and not found.strict else (),
        table=explain.table(case.yours[index], case.expected[index], simulated),
        curves=_curves(case, strict),
        curve_label="update" if case.exercise.curve and strict else "",
        notes=explain.notes(case.exercise, case.yours),
        place=explain.place(failed),
        output=case.yours[index].output,
    )


def _curves(case: Case, named: Candidate | None) -> tuple[Any, ...]:
    probe = case.exercise.curve
    if probe is None or named is None:
        return ()
    yours = case.subject.run(probe, case.lab.seed, True).curve
    expected = case.lab.run(case.lab.reference, probe, curve=True).curve
    simulated = case.lab.run(named, probe, curve=True).curve
    return explain.curves(yours, expected, simulated)
