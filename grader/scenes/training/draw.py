"""Draws a network, data and the settings that a training function is called with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.scenes.draws import Draws
from grader.scenes.parts import draw as parts
from grader.scenes.parts.play import network

WRONG_RATES = (0.001, 0.01, 0.1, 1.0)  # which people set although another one was given

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
    """
    given = parts.task(draws, task, net, sum(sizes))
    settings = {"optimizer": optimizer, "lr": lr, "train": train}
    return given | settings | {"sizes": list(sizes), "repeat": repeat}


def steps(
    draws: Draws,
    *,
    counts: Sequence[int] = (4, 2),
    n: int = 7,
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
) -> Given:
    """Call ``train_steps(model, x, y, loss_fn, optimizer, steps)`` once per count."""
    given = parts.task(draws, task, net, n)
    return given | {"optimizer": optimizer, "lr": lr, "counts": list(counts)}


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
) -> Given:
    """Call ``train_one_epoch(model, loader, loss_fn, optimizer, device)`` once per epoch.

    The model is handed over in the mode ``train`` before every call; 11 examples in
    batches of 4 leave 3 for the last one. For ``changing`` see ``parts.labels``.
    """
    given = parts.task(draws, "classify", net, n, changing)
    if lr == 0.0:
        for rate in WRONG_RATES:
            draws.must_be_usual(_predicted(given, batch_size, rate))
    settings = {"optimizer": optimizer, "lr": lr, "train": train, "device": device}
    return given | settings | {"batch_size": batch_size, "epochs": epochs}


def _predicted(given: Given, batch_size: int, rate: float) -> torch.Tensor:
    """Return the classes that a network gives while it learns at some rate, (n,).

    Whether a wrong rate changes the accuracy of an epoch must not hang on the seed.
    """
    with torch.random.fork_rng(devices=[]):  # a twin takes no draws from others
        net = network(**given["net"])
    optimizer, found = torch.optim.SGD(net.parameters(), rate), []
    batches = (given[name].split(batch_size) for name in ("x", "y"))
    for x, y in zip(*batches, strict=True):
        optimizer.zero_grad()
        outputs = net(x)
        nn.functional.cross_entropy(outputs, y).backward()
        optimizer.step()
        found.append(outputs.argmax(1))
    return torch.cat(found)


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
) -> Given:
    """Call ``fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device)``.

    A second call finds gradients in place that only code which empties them gets rid of.
    """
    given = parts.task(draws, "classify", net, n)
    x_val = parts.inputs(draws, n_val)
    y_val = parts.labels(draws, given["net"], x_val)
    settings = {"optimizer": optimizer, "lr": lr, "train": train, "batch_size": batch_size}
    return given | settings | {"x_val": x_val, "y_val": y_val, "epochs": epochs, "calls": calls}
