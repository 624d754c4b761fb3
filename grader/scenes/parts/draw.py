"""Draws small tasks in which mistakes show.

Labels are partly right, so that accuracies differ from batch to batch; every example lies on
a level of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import nn
from torch.func import functional_call

from grader.scenes.draws import Draws
from grader.scenes.parts import play

Network = dict[str, Any]  # the keyword arguments of ``play.network``

INPUTS, CLASSES = play.INPUTS, play.CLASSES
KNOWN = 0.6
ALL = 1.0  # of the labels are what the network predicts


def network(draws: Draws, kind: str, outputs: int = CLASSES) -> Network:
    """Return a network to (N, outputs) with drawn weights (see ``play.network``)."""
    made = play.network(kind, outputs)
    with torch.no_grad():
        for parameter in made.parameters():
            if parameter.ndim > 1:
                parameter.copy_(draws.normal(*parameter.shape) * 0.7)
            else:
                parameter.add_(draws.normal(*parameter.shape) * 0.2)
    return {"kind": kind, "outputs": outputs, "state": made.state_dict()}


def twin(net: Network) -> nn.Module:
    """Return a network to try something out with; it takes no draws from others."""
    with torch.random.fork_rng(devices=[]):
        return play.network(**net)


def louder(net: Network, gain: float) -> Network:
    """Return a network whose outputs are so many times as large; its classes stay the same."""
    state = dict(net["state"])
    for key in list(state)[-2:]:
        state[key] = state[key] * gain
    return net | {"state": state}


def gradients(draws: Draws, net: Network) -> list[torch.Tensor]:
    """Return what earlier work may have left in ``.grad``, one for each parameter."""
    return [draws.normal(*parameter.shape) for parameter in twin(net).parameters()]


def outputs(net: Network, x: torch.Tensor) -> torch.Tensor:
    """Return what a network answers in eval mode to inputs (N, 5)."""
    with torch.no_grad():
        found: torch.Tensor = functional_call(_still(net["kind"], net["outputs"]), net["state"], x)
    return found


def demand_that_order_shows(
    draws: Draws, outputs: torch.Tensor, y: torch.Tensor, batch_size: int
) -> None:
    """Demand that it does not hang on the seed whether an accuracy notices another order.

    That of the labels in a batch; and that of the examples by which scores are divided.
    """
    predicted, labels = outputs.argmax(1), y.split(batch_size)
    hits = (predicted == y).sum()
    by_example = torch.cat([part.softmax(0).argmax(1) for part in outputs.split(batch_size)])
    draws.must_be_usual((by_example == y).sum() == hits)
    for other in ([p.flip(0) for p in labels], *([p.roll(n) for p in labels] for n in (1, -1))):
        draws.must_be_usual((predicted == torch.cat(other)).sum() == hits)


@cache
def _still(kind: str, outputs: int) -> nn.Module:
    """Return a network in eval mode whose own weights are never used: making one takes long."""
    return twin({"kind": kind, "outputs": outputs}).eval()


def inputs(draws: Draws, n: int, net: str = "plain") -> torch.Tensor:
    """Return n examples for a kind of network, (n, 5) or (n, 2, 5), each on its own level."""
    rows = (play.ROWS,) if net == "rows" else ()
    return draws.normal(n, *rows, INPUTS) + draws.normal(n, *(1 for _ in rows), 1)


def labels(
    draws: Draws,
    net: Network,
    x: torch.Tensor,
    known: float = KNOWN,
    changing: Sequence[int] = (),
    most: int = 1,
) -> torch.Tensor:
    """Return classes (n,), of which about ``known`` are what the network predicts now.

    Args:
        draws: Source of the random numbers.
        net: Which network.
        x: Inputs (n, 5).
        known: Which share is predicted.
        changing: Examples of which some are in another class with another seed than that of
            practice, so that the accuracy is another one.
        most: How many of these at most.
    """
    logits = outputs(net, x)
    predicted = logits.argmax(1)
    draws.must_be_usual(predicted)
    draws.must_be_usual(logits.amax(1) > 0)
    other = (predicted + draws.usual.whole(1, CLASSES, predicted.shape)) % CLASSES
    keep = draws.usual.uniform(*predicted.shape) < known
    for place in draws.some(changing, most):
        keep[place] = ~keep[place]
    return torch.where(keep, predicted, other)


def task(
    draws: Draws,
    kind: str,
    net: str,
    n: int,
    changing: Sequence[int] = (),
    apart: float | torch.Tensor | None = None,
    most: int = 1,
    known: float = KNOWN,
    level: float = 0.0,
) -> dict[str, Any]:
    """Return network, inputs (see ``inputs``), targets and loss of a small task.

    Args:
        draws: Source of the random numbers.
        kind: ``"classify"`` (targets (n,)) or ``"regress"`` (targets (n, 1)).
        net: Kind of network.
        n: Number of examples.
        changing: See ``labels``.
        most: See ``labels``.
        known: See ``labels``.
        apart: How far targets (n, 1) are from what the network predicts now, all or each (n, 1):
            far, and losses and gradients are large. None leaves it to chance.
        level: How large the last layer's bias is, beyond what is usual.
    """
    regress = kind == "regress"

    def drawn() -> dict[str, Any]:
        made = network(draws, net, 1 if regress else CLASSES)
        made["state"][list(made["state"])[-1]].add_(level)
        x = inputs(draws, n, net)
        y = draws.normal(n, 1) if regress else labels(draws, made, x, known, changing, most)
        if apart is not None:
            with torch.no_grad():
                y = twin(made)(x) + apart * y
        return {"net": made, "x": x, "y": y, "loss": "mse" if regress else "cross_entropy"}

    return draws.again_until_usual(drawn)
