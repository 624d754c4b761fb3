"""Draws small models and data for short loops.

Loops that train are called twice: only then does it show whether they mind the gradients
that their last update left behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Draws
from grader.scenes.loops import play
from grader.scenes.parts import draw as parts

Given = dict[str, Any]

SHOWS = 2e-3  # by how much a wrong accuracy has to be off


def batches(
    draws: Draws,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    task: str = "classify",
    net: str = "plain",
    optimizer: str = "sgd",
    lr: float = 0.5,
    stale: bool = False,
    gain: float = 1.0,
    apart: float | None = None,
    loss: str = "",
) -> Given:
    """Call ``repair(model, batches, loss_fn, optimizer)`` twice.

    Targets are classes (N,), or numbers (N,) beside outputs (N, 1) for ``"regress"``.

    Args:
        draws: Source of the random numbers.
        sizes: Examples in each batch.
        task: ``"classify"`` or ``"regress"``.
        net: See ``parts.play.network``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        stale: Whether ``.grad`` holds something before the first call.
        gain: How many times as large the outputs are as usual, and so losses and gradients.
        apart: See ``parts.task``.
        loss: See ``parts.play.loss``; the task's usual one by default.
    """
    given = parts.task(draws, task, net, sum(sizes), apart=apart)
    given |= {"net": parts.louder(given["net"], gain), "loss": loss or given["loss"]}
    y = given["y"].reshape(-1)
    given["gradients"] = parts.gradients(draws, given["net"]) if stale else []
    return given | {"y": y, "sizes": list(sizes), "optimizer": optimizer, "lr": lr}


def fit(
    draws: Draws,
    *,
    n: int = 7,
    n_val: int = 7,
    net: str = "mode",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = False,
    epochs: int = 3,
    gain: float = 1.0,
    loss: str = "cross_entropy",
) -> Given:
    """Call ``repair(model, train_loader, val_loader, loss_fn, optimizer, epochs)`` twice.

    The second call trains for one epoch; ``train`` is the mode that both find. The outputs are
    ``gain`` times as large as usual; for ``loss`` see ``parts.play.loss``.
    """
    made = parts.network(draws, net)
    x, x_val = parts.inputs(draws, n), parts.inputs(draws, n_val)
    y, y_val = parts.labels(draws, made, x), parts.labels(draws, made, x_val)
    made = parts.louder(made, gain)
    data = {"net": made, "x": x, "y": y, "x_val": x_val, "y_val": y_val, "loss": loss}
    return data | {"optimizer": optimizer, "lr": lr, "train": train, "epochs": epochs}


def measure(
    draws: Draws,
    *,
    n: int = 11,
    net: str = "norm",
    train: bool = True,
    with_loss: bool = False,
    loss: str = "",
) -> Given:
    """Call ``repair(model, loader)``, or ``repair(model, loader, loss_fn)``.

    Args:
        draws: Source of the random numbers.
        n: Examples in all.
        net: See ``parts.play.network``.
        train: The mode in which the model comes.
        with_loss: Whether ``loss_fn`` is handed over.
        loss: See ``parts.play.loss``; the usual one by default.
    """
    given = parts.task(draws, "classify", net, n, range(n), most=(n + 1) // 2)
    _demand_an_accuracy_of_its_own(draws, given)
    return given | {"loss": (loss or given["loss"]) if with_loss else None, "train": train}


def _demand_an_accuracy_of_its_own(draws: Draws, given: Given) -> None:
    """Demand an accuracy that is not practice's, and that wrong means of it show as there."""
    with torch.no_grad():
        predicted = parts.twin(given["net"]).eval()(given["x"]).argmax(1)
    hits = (predicted == given["y"]).float()
    draws.must_be_other(hits.sum())
    shares = torch.stack([part.mean() for part in hits.split(play.BATCH)])
    draws.must_be_usual(abs(torch.stack([shares.mean(), shares[-1]]) - hits.mean()) > SHOWS)


def epoch(
    draws: Draws,
    *,
    n: int = 22,
    net: str = "plain",
    optimizer: str = "sgd",
    lr: float = 0.1,
    gain: float = 1.0,
    loss: str = "cross_entropy",
) -> Given:
    """Call ``repair(model, loader, loss_fn, optimizer)`` twice; six batches show what piles up.

    The outputs are ``gain`` times as large as usual; for ``loss`` see ``parts.play.loss``.
    """
    given = parts.task(draws, "classify", net, n)
    given["net"] = parts.louder(given["net"], gain)
    return given | {"optimizer": optimizer, "lr": lr, "loss": loss}
