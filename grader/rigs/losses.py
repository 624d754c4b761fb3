"""Builders for functions that compute a loss: by hand from two tensors, or of a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.observe.recorder import Recorder
from grader.rigs import parts
from grader.rigs.training import Use

# Near 1e4 one unit in the last place of float32 is 1e-3, and right solutions differ by that.
# Not so with scores that are whole numbers far apart: every way to write a stable loss gives
# the same digits, and no code fails for mixing float32 with float64.
LARGE = 1e4
APART = 25.0

Pair = tuple[torch.Tensor, torch.Tensor]


def by_hand(rig: Recorder, *, shape: Sequence[int], targets: str) -> Use:
    """Call a loss of two tensors on one random batch.

    Args:
        rig: Watches the call.
        shape: Shape of the first argument, for example (N, C).
        targets: ``"numbers"`` of the same shape, ``"shares"`` between 0 and 1 of the same
            shape, or ``"classes"``, labels (N,) among which the last class is missing.
    """
    scores = torch.randn(tuple(shape), generator=rig.generator) * 2
    pair = scores, _targets(rig, targets, tuple(shape))

    def use(subject: Any) -> None:
        _measure(rig, subject, *pair)

    return use


def large_for_classes(rig: Recorder, *, classes: int = 4) -> Use:
    """Call a loss of scores (N, C) and labels (N,) with scores up to 1e4.

    Three batches: rows that lie on different levels; rows that reach from one end to the
    other; one row whose label is right beyond doubt.
    """
    batches = (_levels(rig, classes), _wide(rig, classes), _certain(rig, classes))

    def use(subject: Any) -> None:
        for scores, labels in batches:
            _measure(rig, subject, scores, labels)

    return use


def large_for_shares(rig: Recorder) -> Use:
    """Call a loss of scores (N,) and shares (N,) with scores up to 1e4.

    Five batches: some dozens below 0, and above; large ones with any targets; large ones
    whose targets fit; large ones whose targets do not. No score is 0.
    """
    some, any_target = APART * torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 0.25, 0.0])
    large = LARGE * torch.tensor([1.0, -1.0, 1.0, -1.0])
    batches = [
        _shuffled(rig, -some, 1 - any_target),
        _shuffled(rig, some, any_target),
        _shuffled(rig, large, torch.tensor([1.0, 0.0, 0.75, 0.5])),
        _shuffled(rig, large[:2], torch.tensor([1.0, 0.0])),
        _shuffled(rig, large[:2], torch.tensor([0.0, 1.0])),
    ]

    def use(subject: Any) -> None:
        for scores, targets in batches:
            _measure(rig, subject, scores, targets)

    return use


def refused_shapes(rig: Recorder, *, pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Use:
    """Call a loss on two tensors of different shapes, which it must refuse."""
    made = [[torch.randn(tuple(s), generator=rig.generator) for s in pair] for pair in pairs]

    def use(subject: Any) -> None:
        for first, second in made:
            rig.refused(subject, first, second)

    return use


def of_model(
    rig: Recorder, *, n: int = 7, train: bool = True, net: str = "mode", calls: int = 2
) -> Use:
    """Call ``classification_loss(model, x, labels)``, then go back through its result.

    The model is handed over in the mode ``train``; a part of it stays in eval mode always.
    The last class is missing among the labels of the second call.
    """
    made = parts.network(net, rig)
    x = parts.inputs(rig, n)
    labels = parts.labels(made, x, rig)
    model = rig.model(made.train(train))
    model.net[-1].eval()  # type: ignore[index,union-attr]

    def use(subject: Any) -> None:
        for y in (labels, labels % (parts.CLASSES - 1))[:calls]:
            loss = rig.call(subject, model, x.clone(), y.clone())
            rig.note("kind of result", _kind(loss))
            rig.note("mode.after", [module.training for module in model.modules()])
            grads = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
            rig.note("gradients.after", grads)
            model.zero_grad()
            found = _gradients(loss, list(model.parameters()))
            rig.note("differentiable", found if isinstance(found, str) else "yes")

    return use


def numbers(rig: Recorder, *, arguments: Sequence[int]) -> Use:
    """Call a function of one plain number on each of ``arguments``."""

    def use(subject: Any) -> None:
        for value in map(rig.count, arguments):
            rig.call(subject, value)

    return use


# -- data ----------------------------------------------------------------------------


def _targets(rig: Recorder, kind: str, shape: tuple[int, ...]) -> torch.Tensor:
    if kind == "numbers":
        return torch.randn(shape, generator=rig.generator) + 0.5
    if kind == "shares":  # eighths, both ends included: exact in any precision
        return torch.randint(0, 9, shape, generator=rig.generator) / 8
    return torch.randint(0, shape[1] - 1, shape[:1], generator=rig.generator)


def _levels(rig: Recorder, classes: int) -> Pair:
    """Return rows around 1e4, -1e4 and 0; their labels have other ranks in each row."""
    levels, ranks = (LARGE, -LARGE, 0.0), (classes - 2, classes - 3, classes - 1)
    orders = [torch.randperm(classes, generator=rig.generator) for _ in levels]
    rows = [level + APART * order for level, order in zip(levels, orders, strict=True)]
    labels = [order.tolist().index(rank) for order, rank in zip(orders, ranks, strict=True)]
    return torch.stack(rows), torch.tensor(labels)


def _wide(rig: Recorder, classes: int) -> Pair:
    """Return rows that hold 1e4, -1e4 and numbers between; labels at the ends and between."""
    values = LARGE * torch.tensor([-1.0, *(k / 4 for k in range(classes - 2)), 1.0])
    orders = [torch.randperm(classes, generator=rig.generator) for _ in range(3)]
    labels = [o.tolist().index(r) for o, r in zip(orders, (classes - 1, 0, 1), strict=True)]
    return torch.stack([values[order] for order in orders]), torch.tensor(labels)


def _certain(rig: Recorder, classes: int) -> Pair:
    label = int(torch.randint(0, classes, (), generator=rig.generator))
    row = torch.full((1, classes), -LARGE)
    row[0, label] = LARGE
    return row, torch.tensor([label])


def _shuffled(rig: Recorder, scores: torch.Tensor, targets: torch.Tensor) -> Pair:
    order = torch.randperm(len(scores), generator=rig.generator)
    return scores[order], targets[order]


# -- measuring -----------------------------------------------------------------------


def _measure(rig: Recorder, subject: Any, scores: torch.Tensor, targets: torch.Tensor) -> None:
    """Call a loss and note its value, what kind of thing it is, and its gradient."""
    leaf = scores.clone().requires_grad_()
    given, wanted = leaf * 1, targets.clone()  # not a leaf: code may write into it, and is seen
    loss = rig.call(subject, given, wanted)
    rig.note("kind of result", _kind(loss))
    rig.note("arguments", [given, wanted])
    rig.note("gradient", _gradients(loss, [leaf]))


def _kind(loss: Any) -> str:
    if isinstance(loss, torch.Tensor):
        return f"tensor of shape {tuple(loss.shape)}"
    return type(loss).__name__


def _gradients(loss: Any, leaves: list[torch.Tensor]) -> str | dict[int, torch.Tensor]:
    """Return the gradients of a 0-dim loss, or in a word why there are none.

    Where infinity and nan end up depends on how a formula is written, not on what it says:
    a gradient that holds any is "not finite".
    """
    if not isinstance(loss, torch.Tensor) or loss.ndim or not loss.requires_grad:
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
