"""Feeds objects of a class that averages."""

from __future__ import annotations

import weakref
from typing import Any

import torch

from grader.observe.recorder import Recorder

GRAPHS = "graphs that live on after update {n}"


class _Marked(torch.autograd.Function):
    """An identity whose context lives as long as the graph that it is part of."""

    @staticmethod
    def forward(ctx: Any, value: torch.Tensor, alive: Any) -> torch.Tensor:
        alive.add(ctx)
        return value.clone()  # no view, which could not be changed in place

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        return gradients[0], None


def average(
    recorder: Recorder,
    subject: Any,
    *,
    updates: list[dict[str, Any]],
    tensors: bool,
    every: bool,
) -> None:
    """Feed a ``RunningAverage``; note ``average`` after every update, or at the end.

    Tensors are written over once they were added, as their owner may.
    """
    weight = torch.ones((), requires_grad=True)
    alive: weakref.WeakSet[Any] = weakref.WeakSet()
    recorder.calls += 1
    meter = subject()
    for update in updates:
        count = [] if update["count"] is None else [update["count"]]
        if tensors:
            value = _Marked.apply(weight * update["value"], alive)  # type: ignore[no-untyped-call]
            meter.update(value, *count)
            value.detach().zero_()
            del value
            recorder.note(GRAPHS, len(alive))
        else:
            meter.update(update["value"], *count)
        if every:
            recorder.took(meter.average)
    recorder.took(meter.average)


def average_of_two(recorder: Recorder, subject: Any, *, values: list[float]) -> None:
    """Feed two ``RunningAverage`` objects in turn."""
    recorder.calls += 1
    first, second = subject(), subject()
    first.update(values[0], 3)
    second.update(values[1], 1)
    first.update(values[2], 1)
    recorder.took(first.average)
    recorder.took(second.average)


def average_of_zeros(recorder: Recorder, subject: Any, *, counts: list[int]) -> None:
    """Read ``average`` of a ``RunningAverage`` to which only values of 0 were added, twice."""
    meter = subject()
    for count in counts:
        meter.update(0.0, count)
    for _ in range(2):
        recorder.refused(lambda: meter.average)


def average_of_nothing(recorder: Recorder, subject: Any) -> None:
    """Read ``average`` of a ``RunningAverage`` to which nothing was added."""
    recorder.refused(lambda: subject().average)
