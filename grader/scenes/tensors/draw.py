"""Draws tensors to look at and to compute with.

Sizes differ from one another wherever possible, so that a weight the wrong way round, an
average over the wrong dimension or a lost one shows by its shape alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from grader.scenes.draws import Drawn, Draws, Play

Given = dict[str, Any]


def describe(draws: Draws, *, kinds: Sequence[str]) -> Drawn:
    """Call ``describe(tensor)`` on one tensor of each kind (see ``_tensor``)."""
    return Drawn(tuple(Play(_tensor(kind, draws.count(0))) for kind in draws.order(kinds)))


def _tensor(kind: str, more: int) -> Given:
    """Return the numbers of a tensor, and what is made of them (see ``play.made``)."""
    kinds: dict[str, Callable[[], tuple[torch.Tensor, str]]] = {
        "numbers": lambda: (torch.ones(2 + more, 3), "tensor"),
        "labels": lambda: (torch.tensor([2, 0, 1, 1] + [0] * more), "tensor"),
        "parameter": lambda: (torch.ones(4, 3 + more), "parameter"),
        "prediction": lambda: (torch.full((5 + more, 1), 3.0), "result"),
        "loss": lambda: (torch.tensor(0.5, dtype=torch.float64), "leaf"),
        "mask": lambda: (torch.ones(1, 2, 2 + more, dtype=torch.bool), "tensor"),
        "nothing": lambda: (torch.zeros(0, 4 + more, dtype=torch.float16), "tensor"),
        "meta": lambda: (torch.zeros(3 + more, 2), "meta"),
    }
    numbers, form = kinds[kind]()
    return {"numbers": numbers, "form": form}


def forward(
    draws: Draws,
    *,
    n: int = 5,
    sizes: tuple[int, int, int] = (4, 3, 2),
    columns: bool = False,
    gradients: bool = True,
    scale: float = 1.0,
) -> Given:
    """Call ``forward_by_hand(x, w1, b1, w2, b2)`` and go back through its result.

    Args:
        draws: Source of the random numbers.
        n: Number of examples.
        sizes: Inputs, hidden units and outputs.
        columns: Whether the numbers of x lie column by column in memory.
        gradients: Whether the five arguments require gradients.
        scale: How large the numbers of x are.
    """
    inputs, hidden, outputs = sizes
    shapes = {
        "x": (inputs, n) if columns else (n, inputs),
        "w1": (hidden, inputs),
        "b1": (hidden,),
        "w2": (outputs, hidden),
        "b2": (outputs,),
    }
    arguments = {name: draws.normal(*shape) for name, shape in shapes.items()}
    arguments["x"] *= scale
    return {"arguments": arguments, "columns": columns, "gradients": gradients}


def classes(
    draws: Draws,
    *,
    n: int = 5,
    outputs: int = 3,
    columns: bool = False,
    graph: bool = False,
    level: float | None = None,
) -> Given:
    """Call ``predict_classes(logits)``; with ``graph`` they come straight from a layer.

    With a ``level`` all of them lie just above it, a hundredth apart.
    """
    shape = (outputs, n) if columns else (n, outputs)
    logits = 3 * draws.normal(*shape, anew=True)
    if level is not None:
        logits = level + 0.01 * logits.argsort(dim=1).argsort(dim=1)
        found = logits.argmax(1)  # not one class for all: where logits are rounded, it is one
        draws.must_be_usual((found != found[0]).any())
    if n == 1:
        logits = _told_apart(logits)
    seen = logits.T if columns else logits
    for found in _by_wrong_rules(seen):
        draws.must_be_usual((found == seen.argmax(1)).all())
    return {"logits": logits, "columns": columns, "graph": graph}


def _by_wrong_rules(logits: torch.Tensor) -> list[torch.Tensor]:
    """Return the classes that wrong rules find; by chance they can be right."""
    positive = (logits > 0).int()
    others = [logits.abs(), logits.softmax(0), positive]
    return [*(each.argmax(1) for each in others), positive[:, -1]]


def _told_apart(logits: torch.Tensor) -> torch.Tensor:
    """Return one row in which no wrong rule finds the largest by chance, whatever was drawn.

    It is in neither of the first two places, which rules find that see only zeros and ones, and
    the smallest lies farther from 0.
    """
    if logits.argmax() < 2:
        logits = logits.roll(2, dims=1)
    logits[0, logits.argmin()] = -1 - logits.abs().max()
    return logits
