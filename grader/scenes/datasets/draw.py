"""Draws the examples of a dataset."""

from __future__ import annotations

from typing import Any

from grader.scenes.draws import Draws


def dataset(
    draws: Draws,
    *,
    n: int = 6,
    dims: int = 3,
    labels: str = "class",
    spread: float = 1.0,
    narrow: float = 1.0,
    another: bool = False,
) -> dict[str, Any]:
    """Build a ``StandardizedDataset`` and read it item by item and through a loader.

    Args:
        draws: Source of the random numbers.
        n: Number of examples.
        dims: Inputs per example.
        labels: ``"class"`` or ``"number"``.
        spread: By how much the inputs lie further from each other than usual.
        narrow: By how much what they are divided by is smaller than usual.
        another: Whether a second dataset, of other numbers, is built before the first is read.
    """
    n = draws.count(n)
    x = draws.normal(n, dims) * 3 * spread + 5
    mean = draws.normal(dims) + 4  # not x's own
    std = (draws.uniform(dims) * 3 + 1.5) / narrow
    y = draws.whole(0, 4, (n,)) if labels == "class" else draws.normal(n)
    beside = [x.flip(0), y.flip(0), mean + 1, 2 * std] if another else []
    return {"x": x, "y": y, "mean": mean, "std": std, "beside": beside}
