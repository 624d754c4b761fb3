"""Small models, data and optimizers that probes are made of.

They are chosen so that mistakes show: a layer whose output depends on the mode without
drawing random numbers, BatchNorm behind a Linear without bias (with one, the true
gradient of that bias is 0 and Adam turns its rounding into steps), a short last batch,
labels that are partly right so that accuracies differ from batch to batch.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn
from torch.func import functional_call
from torch.utils.data import DataLoader, TensorDataset

from grader.observe.recorder import Recorder

INPUTS, HIDDEN, CLASSES = 5, 6, 3


class ModeLayer(nn.Module):
    """Scales in train mode and not in eval mode, as dropout does on average, but exactly."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x (any shape), changed only in train mode."""
        return 1.7 * x + 0.3 if self.training else x


def network(kind: str, rig: Recorder, outputs: int = CLASSES) -> nn.Module:
    """Return a seeded network from (N, 5) to (N, outputs).

    Args:
        kind: ``"plain"``, ``"mode"`` (output depends on the mode) or ``"norm"``
            (BatchNorm: buffers move in train mode).
        rig: Source of the random numbers.
        outputs: Number of outputs per example.
    """
    middle: dict[str, list[nn.Module]] = {
        "plain": [],
        "mode": [ModeLayer()],
        "norm": [nn.BatchNorm1d(HIDDEN), ModeLayer()],
    }
    net = nn.Sequential(
        nn.Linear(INPUTS, HIDDEN, bias=kind != "norm"),
        *middle[kind],
        nn.Tanh(),
        nn.Linear(HIDDEN, outputs),
    )
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.ndim > 1:
                parameter.copy_(torch.randn(parameter.shape, generator=rig.generator) * 0.7)
            else:
                parameter.add_(torch.randn(parameter.shape, generator=rig.generator) * 0.2)
    return net


def inputs(rig: Recorder, n: int) -> torch.Tensor:
    """Return n seeded examples, (n, 5), each on its own level."""
    return torch.randn(n, INPUTS, generator=rig.generator) + torch.randn(
        n, 1, generator=rig.generator
    )


def labels(net: nn.Module, x: torch.Tensor, rig: Recorder, known: float = 0.6) -> torch.Tensor:
    """Return classes (n,), of which about ``known`` are what the network predicts now."""
    was = net.training
    net.train(False)
    with torch.no_grad():
        predicted = net(x).argmax(1)
    net.train(was)
    other = (
        predicted + torch.randint(1, CLASSES, predicted.shape, generator=rig.generator)
    ) % CLASSES
    keep = torch.rand(predicted.shape, generator=rig.generator) < known
    return torch.where(keep, predicted, other)


def optimizer(kind: str, model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """Return plain SGD, SGD with momentum 0.8, or Adam, by ``kind``."""
    makers: dict[str, Any] = {
        "sgd": lambda p: torch.optim.SGD(p, lr=lr),
        "momentum": lambda p: torch.optim.SGD(p, lr=lr, momentum=0.8),
        "adam": lambda p: torch.optim.Adam(p, lr=lr, betas=(0.8, 0.9), eps=1e-3),
    }
    made: torch.optim.Optimizer = makers[kind](model.parameters())
    return made


def warm_up() -> None:
    """Make an optimizer, so that learner code that makes the first one is not slow.

    PyTorch imports its compiler then, which can take longer than a run may.
    """
    torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.0)


def curve(
    rig: Recorder, net: nn.Module, x: torch.Tensor, y: torch.Tensor, loss_fn: nn.Module
) -> None:
    """Let the rig compute the loss on all data for every snapshot of the weights."""
    if not rig.curves:
        return
    twin, measure = copy.deepcopy(net).eval(), copy.deepcopy(loss_fn)

    def loss(state: dict[str, torch.Tensor]) -> float:
        own = {k.removeprefix("net."): v for k, v in state.items()}
        with torch.no_grad():
            return float(measure(functional_call(twin, own, (x,)), y))

    rig.loss_of = loss


class _Counted(TensorDataset):
    """A TensorDataset that counts how many examples are read."""

    def __init__(self, rig: Recorder, *tensors: torch.Tensor) -> None:
        super().__init__(*tensors)
        self.rig = rig

    def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
        self.rig.fetched += 1
        return tuple(tensor[index] for tensor in self.tensors)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Counted:
        return _Counted(self.rig, *(tensor.clone() for tensor in self.tensors))


def loader(rig: Recorder, x: torch.Tensor, y: torch.Tensor, batch_size: int) -> DataLoader[Any]:
    """Return a loader over (x, y) in the given order, short last batch kept."""
    return DataLoader(_Counted(rig, x, y), batch_size=batch_size)
