"""Each number is the square, the root, the exponential or the logarithm of the expected one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from grader.diagnose.evidence import Number
from grader.observe.compare import same

rank = 6
WAYS: dict[str, Callable[[float], float]] = {
    "the square of": lambda x: x * x,
    "the square root of": math.sqrt,
    "the exponential of": math.exp,
    "the natural logarithm of": math.log,
    "1 divided by": lambda x: 1 / x,
}


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    for words, way in WAYS.items():
        try:
            if all(same(n.yours, way(n.expected)) for n in numbers):
                return f"is {words} the expected one."
        except (ValueError, OverflowError, ZeroDivisionError):
            continue
    return None
