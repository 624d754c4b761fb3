"""What relations are proved by: what was observed, beside what was expected."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import torch

from grader.course.exercise import Probe
from grader.diagnose.sizes import Sizes
from grader.observe.compare import same
from grader.observe.recorder import WEIGHTS
from grader.observe.run import Run

ENOUGH = 3  # numbers that show a relation
MANY = 10_000  # numbers that are looked at one by one; nothing here is as large
FEW = 32  # examples of which a number may be a share
SHARE = 1e-6
Result = tuple[Probe, Run, Run]

# Words that go on with "those that are expected".
BY_WHICH: dict[str, Callable[[Sequence[float]], float]] = {
    "the mean of": lambda values: sum(values) / len(values),
    "the sum of": sum,
    "the last of": lambda values: values[-1],
    "the first of": lambda values: values[0],
    "the largest of": max,
    "the smallest of": min,
    "the length of the vector of": lambda values: math.sqrt(sum(v * v for v in values)),
}


@dataclass(frozen=True)
class Pair:
    """An observation.

    Attributes:
        yours: The learner's value.
        expected: The expected one.
        sizes: Those that belong to it.
        given: What was handed over.
        call: In which call of the learner's code it was made.
        about: What the situation is.
    """

    yours: Any
    expected: Any
    sizes: Sizes
    given: Mapping[str, Any] = field(default_factory=dict)
    call: int = 0
    about: str = ""


@dataclass(frozen=True)
class Number:
    """A number of an observation, beside the expected one, with the sizes that belong to it."""

    yours: float
    expected: float
    sizes: Mapping[str, float]

    @property
    def differs(self) -> bool:
        """Whether it is another number than expected."""
        return not same(self.yours, self.expected)


def flat(value: Any) -> list[float] | None:
    """Return all numbers of a value, in order; None where one is none, or they are too many."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return None
    if isinstance(value, (int, float)):
        return [float(value)]
    if isinstance(value, torch.Tensor):
        kept = value.dtype != torch.bool and value.numel() <= MANY
        return value.double().reshape(-1).tolist() if kept else None
    parts = list(value.values()) if isinstance(value, Mapping) else list(value)
    if len(parts) > MANY:
        return None
    inner = [flat(part) for part in parts]
    return None if any(i is None for i in inner) else [n for i in inner for n in i or ()]


def shape(value: Any) -> Any:
    """Return how a value is built, whatever its numbers."""
    if isinstance(value, torch.Tensor):
        return tuple(value.shape)
    if isinstance(value, Mapping):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [shape(part) for part in value]
    return ()


def lists(pairs: Sequence[Pair]) -> list[tuple[list[float], list[float]]]:
    """Return the lists of numbers of all pairs; none where any value is something else.

    None either where the expected numbers are too few, or too much alike, to show anything.
    """
    found = []
    for pair in pairs:
        if not isinstance(pair.yours, list) or not isinstance(pair.expected, list):
            return []
        mine, theirs = flat(pair.yours), flat(pair.expected)
        if mine is None or theirs is None:
            return []
        found.append((mine, theirs))
    different = {f"{number:.4g}" for _, theirs in found for number in theirs}
    long = any(len(theirs) >= ENOUGH for _, theirs in found)
    return found if long and len(different) >= ENOUGH else []


def shown(numbers: Sequence[Number], enough: int = ENOUGH) -> bool:
    """Return whether there are enough numbers that differ, not all the same, and all finite."""
    if not all(math.isfinite(n.yours) and math.isfinite(n.expected) for n in numbers):
        return False
    apart = {(f"{n.yours:.4g}", f"{n.expected:.4g}") for n in numbers if n.differs}
    return len(apart) >= enough


def common_factor(mine: Sequence[float] | None, theirs: Sequence[float] | None) -> float | None:
    """Return the positive number that all of some numbers are multiplied by, if they show that."""
    if not mine or not theirs or len(mine) != len(theirs):
        return None
    if not all(map(math.isfinite, [*mine, *theirs])) or len({f"{v:.4g}" for v in theirs}) < ENOUGH:
        return None
    largest = max(range(len(theirs)), key=lambda n: abs(theirs[n]))
    factor = mine[largest] / theirs[largest]
    held = all(same(a, factor * b) for a, b in zip(mine, theirs, strict=True))
    return factor if held and factor > 0 else None


def are_shares(values: Sequence[float]) -> bool:
    """Return whether numbers may all be shares of a few examples, as accuracies are.

    Such numbers are often the same by chance: that one is found in another's place shows nothing.
    """
    if not all(map(math.isfinite, values)):
        return False
    near = (abs(v - Fraction(v).limit_denominator(FEW)) < SHARE for v in values)
    return all(0 <= value <= 1 for value in values) and all(near)


def are_whole(found: Sequence[tuple[list[float], list[float]]]) -> bool:
    """Return whether all expected numbers are whole, as counts and indices are."""
    return all(number.is_integer() for _, theirs in found for number in theirs)


def tell_apart(pairs: Sequence[Pair]) -> bool:
    """Return whether all are single numbers, and enough are others than expected to show a way.

    Not so where the expected ones may be shares of a few examples.
    """
    if not all(isinstance(v, float) for pair in pairs for v in (pair.yours, pair.expected)):
        return False
    apart = {f"{p.yours:.4g}" for p in pairs if not same(p.yours, p.expected)}
    return len(apart) >= ENOUGH and not are_shares([p.expected for p in pairs])


def in_order(pairs: Sequence[Pair]) -> list[tuple[list[float], list[float]]]:
    """Return the same as ``lists`` where the place of a number tells something."""
    found = lists(pairs)
    return [] if are_shares([number for _, theirs in found for number in theirs]) else found


def moves_otherwise(result: Result) -> bool:
    """Return whether weights become others than expected, whatever else happens on the way."""
    _, yours, expected = result
    mine, theirs = yours.select([WEIGHTS]), expected.select([WEIGHTS])
    return [item.call for item in mine] != [item.call for item in theirs] or not all(
        same(a.value, b.value) for a, b in zip(mine, theirs, strict=True)
    )
