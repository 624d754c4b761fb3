"""Hands over what makes models that begin alike, a batch, and rates to try."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts


class Sinking(nn.Module):
    """A loss that is the lower the further outputs and targets are apart, without end."""

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return minus the mean of the squared distances."""
        return -nn.functional.mse_loss(outputs, targets)


def sweep(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str,
    rates: list[float],
    steps: int,
    calls: int,
    sinks: bool,
) -> None:
    """Call ``lr_range_test(make_model, x, y, loss_fn, learning_rates, steps)``."""
    template = parts.network(**net)
    loss_fn = recorder.loss(Sinking() if sinks else parts.loss(loss))

    def make_model() -> nn.Module:
        return recorder.model(copy.deepcopy(template).train())

    make_model()  # a model of the caller's, which nobody trains
    for _ in range(calls):
        recorder.call(subject, make_model, x.clone(), y.clone(), loss_fn, list(rates), steps)
