"""Builds a model, its data and its optimizer, and lets a training function use them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.arriving import ON_DEVICE, Arrivals
from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts
from grader.scenes.updates.play import RECORDING


def step(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str,
    optimizer: str,
    lr: float,
    train: bool,
    sizes: list[int],
    repeat: int,
) -> None:
    """Call ``train_step(model, x, y, loss_fn, optimizer)`` once per batch."""
    made, loss_fn = parts.task(recorder, net, x, y, loss)
    model = recorder.model(made.train(train))
    opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
    for bx, by in list(zip(x.split(sizes), y.split(sizes), strict=True)) * repeat:
        recorder.call(subject, model, bx.clone(), by.clone(), loss_fn, opt)


def steps(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str,
    optimizer: str,
    lr: float,
    counts: Sequence[int],
    gradients: list[torch.Tensor],
) -> None:
    """Call ``train_steps(model, x, y, loss_fn, optimizer, steps)`` once per count."""

    def work(left: Sequence[torch.Tensor]) -> nn.Module:
        made, loss_fn = parts.task(recorder, net, x, y, loss)
        parts.fill(made, left)
        model = recorder.model(made.train())
        opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
        for count in counts:
            recorder.call(subject, model, x.clone(), y.clone(), loss_fn, opt, count)
        return model

    parts.with_and_without(recorder, gradients, work)


def epoch(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str,
    optimizer: str,
    lr: float,
    train: bool,
    device: str,
    batch_size: int,
    epochs: int,
    gradients: list[torch.Tensor],
    arriving: bool,
) -> None:
    """Call ``train_one_epoch(model, loader, loss_fn, optimizer, device)`` once per epoch."""
    where: Any = "cpu" if device == "str" else torch.device("cpu")

    def work(left: Sequence[torch.Tensor]) -> nn.Module:
        made, loss_fn = parts.task(recorder, net, x, y, loss)
        parts.fill(made, left)
        arrivals = Arrivals(made, loss_fn)
        model = recorder.model(made)
        opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
        data = parts.loader(recorder, x, y, batch_size, arriving)
        for _ in range(epochs):
            model.train(train)
            recorder.expects(len(x))
            recorder.call(subject, model, data, loss_fn, opt, where)
        if arriving:
            recorder.aside(ON_DEVICE, arrivals.moved())
        return model

    parts.with_and_without(recorder, gradients, work)


def fit(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str,
    x_val: torch.Tensor,
    y_val: torch.Tensor,
    optimizer: str,
    lr: float,
    train: bool,
    batch_size: int,
    epochs: int,
    calls: int,
    arriving: bool,
) -> None:
    """Call ``fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device)``."""
    made, loss_fn = parts.task(recorder, net, x, y, loss)
    arrivals = Arrivals(made, loss_fn)
    model = recorder.model(made.train(train))
    opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
    training = parts.loader(recorder, x, y, batch_size, arriving)
    validation = parts.loader(recorder, x_val, y_val, batch_size, arriving)
    recorder.validates_on(x_val)
    for _ in range(calls):
        model.train(train)
        recorder.expects(epochs * (len(x) + len(x_val)))
        with parts.graphs_counted(recorder) as graphs:
            recorder.call(subject, model, training, validation, loss_fn, opt, epochs, "cpu")
        recorder.aside(parts.GRAPHS_KEPT, parts.piled_up(graphs))
        recorder.note(RECORDING, torch.is_grad_enabled())
    if arriving:
        recorder.aside(ON_DEVICE, arrivals.moved())
