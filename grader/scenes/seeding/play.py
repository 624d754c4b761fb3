"""Has random generators seeded, and draws from them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy
import torch

from grader.observe.recorder import Recorder

SEEDED = "seed_everything came to its end"
DRAWN = "numbers drawn"
COUNT = 5  # numbers of each kind; none of them is drawn twice by chance

_DRAW: Mapping[str, Callable[[int, int], list[int]]] = {
    "random": lambda low, high: [random.randrange(low, high) for _ in range(COUNT)],
    "numpy": lambda low, high: numpy.random.randint(low, high, COUNT).tolist(),
    "torch": lambda low, high: torch.randint(low, high, (COUNT,)).tolist(),
}
GENERATORS = tuple(_DRAW)


def seeding(recorder: Recorder, subject: Any) -> None:
    """Call ``seed_everything(seed)``, or draw numbers, as what arrives asks for."""
    for asked in recorder.more():
        if "seed" in asked:
            recorder.calls += 1
            subject(asked["seed"])
            recorder.note(SEEDED, True)
        else:
            drawn = {name: draw(asked["low"], asked["high"]) for name, draw in _DRAW.items()}
            recorder.note(DRAWN, drawn)
