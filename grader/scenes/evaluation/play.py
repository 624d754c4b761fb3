"""Lets a function measure a model on a loader, and looks at the model afterwards."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from grader.observe.arriving import ON_DEVICE, Arrivals
from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts
from grader.scenes.updates.play import RECORDING

MODES = "modes of the model and its layers afterwards"
GRADIENTS = ".grad afterwards, norm"
PASSED_ON = "what comes of an error in the loader"


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
    gradients: list[torch.Tensor],
    arriving: bool,
    loss: str,
) -> None:
    """Call ``evaluate(model, loader, loss_fn, device)``, ``calls`` times.

    Where ``.grad`` holds something, the first parameter is frozen as well.
    """
    made, loss_fn = parts.network(**net).train(train), recorder.loss(parts.loss(loss))
    parts.fill(made, gradients)
    next(made.parameters()).requires_grad_(not gradients)
    arrivals = Arrivals(made, loss_fn)
    model = recorder.model(made)
    data = parts.loader(recorder, x, y, batch_size, arriving)
    recorder.validates_on(x)
    for _ in range(calls):
        recorder.expects(len(x))
        recorder.call(subject, model, data, loss_fn, "cpu")
        recorder.note(MODES, modes(model))
        recorder.note(GRADIENTS, _gradients(model))
        recorder.note(RECORDING, torch.is_grad_enabled())
    if arriving:
        recorder.aside(ON_DEVICE, arrivals.moved())


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
        self.was_asked = False  # for the one that cannot be read

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        if index == self.readable:
            self.was_asked = True
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
    examples = _Partly(x, y, readable)
    data = DataLoader(examples, batch_size=batch_size)
    recorder.calls += 1
    told = "nothing"
    try:
        subject(model, data, recorder.loss(nn.CrossEntropyLoss()), "cpu")
    except OSError:
        told = "an exception"
    except Exception:
        told = "another exception" if examples.was_asked else "an exception"
    recorder.note(PASSED_ON, told)
    recorder.note(MODES, modes(model))
    recorder.note(RECORDING, torch.is_grad_enabled())


def modes(model: nn.Module) -> list[bool]:
    """Return for the model and each of its layers whether it is in train mode."""
    return [module.training for module in model.modules()]


def _gradients(model: nn.Module) -> dict[str, torch.Tensor]:
    return {
        name: p.grad.detach().clone()
        for name, p in model.named_parameters()
        if p.grad is not None and bool((p.grad != 0).any())
    }
