"""What gradients were asked of, and which parameters were to be frozen."""

from __future__ import annotations

from typing import Any

from grader.scenes.draws import Play


def linear(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the arguments of ``linear_gradients``."""
    return dict(zip("xywb", play.given["arguments"], strict=True))


def numeric(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the arguments of ``numeric_gradient`` that are numbers."""
    eps = play.given["eps"]
    return {"w": play.given["w"], "eps": "left out" if eps is None else eps}


def freezing(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the prefix that ``freeze`` was called with."""
    return {"prefix": repr(play.given["prefix"])}
