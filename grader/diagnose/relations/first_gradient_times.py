"""The first gradient points where it should, and is longer or shorter than it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.diagnose.evidence import Result, common_factor, flat, moves_otherwise
from grader.diagnose.relations.times import told
from grader.observe.compare import same
from grader.observe.recorder import RETURN, STEP_GRADIENT
from grader.observe.run import Run

rank = 9


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds. Where the factor is always the same, ``times`` says more."""
    factors = [_factor(mine, theirs) for _, mine, theirs in results]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors) or not known or all(same(f, known[0]) for f in known):
        return None
    if not any(map(moves_otherwise, results)):
        return None
    apart = [n for n, factor in enumerate(known) if not same(factor, 1.0)]
    at = next((n for n in apart if same(known[n], round(known[n]))), apart[0])  # the plainest
    too = all(map(_returned_too, results, known))
    return (
        "The gradient that your first update uses has the expected direction, but not always the "
        f"expected length: with {results[at][0].about}, it is {told(known[at])} the expected one"
        f"{', and so is your first result' if too else ''}."
    )


def _factor(yours: Run, expected: Run) -> float | None:
    """Return what the first gradient of all parameters is multiplied by, if that is one number."""
    mine, theirs = yours.select([STEP_GRADIENT])[:1], expected.select([STEP_GRADIENT])[:1]
    if not mine or not theirs:
        return None
    one, other = mine[0].value, theirs[0].value
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or one.keys() != other.keys():
        return None
    numbers = [flat([side[name] for name in other]) for side in (one, other)]
    return common_factor(*numbers)


def _returned_too(result: Result, factor: float) -> bool:
    """Return whether the first result is multiplied by the same factor, and shows that."""
    _, yours, expected = result
    mine, theirs = (run.select([RETURN])[:1] for run in (yours, expected))
    values = [item.value for item in (*mine, *theirs)]
    if len(values) < 2 or not all(isinstance(value, float) and value for value in values):
        return False
    return same(values[0], factor * values[1])
