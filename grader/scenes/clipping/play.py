"""Hands over parameters with gradients, or a model to train with a limit on its gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.plain import scalar
from grader.observe.recorder import Recorder
from grader.scenes.evaluation.play import GRADIENTS
from grader.scenes.parts import play as parts

# What is observed; {n} counts how often.
SAME_PARAMETERS = "parameters as before"
IS_ZERO = "the norm returned is exactly 0"  # aside
LEFT = ".grad after call {n}, norm"
TRAINING = "model.training after call {n}"


def gradients(
    recorder: Recorder,
    subject: Any,
    *,
    values: list[torch.Tensor],
    gradients: list[torch.Tensor | None],
    limit: float,
    generator: bool,
) -> None:
    """Call ``clip_gradients(parameters, max_norm)``."""
    parameters = [nn.Parameter(value.clone()) for value in values]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    recorder.call(subject, (p for p in parameters) if generator else list(parameters), limit)
    found = scalar(recorder.results[-1])  # next to nothing would be taken for 0 otherwise
    recorder.aside(IS_ZERO, isinstance(found, (int, float)) and found == 0)
    recorder.note(GRADIENTS, {str(i): p.grad for i, p in enumerate(parameters)})
    same = all(torch.equal(p, v) for p, v in zip(parameters, values, strict=True))
    recorder.note(SAME_PARAMETERS, same)


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
    limit: float,
    sizes: list[int],
    repeat: int,
    gradients: list[torch.Tensor],
) -> None:
    """Call ``clipped_step(model, x, y, loss_fn, optimizer, max_norm)`` once per batch."""

    def work(left: Sequence[torch.Tensor]) -> nn.Module:
        made, loss_fn = parts.task(recorder, net, x, y, loss)
        parts.fill(made, left)
        model = recorder.model(made.train(train))
        opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
        for bx, by in list(zip(x.split(sizes), y.split(sizes), strict=True)) * repeat:
            recorder.call(subject, model, bx.clone(), by.clone(), loss_fn, opt, limit)
            recorder.note(LEFT, {name: p.grad for name, p in model.named_parameters()})
            recorder.aside(TRAINING, model.training)
        return model

    parts.with_and_without(recorder, gradients, work)
