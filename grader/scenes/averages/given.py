"""What a ``RunningAverage`` was fed with."""

from __future__ import annotations

from typing import Any

from grader.observe.recorder import RETURN
from grader.scenes.draws import Play

SHOWN = 8  # updates are shown one by one


def average(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the updates up to the n-th reading of ``average``."""
    if key != RETURN:
        return {}
    every = play.given["updates"]
    updates = every[: n + 1] if play.given["every"] else every
    said = list(map(_call, updates))
    if len(said) > SHOWN:
        said = [*said[:2], "…", said[-1], f"{len(said)} in all"]
    return {"the updates so far": ", ".join(said)}


def _call(update: dict[str, Any]) -> str:
    count = "" if update["count"] is None else f", {update['count']}"
    return f"update({update['value']:.4g}{count})"
