"""Draws what a ``RunningAverage`` is fed with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.scenes.draws import Draws

Given = dict[str, Any]


def average(
    draws: Draws,
    *,
    updates: Sequence[tuple[float, int | None]],
    tensors: bool = False,
    every: bool = True,
    times: float = 1.0,
) -> Given:
    """Feed a ``RunningAverage`` and read ``average`` after every update, or at the end.

    Args:
        draws: Source of the random numbers.
        updates: Values and counts. A count of None calls ``update(value)`` without it.
        tensors: Whether the values are 0-dim tensors that carry a graph, as a loss does.
        every: Whether ``average`` is read after every update.
        times: What each value is multiplied by.
    """
    given = [
        {"value": times * draws.number(value), "count": None if n is None else draws.count(n)}
        for value, n in updates
    ]
    return {"updates": given, "tensors": tensors, "every": every}


def average_of_zeros(draws: Draws) -> Given:
    """Read ``average`` of a ``RunningAverage`` to which only values of 0 were added."""
    return {"counts": [draws.count(usual) for usual in (4, 1)]}


def average_of_two(draws: Draws) -> Given:
    """Feed two ``RunningAverage`` objects in turn: neither may see the other's values."""
    return {"values": [draws.number(usual) for usual in (2.0, 10.0, 4.0)]}


def average_of_nothing(draws: Draws) -> Given:
    """Read ``average`` of a ``RunningAverage`` to which nothing was added."""
    return {}
