"""Each number has lost its sign."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number
from grader.observe.compare import same

rank = 5


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    if all(same(n.yours, abs(n.expected)) for n in numbers):
        return "is the expected one without its sign: nothing below 0 is left of it."
    return None
