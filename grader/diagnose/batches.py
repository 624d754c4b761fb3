"""What an average is made of: the value of each batch, worked out again from what was drawn.

It is used only where the mean over all examples of it is the expected number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from grader.diagnose.evidence import Pair
from grader.observe.compare import same
from grader.scenes.loops.play import BATCH
from grader.scenes.parts import draw as parts
from grader.scenes.parts import play

Measure = Callable[[torch.Tensor, torch.Tensor, nn.Module], torch.Tensor]


@dataclass(frozen=True)
class Batch:
    """A batch: its own mean, and how many examples it has."""

    mean: float
    size: int


def batches(pair: Pair) -> list[Batch]:
    """Return the batches of which an expected average is made; none where it is no average."""
    if isinstance(pair.expected, float) and _can_be_run(pair.given):
        for measure in (_loss, _hits):
            found = list(_run(pair.given, pair.call, measure, "optimizer" in pair.given))
            if same(mean(found), pair.expected):
                return found
    return []


def in_train_mode(pair: Pair) -> float | None:
    """Return what an expected average of eval mode is in train mode; None where it is none."""
    if "optimizer" in pair.given or not batches(pair):
        return None
    modes = ((_mean_of(pair, m, False), _mean_of(pair, m, True)) for m in (_loss, _hits))
    return next((other for own, other in modes if same(own, pair.expected)), None)


def mean(found: list[Batch]) -> float:
    """Return the mean over all examples."""
    examples = sum(b.size for b in found)
    return sum(b.mean * b.size for b in found) / examples if examples else math.nan


def _mean_of(pair: Pair, measure: Measure, train: bool) -> float:
    return mean(list(_run(pair.given, pair.call, measure, train)))


def _can_be_run(given: Mapping[str, Any]) -> bool:
    net = given.get("net")
    return (
        isinstance(net, Mapping)
        and "kind" in net
        and {"x", "y"} <= given.keys()
        and not (
            given.keys() & {"sizes", "counts", "x_val"} or isinstance(given.get("calls"), list)
        )
    )


def _run(given: Mapping[str, Any], calls: int, measure: Measure, train: bool) -> Iterator[Batch]:
    """Yield the batches of a call, those before it being made as well."""
    net = parts.twin(given["net"]).train(train)
    loss_fn = play.loss(given.get("loss") or "cross_entropy")
    trains = "optimizer" in given
    optimizer = play.optimizer(given["optimizer"], net, given["lr"]) if trains else None
    size = given.get("batch_size", BATCH)
    for call in range(calls + 1):
        for x, y in zip(given["x"].split(size), given["y"].split(size), strict=True):
            outputs = net(x)
            if call == calls:
                yield Batch(float(measure(outputs.detach(), y, loss_fn)), len(x))
            if optimizer is not None:
                optimizer.zero_grad()
                loss_fn(outputs, y).backward()
                optimizer.step()


def _loss(outputs: torch.Tensor, y: torch.Tensor, loss_fn: nn.Module) -> torch.Tensor:
    found: torch.Tensor = loss_fn(outputs, y)
    return found


def _hits(outputs: torch.Tensor, y: torch.Tensor, loss_fn: nn.Module) -> torch.Tensor:
    return (outputs.argmax(1) == y).float().mean()
