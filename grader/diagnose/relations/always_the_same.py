"""Each number is the same, whatever was handed over."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number
from grader.observe.compare import same

rank = 9


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    first = numbers[0].yours
    if all(same(n.yours, first) for n in numbers):
        return f"is {first:.4g} in every situation tried, where different numbers are expected."
    return None
