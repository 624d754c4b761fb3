"""A recurrent network that notes the state each chunk begins with, and what trains it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import WEIGHTS, Recorder
from grader.scenes.heads.play import BEFORE, weights
from grader.scenes.parts import play as parts

INPUTS, HIDDEN, STEPS = 2, 4, 3

# What is observed; {n} counts how often.
STATE = "chunk {n}: hidden state handed in"


class Recurrent(nn.Module):
    """A recurrent layer and a read-out; every forward with a graph notes the state and the weights.

    Others only look: they train nothing.
    """

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.rnn = nn.RNN(INPUTS, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, 1)
        self.recorder = [recorder]  # in a list: a recorder is not part of a model

    def forward(
        self, x: torch.Tensor, hidden: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Map a chunk (N, T, 2) and a state (1, N, 4) to outputs (N, T, 1) and a state."""
        began = torch.zeros(1, len(x), HIDDEN) if hidden is None else hidden
        if torch.is_grad_enabled():
            self.recorder[0].note(STATE, began)
            self.recorder[0].note(BEFORE, weights(self))
        outputs, hidden = self.rnn(x, began)
        return self.out(outputs), hidden


def sequence(
    recorder: Recorder,
    subject: Any,
    *,
    model: dict[str, torch.Tensor],
    x: torch.Tensor,
    y: torch.Tensor,
    optimizer: str,
    lr: float,
    gradients: list[torch.Tensor],
    loss: str,
) -> None:
    """Call ``repair(model, chunks, loss_fn, optimizer)`` twice."""
    given = list(zip(x.split(STEPS, dim=1), y.split(STEPS, dim=1), strict=True))

    def work(left: Sequence[torch.Tensor]) -> nn.Module:
        recurrent = Recurrent(recorder)
        for name, parameter in recurrent.named_parameters():
            parameter.data.copy_(model[name])  # not counted among the changes errors speak of
        parts.fill(recurrent, left)
        opt = recorder.optimizer(parts.optimizer(optimizer, recurrent, lr))
        loss_fn = recorder.loss(parts.loss(loss))
        for _ in range(2):
            recorder.call(subject, recurrent, given, loss_fn, opt)
            recorder.note(WEIGHTS, weights(recurrent))
        return recurrent

    parts.with_and_without(recorder, gradients, work)
