"""The gradients that updates use are cut to a length."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch

from grader.diagnose.evidence import ENOUGH, Result, moves_otherwise
from grader.observe.compare import equal, same
from grader.observe.recorder import BACKWARD_GRADIENT, STEP_GRADIENT
from grader.observe.run import Run

rank = 5
TINY = 1e-12  # for a gradient of zeros
Gradients = Mapping[str, torch.Tensor]


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    differ = [(yours, theirs) for _, yours, theirs in results if not equal(yours, theirs)]
    uses = [use for yours, _ in differ for use in _uses(yours)]
    cut = [(used, new) for used, new in uses if not same(used, new)]
    if len({f"{_length(new):.4g}" for _, new in cut}) < ENOUGH:
        return None
    if not all(same(used, new) for _, theirs in differ for used, new in _uses(theirs)):
        return None  # to cut them may be asked for
    limit = _length(cut[0][0])
    if not all(same(used, _cut(new, limit)) for used, new in uses):
        return None
    if not any(map(moves_otherwise, results)):
        return None
    return (
        "Your updates use the gradients that `backward()` computes, shortened to the length "
        f"{limit:.4g} where they are longer."
    )


def _uses(run: Run) -> list[tuple[Gradients, Gradients]]:
    """Return what each update used, beside what the backward pass before it computed."""
    found: list[tuple[Gradients, Gradients]] = []
    new: Gradients = {}
    for item in run.items:
        if item.key == BACKWARD_GRADIENT:
            new = item.value
        if item.key == STEP_GRADIENT:
            found.append((item.value, new))
    return found


def _length(gradients: Gradients) -> float:
    return math.sqrt(sum(float(g.double().square().sum()) for g in gradients.values()))


def _cut(gradients: Gradients, limit: float) -> Gradients:
    factor = min(1.0, limit / max(_length(gradients), TINY))
    return {name: g * factor for name, g in gradients.items()}
