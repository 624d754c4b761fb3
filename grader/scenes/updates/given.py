"""What a step of an optimizer was called with."""

from __future__ import annotations

from typing import Any

from grader.scenes.draws import Play


def sgd(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the settings of the n-th call, and the gradients that it found."""
    steps = play.given["steps"]
    if "{n}" not in key or n >= len(steps):
        return {}
    gradients = {f"params[{i}].grad": g for i, g in enumerate(steps[n]["gradients"])}
    return {**steps[n]["settings"], **gradients}


momentum = adam = sgd
