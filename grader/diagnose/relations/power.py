"""Each number is the square, the root or the like of the expected one, or a multiple of that."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from grader.diagnose.evidence import ENOUGH, Number
from grader.diagnose.relations.times import told
from grader.observe.compare import same

rank = 6
INVERSE = "1 divided by"
LEAST = 0.01  # below it numbers are the same up to rounding, whatever they are multiplied by
WAYS: dict[str, Callable[[float], float]] = {
    "the square of": lambda x: x * x,
    "the square root of": math.sqrt,
    "the exponential of": math.exp,
    "the natural logarithm of": math.log,
    INVERSE: lambda x: 1 / x,
}


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    for words, way in WAYS.items():
        try:
            if all(same(n.yours, way(n.expected)) for n in numbers):
                return f"is {words} the expected one."
            factor = _factor([(n.yours, way(n.expected)) for n in numbers])
            if factor and words != INVERSE:
                return f"is {told(factor)} {words} the expected one."
        except (ValueError, OverflowError, ZeroDivisionError):
            continue
    return None


def _factor(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return what the second of each pair is multiplied by, if enough pairs show that."""
    yours, other = max(pairs, key=lambda pair: abs(pair[1]))
    factor = yours / other
    apart = {f"{of:.4g}" for _, of in pairs}
    held = all(same(mine, factor * of) and abs(mine) > LEAST for mine, of in pairs)
    return factor if held and len(apart) > ENOUGH and factor > 0 else None
