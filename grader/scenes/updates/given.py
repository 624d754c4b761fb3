"""What a step of an optimizer was called with."""

from __future__ import annotations

import re
from typing import Any

from grader.scenes.draws import Play

PLACE = re.compile(r"\[(\d+)\] after")


def sgd(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the settings of the n-th call, and the numbers of the parameter that it is about."""
    steps = play.given["steps"]
    if "{n}" not in key or n >= len(steps):
        return {}
    place = PLACE.search(key)
    which = [int(place[1])] if place else range(len(play.given["params"]))
    told = dict(steps[n]["settings"])
    for i in which:
        before = {"params": play.given["params"], "velocity": play.given.get("velocity", [])}
        if n == 0:  # later they are what the code itself made of them
            told |= {f"{name}[{i}]": values[i] for name, values in before.items() if values}
        told[f"params[{i}].grad"] = steps[n]["gradients"][i]
    return told


momentum = adam = sgd
