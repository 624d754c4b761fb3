"""Each number is the expected one times, or divided by, one of the sizes or a plain number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Number
from grader.observe.compare import same
from grader.observe.fingerprint import RELATIVE

rank = 2
_NAME = re.compile("^(times|divided by) ")
PLAIN = 1000  # the largest factor that is told without a reason


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    factor = _factor(numbers)
    words = _of_sizes(numbers)
    if factor is None:
        return f"is the expected one {words[0]}{_also(words)}." if words else None
    if same(factor, 100.0) and all(0 <= n.expected <= 1 for n in numbers):
        return "is the expected share in percent, 100 times as large."
    told = _told(factor)
    if told is None:
        return None
    size = max(factor, 1 / factor)
    if not words or size < ENOUGH:
        return f"is {told} the expected one."
    return f"is {told} the expected one; {size:.4g} is {_NAME.sub('', words[0])}{_also(words)}."


def _also(words: Sequence[str]) -> str:
    """Return what else a factor is the number of, if it cannot be told apart."""
    more = [_NAME.sub("", word) for word in words[1:]]
    return f" (and {' and '.join(more)})" if more else ""


def _factor(numbers: Sequence[Number]) -> float | None:
    """Return what every number is multiplied by, if that is the same everywhere."""
    largest = max(numbers, key=lambda n: abs(n.expected))
    if not largest.expected:
        return None
    factor = largest.yours / largest.expected
    return factor if all(same(n.yours, factor * n.expected) for n in numbers) else None


def _of_sizes(numbers: Sequence[Number]) -> list[str]:
    """Return the words for each size that is the factor everywhere, or the divisor."""
    common = set.intersection(*(set(n.sizes) for n in numbers))
    found = []
    for word in sorted(common):
        if all(same(n.yours, n.expected * n.sizes[word]) for n in numbers):
            found.append(f"times {word}")
        elif all(n.sizes[word] and same(n.yours, n.expected / n.sizes[word]) for n in numbers):
            found.append(f"divided by {word}")
    return found


def _told(factor: float) -> str | None:
    """Return the words for a factor; None for one that no simple slip gives."""
    whole = round(factor) if abs(factor) >= 1 else 0
    if 1 < whole <= PLAIN and abs(factor - whole) <= RELATIVE * whole:
        return f"{whole} times"
    parts = round(1 / factor) if 0 < factor < 1 else 0
    if 1 < parts <= PLAIN and abs(1 / factor - parts) <= RELATIVE * parts:
        return "half" if parts == 2 else f"1/{parts} of"
    return None
