"""Whether two values, or two runs, are the same up to rounding."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy
import torch

from grader.observe.fingerprint import ABSOLUTE, RELATIVE
from grader.observe.run import NONE_THERE, ON_PURPOSE, Failure, Item, Run


def same(a: Any, b: Any) -> bool:
    """Return whether two plain values are equal up to rounding.

    Numbers may differ by ``RELATIVE`` of the larger one plus ``ABSOLUTE``; tensors by
    the same bar on their largest entry; shapes, text and structure must be equal.
    """
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return _same_tensor(a, b)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return _same_number(float(a), float(b))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and bool(a == b)


def _same_number(a: float, b: float) -> bool:
    if not (math.isfinite(a) and math.isfinite(b)):
        return a == b or (math.isnan(a) and math.isnan(b))
    return abs(a - b) <= RELATIVE * max(abs(a), abs(b)) + ABSOLUTE


def _same_tensor(a: torch.Tensor, b: torch.Tensor) -> bool:
    if a.dtype == b.dtype and torch.equal(a, b):
        return True  # nearly always so where two runs agree, and much faster to see
    if a.shape != b.shape or a.is_floating_point() != b.is_floating_point():
        return False
    if a.numel() == 0:
        return True
    x, y = a.double(), b.double()
    u, v = x.numpy(), y.numpy()  # its operations take a fraction of the time on small arrays
    with numpy.errstate(all="ignore"):
        apart = abs(u - v).max()
        scale = max(abs(u).max(), abs(v).max())
    if not math.isfinite(apart + scale):
        return bool(torch.allclose(x, y, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True))
    return bool(apart <= RELATIVE * scale + ABSOLUTE)


def alike(a: Item, b: Item) -> bool:
    """Return whether two observations are the same, in the same call, up to rounding."""
    return a.key == b.key and a.call == b.call and same(a.value, b.value)


def agreement(a: Run, b: Run) -> int:
    """Return how many leading observations two runs share (all of ``a``'s when equal)."""
    for index, (x, y) in enumerate(zip(a.items, b.items, strict=False)):
        if not alike(x, y):
            return index
    return min(len(a.items), len(b.items))


def begins(run: Run, items: Sequence[Item]) -> bool:
    """Return whether the first observations of a run are these."""
    return len(items) <= len(run.items) and all(map(alike, items, run.items))


def equal(a: Run, b: Run) -> bool:
    """Return whether two runs show the same numbers and events, and end alike.

    A run that was cut off equals none: nobody knows how it would have gone on.
    """
    if a.cut_off or b.cut_off:
        return False
    if len(a.items) != len(b.items) or not same_failure(a.failure, b.failure):
        return False
    return not _surely_differ(a, b) and agreement(a, b) == len(a.items)


def _surely_differ(a: Run, b: Run) -> bool:
    (numbers, bounds), (others, their_bounds) = a.fingerprints, b.fingerprints
    return bool((abs(numbers - others) > bounds + their_bounds).any())


def same_failure(a: Failure | None, b: Failure | None) -> bool:
    """Return whether both ended normally, or with the same exception up to numbers."""
    if a is None or b is None:
        return a is b
    if a.kind in (ON_PURPOSE, NONE_THERE):
        return a.kind == b.kind
    return a.type == b.type and _wording(a.message) == _wording(b.message)


def _wording(message: str) -> str:
    return "".join("#" if ch.isdigit() else ch for ch in message.split("\n")[0])


def agree_on(a: Run, b: Run, keys: Sequence[str]) -> bool:
    """Return whether all that was observed under some keys is the same, in whichever calls."""
    x, y = a.select(keys), b.select(keys)
    return len(x) == len(y) and all(
        i.key == j.key and same(i.value, j.value) for i, j in zip(x, y, strict=True)
    )


def begins_alike(run: Run, expected: Run, keys: Sequence[str]) -> bool:
    """Return whether what was observed under some keys, before a run ended, is as expected.

    What is noted aside has an order of its own.
    """
    x, y = run.select(keys), expected.select(keys)
    aside = {item.key for item in (*run.aside, *expected.aside)}
    return all(
        _begin_alike(*([i for i in items if (i.key in aside) is beside] for items in (x, y)))
        for beside in (False, True)
    )


def _begin_alike(x: Sequence[Item], y: Sequence[Item]) -> bool:
    return len(x) <= len(y) and all(
        i.key == j.key and same(i.value, j.value) for i, j in zip(x, y, strict=False)
    )
