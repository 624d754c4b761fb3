"""Lets a function measure a model on a loader, and looks at the model afterwards."""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts

MODES = "modes of the model and its layers afterwards"
GRADIENTS = ".grad afterwards, norm"


def evaluate(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    train: bool,
    batch_size: int,
    calls: int,
) -> None:
    """Call ``evaluate(model, loader, loss_fn, device)``, ``calls`` times."""
    model = recorder.model(parts.network(**net).train(train))
    data = parts.loader(recorder, x, y, batch_size)
    recorder.validates_on(x)
    for _ in range(calls):
        recorder.expects(len(x))
        recorder.call(subject, model, data, recorder.loss(nn.CrossEntropyLoss()), "cpu")
        recorder.note(MODES, modes(model))
        recorder.note(GRADIENTS, _gradients(model))


def loaders(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    train: bool,
    sizes: list[int],
    batch_size: int,
) -> None:
    """Call ``evaluate`` with loaders of so many examples; note what it raises."""
    model = recorder.model(parts.network(**net).train(train))
    for size in sizes:
        data = parts.loader(recorder, x[:size], y[:size], batch_size)
        recorder.refused(subject, model, data, nn.CrossEntropyLoss(), "cpu")
        recorder.note(MODES, modes(model))


class _Partly(Dataset[Any]):
    """Examples of which only the first can be read."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor, readable: int) -> None:
        self.x, self.y, self.readable = x, y, readable

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        if index == self.readable:
            raise OSError(f"example {index} cannot be read")
        return self.x[index], self.y[index]


def broken(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    train: bool,
    readable: int,
    batch_size: int,
) -> None:
    """Call ``evaluate`` with a loader that raises after so many examples."""
    model = recorder.model(parts.network(**net).train(train))
    data = DataLoader(_Partly(x, y, readable), batch_size=batch_size)
    recorder.calls += 1
    with contextlib.suppress(Exception):
        subject(model, data, recorder.loss(nn.CrossEntropyLoss()), "cpu")
    recorder.note(MODES, modes(model))


def modes(model: nn.Module) -> list[bool]:
    """Return for the model and each of its layers whether it is in train mode."""
    return [module.training for module in model.modules()]


def _gradients(model: nn.Module) -> dict[str, torch.Tensor]:
    return {
        name: p.grad.detach().clone()
        for name, p in model.named_parameters()
        if p.grad is not None and bool((p.grad != 0).any())
    }
