"""Draws a network and the examples that it is measured on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.scenes.draws import Draws
from grader.scenes.parts import draw as parts

BATCH = 4

Given = dict[str, Any]


def evaluate(
    draws: Draws,
    *,
    n: int = 11,
    batch_size: int = BATCH,
    net: str = "mode",
    train: bool = True,
    calls: int = 1,
    changing: Sequence[int] = (),
    left: bool = False,
    arriving: bool = False,
    gain: float = 1.0,
    known: float = parts.KNOWN,
    loss: str = "cross_entropy",
) -> Given:
    """Call ``evaluate(model, loader, loss_fn, device)``.

    Args:
        draws: Source of the random numbers.
        n: Number of examples.
        batch_size: Examples in each batch but the last.
        net: See ``parts.play.network``.
        train: The mode in which the model comes.
        calls: How often it is called.
        changing: See ``parts.labels``.
        left: Whether ``.grad`` holds something, and a parameter is frozen, as in the middle of
            somebody's work.
        arriving: Whether batches show that they were moved (see ``observe/arriving``).
        gain: How many times as large the logits are as usual.
        known: See ``parts.labels``.
        loss: See ``parts.play.loss``.
    """
    given = _measured(draws, net, n, changing, known)
    given["net"] = parts.louder(given["net"], gain)
    if known == parts.ALL:
        _demand_that_rounding_shows(draws, given)
    gradients = parts.gradients(draws, given["net"]) if left else []
    settings = {"train": train, "batch_size": batch_size, "calls": calls, "arriving": arriving}
    return given | settings | {"gradients": gradients, "loss": loss}


def _demand_that_rounding_shows(draws: Draws, given: Given) -> None:
    """Demand a loss that three decimals cannot hold."""
    with torch.no_grad():
        outputs = parts.twin(given["net"]).eval()(given["x"])
        loss = nn.functional.cross_entropy(outputs, given["y"])
    draws.must_be_usual(abs(loss - loss.round(decimals=3)) > 1e-4)


def loaders(draws: Draws, *, sizes: Sequence[int] = (0, 5, 2), train: bool = True) -> Given:
    """Call ``evaluate`` with loaders of so many examples, and see which of them it refuses.

    One has no examples: that a call is allowed to raise says nothing about its loader.
    """
    given = _measured(draws, "mode", max(sizes))
    return given | {"train": train, "sizes": draws.order(sizes), "batch_size": BATCH}


def broken(draws: Draws, *, train: bool = True) -> Given:
    """Call ``evaluate`` with a loader that raises in its second batch."""
    return _measured(draws, "mode", 8) | {"train": train, "readable": 5, "batch_size": BATCH}


def _measured(
    draws: Draws, net: str, n: int, changing: Sequence[int] = (), known: float = parts.KNOWN
) -> Given:
    """Return the network, inputs (n, 5) and classes (n,)."""

    def drawn() -> Given:
        made = _used(draws, parts.network(draws, net))
        x = parts.inputs(draws, n)
        y = parts.labels(draws, made, x, known, changing, (len(changing) + 1) // 2)
        if changing:
            parts.demand_that_order_shows(draws, parts.outputs(made, x), y, BATCH)
        return {"net": made, "x": x, "y": y}

    return draws.again_until_usual(drawn)


def _used(draws: Draws, net: parts.Network) -> parts.Network:
    """Return a network whose running statistics, if any, are not those of a new one."""
    state = dict(net["state"])
    for key, kept in state.items():
        if key.endswith("running_mean"):
            state[key] = 0.5 * draws.normal(*kept.shape)
        elif key.endswith("running_var"):
            state[key] = 0.5 + draws.uniform(*kept.shape)
    return net | {"state": state}
