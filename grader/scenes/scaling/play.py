"""Lets a training step use a scaler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.scenes.clipping.play import LEFT, TRAINING
from grader.scenes.parts import play as parts

# What is observed; {n} counts the calls.
SCALE = "scale after call {n}"
UPDATED = "how often scaler.update was called in call {n}"
STOPPED = ".grad when it stopped, norm"


class _Scaler(torch.amp.GradScaler):
    """Counts its updates: a second one may change nothing."""

    updated = 0

    def update(self, *args: Any, **kwargs: Any) -> None:
        self.updated += 1
        super().update(*args, **kwargs)


def amp(
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
    max_norm: float,
    scaler: dict[str, Any],
    sizes: list[int],
    repeat: int,
    gradients: list[torch.Tensor],
) -> None:
    """Call ``amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm)`` once per batch."""
    batches = list(zip(x.split(sizes), y.split(sizes), strict=True)) * repeat

    def work(left: Sequence[torch.Tensor]) -> nn.Module:
        made, loss_fn = parts.task(recorder, net, x, y, loss)
        parts.fill(made, left)
        model = recorder.model(made.train(train))
        opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
        scales = _Scaler("cpu", **scaler)
        for bx, by in batches:
            scales.updated = 0
            given = (model, bx.clone(), by.clone(), loss_fn, opt, scales, max_norm)
            try:
                recorder.call(subject, *given)
            except Exception:  # the scaler says the same of several mistakes
                recorder.note(STOPPED, _gradients(model))
                raise
            recorder.note(LEFT, _gradients(model))
            recorder.note(SCALE, scales.get_scale())
            recorder.note(UPDATED, scales.updated)
            recorder.aside(TRAINING, model.training)
        return model

    parts.with_and_without(recorder, gradients, work)


def _gradients(model: nn.Module) -> dict[str, torch.Tensor | None]:
    return {name: p.grad for name, p in model.named_parameters()}
