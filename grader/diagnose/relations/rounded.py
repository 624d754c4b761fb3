"""Each number is rounded."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number

rank = 8
EXACT = 1e-6


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    for places in range(5):
        if all(abs(n.yours - round(n.expected, places)) <= EXACT for n in numbers):
            told = "a whole number" if places == 0 else f"{places} decimal place{'s'[: places > 1]}"
            return f"is the expected one, rounded to {told}."
    return None
