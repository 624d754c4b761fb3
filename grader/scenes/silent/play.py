"""Asks which parameters of a model learn nothing from a batch."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.scenes.answers import play as answers
from grader.scenes.parts import play as parts

HIDDEN, CLASSES = 5, 3

Shape = dict[str, Any]  # keyword arguments of ``Side``
Lists = dict[str, list[str]]


class Side(nn.Linear):
    """A linear layer to five outputs.

    Args:
        inputs: How many inputs it has.
        outputs: 5, or 1 that is taken five times.
        bias: Whether it has a bias.
        relu: Whether a ReLU follows.
        sums: Whether it gets the sum of each example's inputs, and that times -1.
    """

    def __init__(self, inputs: int, outputs: int, bias: bool, relu: bool, sums: bool) -> None:
        super().__init__(inputs, outputs, bias)
        self.relu, self.sums = relu, sums

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, D) to (N, 5)."""
        if self.sums:
            total = x.sum(dim=1, keepdim=True)
            x = torch.cat([total, -total], dim=1)
        result = super().forward(x)
        return (torch.relu(result) if self.relu else result).expand(len(x), HIDDEN)


class Parts(nn.Module):
    """Layers side by side, and a head.

    Args:
        shapes: The layers by name.
        hidden: Which of them the head gets, by mode (``"train"``, ``"eval"``).
        across: Which of them move one logit up and another down.
        beside: Which of them give outputs of their own, behind the logits.
    """

    def __init__(
        self, shapes: dict[str, Shape], hidden: Lists, across: list[str], beside: list[str]
    ) -> None:
        super().__init__()
        self.hidden, self.across, self.beside = hidden, across, beside
        self.layers = nn.ModuleDict({name: Side(**shape) for name, shape in shapes.items()})
        self.head = nn.Linear(HIDDEN, CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, D) to logits (N, 3), and what stands behind them."""
        names = self.hidden["train" if self.training else "eval"]
        hidden = torch.stack([self.layers[name](x) for name in names]).sum(dim=0)
        result: torch.Tensor = self.head(torch.tanh(hidden))
        for name in self.across:
            up = self.layers[name](x)[:, 0]
            result = result + torch.stack([up, -up, torch.zeros(len(x))], dim=1)
        return torch.cat([result, *(self.layers[name](x) for name in self.beside)], dim=1)


class _FirstColumns(nn.Module):
    """A loss of the first outputs, however many there are."""

    def __init__(self, loss: nn.Module) -> None:
        super().__init__()
        self.loss = loss

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss, 0-dim, of outputs (N, 3 or more) and targets."""
        result: torch.Tensor = self.loss(outputs[:, :CLASSES], targets)
        return result


def silent(
    recorder: Recorder,
    subject: Any,
    *,
    model: dict[str, Any],
    state: dict[str, torch.Tensor],
    frozen: list[str],
    gradients: dict[str, torch.Tensor],
    train: bool,
    loss: str,
) -> None:
    """Call ``silent_parameters(model, x, y, loss_fn)`` for each batch that arrives."""
    made = Parts(**model).train(train)
    made.load_state_dict(state)
    made.register_buffer("calls", torch.zeros(1))  # in the state, and no parameter
    for name, parameter in made.named_parameters():
        parameter.requires_grad_(name not in frozen)
        parameter.grad = gradients.get(name)
    loss_fn = _FirstColumns(parts.loss(loss))
    for batch in recorder.more():
        before = answers.state(made)
        answers.answer(recorder, subject, made, batch["x"], batch["y"], loss_fn)
        answers.note_state(recorder, made, before)
