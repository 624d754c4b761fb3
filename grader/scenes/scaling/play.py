"""Lets a training step use a scaler."""

from __future__ import annotations

from typing import Any

import torch

from grader.observe.recorder import Recorder
from grader.scenes.clipping.play import LEFT
from grader.scenes.parts import play as parts

# What is observed; {n} counts the calls.
SCALE = "scale after call {n}"
STOPPED = ".grad when it stopped, norm"


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
) -> None:
    """Call ``amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm)`` once per batch."""
    made, loss_fn = parts.task(recorder, net, x, y, loss)
    model = recorder.model(made.train(train))
    opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
    scales = torch.amp.GradScaler("cpu", **scaler)
    for bx, by in list(zip(x.split(sizes), y.split(sizes), strict=True)) * repeat:
        try:
            recorder.call(subject, model, bx.clone(), by.clone(), loss_fn, opt, scales, max_norm)
        except Exception:  # the scaler says the same of several mistakes
            recorder.note(STOPPED, {name: p.grad for name, p in model.named_parameters()})
            raise
        recorder.note(LEFT, {name: p.grad for name, p in model.named_parameters()})
        recorder.note(SCALE, scales.get_scale())
