"""Each number is larger, or smaller, than the expected one by the same amount."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import Number
from grader.observe.compare import same

rank = 3


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    by = numbers[0].yours - numbers[0].expected
    if not all(same(n.yours, n.expected + by) and n.differs for n in numbers):
        return None
    if len({f"{n.expected:.4g}" for n in numbers}) < 3:
        return None
    amount = "1" if same(abs(by), 1.0) else f"{abs(by):.4g}"
    return f"is {'larger' if by > 0 else 'smaller'} than expected by {amount}, each time."
