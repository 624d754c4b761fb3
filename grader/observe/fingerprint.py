"""A number for each plain value, to see at once that two values are not the same.

Comparing two runs observation by observation takes long, and a wrong answer is compared with
hundreds. Values that are the same up to rounding have numbers that lie within their bounds of
each other; where the numbers are further apart, the values need not be looked at.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy
import torch

# Right variants differ from the reference by at most 2.2e-6 in float32; the nearest
# mistake differs by 2.7e-2. The bar stands between the two, nearer to the right ones.
RELATIVE = 2e-4
ABSOLUTE = 2e-5

TOO_LARGE = 1e290  # sums of such numbers may overflow
Fingerprint = tuple[float, float]
UNKNOWN: Fingerprint = (0.0, math.inf)


def fingerprint(value: Any) -> Fingerprint:
    """Return a number for a plain value, and how far rounding may move it."""
    if isinstance(value, torch.Tensor):
        return _of_tensor(value)
    if value is None or isinstance(value, (bool, str)):
        return float(zlib.crc32(repr(value).encode("utf-8", "replace"))), 0.0
    if isinstance(value, (int, float)):
        return _of_number(value)
    if isinstance(value, Mapping):
        return _sum([value[key] for key in sorted(value, key=str)])
    if isinstance(value, (list, tuple)):
        return _sum(value)
    return UNKNOWN


def _of_tensor(value: torch.Tensor) -> Fingerprint:
    if value.numel() == 0:
        return 0.0, 0.0
    numbers = value.double().numpy().ravel()
    largest = float(abs(numbers).max())
    if not largest < TOO_LARGE:  # nan as well
        return UNKNOWN
    weights, total = _weights(numbers.size)
    return float(numbers @ weights), (RELATIVE * largest + ABSOLUTE) * total


@lru_cache(maxsize=256)
def _weights(count: int) -> tuple[Any, float]:
    """Return weights, without which a permutation would not show, and their sum."""
    weights = numpy.sqrt(numpy.arange(1.0, count + 1))
    return weights, float(weights.sum())


def _of_number(value: float) -> Fingerprint:
    try:
        number = float(value)
    except OverflowError:
        return UNKNOWN
    known = math.isfinite(number)
    return (number, RELATIVE * abs(number) + ABSOLUTE) if known else UNKNOWN


def _sum(values: Any) -> Fingerprint:
    parts = [fingerprint(value) for value in values]
    number = sum(weight * part for weight, (part, _) in enumerate(parts, start=3))
    bound = sum(weight * part for weight, (_, part) in enumerate(parts, start=3))
    return (number, bound) if math.isfinite(number) else UNKNOWN
