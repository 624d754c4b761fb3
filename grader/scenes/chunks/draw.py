"""Draws a recurrent network and a sequence in chunks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.scenes.chunks import play
from grader.scenes.draws import Draws

MODEL: Mapping[str, tuple[int, ...]] = {
    "rnn.weight_ih_l0": (play.HIDDEN, play.INPUTS),
    "rnn.weight_hh_l0": (play.HIDDEN, play.HIDDEN),
    "rnn.bias_ih_l0": (play.HIDDEN,),
    "rnn.bias_hh_l0": (play.HIDDEN,),
    "out.weight": (1, play.HIDDEN),
    "out.bias": (1,),
}


def sequence(
    draws: Draws,
    *,
    count: int = 4,
    optimizer: str = "sgd",
    lr: float = 0.2,
    stale: bool = False,
    level: float = 1.0,
    loss: str = "mse",
) -> dict[str, Any]:
    """Call ``repair(model, chunks, loss_fn, optimizer)`` twice.

    Args:
        draws: Source of the random numbers.
        count: Number of chunks, each of three time steps of three sequences.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        stale: Whether ``.grad`` holds something before the first call.
        level: What the targets are multiplied by, and so losses and gradients.
        loss: See ``parts.play.loss``.
    """
    model = {name: draws.normal(*shape) * 0.7 for name, shape in MODEL.items()}
    x = draws.normal(3, play.STEPS * count, play.INPUTS)
    y = level * draws.normal(3, play.STEPS * count, 1)
    gradients = [draws.normal(*shape) for shape in MODEL.values()] if stale else []
    data = {"model": model, "x": x, "y": y, "gradients": gradients}
    return data | {"optimizer": optimizer, "lr": lr, "loss": loss}
