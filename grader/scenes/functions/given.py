"""What a function of one tensor was called with."""

from __future__ import annotations

from typing import Any

from grader.scenes.draws import Play


def apply(play: Play, key: str, n: int) -> dict[int, Any]:
    """Return the argument of the n-th call."""
    return {0: play.given["arguments"][n]}
