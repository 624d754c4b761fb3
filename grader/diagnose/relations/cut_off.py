"""No number goes beyond a limit; the others are right."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Number
from grader.observe.compare import same

rank = 7


def of_numbers(numbers: Sequence[Number]) -> str | None:
    """Return the end of a sentence, if it holds."""
    apart = [n for n in numbers if n.differs]
    right = [n for n in numbers if not n.differs]
    limit = apart[0].yours
    if len(right) < ENOUGH or not all(same(n.yours, limit) for n in apart):
        return None
    if len({f"{n.expected:.4g}" for n in apart}) < ENOUGH:
        return None
    for words, beyond in (("less", 1), ("more", -1)):
        if all(beyond * (n.expected - limit) > 0 for n in apart) and all(
            beyond * (n.expected - limit) <= 0 for n in right
        ):
            return (
                f"is the expected one where that is {limit:.4g} or {words}, and {limit:.4g} else."
            )
    return None
