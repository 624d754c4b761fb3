"""Builds small models, batches and loaders, and lets short loops use them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts
from grader.scenes.updates.play import RECORDING

BATCH = 4

# What is observed.
TYPES = "types of weights and buffers afterwards"
REDUCTION = "reduction of the loss function afterwards"


def batches(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str,
    sizes: list[int],
    optimizer: str,
    lr: float,
    gradients: list[torch.Tensor],
) -> None:
    """Call ``repair(model, batches, loss_fn, optimizer)`` twice."""
    given = list(zip(x.split(sizes), y.split(sizes), strict=True))

    def work(left: Sequence[torch.Tensor]) -> nn.Module:
        made = parts.network(**net).train()
        parts.fill(made, left)
        model = recorder.model(made)
        loss_fn = recorder.loss(parts.loss(loss))
        opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
        for _ in range(2):
            recorder.call(subject, model, given, loss_fn, opt)
        return model

    parts.with_and_without(recorder, gradients, work)


def fit(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    x_val: torch.Tensor,
    y_val: torch.Tensor,
    optimizer: str,
    lr: float,
    train: bool,
    epochs: int,
    loss: str,
) -> None:
    """Call ``repair(model, train_loader, val_loader, loss_fn, optimizer, epochs)`` twice."""
    model = recorder.model(parts.network(**net).train(train))
    opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
    training = parts.loader(recorder, x, y, BATCH)
    validation = parts.loader(recorder, x_val, y_val, BATCH)
    loss_fn = recorder.loss(parts.loss(loss))
    recorder.validates_on(x_val)
    for rounds in (epochs, 1):
        model.train(train)
        recorder.call(subject, model, training, validation, loss_fn, opt, rounds)


def measure(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str | None,
    train: bool,
) -> None:
    """Call ``repair(model, loader)``, or ``repair(model, loader, loss_fn)``."""
    model = recorder.model(parts.network(**net).train(train))
    rest = [recorder.loss(parts.loss(loss))] if loss else []
    recorder.validates_on(x)
    recorder.call(subject, model, parts.loader(recorder, x, y, BATCH), *rest)
    recorder.note(RECORDING, torch.is_grad_enabled())
    recorder.note(TYPES, sorted({str(value.dtype) for value in model.state_dict().values()}))
    for loss_fn in rest:
        recorder.note(REDUCTION, loss_fn.reduction)


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
) -> None:
    """Call ``repair(model, loader, loss_fn, optimizer)`` twice."""
    model = recorder.model(parts.network(**net).train())
    opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
    data, loss_fn = parts.loader(recorder, x, y, BATCH), recorder.loss(parts.loss(loss))
    for _ in range(2):
        recorder.call(subject, model, data, loss_fn, opt)
