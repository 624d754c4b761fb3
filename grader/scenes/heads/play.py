"""A model whose head can be replaced, and which notes the weights of every forward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import WEIGHTS, Recorder
from grader.scenes.parts import play as parts

HIDDEN = 4

# What is observed; {n} counts how often.
HEAD = "the model holds the new head"
BEFORE = "forward {n}: weights at that time, norm"


class Headed(nn.Module):
    """A body whose output depends on the mode, and a head; every forward notes the weights."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(parts.INPUTS, HIDDEN), parts.ModeLayer(), nn.Tanh())
        self.head = nn.Linear(HIDDEN, 2)
        self.recorder = [recorder]  # in a list: a recorder is not part of a model

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, 5) to scores (N, C)."""
        self.recorder[0].note(BEFORE, weights(self))
        result: torch.Tensor = self.head(self.body(x))
        return result

    def __deepcopy__(self, memo: dict[int, Any]) -> Headed:
        twin = Headed(self.recorder[0])
        twin.head = nn.Linear(self.head.in_features, self.head.out_features)
        twin.load_state_dict(self.state_dict())
        return twin.train(self.training)


def weights(model: nn.Module) -> dict[str, torch.Tensor]:
    """Return a model's parameters by name."""
    return {name: p.detach() for name, p in model.named_parameters()}


def replaced(
    recorder: Recorder,
    subject: Any,
    *,
    model: dict[str, torch.Tensor],
    heads: list[dict[str, torch.Tensor]],
    x: torch.Tensor,
    y: torch.Tensor,
    sizes: list[int],
    lr: float,
    gradients: list[torch.Tensor],
    loss: str,
) -> None:
    """Call ``repair(model, head, batches, loss_fn, lr)`` with each head."""
    parts.warm_up()
    given = list(zip(x.split(sizes), y.split(sizes), strict=True))

    def work(left: Sequence[torch.Tensor]) -> nn.Module:
        headed = Headed(recorder)
        headed.load_state_dict(model)
        layers = [nn.Linear(HIDDEN, len(state["bias"])) for state in heads]
        loss_fn = recorder.loss(parts.loss(loss))
        parts.fill(nn.ModuleList([headed, *layers]), left)
        for head, state in zip(layers, heads, strict=True):
            head.load_state_dict(state)
            recorder.call(subject, headed, head, given, loss_fn, lr)
            recorder.note(HEAD, headed.head is head)
            recorder.note(WEIGHTS, weights(headed))
        return headed

    parts.with_and_without(recorder, gradients, work)
