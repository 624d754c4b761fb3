"""Turns runs into words and numbers for a verdict.

Words about one mistake or one exercise live in their own files; here are only the names
of the things that are measured.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from grader.course.catalogue import mistake
from grader.course.diff import diff
from grader.course.exercise import Exercise, Probe, Promise
from grader.course.matching import DoesNotApply
from grader.course.returns import describe
from grader.diagnose import crash
from grader.diagnose.entries import compared
from grader.diagnose.programs import sources
from grader.diagnose.rows import (
    COUNTED,
    ELSE,
    GRADIENT,
    OTHERS,
    RETURNED,
    Difference,
    at,
    by_key,
    first_difference,
    only_slightly,
)
from grader.diagnose.search import Finding
from grader.diagnose.show import name_of
from grader.observe.compare import agreement, equal
from grader.observe.recorder import GRAPH_RETURNED, NUMPY_RETURNED
from grader.observe.run import Failure, Run, matches
from grader.scenes.answers.play import ANSWER
from grader.scenes.follow import Followed
from grader.verdict import Curve, Kind, Mistake, PromiseResult

Result = tuple[Probe, Run, Run]
ENDLESS = 1e30  # no plot reaches so far
SAME_EFFECT = (
    "Its results are those of a known mistake.\n\n"
    "`{slug}` has the same effect: {title} Not all that your code does on the way is the same."
)
DEPARTS = {
    OTHERS: "An update is made by another optimizer than the one that was given.",
    RETURNED: "It returns something else than expected.",
    COUNTED: "It makes another number of updates than expected.",
    GRADIENT: "Its gradients are others than expected.",
    ELSE: "Other than expected: {label}.",
}
# Of what is so or not: such a label by itself would be read as what happened.
NOT_SO = {
    ("False", "True"): "This should be so, and is not: “{label}”.",
    ("True", "False"): "This should not be so, and is: “{label}”.",
}
UNNAMED = "The grader does not know this mistake by name. These numbers show where to look first:"
TOGETHER = "It does the same as {} known mistakes at once."
COUNTS = {2: "two", 3: "three"}
AMONG = "There are several such explanations; this is in all of them, and the rest cannot be told:"
EITHER = "Beside it, each of these would do here what your code does; which it is cannot be told:"
UNTRIED = "Your code could not be tried to its end"
ORDER = (
    "It does the right things in another order.\n\n"
    "At one point your code goes on with “{0}”, where “{1}” is expected."
)


# -- promises ------------------------------------------------------------------------


def detail(promise: Promise, results: Sequence[Result]) -> str:
    """Return the measurement that shows that a promise is not kept.

    In a situation, what happened otherwise says more than what did not happen at all, and of that
    what came first.
    """
    for probe, yours, expected in results:
        mine, theirs = (by_key(run, promise.items) for run in (yours, expected))
        apart: list[tuple[bool, int, str, int]] = []
        for key in dict.fromkeys([*theirs, *mine]):
            index = first_difference(mine.get(key, []), theirs.get(key, []))
            cut = yours.failure is not None and index == len(mine.get(key, []))
            if index is not None and not cut:
                missing = min(len(mine.get(key, [])), len(theirs.get(key, []))) <= index
                apart.append((missing, _when(expected, key, index), key, index))
        if apart:
            *_, key, index = min(apart, key=lambda one: one[:2])
            return _measured(probe, key, index, mine, theirs)
    return ended(results)


def _when(run: Run, key: str, index: int) -> int:
    """Return the place of an observation in a run; those that are noted aside come last."""
    every = [*run.items, *run.aside]
    places = [place for place, item in enumerate(every) if item.key == key]
    return places[index] if index < len(places) else len(every)


def ended(results: Sequence[Result]) -> str:
    """Return the exception that ended the first of some runs that one ended."""
    stopped = ((probe, run.failure) for probe, run, _ in results if run.failure is not None)
    return next((f"With {p.about}: {_short_of_end(failure)}." for p, failure in stopped), "")


def _short_of_end(failure: Failure) -> str:
    if crash.ended_by_itself(failure):
        return "this could not be tried to its end"
    return "your code stopped before the end"


def strays(probe: Probe, kind: str) -> str:
    """Return the exception that came where it could not be told whether a promise is kept."""
    return f"With {probe.about}: your code stopped with {kind}."


def rests_on(base: str) -> str:
    """Return that a promise can be tried only where the one that it rests on is kept."""
    return f"It shows once this is kept: {base}"


def followed(probe: Probe, number: int, found: Followed) -> str:
    """Return the measurement that shows it in one step, whatever came before."""
    mine, theirs = {found.key: [found.yours]}, {found.key: [found.expected]}
    return _measured(probe, found.key, 0, mine, theirs, number)


def _measured(
    probe: Probe,
    key: str,
    index: int,
    mine: Mapping[str, list[Any]],
    theirs: Mapping[str, list[Any]],
    number: int = 0,
) -> str:
    values = [at(side.get(key, []), index) for side in (mine, theirs)]
    name, (yours, expected) = compared(key, number or index + 1, values)
    if yours == expected:
        return f"With {probe.about}: {name} = {yours}, other entries."
    return f"With {probe.about}: {name} = {yours}, expected {expected}."


def telling(results: Sequence[Result], named: bool, broken: Collection[int]) -> int:
    """Return the index of the probe that shows best how the run departs.

    Args:
        results: What was observed on each probe.
        named: Whether the mistake is known: where it departs by little, another probe, on which
            it departs by more, shows better what the mistake does.
        broken: Indices of those on which a promise does not hold; they come first.
    """
    apart = [i for i, (_, yours, expected) in enumerate(results) if not equal(yours, expected)]
    unclear = {i for i in apart if named and only_slightly(*results[i][1:])}
    return min(apart, key=lambda i: (i in unclear, i not in broken, i), default=0)


# -- sentences -----------------------------------------------------------------------


def kept(exercise: Exercise) -> str:
    """Return the message of a pass."""
    count = len(exercise.promises)
    lead = f"All {count} promises are kept." if count > 1 else "The promise is kept."
    tried = [probe.about for probe in exercise.probes if probe.about]
    return f"{lead}\n\nTried with {'; '.join(tried)}." if tried else lead


def headline(
    exercise: Exercise,
    result: Result,
    found: Finding | None,
    runs: Sequence[Run],
    apart: Sequence[Difference],
) -> tuple[Kind, str]:
    """Return the kind of the verdict and its message, of which the first paragraph says most."""
    failure = next((r.failure for r in runs if r.failure), None)
    if found is not None and found.strict:
        return "named", "\n\n".join((*_named(found), *_unexplained(found, failure)))
    problem = _problem(exercise, runs)
    if failure is None and problem is not None:
        return "contract", problem
    if failure is not None:
        return "crash", _stopped(exercise, failure)
    if found is not None:
        slug = found.candidate.slugs[0]
        return "same-effect", SAME_EFFECT.format(slug=slug, title=mistake(slug).title)
    return "departure", _departure(result, apart)


def _named(found: Finding) -> tuple[str, ...]:
    """Return what is wrong, the main thing first.

    Of several mistakes it is only said that together they do the same: one fault that is not
    known can do it as well.
    """
    count = found.count
    if count == 1:
        return (mistake(found.named[0]).title,)
    titles = _titles(found.named)
    together = TOGETHER.format(COUNTS[count])
    if found.whole:
        return together, *titles
    if found.either:
        return together, *titles, EITHER, *_titles(found.either)
    return together, AMONG, *titles


def _titles(slugs: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"`{slug}`: {mistake(slug).title}" for slug in slugs)


def _unexplained(found: Finding, failure: Failure | None) -> tuple[str, ...]:
    """Return that the code stopped, where what is named need not be the reason."""
    return () if failure is None or found.whole else (_stopped_by(failure),)


def unkept(promises: Sequence[PromiseResult]) -> str:
    """Return the first promise that is not kept, and what shows it."""
    first = next(promise for promise in promises if not promise.kept)
    return f"One promise is not kept.\n\n{first.text} {first.detail}"


def _departure(result: Result, apart: Sequence[Difference]) -> str:
    if apart:
        return f"{_first(apart[0])}\n\n{UNNAMED}"
    _, yours, expected = result
    index = agreement(yours, expected)
    goes_on = [_name(run, index) for run in (yours, expected)]
    return ORDER.format(*goes_on)


def _first(found: Difference) -> str:
    row, rank = found.row, found.rank
    if row.label.startswith(".grad"):  # what it left there, not what it computed
        rank = ELSE
    told = DEPARTS[rank]
    if rank == ELSE:
        told = NOT_SO.get((row.yours, row.expected), told)
    if matches(row.label, [ANSWER]):
        about = row.label.partition(": ")[2]
        return f"Your answer to “{about}” is another than expected."
    return told.format(label=row.label)


def _name(run: Run, index: int) -> str:
    """Return what is observed at a place of a run."""
    if index >= len(run.items):
        return "the end"
    key = run.items[index].key
    return name_of(key, sum(1 for item in run.items[: index + 1] if item.key == key))


def _stopped(exercise: Exercise, failure: Failure) -> str:
    known = crash.clinic(exercise, failure)
    lead = UNTRIED if crash.ended_by_itself(failure) else "Your code stopped"
    if known is not None:
        return f"{lead}{crash.where(failure)}. {known.title}"
    return _stopped_by(failure, lead)


def _stopped_by(failure: Failure, lead: str = "Your code stopped") -> str:
    kind, _, told = crash.raised(failure).partition(": ")
    stop = "" if told.endswith("…") else "."
    return f"{lead}: {kind}." + (f"\n\n{told}{stop}" if told else "")


def _problem(exercise: Exercise, runs: Sequence[Run]) -> str | None:
    if exercise.returns is None:
        return None
    for run in runs:
        for number, value in enumerate(run.results):
            problem: str | None = exercise.returns.problem(value, _result_of(exercise))
            if problem and _is_array(run, number):  # with a single entry, it looks like a number
                problem = problem.replace(describe(value), "a NumPy array")
            if problem:
                return problem[0].upper() + problem[1:]
    return None


def _is_array(run: Run, number: int) -> bool:
    """Return whether a result, counted from 0, is a NumPy array, which has no plain form."""
    found = [item.value for item in run.aside if item.key == NUMPY_RETURNED]
    return len(found) == len(run.results) and "result" in found[number]


def _result_of(exercise: Exercise) -> str:
    """Return the words for a result; of several functions the last is the one that has one."""
    if isinstance(exercise.reference, type):
        return f"what an object of {exercise.name} gives"
    several = isinstance(exercise.reference, tuple)
    return f"the result of {exercise.parts[-1].__name__ if several else exercise.name}"


def notes(exercise: Exercise, runs: Sequence[Run]) -> tuple[str, ...]:
    """Return remarks on style, each once; none on results that carry a graph, which counts."""
    if any(item.key == GRAPH_RETURNED and item.value for run in runs for item in run.items):
        return ()
    found = []
    for run in runs:
        for value in run.results if exercise.returns is not None else ():
            if exercise.returns.problem(value, "") is None:
                found.append(exercise.returns.style(value, _result_of(exercise)))
    sentences = [n[0].upper() + n[1:] for n in found if n]
    return tuple(dict.fromkeys(sentences))


def named(exercise: Exercise, found: Finding) -> tuple[Mistake, ...]:
    """Return the prose of the mistakes that were found."""
    return tuple(prose(slug, exercise) for slug in found.named)


def prose(slug: str, exercise: Exercise | None) -> Mistake:
    """Return a mistake's prose, with its lines in the exercise where it applies."""
    entry = mistake(slug)
    shown = ""
    if exercise is not None:
        for right, patch in itertools.product(sources(exercise), entry.patches):
            try:
                shown = diff(patch.apply(right), right)
                break
            except DoesNotApply:
                continue
    return Mistake(
        slug=slug,
        title=entry.title,
        what_happens=entry.sections.get("What happens", ""),
        why_easy=entry.sections.get("Why it is easy to miss", ""),
        hints=entry.hints,
        diff=shown,
    )


def curves(
    yours: Sequence[float | None],
    expected: Sequence[float | None],
    simulated: Sequence[float | None],
) -> tuple[Curve, ...]:
    """Return the three loss curves, rounded to four digits; none if they say nothing."""
    mine, theirs, known = map(_rounded, (yours, expected, simulated))
    if mine == theirs:
        return ()  # what is wrong does not show in the weights
    return (
        Curve("yours", mine),
        Curve("reference", theirs),
        Curve("with this mistake", known),
    )


def _rounded(values: Sequence[float | None]) -> tuple[float | None, ...]:
    return tuple(float(f"{v:.4g}") if v is not None and abs(v) < ENDLESS else None for v in values)
