"""Builders for functions that measure a model without changing it."""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from grader.observe.recorder import Recorder
from grader.rigs import parts
from grader.rigs.training import Use


def _modes(model: nn.Module) -> list[bool]:
    return [module.training for module in model.modules()]


def _gradients(model: nn.Module) -> dict[str, torch.Tensor]:
    return {
        name: p.grad.detach().clone()
        for name, p in model.named_parameters()
        if p.grad is not None and bool((p.grad != 0).any())
    }


def evaluate(
    rig: Recorder,
    *,
    n: int = 11,
    batch_size: int = 4,
    net: str = "mode",
    train: bool = True,
    calls: int = 1,
) -> Use:
    """Call ``evaluate(model, loader, loss_fn, device)`` on a model in the given mode."""
    made = parts.network(net, rig)
    x = parts.inputs(rig, n)
    y = parts.labels(made, x, rig)
    model = rig.model(made.train(train))
    data = parts.loader(rig, x, y, batch_size)
    rig.validates_on(x)

    def use(subject: Any) -> None:
        for _ in range(calls):
            rig.expects(n)
            rig.call(subject, model, data, rig.loss(nn.CrossEntropyLoss()), "cpu")
            rig.note("mode.after", _modes(model))
            rig.note("gradients.after", _gradients(model))

    return use


def evaluate_nothing(rig: Recorder, *, train: bool = True) -> Use:
    """Call ``evaluate`` with a loader that has no examples."""
    model = rig.model(parts.network("mode", rig).train(train))
    empty = parts.loader(rig, torch.zeros(0, parts.INPUTS), torch.zeros(0, dtype=torch.long), 4)

    def use(subject: Any) -> None:
        rig.refused(subject, model, empty, nn.CrossEntropyLoss(), "cpu")
        rig.note("mode.after", _modes(model))

    return use


class _Broken(Dataset[Any]):
    """Five good examples, then one that cannot be read."""

    def __init__(self, x: torch.Tensor, y: torch.Tensor) -> None:
        self.x, self.y = x, y

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        if index == 5:
            raise OSError("example 5 cannot be read")
        return self.x[index], self.y[index]


def evaluate_broken(rig: Recorder, *, train: bool = True) -> Use:
    """Call ``evaluate`` with a loader that raises in its second batch."""
    made = parts.network("mode", rig)
    x = parts.inputs(rig, 8)
    y = parts.labels(made, x, rig)
    model = rig.model(made.train(train))
    data = DataLoader(_Broken(x, y), batch_size=4)

    def use(subject: Any) -> None:
        rig.calls += 1
        with contextlib.suppress(Exception):
            subject(model, data, rig.loss(nn.CrossEntropyLoss()), "cpu")
        rig.note("mode.after", _modes(model))

    return use
