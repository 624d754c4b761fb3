"""Whether the runs bear out each mistake of an explanation.

Two known mistakes at once can do what another one does that is not known, most of all where little
is left to see: each two that lose all numbers do the same as a function that returns 0. One of
several mistakes is named only where something shows it that the others do not do as well.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import torch

from grader.diagnose.atlas.book import ways_of
from grader.diagnose.case import Case
from grader.diagnose.programs import Candidate, both, sources
from grader.diagnose.search import Finding
from grader.diagnose.subject import here
from grader.observe.compare import equal, same
from grader.observe.recorder import RETURN
from grader.observe.run import Run, matches
from grader.scenes.answers.play import ANSWER

CONSTANT = 3  # equal results, where as many others are expected, are a constant
ENDED = "ended"
Place = tuple[int, str, int, int]  # in which trial, of what, in which call, the how manieth there
Seen = Mapping[Place, Any]


def borne_out(case: Case, found: Finding | None) -> Finding | None:
    """Return a finding; None where too little is seen to name what was found.

    Of several mistakes each has to show beside the others.
    """
    if found is None or _shows_little(case):
        return None
    if len(found.candidate.slugs) == 1:
        return found
    if not found.strict:
        return None  # that two do the same to the numbers alone, many others may do as well
    if _does_nothing(case):
        return None  # two that leave out all there is to do look the same
    told = (s for s in found.candidate.slugs if s in (*found.named, *found.either))
    return found if all(shows(case, found.candidate, slug) for slug in told) else None


def _shows_little(case: Case) -> bool:
    """Return whether all that is other than expected is what many a fault changes."""
    vague = case.exercise.vague
    if not vague or any(run.failure for run in case.yours):
        return False
    return all(matches(at[1], vague) for at in _apart(_seen(case.yours), _seen(case.expected)))


def _does_nothing(case: Case) -> bool:
    """Return whether code that only returns would have shown the same."""
    if len(case.exercise.parts) > 1 or case.exercise.prepare is not None:
        return False
    idle = Case(case.exercise, here(lambda *_, **__: None), case.cache.seed)
    return all(map(equal, case.yours, idle.yours))


def shows(case: Case, program: Candidate, slug: str) -> bool:
    """Return whether one of the mistakes of a program that does the same shows in the runs."""
    parts = {each: _part(case, program, each) for each in program.slugs}
    ours = parts.pop(slug)
    rest = _together(parts.values())
    if rest is None:
        return True  # the others cannot be made without this one
    right, seen = _seen(case.expected), _seen(case.yours)
    alone, others = _of(case, ours), _of(case, rest)
    if _adds(case, ours) and _is_undone(right, seen, alone, others):
        return False
    empty = _constant(right, seen)
    return any(_tells(at, seen) and _result(at[1]) not in empty for at in _apart(seen, others))


def _part(case: Case, program: Candidate, slug: str) -> Candidate:
    """Return the program that makes one of a program's mistakes, wherever that one does."""
    made = (c for c in ways_of(case.exercise, slug) if set(c.edits) <= set(program.edits))
    return max(made, key=lambda one: len(one.edits))


def _together(parts: Iterable[Candidate]) -> Candidate | None:
    first, *others = parts
    found: Candidate | None = first
    for other in others:
        found = both(found, other) if found else None
    return found


def _adds(case: Case, part: Candidate) -> bool:
    """Return whether a mistake does something, and not only leaves something out.

    Of code that leaves it out that is true even where it does not show.
    """
    right = Counter(_lines(sources(case.exercise)[part.of]))
    return any(Counter(_lines(part.source)) - right)


def _lines(source: str) -> Iterator[str]:
    """Yield the lines of a program, without comments and however deep they stand."""
    return map(str.strip, ast.unparse(ast.parse(source)).splitlines())


def _is_undone(right: Seen, seen: Seen, alone: Seen, others: Seen) -> bool:
    """Return whether what a mistake alone changes is as it should be, though nothing undoes it.

    The other mistakes leave it as it should be as well: with them this one was not made.
    """
    counts = [Counter(at[:-1] for at in each) for each in (right, seen, alone, others)]
    changed = (at for at in _apart(alone, right) if _is_one_place(at, counts))
    changed = (at for at in changed if not isinstance(right[at], bool))  # as it should be by chance
    return any(_agree(at, seen, right) and _agree(at, others, right) for at in changed)


def _is_one_place(at: Place, counts: Iterable[Counter[tuple[int, str, int]]]) -> bool:
    """Return whether an observation is made, and as often, in all runs: else it is another one."""
    return len(found := {count[at[:-1]] for count in counts}) == 1 and 0 not in found


def _of(case: Case, program: Candidate) -> Seen:
    return _seen([case.cache.run(program, probe) for probe in case.exercise.probes])


def _seen(runs: Iterable[Run]) -> Seen:
    return {at: value for number, run in enumerate(runs) for at, value in _each(number, run)}


def _each(number: int, run: Run) -> Iterator[tuple[Place, Any]]:
    count: Counter[tuple[str, int]] = Counter()
    for item in run.items:
        count[item.key, item.call] += 1
        yield (number, item.key, item.call, count[item.key, item.call]), item.value
    if run.failure is not None:
        yield _end(number), run.failure.kind


def _end(number: int) -> Place:
    return number, ENDED, 0, 1


def _apart(one: Seen, other: Seen) -> list[Place]:
    return [at for at in {**one, **other} if not _agree(at, one, other)]


def _agree(at: Place, one: Seen, other: Seen) -> bool:
    return (at in one) == (at in other) and (at not in one or same(one[at], other[at]))


def _tells(at: Place, seen: Seen) -> bool:
    """Return whether an observation is not what any broken code makes."""
    if at not in seen:
        return _end(at[0]) not in seen
    return not (_result(at[1]) and _is_nothing(seen[at]))


def _result(key: str) -> str:
    """Return what results are called of which an observation is one; empty if it is none."""
    if matches(key, [ANSWER]):
        return ANSWER  # each has a name of its own
    return key if matches(key, [RETURN]) else ""


def _is_nothing(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return value.is_floating_point() and not value.nan_to_num(0.0).any()
    if isinstance(value, (list, tuple)):
        return all(map(_is_nothing, value))
    if isinstance(value, Mapping):
        return all(map(_is_nothing, value.values()))
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and (not value or math.isnan(value))


def _constant(right: Seen, seen: Seen) -> set[str]:
    """Return which results are always the same, where others are expected."""
    found: dict[str, list[Place]] = {}
    for at in seen:
        if at in right and (name := _result(at[1])):
            found.setdefault(name, []).append(at)
    return {name for name, places in found.items() if _is_constant(places, right, seen)}


def _is_constant(places: list[Place], right: Seen, seen: Seen) -> bool:
    if isinstance(seen[places[0]], list):  # of names, say: each trial has others
        trials: dict[int, list[Place]] = {}
        for at in places:
            trials.setdefault(at[0], []).append(at)
        told = [at for one in trials.values() for at in one if not same(right[at], right[one[0]])]
        return bool(told) and all(_all_one(one, seen) for one in trials.values())
    apart = [at for at in places if not same(seen[at], right[at])]
    others = any(same(right[at], right[apart[0]]) for at in apart[1:])
    return len(apart) >= CONSTANT and _all_one(apart, seen) and not others


def _all_one(places: list[Place], seen: Seen) -> bool:
    return all(same(seen[at], seen[places[0]]) for at in places)
