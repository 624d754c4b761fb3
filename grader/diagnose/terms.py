"""Words that stand in the tables of cards, and what they mean there."""

from __future__ import annotations

from collections.abc import Iterable

from grader.diagnose.show import MISSING
from grader.verdict import Row, Term

COUNTED = "how often `step()` of an optimizer ran; what is changed without one is not counted"

# The more particular words come first.
TERMS = (
    Term(
        "already in .grad",
        "what stood in `.grad` when a new gradient came; `backward()` adds the new one to that",
    ),
    Term(
        "new gradient",
        "the gradient that was computed here, whatever stood in `.grad` before; what several "
        "backward passes add up to before an update counts as one",
    ),
    Term("every example was read", "in every epoch that was asked for, with none left out"),
    Term("number of updates", COUNTED),
    Term("updates in call", COUNTED),
    Term("gradient used", "what stood in `.grad` when the optimizer made this update"),
    Term("norm", "the length of a vector, here of all the numbers in one: √(a² + b² + …)"),
    Term(
        "buffers",
        "what a model keeps beside its parameters, such as the running averages of BatchNorm",
    ),
    Term("builds a graph", "the operations are recorded, so that `backward()` could follow them"),
    Term("carry a graph", "what is returned still holds all that `backward()` would need"),
    Term(
        "model.training",
        "the mode, as the layers inside the model have it: True after `model.train()`, "
        "False after `model.eval()`",
    ),
    Term("rank", "the number of a process in its group, from 0"),
    Term(MISSING, "this did not happen, could not be tried, or nothing is there"),
)


def terms(rows: Iterable[Row]) -> tuple[Term, ...]:
    """Return what the words in some rows mean, in the order in which they appear."""
    found: dict[str, Term] = {}
    for row in rows:
        found |= {term.word: term for term in TERMS if row.uses(term.word)}
    return tuple(found.values())
