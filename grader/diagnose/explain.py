"""Turns runs into words and numbers for a verdict.

Words about one mistake or one exercise live in their own files; here are only the names
of the things that are measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.course.catalogue import mistakes
from grader.course.diff import diff
from grader.course.exercise import Exercise, Probe, Promise
from grader.course.matching import DoesNotApply
from grader.diagnose.programs import Candidate, source_of
from grader.diagnose.search import Finding
from grader.diagnose.show import MISSING, name_of, told_apart
from grader.observe.compare import agreement, equal, same
from grader.observe.run import Failure, Item, Run
from grader.scenes.follow import Followed
from grader.verdict import Curve, Kind, Mistake, Place, PromiseResult, Row

Result = tuple[Probe, Run, Run]
ROWS = 7
ENDLESS = 1e30  # no plot reaches so far
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # some of torch's messages have bold words


# -- rows ----------------------------------------------------------------------------


def _by_key(run: Run | None, keys: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """Return the values of a run by their keys; those of some keys, aside or not, if given."""
    found: dict[str, list[Any]] = {}
    for item in () if run is None else run.items if keys is None else run.select(keys):
        found.setdefault(item.key, []).append(item.value)
    return found


def _first_difference(mine: Sequence[Any], theirs: Sequence[Any]) -> int | None:
    for index in range(max(len(mine), len(theirs))):
        if index >= len(mine) or index >= len(theirs) or not same(mine[index], theirs[index]):
            return index
    return None


def table(yours: Run, expected: Run, simulated: Run | None) -> tuple[Row, ...]:
    """Return one row for the first difference of each kind of observation, in order of time."""
    mine, theirs, known = _by_key(yours), _by_key(expected), _by_key(simulated)
    rows: list[tuple[int, Row]] = []
    for key in dict.fromkeys([*theirs, *mine]):
        index = _first_difference(mine.get(key, []), theirs.get(key, []))
        if index is None:
            continue
        values = told_apart([_at(side.get(key, []), index) for side in (mine, theirs, known)])
        guess = values[2] if simulated else None
        when = min(_when(run, key, index) for run in (yours, expected))
        rows.append((when, Row(name_of(key, index + 1), values[0], values[1], guess)))
    return tuple(row for _, row in sorted(rows, key=_telling_first)[:ROWS])


def _when(run: Run, key: str, index: int) -> int:
    """Return the position in a run of the index-th observation of a key."""
    places = [place for place, item in enumerate(run.items) if item.key == key]
    return places[index] if index < len(places) else len(run.items)


def _telling_first(entry: tuple[int, Row]) -> tuple[bool, int]:
    """Put rows whose shown numbers are equal last: their difference is in the entries."""
    when, row = entry
    return row.yours == row.expected, when


def _at(values: Sequence[Any], index: int) -> Any:
    return values[index] if index < len(values) else MISSING


def detail(promise: Promise, results: Sequence[Result]) -> str:
    """Return the measurement that shows that a promise is not kept."""
    for probe, yours, expected in results:
        mine, theirs = (_by_key(run, promise.items) for run in (yours, expected))
        for key in dict.fromkeys([*theirs, *mine]):
            index = _first_difference(mine.get(key, []), theirs.get(key, []))
            cut = yours.failure is not None and index == len(mine.get(key, []))
            if index is not None and not cut:
                return _measured(probe, key, index, mine, theirs)
    return ended(results)


def ended(results: Sequence[Result]) -> str:
    """Return the exception that ended the first of some runs that one ended."""
    found = ((probe, run.failure) for probe, run, _ in results if run.failure is not None)
    return next((f"With {probe.about}: {_raised(failure)}." for probe, failure in found), "")


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
    yours, expected = told_apart([_at(side.get(key, []), index) for side in (mine, theirs)])
    name = name_of(key, number or index + 1)
    if yours == expected:
        return f"With {probe.about}: {name} {yours}, other entries."
    return f"With {probe.about}: {name} {yours}, expected {expected}."


def telling(results: Sequence[Result]) -> int:
    """Return the index of the first probe on which the run departs."""
    return next((i for i, (_, yours, exp) in enumerate(results) if not equal(yours, exp)), 0)


# -- sentences -----------------------------------------------------------------------


def headline(
    exercise: Exercise, result: Result, found: Finding | None, runs: Sequence[Run]
) -> tuple[Kind, str]:
    """Return the kind of the verdict and its message."""
    failure = next((r.failure for r in runs if r.failure), None)
    if found is not None and found.strict:
        titles = [mistakes()[slug].title for slug in found.candidate.slugs]
        lead = "Two things at once. " if len(titles) > 1 else ""
        return "named", lead + " ".join(titles)
    problem = _problem(exercise, runs)
    if failure is None and problem is not None:
        return "contract", problem
    if failure is not None:
        return "crash", f"Your code stopped: {_raised(failure)}."
    if found is not None:
        slug = found.candidate.slugs[0]
        title = mistakes()[slug].title
        return "same-effect", (
            f'The numbers are those of "{slug}" ({title.rstrip(".")}), although your code gets '
            "there in another way."
        )
    return "departure", _departure(result)


def unkept(promises: Sequence[PromiseResult]) -> str:
    """Return the first promise that is not kept, and what shows it."""
    first = next(promise for promise in promises if not promise.kept)
    return f"This promise is not kept: {first.text} {first.detail}"


def _departure(result: Result) -> str:
    probe, yours, expected = result
    index = agreement(yours, expected)
    item = _item(yours, index) or _item(expected, index)
    if item is None:
        return f"With {probe.about}, your run differs from the reference."
    n = sum(1 for other in expected.items[:index] if other.key == item.key)
    values = [_at(_by_key(run).get(item.key, []), n) for run in (yours, expected)]
    return (
        f"With {probe.about}, your run first departs from the reference here: "
        f"{_place_of_departure(name_of(item.key, n + 1), values)}. "
        "The grader does not know this mistake by name; the numbers below show where to look."
    )


def _place_of_departure(name: str, values: Sequence[Any]) -> str:
    mine, theirs = told_apart(values)
    if mine != theirs:
        return f"{name} {mine}, expected {theirs}"
    if same(*values):
        return f"{name} comes at another time"
    return f"{name} {mine}, other entries"


def _item(run: Run, index: int) -> Item | None:
    return run.items[index] if index < len(run.items) else None


def _raised(failure: Failure) -> str:
    if failure.type == "Runaway":
        return "it called the model over and over and did not come to an end"
    if failure.type == "TimeUp":
        return failure.message
    where = f" in line {failure.line}" if failure.line else ""
    first = _COLOURS.sub("", failure.message.strip().split("\n")[0]).rstrip(" .")
    return f"{failure.type}{where}: {first}" if first else f"{failure.type}{where}"


def _problem(exercise: Exercise, runs: Sequence[Run]) -> str | None:
    if exercise.returns is None:
        return None
    for run in runs:
        for value in run.results:
            problem: str | None = exercise.returns.problem(value, f"the result of {exercise.name}")
            if problem:
                return problem[0].upper() + problem[1:]
    return None


def notes(exercise: Exercise, runs: Sequence[Run]) -> tuple[str, ...]:
    """Return remarks on style, each once."""
    found = []
    for run in runs:
        for value in run.results if exercise.returns is not None else ():
            if exercise.returns.problem(value, "") is None:
                found.append(exercise.returns.style(value, f"the result of {exercise.name}"))
    sentences = [n[0].upper() + n[1:] for n in found if n]
    return tuple(dict.fromkeys(sentences))


def place(failure: Failure | None) -> Place | None:
    """Return the learner's line that raised, if there is one."""
    if failure is None or failure.line is None:
        return None
    return Place(failure.line, failure.text)


def named(exercise: Exercise, candidate: Candidate) -> tuple[Mistake, ...]:
    """Return the prose of the mistakes a candidate makes."""
    return tuple(prose(slug, exercise) for slug in candidate.slugs)


def prose(slug: str, exercise: Exercise | None) -> Mistake:
    """Return a mistake's prose, with its lines in the exercise where it applies."""
    entry = mistakes()[slug]
    shown = ""
    if exercise is not None:
        right = source_of(exercise)
        for patch in entry.patches:
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
    """Return the three loss curves, rounded to four significant digits."""
    return (
        Curve("yours", _rounded(yours)),
        Curve("reference", _rounded(expected)),
        Curve("with this mistake", _rounded(simulated)),
    )


def _rounded(values: Sequence[float | None]) -> tuple[float | None, ...]:
    return tuple(float(f"{v:.4g}") if v is not None and abs(v) < ENDLESS else None for v in values)
