"""Training steps on a model of two numbers, line by line: what torch holds after each line."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import nn

X = (-1.0, 0.0, 1.0, 2.0)
Y = (-1.5, 1.0, 2.0, 3.5)
START = (-0.5, -1.5)  # weight and bias
STEPS = 4
RATES = (0.05, 0.2, 0.4, 0.6)  # the last one is too large: without momentum the loss grows
MOMENTA = (0.0, 0.5, 0.9)
LINES = {
    "zero_grad": "optimizer.zero_grad()",
    "forward": "prediction = model(x)",
    "loss": "loss = loss_fn(prediction, y)",
    "backward": "loss.backward()",
    "step": "optimizer.step()",
}

Pair = tuple[float, float]


@dataclass(frozen=True)
class Setting:
    """What the controls say: the rate, the momentum, and whether zero_grad is left out."""

    rate: float = 0.2
    momentum: float = 0.0
    forget: bool = False


@dataclass(frozen=True)
class Moment:
    """What there is after a line.

    Attributes:
        line: A key of ``LINES``; empty before the first line.
        weights: Weight and bias.
        grad: ``.grad`` of both, None where it is None.
        own: The gradient of this step's loss alone, from ``backward`` on.
        velocity: What momentum keeps, after a step; None without momentum.
        prediction: For each of ``X``, the last one that was made.
        loss: The last one that was computed.
        move: What ``step`` adds to the weights, from ``backward`` on.
    """

    line: str
    weights: Pair
    grad: Pair | None = None
    own: Pair | None = None
    velocity: Pair | None = None
    prediction: tuple[float, ...] | None = None
    loss: float | None = None
    move: Pair | None = None


def settings() -> Iterator[Setting]:
    """Yield every setting of the controls."""
    for rate, momentum, forget in itertools.product(RATES, MOMENTA, (False, True)):
        yield Setting(rate, momentum, forget)


def run(setting: Setting) -> list[Moment]:
    """Make ``STEPS`` training steps in double precision; return what there was after each line."""
    model: nn.Linear = nn.utils.skip_init(nn.Linear, 1, 1, dtype=torch.float64)
    with torch.no_grad():
        model.weight.fill_(START[0])
        model.bias.fill_(START[1])
    optimizer = torch.optim.SGD(model.parameters(), lr=setting.rate, momentum=setting.momentum)
    moments = [Moment("", START)]
    for _ in range(STEPS):
        moments += _training_step(model, optimizer, setting.forget, moments[-1])
    return moments


def loss_at(weights: Pair) -> float:
    """Return the loss of the model with these weights."""
    misses = [weights[0] * x + weights[1] - y for x, y in zip(X, Y, strict=True)]
    return sum(miss**2 for miss in misses) / len(misses)


def _training_step(
    model: nn.Linear, optimizer: torch.optim.SGD, forget: bool, last: Moment
) -> list[Moment]:
    x, y = (torch.tensor(numbers, dtype=torch.float64)[:, None] for numbers in (X, Y))
    if not forget:
        optimizer.zero_grad()
    zeroed = replace(last, line="zero_grad", grad=_grad(model), own=None, move=None)
    prediction = model(x)
    forward = replace(zeroed, line="forward", prediction=tuple(prediction.flatten().tolist()))
    loss = nn.functional.mse_loss(prediction, y)
    measured = replace(forward, line="loss", loss=loss.item())
    own = torch.autograd.grad(loss, [model.weight, model.bias], retain_graph=True)
    loss.backward()
    backward = replace(measured, line="backward", grad=_grad(model), own=_pair(own))
    optimizer.step()
    after = _pair((model.weight, model.bias))
    backward = replace(backward, move=(after[0] - last.weights[0], after[1] - last.weights[1]))
    stepped = replace(backward, line="step", weights=after, velocity=_velocity(model, optimizer))
    return [zeroed, forward, measured, backward, stepped]


def _grad(model: nn.Linear) -> Pair | None:
    if model.weight.grad is None or model.bias.grad is None:
        return None
    return _pair((model.weight.grad, model.bias.grad))


def _velocity(model: nn.Linear, optimizer: torch.optim.SGD) -> Pair | None:
    kept = [optimizer.state[p].get("momentum_buffer") for p in model.parameters()]
    return None if kept[0] is None else _pair(kept)


def _pair(tensors: Iterable[torch.Tensor]) -> Pair:
    weight, bias = (float(tensor.detach()) for tensor in tensors)
    return weight, bias
