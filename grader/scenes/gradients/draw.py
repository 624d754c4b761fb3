"""Draws numbers, functions and models to take gradients of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.gradients import play

Given = dict[str, Any]


def linear(draws: Draws, *, n: int = 5, inputs: int = 3, record_graph: bool = True) -> Given:
    """Call ``linear_gradients(x, y, w, b)``.

    Args:
        draws: Source of the random numbers.
        n: Number of examples.
        inputs: Inputs per example.
        record_graph: Whether autograd may record during the call.
    """
    shapes = ((n, inputs), (n,), (inputs,), ())
    arguments = [draws.normal(*shape) + 0.6 for shape in shapes]
    return {"arguments": arguments, "record_graph": record_graph}


def numeric(
    draws: Draws,
    *,
    shape: Sequence[int],
    eps: float | None = 0.1,
    level: float = 0.0,
    falls: bool = False,
) -> Given:
    """Call ``numeric_gradient(f, w, eps)`` on a function whose entries work together.

    Args:
        draws: Source of the random numbers.
        shape: Shape of w.
        eps: Size of the perturbation; None leaves the argument out.
        level: How large the entries of w are. They are eighths, so float32 holds them
            exactly, and from 100 on it has no room for a default eps beside them.
        falls: Whether the function falls with each entry; otherwise it rises.
    """
    w = draws.whole(2, 9, shape).double() / 8 + level
    scale, bend = _halves(draws, w), _halves(draws, w)
    sign = -1.0 if falls else 1.0
    return {"w": w, "eps": eps, "scale": scale, "bend": bend, "level": level, "sign": sign}


def _halves(draws: Draws, w: torch.Tensor) -> torch.Tensor:
    """Return numbers between 0.5 and 1.5, as many as w has."""
    return 0.5 + draws.uniform(*w.shape, dtype=w.dtype)


def of_model(
    draws: Draws,
    *,
    net: str = "partly",
    sizes: Sequence[int] = (5,),
    stale: bool = False,
    train: bool = True,
    task: str = "classify",
) -> Given:
    """Call ``gradients(model, x, y, loss_fn)`` once per batch.

    Args:
        draws: Source of the random numbers.
        net: See ``play.network``.
        sizes: Examples in each batch.
        stale: Whether ``.grad`` holds something before the first call.
        train: The mode in which the model comes.
        task: ``"classify"`` or ``"regress"``.
    """
    numbers = _numbers(draws, play.network(net), stale)
    loss = "cross_entropy" if task == "classify" else "mse"
    batches = [_batch(draws, task, n) for n in sizes]
    return {"net": net, **numbers, "train": train, "loss": loss, "batches": batches}


def _batch(draws: Draws, task: str, n: int) -> list[torch.Tensor]:
    """Return inputs (n, 4) and targets, (n,) or (n, 3)."""
    x = draws.normal(n, 4)
    return [x, draws.whole(0, 3, (n,)) if task == "classify" else draws.normal(n, 3)]


def _numbers(draws: Draws, model: nn.Module, stale: bool) -> Given:
    """Return drawn weights for a model; with ``stale``, a gradient of each as well."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(0.6 * draws.normal(*parameter.shape) + 0.2)
    held = [draws.normal(*p.shape) for p in model.parameters()] if stale else []
    return {"state": model.state_dict(), "held": held}


def freezing(
    draws: Draws,
    *,
    prefixes: Sequence[str],
    frozen: Sequence[str] = (),
    empty: Sequence[str] = (),
) -> Drawn:
    """Call ``freeze(model, prefix)``, each time on a new model whose ``.grad`` is filled.

    Args:
        draws: Source of the random numbers.
        prefixes: One call for each.
        frozen: Names of parameters that are frozen beforehand; their ``.grad`` is filled
            all the same.
        empty: Names of parameters whose ``.grad`` is None nevertheless.
    """
    more = draws.count(0)

    def case(prefix: str) -> Play:
        numbers = _numbers(draws, play.Named(more), stale=True)
        names = {"frozen": list(frozen), "empty": list(empty), "prefix": prefix}
        return Play({"more": more, **numbers, **names})

    return Drawn(tuple(map(case, prefixes)))
