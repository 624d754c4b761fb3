"""From runs to a verdict: which promises hold, and which known mistake this is.

A mistake is named only when the learner's numbers *and* events equal those of the
patched reference on every probe. When only the numbers do, the verdict says "same
effect as"; when nothing fits, it shows where the run first departs, and names nothing.

Marks are decided on numbers that belong to one submission. The rest of a card, names and
numbers, comes from the practice numbers all the same, which everybody can see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from grader.course.exercise import Exercise, Promise
from grader.diagnose import crash, explain, rows
from grader.diagnose.case import Case
from grader.diagnose.given import given
from grader.diagnose.hidden import settled
from grader.diagnose.programs import Candidate
from grader.diagnose.relate import relation, where
from grader.diagnose.search import Finding, search
from grader.diagnose.subject import Subject, here
from grader.diagnose.terms import terms
from grader.observe.recorder import RATES
from grader.observe.world import put_back
from grader.scenes.draws import PRACTICE
from grader.scenes.scene import run_probe
from grader.verdict import NOT_TRIED, PromiseResult, Verdict

Told = Callable[[str], object]

ONLY_MARKED = (
    "With the practice numbers your code keeps every promise; with the numbers drawn for this "
    "submission it does not keep all of them.\n\nEither it is right for the practice numbers only, "
    "or this could not be practised: your instructor can see these numbers and decide."
)
TOO_LONG = "A right answer takes a small part of that; a loop that does not end looks like this."
WHY_CUT_OFF = "What your code would have done after it is not known, so nothing is said about that."
STOPPED = "Not tried to its end: the code was stopped before."
RUNS = "Running your code in {} situations ..."
RUNS_ONCE = "Running your code ..."
LOOKS_UP = "Comparing what it did with known mistakes ..."
NOT_IN_PRACTICE = (
    "Kept with the practice numbers; not kept with the numbers drawn for this submission."
)


def judge(
    exercise: Exercise,
    subject: Any,
    *,
    points: float | None = None,
    seed: int = PRACTICE,
    without: Iterable[str] = (),
    openly: bool = False,
    told: Told = lambda doing: None,
) -> Verdict:
    """Run ``subject`` on every probe of an exercise and say what was found.

    Args:
        exercise: The exercise.
        subject: The learner's function, class or answer; a ``Subject`` when it lives in
            another process.
        points: Points the exercise is worth; the sum of its weights by default.
        seed: Seed of the probes' data and weights, on which promises and points are decided.
        without: Slugs to leave out of the catalogue, for tests.
        openly: Whether names and numbers come from this seed as well: for those who may see
            its numbers.
        told: Is told what is being done.

    Returns:
        The verdict. Points are shared among the promises by weight; a promise that
        idle code keeps as well earns only beside one that it does not.
    """
    worth = float(sum(p.weight for p in exercise.promises)) if points is None else float(points)
    judged = subject if isinstance(subject, Subject) else here(subject)
    with put_back():  # what a session has changed reaches neither the numbers nor the references
        decides = settled(exercise, seed)
        shown = decides if openly else PRACTICE
        verdict = _verdict(exercise, judged, worth, (decides, shown), without, told)
    return replace(verdict, graded=points is not None, own_numbers=decides != shown)


def demonstrate(exercise: Exercise, candidate: Candidate) -> Verdict:
    """Return the card of a program whose mistakes are known, without a search for them.

    Other than on a learner's card, what holds between its numbers and those expected is told too.

    Args:
        exercise: The exercise.
        candidate: A program of ``programs.candidates`` that does something wrong there.
    """
    worth = float(sum(p.weight for p in exercise.promises))
    with put_back():
        case = Case.of_program(exercise, candidate)
        found = Finding(candidate, strict=True, named=candidate.slugs)
        verdict = _failed(case, _promises(case, worth), worth, found)
        return replace(verdict, relation=relation(case))


def _verdict(
    exercise: Exercise,
    subject: Subject,
    worth: float,
    seeds: tuple[int, int],
    without: Iterable[str],
    told: Told,
) -> Verdict:
    decides, shown = seeds
    count = len(exercise.probes)
    told(RUNS.format(count) if count > 1 else RUNS_ONCE)
    try:
        subject = prepared(exercise, subject)
    except Refused as why:
        return _contract(exercise, str(why), worth)
    case = Case(exercise, subject, decides)
    if _not_written(case):
        return _contract(exercise, f"{exercise.name} is not written yet.", worth)
    promises = _promises(case, worth)
    if all(p.kept for p in promises):
        return _passed(case, promises, worth, decides == shown)
    if late := case.cut_off():  # nor would it end in practice
        return _cut_off(exercise, promises, worth, late)
    told(LOOKS_UP)
    if decides == shown:
        return _failed(case, promises, worth, search(case, without))
    return _marked(promises, Case(exercise, subject, shown), worth, without)


def _marked(
    decided: tuple[PromiseResult, ...], practice: Case, worth: float, without: Iterable[str]
) -> Verdict:
    """Return what was decided on a submission's own numbers, with what practice shows of it."""
    practised = _promises(practice, worth)
    promises = tuple(map(_with_practice, decided, practised))
    if all(p.kept for p in practised):
        return _only_marked(practice.exercise, promises, worth)
    if told := practice.cut_off():
        return _cut_off(practice.exercise, promises, worth, told)
    return _failed(practice, promises, worth, search(practice, without))


def _with_practice(decided: PromiseResult, practised: PromiseResult) -> PromiseResult:
    """Return a promise as it was decided; only a measurement of practice is shown."""
    told = NOT_IN_PRACTICE if practised.kept else practised.detail
    return replace(decided, detail="" if decided.kept else told)


def _cut_off(
    exercise: Exercise, promises: tuple[PromiseResult, ...], worth: float, told: str
) -> Verdict:
    why = WHY_CUT_OFF if "ranks" in told else f"{TOO_LONG} {WHY_CUT_OFF}"  # they wait
    message = f"Your code could not be judged: {told}. {why}"
    shown = tuple(p if p.kept else replace(p, detail=NOT_TRIED + STOPPED) for p in promises)
    return Verdict(exercise.address, "crash", message, _points(promises, worth), worth, shown)


def _only_marked(exercise: Exercise, promises: tuple[PromiseResult, ...], worth: float) -> Verdict:
    points = _points(promises, worth)
    return Verdict(exercise.address, "departure", ONLY_MARKED, points, worth, promises)


class Refused(Exception):
    """What was handed in is no answer to the exercise; the message says why."""


def prepared(exercise: Exercise, subject: Subject) -> Subject:
    """Return what is run.

    Raises:
        Refused: if the learner's object is of the wrong kind.
    """
    if told := _refusal(exercise, subject):
        raise Refused(told)
    if exercise.prepare is None:
        return subject
    try:
        return here(exercise.prepare(subject.value))
    except Exception as error:
        raise Refused(str(error)) from error


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
    return any(f.type == "NotImplementedError" and f.raised for f in failures)


def _contract(exercise: Exercise, message: str, worth: float) -> Verdict:
    total = sum(p.weight for p in exercise.promises)
    broken = tuple(
        PromiseResult(p.text, False, 0.0, round(worth * p.weight / total, 4), NOT_TRIED)
        for p in exercise.promises
    )
    return Verdict(exercise.address, "contract", message, 0.0, worth, broken)


def _promises(case: Case, worth: float) -> tuple[PromiseResult, ...]:
    promises = case.exercise.promises
    total = sum(p.weight for p in promises)
    earnest = any(case.earns(p) for p in promises)
    return tuple(
        PromiseResult(
            text=p.text,
            kept=case.keeps(p),
            earned=round(worth * p.weight / total, 4) if case.keeps(p) and earnest else 0.0,
            worth=round(worth * p.weight / total, 4),
            detail="" if case.keeps(p) else _detail(case, p),
        )
        for p in promises
    )


def _detail(case: Case, promise: Promise) -> str:
    """Return what shows that a promise is not kept, or why that could not be tried."""
    places, results = case.places(promise), list(case.results())
    broken = [n for n in places if not case.holds_on(promise, n)] or places
    told = explain.ended([results[n] for n in places])
    if case.held(promise) is None:
        bases = [case.exercise.promises[number - 1] for number in promise.rests_on]
        base = next((p.text for p in bases if not case.keeps(p)), "")
        return NOT_TRIED + (told or explain.rests_on(base))
    for n in broken:
        if steps := case.astray(promise, n):
            return explain.followed(results[n][0], *steps[0])
    shown = promise if case.items(promise, broken[0]) else replace(promise, items=promise.stepwise)
    return explain.detail(shown, [results[n] for n in broken]) or told


def _points(promises: Sequence[PromiseResult], worth: float) -> float:
    if all(p.kept for p in promises):
        return worth
    return round(sum(p.earned for p in promises), 2)


def _passed(case: Case, promises: tuple[PromiseResult, ...], worth: float, openly: bool) -> Verdict:
    return Verdict(
        exercise=case.exercise.address,
        kind="pass",
        message=explain.kept(case.exercise),
        points=worth,
        max_points=worth,
        promises=promises,
        notes=explain.notes(case.exercise, case.yours),
        output=case.yours[0].output if openly else "",  # code can print what it was given
    )


def _failed(
    case: Case, promises: tuple[PromiseResult, ...], worth: float, found: Finding | None
) -> Verdict:
    index = explain.telling(list(case.results()), found is not None, case.broken())
    simulated = None
    if found is not None and found.whole:
        simulated = case.cache.run(found.candidate, case.exercise.probes[index])
    probe, yours, expected = result = list(case.results())[index]
    apart = rows.differences(yours, expected, simulated)
    if simulated is None:
        apart.sort(key=lambda one: case.follows(one.key, index))
        # Where no promise is about it, a schedule may end with another rate, and rightly.
        apart = [one for one in apart if one.key != RATES or not case.free(RATES, index)]
    kind, message = explain.headline(case.exercise, result, found, case.yours, apart)
    if kind == "crash" and yours.failure is None:
        apart = []  # numbers of a trial that did not stop would stand beside why another did
    if kind == "departure" and not case.departs():
        message = explain.unkept(promises)  # promises alone see it
    failed = next((r.failure for r in case.yours if r.failure), None)
    strict = found.candidate if found and found.strict and found.whole else None
    stopped = failed if kind == "crash" else None
    return Verdict(
        exercise=case.exercise.address,
        kind=kind,
        message=message,
        points=_points(promises, worth),
        max_points=worth,
        promises=promises,
        mistakes=explain.named(case.exercise, found) if found and found.strict else (),
        same_effect_as=found.candidate.slugs if found and not found.strict else (),
        situation=probe.about,
        given=given(case.exercise, probe, case.cache.seed, apart[0], expected) if apart else (),
        table=(shown := rows.table(apart)),
        terms=terms(shown),
        curves=(curves := _curves(case, strict)),
        curve_label="update" if curves else "",
        notes=explain.notes(case.exercise, case.yours),
        place=crash.place(failed),
        exception=crash.said(stopped) if stopped else "",
        clinic=crash.clinic(case.exercise, stopped) if stopped else None,
        relation=relation(case) or where(case) if kind == "departure" else "",
        output=case.yours[index].output,
    )


def _curves(case: Case, named: Candidate | None) -> tuple[Any, ...]:
    probe = case.exercise.curve
    if probe is None or named is None:
        return ()
    yours = run_probe(probe, case.subject.play, case.cache.seed, True).curve
    expected = case.cache.run(case.cache.reference, probe, curve=True).curve
    simulated = case.cache.run(named, probe, curve=True).curve
    return explain.curves(yours, expected, simulated)
