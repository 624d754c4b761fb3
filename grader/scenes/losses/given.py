"""What a loss was computed from."""

from __future__ import annotations

from typing import Any

from grader.scenes.draws import Play


def by_hand(play: Play, key: str, n: int) -> dict[int, Any]:
    """Return the two arguments of the n-th call."""
    first, second = play.given["batches"][n]
    return {0: first, 1: second}


large_for_classes = large_for_shares = by_hand


def two_shapes(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the shapes of the two arguments of the n-th call."""
    first, second = (tuple(tensor.shape) for tensor in play.given["pairs"][n])
    return {"shape of the first argument": str(first), "shape of the second": str(second)}


def numbers(play: Play, key: str, n: int) -> dict[int, Any]:
    """Return the argument of the n-th call."""
    return {0: play.given["arguments"][n]}
