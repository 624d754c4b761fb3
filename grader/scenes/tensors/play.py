"""Hands over tensors; looks at what is said about them and computed with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder

TYPES = {
    "shape": "type of shape",
    "dtype": "type of dtype",
    "device": "type of device",
    "requires_grad": "type of requires_grad",
}
TENSOR = "the tensor afterwards"
GRADIENTS = {name: f"gradient of {name}" for name in ("x", "w1", "b1", "w2", "b2")}
DTYPE = "dtype of the result"
ARGUMENTS = "arguments as before"


def describe(recorder: Recorder, subject: Any, *, numbers: torch.Tensor, form: str) -> None:
    """Call ``describe(tensor)``."""
    tensor = made(numbers, form)
    recorder.calls += 1
    told = subject(tensor)
    if isinstance(told, Mapping):
        told = {key: told[key] for key in TYPES if key in told}
        for key, value in told.items():
            recorder.note(TYPES[key], _type(value))
    recorder.took(told)
    recorder.note(TENSOR, _content(tensor))


def made(numbers: torch.Tensor, form: str) -> torch.Tensor:
    """Return a tensor of these numbers.

    Args:
        numbers: Of any shape.
        form: ``"tensor"``, ``"leaf"`` (requires gradients), ``"parameter"``, ``"result"``
            (of an operation that autograd recorded) or ``"meta"`` (on that device).
    """
    if form == "parameter":
        return nn.Parameter(numbers)
    if form == "result":
        return numbers * torch.ones((), requires_grad=True)
    if form == "meta":
        return numbers.to("meta")
    return numbers.requires_grad_(form == "leaf")


def _content(tensor: torch.Tensor) -> list[Any]:
    values = None if tensor.is_meta else tensor.detach().clone()
    return [list(tensor.shape), str(tensor.dtype), tensor.requires_grad, values]


def _type(value: Any) -> str:
    """Return the name of a type; a subclass of what was asked for counts as that."""
    asked: tuple[tuple[type, str], ...] = (
        (tuple, "tuple"),
        (torch.dtype, "torch.dtype"),
        (str, "str"),
        (bool, "bool"),
        (torch.Tensor, "tensor"),
    )
    name = next((words for kind, words in asked if isinstance(value, kind)), None)
    return name or type(value).__name__


def forward(
    recorder: Recorder,
    subject: Any,
    *,
    arguments: dict[str, torch.Tensor],
    columns: bool,
    gradients: bool,
) -> None:
    """Call ``forward_by_hand(x, w1, b1, w2, b2)`` and go back through its result."""
    if columns:
        arguments = arguments | {"x": arguments["x"].T}
    for tensor in arguments.values():
        tensor.requires_grad_(gradients)
    kept = {name: tensor.detach().clone() for name, tensor in arguments.items()}
    result = recorder.call(subject, *arguments.values())
    if gradients:
        found = weighted_gradients(result, list(arguments.values()))
        for name, gradient in zip(arguments, found, strict=True):
            recorder.note(GRADIENTS[name], gradient)
    for name, tensor in arguments.items():
        recorder.note(ARGUMENTS, _as_before(tensor, kept[name], gradients))


def weighted_gradients(result: Any, sources: Sequence[torch.Tensor]) -> list[torch.Tensor | None]:
    """Return the gradients of a weighted sum of the result; None where there is no path."""
    if not isinstance(result, torch.Tensor) or not result.requires_grad:
        return [None] * len(sources)
    weights = torch.linspace(0.5, 1.5, result.numel()).reshape(result.shape)
    return list(torch.autograd.grad((result * weights).sum(), sources, allow_unused=True))


def classes(
    recorder: Recorder, subject: Any, *, logits: torch.Tensor, columns: bool, graph: bool
) -> None:
    """Call ``predict_classes(logits)``."""
    if columns:
        logits = logits.T
    if graph:
        logits = logits * torch.ones((), requires_grad=True)
    kept = logits.detach().clone()
    result = recorder.call(subject, logits)
    found = result.dtype if isinstance(result, torch.Tensor) else type(result).__name__
    recorder.note(DTYPE, str(found))
    recorder.note(ARGUMENTS, _as_before(logits, kept, graph))


def _as_before(tensor: torch.Tensor, kept: torch.Tensor, tracked: bool) -> bool:
    """Return whether a tensor holds the same numbers, and gradients are tracked as they were."""
    return torch.equal(tensor, kept) and tensor.requires_grad == tracked
