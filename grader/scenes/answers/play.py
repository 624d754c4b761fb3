"""Takes a short answer about a model; notes what the call left behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.plain import plain, scalar
from grader.observe.recorder import Recorder

ANSWER = "answer no"  # "answer no. 3: …" is one answer, and lies below this
ASKED = "the model was asked"
GRADIENTS = ".grad afterwards, norm"
WEIGHTS = "weights as before"
BUFFERS = "buffers as before"
MODES = "modes as before"
TRAINABLE = "requires_grad as before"
RECORDING = "gradients are still recorded"

State = tuple[list[torch.Tensor], list[torch.Tensor], list[bool], list[bool], list[int]]


class Ear(nn.Module):
    """Hands on what it gets, and counts the forward passes of the model it ends."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder

    def forward(self, output: torch.Tensor) -> torch.Tensor:
        """Return ``output`` (any shape) as it is."""
        self.recorder.forwards += 1
        return output

    def __deepcopy__(self, memo: dict[int, Any]) -> Ear:
        twin = Ear(self.recorder)
        twin.training = self.training
        return twin


def leave(model: nn.Module) -> None:
    """Leave a model as in the middle of somebody's work: gradients, and a frozen parameter."""
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    model.register_parameter("spare", nn.Parameter(torch.ones(1), requires_grad=False))


def answer(recorder: Recorder, subject: Any, *args: Any) -> None:
    """Call learner code and note its answer."""
    recorder.calls += 1
    result = plain(subject(*args))
    recorder.results.append(result)
    recorder.note(ANSWER, scalar(result))


def state(model: nn.Module) -> State:
    """Return all that a call should leave as it is, except ``.grad``."""
    numbers = [tensor.detach().clone() for tensor in model.parameters()]
    buffers = [tensor.detach().clone() for tensor in model.buffers()]
    modes = [module.training for module in model.modules()]
    trainable = [parameter.requires_grad for parameter in model.parameters()]
    return numbers, buffers, modes, trainable, [id(p) for p in model.parameters()]


def note_state(recorder: Recorder, model: nn.Module, before: State) -> None:
    """Note ``.grad`` after a call, and whether it left everything else alone."""
    now = state(model)
    recorder.note(GRADIENTS, {n: p.grad for n, p in model.named_parameters()})
    recorder.note(WEIGHTS, now[4] == before[4] and _equal(now[0], before[0]))
    recorder.note(BUFFERS, _equal(now[1], before[1]))
    recorder.note(MODES, now[2] == before[2])
    recorder.note(TRAINABLE, now[3] == before[3])
    recorder.note(RECORDING, torch.is_grad_enabled())


def _equal(now: Sequence[torch.Tensor], before: Sequence[torch.Tensor]) -> bool:
    return len(now) == len(before) and all(map(torch.equal, now, before))
