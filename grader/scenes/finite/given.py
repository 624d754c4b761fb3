"""Which loss ``check_finite`` was called with."""

from __future__ import annotations

from typing import Any

from grader.scenes.draws import Play


def losses(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the loss of this call."""
    return {"loss": play.given["loss"]}
