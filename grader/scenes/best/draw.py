"""Draws how a model changes from epoch to epoch, and its losses.

What is handed over piece by piece is a dictionary: ``change`` (what is added to each
parameter and buffer, in their order; nothing to leave the model as it is), ``keeper`` (which
object is used) and ``loss`` (None where weights are to be put back).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.parts import draw as parts

RESTORES = 3
HUGE = 1e30


class _Pieces:
    """A network and what is done with it, in order."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.net = parts.network(draws, "norm")
        made = parts.twin(self.net)
        self.state = [*made.parameters(), *made.buffers()]
        self.pieces: list[dict[str, Any]] = []

    def add(self, loss: float | None, keeper: int = 0, changed: bool = True) -> None:
        change = [self._change(value) for value in self.state] if changed else []
        self.pieces.append({"change": change, "keeper": keeper, "loss": loss})

    def _change(self, value: torch.Tensor) -> torch.Tensor:
        if value.is_floating_point():
            return self.draws.uniform(*value.shape) * 0.5
        return torch.full_like(value, 2)

    def drawn(self, keepers: int) -> Drawn:
        return Drawn((Play({"net": self.net, "keepers": keepers}, self.pieces),))


def one(
    draws: Draws,
    *,
    losses: Sequence[float],
    start: float | None = None,
    huge: bool = False,
) -> Drawn:
    """Update one object after every epoch and restore three times, then once more after an epoch.

    That one is no better: what was best still is, although it was put back meanwhile.

    Args:
        draws: Source of the random numbers.
        losses: One for each epoch, after some that are higher than all of them.
        start: What is added to them; by default another number with every seed.
        huge: Whether the very first loss is huge: whatever it is, nothing was lower before.
    """
    epochs = _Pieces(draws)
    start = draws.number(2.0) if start is None else start
    rounds = [HUGE] * huge + [start + 1.0 - 0.125 * i for i in range(draws.count(1))]
    for loss in (*rounds, *(start + loss for loss in losses)):
        epochs.add(loss)
    for _ in range(RESTORES):
        epochs.add(None)
    epochs.add(start + losses[-1])
    epochs.add(None)
    return epochs.drawn(keepers=1)


def two(draws: Draws) -> Drawn:
    """Use two objects in turn: neither may see what the other keeps.

    The losses are below 0, as those of densities can be.
    """
    epochs = _Pieces(draws)
    low = draws.number(1.0) - 8.0
    for keeper, loss in ((0, low), (1, low + 2.0), (1, low + 1.0)):
        epochs.add(loss, keeper)
    epochs.add(None, 0, changed=False)
    epochs.add(None, 1, changed=False)
    return epochs.drawn(keepers=2)


def nothing(draws: Draws) -> dict[str, Any]:
    """Restore from an object that has seen nothing yet."""
    return {"net": parts.network(draws, "norm")}
