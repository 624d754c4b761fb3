"""Each number is the expected one times, or divided by, one of the sizes or a plain number."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Number
from grader.observe.compare import same
from grader.observe.fingerprint import RELATIVE

rank = 2
POWERS = {"": 1, "the square of ": 2}
NOTHING = 1e-4
MOST = 2  # sizes that are told when they cannot be told apart
PLAIN = 1000  # the largest divisor that is told as one


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    factor = _factor(numbers)
    times, divided = _sizes(numbers, 1), _sizes(numbers, -1)
    if factor is None:
        return _varying("times", times) or _varying("divided by", divided)
    if same(factor, 100.0) and all(0 <= n.expected <= 1 for n in numbers):
        return "is the expected share in percent, 100 times as large."
    words, size = times or divided, factor if times else 1 / factor
    if not words or max(size, 1 / size) < ENOUGH:
        return f"is {told(factor)} the expected one."
    return f"is {told(factor)} the expected one; {size:.4g} is {_listed(words)}."


def of_few(numbers: Sequence[Number]) -> str | None:
    """Return the same of two numbers, which show a factor only where it is one of the sizes."""
    factor = _factor(numbers)
    return of_numbers(numbers) if factor and (_sizes(numbers, 1) or _sizes(numbers, -1)) else None


def _varying(how: str, words: Sequence[str]) -> str | None:
    return f"is the expected one {how} {_listed(words)}." if words else None


def _listed(words: Sequence[str]) -> str:
    """Return what a factor is, with all else that it may be."""
    return f"{words[0]} (and {' and '.join(words[1:])})" if words[1:] else words[0]


def _factor(numbers: Sequence[Number]) -> float | None:
    """Return what every number is multiplied by, if that is the same everywhere."""
    largest = max(numbers, key=lambda n: abs(n.expected))
    if not largest.expected or abs(largest.yours) <= NOTHING * abs(largest.expected):
        return None  # one of the two is 0, up to rounding
    factor = largest.yours / largest.expected
    return factor if all(same(n.yours, factor * n.expected) for n in numbers) else None


def _sizes(numbers: Sequence[Number], sign: int) -> list[str]:
    """Return the words for each size that is the factor everywhere, or the divisor."""
    common = set.intersection(*(set(n.sizes) for n in numbers))
    return [
        of + word
        for word in sorted(common)
        for of, power in POWERS.items()
        if _holds(numbers, word, sign * power)
    ][:MOST]


def _holds(numbers: Sequence[Number], word: str, power: int) -> bool:
    if not all(n.sizes[word] > 0 for n in numbers):
        return False
    return all(same(n.yours, n.expected * n.sizes[word] ** power) for n in numbers)


def told(factor: float) -> str:
    """Return the words for a factor."""
    whole = round(factor) if abs(factor) >= 1 else 0
    if whole and abs(factor - whole) <= RELATIVE * abs(whole):
        return f"{whole} times"
    parts = round(1 / factor) if 0 < factor < 1 else 0
    if 1 < parts <= PLAIN and abs(1 / factor - parts) <= RELATIVE * parts:
        return "half" if parts == 2 else f"1/{parts} of"
    return f"{factor:.4g} times"
