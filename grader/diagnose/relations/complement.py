"""Each share is what is missing to the whole."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number
from grader.observe.compare import same

rank = 4


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    if all(same(n.yours, 1 - n.expected) for n in numbers):
        return "and the expected one add up to 1, each time."
    return None
