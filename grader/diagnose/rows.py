"""The table of a card: what differs, in words, the most telling row first.

That an update was made by another optimizer than the given one comes first, then what the
learner's code returned, how many updates it made, gradients, and all else, each in the order of
time. Where a mistake is known, its first effect says the most: it stands above them all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.diagnose.entries import compared
from grader.diagnose.show import MISSING
from grader.observe.compare import same
from grader.observe.recorder import (
    BACKWARD_GRADIENT,
    BACKWARD_STALE,
    ENDED,
    NOT_ADDED,
    RETURN,
    STEP_GRADIENT,
    STEP_OWN,
)
from grader.observe.run import Item, Run, matches
from grader.scenes.updates.play import LEAVES, RECORDING
from grader.verdict import Row

ROWS = 7
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?")
SLIGHT = 5e-3  # of the largest number: too little to show what is wrong
UPDATES = "number of updates"
OTHERS, RETURNED, COUNTED, GRADIENT, ELSE = range(5)  # kinds of rows, in their order

Sides = tuple[dict[str, list[Any]], ...]


@dataclass(frozen=True)
class Difference:
    """Something that was observed otherwise than expected.

    Attributes:
        row: It in words.
        rank: Of which kind the row is.
        when: Its position in the runs.
        partial: Whether it was observed in one of the two runs only.
        key: What was observed.
        n: How often that key had been observed before.
        slight: Whether it is as small as what rounding does, so that it shows little.
    """

    row: Row
    rank: int
    when: int
    partial: bool
    key: str
    n: int
    slight: bool = False


def differences(yours: Run, expected: Run, simulated: Run | None) -> list[Difference]:
    """Return the first difference of each kind of observation, the most telling one first."""
    found = [*_counts(yours, expected, simulated), *_values(yours, expected, simulated)]
    # How many updates there are is another row; of one that is too many this says nothing.
    found = [one for one in found if not (one.key == STEP_OWN and one.partial)]
    if _by_any_means(expected):
        found = [one for one in found if one.key not in (STEP_GRADIENT, STEP_OWN)]
    if yours.failure is not None:  # what came after an exception says nothing
        found = [one for one in found if not one.partial and one.rank != COUNTED]
    ordered = sorted(found, key=lambda one: (one.rank, one.partial, one.when))
    if simulated is None or not ordered:
        return ordered
    first = min(ordered, key=_by_what_it_tells)
    return [first, *(one for one in ordered if one is not first)]


def _by_what_it_tells(one: Difference) -> tuple[bool, bool, bool, int]:
    """Return by what the rows of a known mistake are sorted: the first one tells most."""
    return one.row.yours != one.row.simulated, one.slight, one.partial, one.when


def only_slightly(yours: Run, expected: Run) -> bool:
    """Return whether all that differs between two runs does so by little."""
    found = differences(yours, expected, None)
    return bool(found) and all(one.slight for one in found)


def asks_only(run: Run) -> bool:
    """Return whether gradients were asked for, and not added to ``.grad``."""
    return any(item.key == NOT_ADDED for item in run.aside)


def table(found: Sequence[Difference]) -> tuple[Row, ...]:
    """Return the rows of a card."""
    return tuple(one.row for one in found[:ROWS])


def by_key(run: Run | None, keys: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """Return all values that were observed, key by key; those of some keys, aside or not."""
    found = defaultdict(list)
    for item in () if run is None else run.items if keys is None else run.select(keys):
        found[item.key].append(item.value)
    return dict(found)


def first_difference(mine: Sequence[Any], theirs: Sequence[Any]) -> int | None:
    """Return the index of the first value that is another, or is not there."""
    for index in range(max(len(mine), len(theirs))):
        if index >= len(mine) or index >= len(theirs) or not same(mine[index], theirs[index]):
            return index
    return None


def at(values: Sequence[Any], index: int) -> Any:
    """Return a value, or that it is missing."""
    return values[index] if index < len(values) else MISSING


def _values(yours: Run, expected: Run, simulated: Run | None) -> Iterator[Difference]:
    sides: Sides = (by_key(yours), by_key(expected), by_key(simulated))
    for key in dict.fromkeys([*sides[1], *sides[0]]):
        index = first_difference(*(side.get(key, []) for side in sides[:2]))
        if index is None or key == ENDED:
            continue
        values = [at(side.get(key, []), index) for side in sides]
        name, said = compared(key, index + 1, values)
        if said[0] == said[1]:
            continue  # no row says that a value differs from itself
        if key == BACKWARD_STALE and asks_only(yours) and not (simulated and said[0] == said[2]):
            continue  # what is in .grad is nothing to a gradient that is not added to it
        row = Row(name, said[0], said[1], said[2] if simulated else None)
        when = min(_when(run, key, index) for run in (yours, expected))
        partial = any(value is MISSING for value in values[:2])
        yield Difference(row, _rank(key), when, partial, key, index, _slightly(*said[:2]))


def _by_any_means(expected: Run) -> bool:
    """Return whether parameters are to be moved, and it is left free whether an optimizer does."""
    keys = {item.key for item in expected.items}
    return LEAVES in keys and STEP_GRADIENT not in keys


def _counts(yours: Run, expected: Run, simulated: Run | None) -> Iterator[Difference]:
    made, asked, known = (
        sum(item.key == STEP_GRADIENT for item in run.items) if run else 0
        for run in (yours, expected, simulated)
    )
    if made != asked:
        row = Row(UPDATES, str(made), str(asked), str(known) if simulated else None)
        when = _when(yours, STEP_GRADIENT, min(made, asked))
        yield Difference(row, COUNTED, when, False, STEP_GRADIENT, min(made, asked))


def _slightly(mine: str, theirs: str) -> bool:
    """Return whether two values in words differ in numbers alone, by ``SLIGHT`` of the largest."""
    yours, expected = (list(map(float, _NUMBER.findall(said))) for said in (mine, theirs))
    if _NUMBER.sub("", mine) != _NUMBER.sub("", theirs) or len(yours) != len(expected):
        return False  # a text may be empty where a number is asked for
    distance = max((abs(a - b) for a, b in zip(yours, expected, strict=True)), default=0.0)
    return distance <= SLIGHT * max(map(abs, [*yours, *expected]), default=0.0)


def _rank(key: str) -> int:
    if key == STEP_OWN:
        return OTHERS  # what is wrong with all else can follow from it
    if matches(key, (RETURN,)):
        return RETURNED
    inside = (BACKWARD_GRADIENT, BACKWARD_STALE, STEP_GRADIENT)
    told = key.startswith((".grad", "gradient")) and key != RECORDING
    return GRADIENT if key in inside or told else ELSE


def _when(run: Run, key: str, index: int) -> int:
    """Return the position in a run of the index-th observation of a key."""
    places = [place for place, item in enumerate(run.items) if item.key == key]
    return places[index] if index < len(places) else len(run.items)


def item_of(found: Difference, expected: Run) -> Item | None:
    """Return the expected observation that a difference is of; None if there is none."""
    same_key = [item for item in expected.items if item.key == found.key]
    return same_key[found.n] if found.n < len(same_key) else None
