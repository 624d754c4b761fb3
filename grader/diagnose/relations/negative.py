"""Each number has the other sign."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number
from grader.observe.compare import same

rank = 1


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    if all(same(n.yours, -n.expected) for n in numbers):
        return "is the expected one with the other sign."
    return None
