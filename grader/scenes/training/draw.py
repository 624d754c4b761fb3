"""Draws a network, data and the settings that a training function is called with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.scenes.draws import Draws
from grader.scenes.parts import draw as parts

SHOWS = 2e-3  # as a share: by how much a wrong mean has to be off

Given = dict[str, Any]


def step(
    draws: Draws,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = True,
    repeat: int = 1,
    apart: float | Sequence[float] | None = None,
    level: float = 0.0,
) -> Given:
    """Call ``train_step(model, x, y, loss_fn, optimizer)`` once per batch.

    Args:
        draws: Source of the random numbers.
        sizes: Examples in each batch.
        net: See ``parts.play.network``.
        task: ``"classify"`` or ``"regress"``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        train: The mode in which the model comes.
        repeat: How often the batches are gone through.
        apart: See ``parts.task``; of all batches, or of each.
        level: See ``parts.task``.
    """
    far = apart if apart is None or isinstance(apart, float) else _of_each(sizes, apart)
    given = parts.task(draws, task, net, sum(sizes), apart=far, level=level)
    settings = {"optimizer": optimizer, "lr": lr, "train": train}
    return given | settings | {"sizes": list(sizes), "repeat": repeat}


def _of_each(sizes: Sequence[int], values: Sequence[float]) -> torch.Tensor:
    """Return the value of each example's batch, (N, 1)."""
    return torch.tensor(values).repeat_interleave(torch.tensor(sizes))[:, None]


def steps(
    draws: Draws,
    *,
    counts: Sequence[int] = (4, 2),
    n: int = 7,
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    apart: float | None = None,
    stale: bool = False,
    level: float = 0.0,
) -> Given:
    """Call ``train_steps(model, x, y, loss_fn, optimizer, steps)`` once per count.

    Args:
        draws: Source of the random numbers.
        counts: The steps of each call.
        n: Number of examples.
        net: See ``parts.play.network``.
        task: ``"classify"`` or ``"regress"``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        apart: See ``parts.task``.
        level: See ``parts.task``.
        stale: Whether ``.grad`` holds something before the first call.
    """
    given = parts.task(draws, task, net, n, apart=apart, level=level)
    more = {"gradients": parts.gradients(draws, given["net"]) if stale else []}
    return given | more | {"optimizer": optimizer, "lr": lr, "counts": list(counts)}


def epoch(
    draws: Draws,
    *,
    n: int = 11,
    batch_size: int = 4,
    net: str = "plain",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = True,
    epochs: int = 2,
    device: str = "str",
    changing: Sequence[int] = (),
    gain: float = 1.0,
    known: float = parts.KNOWN,
    stale: bool = False,
    arriving: bool = False,
    loss: str = "cross_entropy",
) -> Given:
    """Call ``train_one_epoch(model, loader, loss_fn, optimizer, device)`` once per epoch.

    The model is handed over in the mode ``train`` before every call; 11 examples in
    batches of 4 leave 3 for the last one. For ``changing`` see ``parts.labels``.

    Args:
        draws: Source of the random numbers.
        n: Number of examples.
        batch_size: Examples in each batch but the last.
        net: See ``parts.play.network``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate.
        train: The mode in which the model comes.
        epochs: How often it is called.
        device: ``"str"`` or ``"object"``.
        changing: See ``parts.labels``.
        gain: How many times as large the logits are as usual, and so losses and gradients.
        known: See ``parts.labels``.
        stale: Whether ``.grad`` holds something before the first call.
        arriving: Whether batches show that they were moved (see ``observe/arriving``).
        loss: See ``parts.play.loss``.
    """
    most = (len(changing) + 1) // 2
    given = parts.task(draws, "classify", net, n, changing, most=most, known=known)
    given["net"] = parts.louder(given["net"], gain)
    more: Given = {"gradients": parts.gradients(draws, given["net"]) if stale else []}
    if lr == 0.0:
        _demand_what_wrong_means_show(draws, given, batch_size)
    settings = {"optimizer": optimizer, "lr": lr, "train": train, "device": device}
    more |= {"batch_size": batch_size, "epochs": epochs, "arriving": arriving}
    return given | settings | more | {"loss": loss}


def _demand_what_wrong_means_show(draws: Draws, given: Given, batch_size: int) -> None:
    """Demand that means of batches are seen to be wrong, and an accuracy that is not practice's."""
    with torch.no_grad():
        outputs = parts.twin(given["net"])(given["x"])
        each = nn.functional.cross_entropy(outputs, given["y"], reduction="none")
    hits = (outputs.argmax(1) == given["y"]).float()
    draws.must_be_other(hits.sum())
    for values in (each, hits):
        means = torch.stack([part.mean() for part in values.split(batch_size)])
        wrong = torch.stack([means.mean(), means.sum() * batch_size / len(values)])
        draws.must_be_usual(abs(wrong / values.mean() - 1) > SHOWS)
    parts.demand_that_order_shows(draws, outputs, given["y"], batch_size)


def fit(
    draws: Draws,
    *,
    n: int = 10,
    n_val: int = 7,
    batch_size: int = 4,
    net: str = "mode",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = False,
    epochs: int = 3,
    calls: int = 1,
    arriving: bool = False,
    gain: float = 1.0,
    loss: str = "cross_entropy",
) -> Given:
    """Call ``fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device)``.

    A second call finds gradients in place that only code which empties them gets rid of. The
    logits are ``gain`` times as large as usual; for ``loss`` see ``parts.play.loss``.
    """
    given = parts.task(draws, "classify", net, n)
    given["net"] = parts.louder(given["net"], gain)

    def validation() -> tuple[torch.Tensor, torch.Tensor]:
        x_val = parts.inputs(draws, n_val)
        return x_val, parts.labels(draws, given["net"], x_val)

    x_val, y_val = draws.again_until_usual(validation)
    settings = {"optimizer": optimizer, "lr": lr, "train": train, "batch_size": batch_size}
    settings |= {"epochs": epochs, "calls": calls, "arriving": arriving}
    return given | settings | {"loss": loss, "x_val": x_val, "y_val": y_val}
