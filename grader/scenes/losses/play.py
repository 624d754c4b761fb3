"""Calls a loss, goes back through its result, and looks at what it was handed."""

from __future__ import annotations

from typing import Any

import torch

from grader.observe.recorder import Recorder
from grader.scenes.evaluation.play import GRADIENTS, MODES, modes
from grader.scenes.functions.play import EXACTLY, exactly
from grader.scenes.parts import play as parts

KIND = "kind of result"
ARGUMENTS = "arguments afterwards"
VALUE = "value of result {n}, whatever its kind"
GRADIENT = "gradient"
DIFFERENTIABLE = "differentiable"


def by_hand(recorder: Recorder, subject: Any, *, batches: list[list[torch.Tensor]]) -> None:
    """Call a loss on each batch; note its value, what kind of thing it is, and its gradient."""
    for scores, targets in batches:
        leaf = scores.clone().requires_grad_()
        given, wanted = leaf * 1, targets.clone()  # no leaf: code may write into it, and is seen
        kept = [given.detach().clone(), wanted.clone()]
        loss = recorder.call(subject, given, wanted)
        recorder.note(KIND, _kind(loss))
        recorder.aside(VALUE, _value(loss))
        recorder.note(ARGUMENTS, [given, wanted])
        recorder.note(EXACTLY, exactly([given.detach(), wanted], kept))
        recorder.note(GRADIENT, _gradients(loss, [leaf]))


large_for_classes = large_for_shares = by_hand  # only the numbers are others


def two_shapes(recorder: Recorder, subject: Any, *, pairs: list[list[torch.Tensor]]) -> None:
    """Call a loss on each pair of tensors; note only what it raises."""
    for first, second in pairs:
        recorder.refused(subject, first, second)


def of_model(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    labels: list[torch.Tensor],
    held: list[torch.Tensor],
    train: bool,
) -> None:
    """Call ``classification_loss(model, x, labels)``, then go back through its result."""
    model = recorder.model(parts.network(**net).train(train))
    model.net[-1].eval()  # type: ignore[index,union-attr]
    for y in labels:
        for parameter, gradient in zip(model.parameters(), held, strict=True):
            parameter.grad = gradient.clone()
        loss = recorder.call(subject, model, x.clone(), y.clone())
        recorder.note(KIND, _kind(loss))
        recorder.aside(VALUE, _value(loss))
        recorder.note(MODES, modes(model))
        grads = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
        recorder.note(GRADIENTS, grads)
        model.zero_grad()  # so that going back finds what it always found
        found = _gradients(loss, list(model.parameters()))
        recorder.note(DIFFERENTIABLE, found if isinstance(found, str) else "yes")


def numbers(recorder: Recorder, subject: Any, *, arguments: list[int]) -> None:
    """Call a function of one plain number on each of ``arguments``."""
    for argument in arguments:
        recorder.call(subject, argument)


def _kind(loss: Any) -> str:
    if isinstance(loss, torch.Tensor):
        return f"tensor of shape {tuple(loss.shape)}"
    return type(loss).__name__


def _value(loss: Any) -> Any:
    one = isinstance(loss, torch.Tensor) and loss.numel() == 1
    return float(loss) if one else loss


def _gradients(loss: Any, leaves: list[torch.Tensor]) -> str | dict[int, torch.Tensor]:
    """Return the gradients of a loss that is one number, or in a word why there are none.

    Where infinity and nan end up depends on how a formula is written, not on what it says:
    a gradient that holds any is "not finite".
    """
    if not isinstance(loss, torch.Tensor) or loss.numel() != 1 or not loss.requires_grad:
        return "none"
    try:
        gradients = torch.autograd.grad(loss, leaves, allow_unused=True)
    except RuntimeError as error:
        return type(error).__name__
    if any(g is None for g in gradients):
        return "none"
    if not all(bool(g.isfinite().all()) for g in gradients):
        return "not finite"
    return dict(enumerate(gradients))
