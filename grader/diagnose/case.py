"""A learner's runs beside the reference's."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from grader.course.exercise import Exercise, Probe, Promise
from grader.diagnose.programs import Candidate
from grader.diagnose.runs import RunCache, runs_of
from grader.diagnose.subject import Subject, here
from grader.observe.compare import agree_on, begins_alike, equal, same
from grader.observe.recorder import GRAPH_RETURNED, RAISED, RETURN
from grader.observe.run import Item, Run, matches
from grader.scenes.draws import PRACTICE
from grader.scenes.follow import UNREADABLE, Followed
from grader.scenes.scene import followed, run_probe


class Case:
    """One subject on one exercise: its runs, beside the reference's."""

    def __init__(self, exercise: Exercise, subject: Subject, seed: int) -> None:
        self.exercise = exercise
        self.seed = seed
        self._followed: dict[int, tuple[Followed, ...]] = {}
        self.cache: RunCache = runs_of(exercise, seed)
        self.expected = [self.cache.run(self.cache.reference, p) for p in exercise.probes]
        self.subject = subject
        self.yours = self._runs(subject, seed)

    @classmethod
    def of_program(cls, exercise: Exercise, candidate: Candidate, seed: int = PRACTICE) -> Case:
        """Return the case of a program of our own, as if it were a learner's."""
        return cls(exercise, here(runs_of(exercise, seed).subject(candidate)), seed)

    @cached_property
    def in_practice(self) -> list[Run]:
        """The learner's runs on the practice numbers, which books are about."""
        practised = self.seed == PRACTICE
        return self.yours if practised else Case(self.exercise, self.subject, PRACTICE).yours

    def _runs(self, subject: Subject, seed: int) -> list[Run]:
        runs: list[Run] = []
        for probe, expected in zip(self.exercise.probes, self.expected, strict=True):
            if runs and runs[-1].failure and runs[-1].failure.type in ("TimeUp", "Runaway"):
                runs.append(runs[-1])  # it would not end here either
            else:
                run = run_probe(probe, subject.play, seed)
                runs.append(_only_known(_as_asked_for(run, expected), expected))
        return runs

    def cut_off(self) -> str:
        """Return that the learner's code did not come to an end in time, if it did not."""
        late = (r.failure for r in self.yours if r.failure and r.cut_off)
        return next((failure.message for failure in late), "")

    def results(self) -> Iterator[tuple[Probe, Run, Run]]:
        """Yield each probe with the learner's run and the reference's."""
        yield from zip(self.exercise.probes, self.yours, self.expected, strict=True)

    def keeps(self, promise: Promise) -> bool:
        """Return whether the promise holds on every probe it is judged on."""
        return self.held(promise) is True

    def held(self, promise: Promise) -> bool | None:
        """Return whether the promise holds on every probe it is judged on.

        None means that it cannot be told: an exception came first, or it rests on another promise
        that does not hold.
        """
        return self._standings[self.exercise.promises.index(promise)]

    @cached_property
    def _standings(self) -> list[bool | None]:
        """What each promise is, in order.

        Where each of them holds in each step, and yet the run as a whole is not as expected, a
        promise is not kept: what single steps do not show is wrong all the same.
        """
        promises = self.exercise.promises
        found: list[bool | None] = []
        alone = [self._alone(promise) for promise in promises]
        for promise, holds in zip(promises, alone, strict=True):
            bases = [alone[number - 1] for number in promise.rests_on]
            rests = holds is not True and any(base is not True for base in bases)
            found.append(None if rests else self._ended(promise) if holds is None else holds)
        if all(found):
            found = [self._strictly(promise) for promise in promises]
        return found

    def _alone(self, promise: Promise) -> bool | None:
        """Return whether a promise holds, whatever it rests on; None where exceptions hide it."""
        places = self.places(promise)
        if any(not self.holds_on(promise, n) for n in places):
            return False
        ended = [n for n in places if self.yours[n].failure and not self._elsewhere(promise, n)]
        return None if ended else True

    def _ended(self, promise: Promise) -> bool | None:
        """Return whether an exception breaks a promise: one raised in all its situations alone.

        It says something only where the promise rests on others, which hold elsewhere.
        """
        everywhere = all(self.yours[n].failure for n in self.places(promise))
        return False if everywhere and promise.rests_on else None

    def _strictly(self, promise: Promise) -> bool:
        """Return whether everything that a promise looks at is as expected."""
        return all(
            agree_on(self.yours[n], self.expected[n], items)
            if (items := self.items(promise, n))
            else self.holds_on(promise, n)
            for n in self.places(promise)
        )

    def earns(self, promise: Promise) -> bool:
        """Return whether a promise earns something by itself, and others beside it."""
        return not promise.side and self.keeps(promise) and self._strictly(promise)

    def places(self, promise: Promise) -> list[int]:
        """Return which probes a promise is judged on."""
        named = {*promise.probes, *promise.elsewhere} if promise.probes else ()
        return [n for n, p in enumerate(self.exercise.probes) if not named or p.name in named]

    def items(self, promise: Promise, place: int) -> tuple[str, ...]:
        """Return the keys of what has to equal the reference's on a probe."""
        return () if self._elsewhere(promise, place) else promise.items

    def _elsewhere(self, promise: Promise, place: int) -> bool:
        return self.exercise.probes[place].name in promise.elsewhere

    def holds_on(self, promise: Promise, place: int) -> bool:
        """Return whether nothing that was observed on a probe breaks a promise."""
        yours, expected = self.yours[place], self.expected[place]
        items = self.items(promise, place)
        if yours.failure is not None:
            return begins_alike(yours, expected, items)
        if items and agree_on(yours, expected, items):
            return True
        return bool(promise.stepwise) and self._holds_stepwise(promise, place)

    def _holds_stepwise(self, promise: Promise, place: int) -> bool:
        """Return whether a promise holds in each step, from the run's own state before it."""
        found = self.followed(place)
        if self.items(promise, place) and any(each.key == UNREADABLE for each in found):
            return False
        computed = {each.key for each in found} & set(promise.stepwise)
        observed = [key for key in promise.stepwise if key not in computed]
        known = {item.key for item in self.expected[place].select(observed)}
        return (bool(computed) or known == set(observed)) and (
            agree_on(self.yours[place], self.expected[place], observed)
            and all(same(f.yours, f.expected) for f in found if f.key in computed)
        )

    def follows(self, key: str, place: int) -> bool:
        """Return whether all promises about an observation are kept.

        Where it is otherwise than expected all the same, something else is the reason.
        """
        about = [
            p
            for p in self.exercise.promises
            if place in self.places(p) and matches(key, self.items(p, place))
        ]
        return bool(about) and all(self.held(p) for p in about)

    def free(self, key: str, place: int) -> bool:
        """Return whether an observation is looked at in other situations, and not in this one."""
        about = [p for p in self.exercise.promises if matches(key, (*p.items, *p.stepwise))]
        return bool(about) and not any(place in self.places(p) for p in about)

    def broken(self) -> set[int]:
        """Return the probes on which something was observed that breaks a promise."""
        unkept = [p for p in self.exercise.promises if self.held(p) is False]
        return {n for p in unkept for n in self.places(p) if not self.holds_on(p, n)}

    def astray(self, promise: Promise, place: int) -> list[tuple[int, Followed]]:
        """Return what was computed anew for a promise and is otherwise, each with its number."""
        counts: Counter[str] = Counter()
        wrong = []
        for each in self.followed(place):
            counts[each.key] += 1
            if each.key in promise.stepwise and not same(each.yours, each.expected):
                wrong.append((counts[each.key], each))
        return wrong

    def followed(self, place: int) -> tuple[Followed, ...]:
        """Return what is computed anew from the states of a run (see ``scenes/follow``)."""
        if place not in self._followed:
            probe = self.exercise.probes[place]
            self._followed[place] = followed(probe, self.seed, self.yours[place])
        return self._followed[place]

    def departs(self) -> bool:
        """Return whether anything differs from the reference's runs."""
        return any(not equal(yours, expected) for _, yours, expected in self.results())

    def runs_like(self, candidate: Candidate) -> bool:
        """Return whether numbers and events equal a candidate's, which is not run on in vain."""
        return all(
            self.cache.runs_like(candidate, self.exercise.probes[i], self.yours[i])
            for i in self.cheapest
        )

    @cached_property
    def cheapest(self) -> list[int]:
        """The probes in the order in which they tell soonest that a candidate is another."""
        departs = [not equal(a, b) for a, b in zip(self.yours, self.expected, strict=True)]
        size = [len(run.items) for run in self.yours]
        return sorted(range(len(size)), key=lambda i: (not departs[i], size[i]))

    def numbers_fit(self, candidate: Candidate) -> bool:
        """Return whether what the promises look at equals a candidate's."""
        keys = [key for promise in self.exercise.promises for key in promise.items]
        if any(run.failure for run in self.yours):
            return False
        if all(agree_on(yours, expected, keys) for _, yours, expected in self.results()):
            return False  # nothing that is promised in numbers went wrong
        return all(
            not (theirs := self.cache.run(candidate, probe)).cut_off
            and agree_on(yours, theirs, keys)
            for probe, yours, _ in self.results()
        )


def _as_asked_for(run: Run, reference: Run) -> Run:
    """Call an exception that is of the kind asked for by the name of that kind."""
    asked = iter([item.value for item in reference.items if item.key == RAISED])
    items = (
        replace(item, value=_kind(item.value, next(asked, ""))) if item.key == RAISED else item
        for item in run.items
    )
    return replace(run, items=tuple(items))


def _kind(raised: str, asked: str) -> str:
    one, kind = getattr(builtins, raised, None), getattr(builtins, asked, None)
    if not (isinstance(one, type) and isinstance(kind, type)) or one is NotImplementedError:
        return raised  # what is not written yet raises nothing that was asked for
    return asked if issubclass(one, kind) else raised


def _only_known(run: Run, reference: Run) -> Run:
    """Drop returned keys that nobody asked for: extra dictionary keys are allowed."""
    known = {item.key for item in reference.items}
    if RETURN in known:
        return run
    items = tuple(i for i in run.items if not matches(i.key, [RETURN]) or i.key in known)
    return replace(run, items=tuple(_known_graphs(i, known) for i in items))


def _known_graphs(item: Item, known: set[str]) -> Item:
    if item.key != GRAPH_RETURNED:
        return item
    kept = [path for path in item.value if f"{RETURN}.{path.partition('[')[0]}" in known]
    return replace(item, value=kept)
