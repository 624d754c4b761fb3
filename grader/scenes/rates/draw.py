"""Draws a small task and the learning rates that are tried on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.scenes.draws import Draws
from grader.scenes.parts import draw as parts


def sweep(
    draws: Draws,
    *,
    rates: Sequence[float],
    steps: int = 3,
    n: int = 8,
    task: str = "classify",
    calls: int = 1,
    apart: float | None = None,
    sinks: bool = False,
) -> dict[str, Any]:
    """Call ``lr_range_test(make_model, x, y, loss_fn, learning_rates, steps)``.

    Args:
        draws: Source of the random numbers.
        rates: The learning rates.
        steps: How many updates are made with each.
        n: Number of examples.
        task: ``"classify"`` or ``"regress"``.
        calls: How often it is called.
        apart: See ``parts.task``.
        sinks: Whether the loss is the lower the further outputs and targets are apart.
    """
    given = parts.task(draws, task, "plain", n, apart=apart)
    return given | {"rates": list(rates), "steps": steps, "calls": calls, "sinks": sinks}
