"""Draws models whose loss on a batch is as high as it should be, too high, or too low."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.scenes.draws import PRACTICE, Drawn, Draws, Play

INPUTS = 4

Given = dict[str, Any]


def initial_loss(
    draws: Draws,
    *,
    cases: Sequence[tuple[int, float]],
    n: int = 8,
    train: bool = True,
    left: bool = False,
) -> Drawn:
    """Call ``initial_loss_is_sane(model, x, labels, num_classes)`` once per case.

    Args:
        draws: Source of the random numbers.
        cases: Classes, and how many times ln C the loss is.
        n: Examples in each batch.
        train: The mode in which the models come.
        left: Whether they come as somebody left them (see ``answers.play.leave``).
    """
    made = [_with_loss(draws, c, ratio, n) for c, ratio in draws.usual.shuffled(cases)]
    if draws.seed != PRACTICE:
        made = draws.shuffled(made)
    plays = tuple(Play(given | {"train": train, "left": left}) for given, _ in made)
    return Drawn(plays, known=[about for _, about in made])


def _with_loss(draws: Draws, classes: int, ratio: float, n: int) -> tuple[Given, str]:
    """Return a model and a batch whose loss is ``ratio`` times ln C, and words on it.

    The larger the logits, the further the loss is from ln C: below it where the labels are
    what the model predicts, above it where some are what it finds least likely. That is every
    other one, or, a little above ln C and far above it, a single one: then the logits are
    large. So neither the logits nor the labels tell by themselves what the loss is.
    """
    x, weight = draws.normal(n, INPUTS), draws.normal(classes, INPUTS)
    logits = x @ weight.T
    labels = logits.argmax(dim=1)
    if ratio > 1:
        unlikely = slice(0, n, 2) if 1.1 < ratio < 2.5 else slice(0, 1)
        labels[unlikely] = logits.argmin(dim=1)[unlikely]
    draws.must_be_usual(labels.amax())  # which some take for the number of classes
    scale, loss = _scale(logits, labels, ratio)
    about = f"loss {loss:.3g}, ln {classes} is {math.log(classes):.3g}"
    return {"weight": scale * weight, "x": x, "labels": labels}, about


def _scale(logits: torch.Tensor, labels: torch.Tensor, ratio: float) -> tuple[float, float]:
    """Return by what logits are multiplied, and the loss that this gives."""
    low, high, loss = 0.0, 200.0, math.nan
    for _ in range(40):
        middle = (low + high) / 2
        loss = nn.functional.cross_entropy(middle * logits, labels).item()
        found = loss / math.log(logits.shape[1])
        further = found > ratio if ratio > 1 else found < ratio
        low, high = (low, middle) if further else (middle, high)
    return low, loss
