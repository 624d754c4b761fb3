"""Builders for functions that train: one step, several steps, one epoch, a whole fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.rigs import parts

Use = Callable[[Any], None]


def _task(
    rig: Recorder, net: str, task: str, n: int
) -> tuple[nn.Module, torch.Tensor, torch.Tensor, nn.Module]:
    """Return network, inputs (n, 5), targets and loss of a small task."""
    outputs = 1 if task == "regress" else parts.CLASSES
    made = parts.network(net, rig, outputs)
    x = parts.inputs(rig, n)
    if task == "regress":
        return made, x, torch.randn(n, 1, generator=rig.generator), rig.loss(nn.MSELoss())
    return made, x, parts.labels(made, x, rig), rig.loss(nn.CrossEntropyLoss())


def step(
    rig: Recorder,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = True,
    repeat: int = 1,
) -> Use:
    """Call ``train_step(model, x, y, loss_fn, optimizer)`` once per batch."""
    made, x, y, loss_fn = _task(rig, net, task, sum(sizes))
    parts.curve(rig, made, x, y, loss_fn)
    model = rig.model(made.train(train))
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    batches = list(zip(x.split(list(sizes)), y.split(list(sizes)), strict=True)) * repeat

    def use(subject: Any) -> None:
        for bx, by in batches:
            rig.call(subject, model, bx.clone(), by.clone(), loss_fn, opt)

    return use


def steps(
    rig: Recorder,
    *,
    counts: Sequence[int] = (4, 2),
    n: int = 7,
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
) -> Use:
    """Call ``train_steps(model, x, y, loss_fn, optimizer, steps)`` once per count."""
    made, x, y, loss_fn = _task(rig, net, task, n)
    parts.curve(rig, made, x, y, loss_fn)
    model = rig.model(made.train())
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))

    def use(subject: Any) -> None:
        for count in counts:
            rig.call(subject, model, x.clone(), y.clone(), loss_fn, opt, count)

    return use


def epoch(
    rig: Recorder,
    *,
    n: int = 11,
    batch_size: int = 4,
    net: str = "plain",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = True,
    epochs: int = 2,
    device: str = "str",
) -> Use:
    """Call ``train_one_epoch(model, loader, loss_fn, optimizer, device)`` once per epoch.

    The model is handed over in the mode ``train`` before every call; 11 examples in
    batches of 4 leave 3 for the last one.
    """
    made, x, y, loss_fn = _task(rig, net, "classify", n)
    parts.curve(rig, made, x, y, loss_fn)
    model = rig.model(made)
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    data = parts.loader(rig, x, y, batch_size)
    where: Any = "cpu" if device == "str" else torch.device("cpu")

    def use(subject: Any) -> None:
        for _ in range(epochs):
            model.train(train)
            rig.expects(n)
            rig.call(subject, model, data, loss_fn, opt, where)

    return use


def fit(
    rig: Recorder,
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
) -> Use:
    """Call ``fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device)``.

    A second call finds gradients in place that only code which empties them gets rid of.
    """
    made, x, y, loss_fn = _task(rig, net, "classify", n)
    x_val = parts.inputs(rig, n_val)
    y_val = parts.labels(made, x_val, rig)
    parts.curve(rig, made, x, y, loss_fn)
    model = rig.model(made.train(train))
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    training = parts.loader(rig, x, y, batch_size)
    validation = parts.loader(rig, x_val, y_val, batch_size)
    rig.validates_on(x_val)

    def use(subject: Any) -> None:
        for _ in range(calls):
            model.train(train)
            rig.expects(epochs * (n + n_val))
            rig.call(subject, model, training, validation, loss_fn, opt, epochs, "cpu")

    return use
