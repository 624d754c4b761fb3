"""Draws what a loss is computed from: scores and targets, or a model and its data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Draws
from grader.scenes.parts import draw as parts

# Near 1e4 one unit in the last place of float32 is 1e-3, and right solutions differ by that.
# Not so with scores that are whole numbers far apart: every way to write a stable loss gives
# the same digits, and no code fails for mixing float32 with float64.
LARGE = 1e4
APART = 25.0
FAR = 12.0  # a score that makes a probability smaller than what people add to it or cut it at

Given = dict[str, Any]
Pair = list[torch.Tensor]


def by_hand(draws: Draws, *, shape: Sequence[int], targets: str, scale: float = 2.0) -> Given:
    """Call a loss of two tensors on one random batch, in which a label or two are unlikely.

    Among numbers, one target and one prediction are 0, and one prediction is right.

    Args:
        draws: Source of the random numbers.
        shape: Shape of the first argument, for example (N, C).
        targets: ``"numbers"`` of the same shape, ``"shares"`` between 0 and 1 of the same
            shape, or ``"classes"``, labels (N,) among which the last class is missing.
        scale: How large the numbers of the first argument are.
    """
    scores = draws.normal(*shape) * scale
    wanted = _targets(draws, targets, shape)
    if targets == "numbers" and scores.numel() > 2:
        given, right = scores.view(-1), wanted.view(-1)
        right[0] = given[1] = 0.0
        given[2] = right[2]
    if targets == "classes" and shape[0] > 1:
        scores[0, wanted[0]] = scores[0].min() - FAR
    if targets == "shares" and scores.numel() > 1:
        for place, sign in ((0, 1.0), (-1, -1.0)):
            scores.view(-1)[place], wanted.view(-1)[place] = sign * FAR, 0.5 - sign / 4
    return {"batches": [[scores, wanted]]}


def large_for_classes(draws: Draws, *, classes: int = 4) -> Given:
    """Call a loss of scores (N, C) and labels (N,) with scores up to 1e4.

    Three batches: rows that lie on different levels; rows that reach from one end to the
    other; one row whose label is right beyond doubt.
    """
    return {"batches": [_levels(draws, classes), _wide(draws, classes), _certain(draws, classes)]}


def large_for_shares(draws: Draws) -> Given:
    """Call a loss of scores (N,) and shares (N,) with scores up to 1e4.

    Five batches: some dozens below 0, and above; large ones with any targets; large ones
    whose targets fit; large ones whose targets do not. No score is 0.
    """
    some, any_target = APART * torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 0.25, 0.0])
    large = LARGE * torch.tensor([1.0, -1.0, 1.0, -1.0])
    batches = [
        _shuffled(draws, -some, 1 - any_target),
        _shuffled(draws, some, any_target),
        _shuffled(draws, large, torch.tensor([1.0, 0.0, 0.75, 0.5])),
        _shuffled(draws, large[:2], torch.tensor([1.0, 0.0])),
        _shuffled(draws, large[:2], torch.tensor([0.0, 1.0])),
    ]
    return {"batches": batches}


def two_shapes(draws: Draws, *, pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Given:
    """Call a loss on pairs of tensors, and see which of them it refuses.

    Some pairs are of one shape: that a call is allowed to raise says nothing about it.
    """
    ordered = draws.order(pairs)
    return {"pairs": [[draws.normal(*shape) for shape in pair] for pair in ordered]}


def of_model(
    draws: Draws,
    *,
    n: int = 7,
    train: bool = True,
    net: str = "mode",
    calls: int = 2,
    gain: float = 1.0,
) -> Given:
    """Call ``classification_loss(model, x, labels)``, then go back through its result.

    The model is handed over in the mode ``train``, with gradients from before; a part of it stays
    in eval mode always.
    The last class is missing among the labels of the second call. The logits are ``gain`` times
    as large as usual.
    """
    made = parts.louder(parts.network(draws, net), gain)
    x = parts.inputs(draws, n, net)
    labels = parts.labels(draws, made, x)
    every = [labels, labels % (parts.CLASSES - 1)]
    weights = parts.twin(made).parameters()
    held = [draws.normal(*p.shape) for p in weights]
    given = {"net": made, "x": x, "labels": every[:calls], "held": held}
    return given | {"train": train}


def numbers(draws: Draws, *, arguments: Sequence[int]) -> Given:
    """Call a function of one plain number on each of ``arguments``."""
    return {"arguments": [draws.count(argument) for argument in arguments]}


def _targets(draws: Draws, kind: str, shape: Sequence[int]) -> torch.Tensor:
    if kind == "numbers":
        return draws.normal(*shape) + 0.5
    if kind == "shares":  # eighths, both ends included: exact in any precision
        return draws.whole(0, 9, shape) / 8
    return draws.whole(0, shape[1] - 1, shape[:1])


def _levels(draws: Draws, classes: int) -> Pair:
    """Return rows around 1e4, -1e4 and 0; their labels have other ranks in each row."""
    levels, ranks = (LARGE, -LARGE, 0.0), (classes - 2, classes - 3, classes - 1)
    orders = [_order(draws, classes) for _ in levels]
    rows = [level + APART * order for level, order in zip(levels, orders, strict=True)]
    labels = [order.tolist().index(rank) for order, rank in zip(orders, ranks, strict=True)]
    return [torch.stack(rows), torch.tensor(labels)]


def _wide(draws: Draws, classes: int) -> Pair:
    """Return rows that hold 1e4, -1e4 and numbers between; labels at the ends and between."""
    values = LARGE * torch.tensor([-1.0, *(k / 4 for k in range(classes - 2)), 1.0])
    orders = [_order(draws, classes) for _ in range(3)]
    labels = [o.tolist().index(r) for o, r in zip(orders, (classes - 1, 0, 1), strict=True)]
    return [torch.stack([values[order] for order in orders]), torch.tensor(labels)]


def _certain(draws: Draws, classes: int) -> Pair:
    label = int(draws.whole(0, classes, ()))
    row = torch.full((1, classes), -LARGE)
    row[0, label] = LARGE
    return [row, torch.tensor([label])]


def _shuffled(draws: Draws, scores: torch.Tensor, targets: torch.Tensor) -> Pair:
    order = _order(draws, len(scores))
    return [scores[order], targets[order]]


def _order(draws: Draws, n: int) -> torch.Tensor:
    return draws.permutation(n)
