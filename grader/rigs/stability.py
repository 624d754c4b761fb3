"""Builders for functions that clip gradients, sweep learning rates or refuse a loss."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.observe.run import Run
from grader.rigs import parts
from grader.rigs.training import Use

# What is observed; {n} counts how often.
SHRUNK = "gradients are shortened after update {n}"
REFUSED = "exception for loss {n}"

# -- clipping ------------------------------------------------------------------------

# Shapes and sizes of the gradients of one call: some are longer than the whole may be, some
# much shorter, and a single number is among them.
MADE = (((4, 3), 1.0), ((4,), 0.1), ((2, 4), 3.0), ((), 1.0), ((2,), 0.4))


def gradients(
    rig: Recorder,
    *,
    limits: Sequence[float] = (2.0,),
    size: float = 1.0,
    missing: Sequence[int] = (),
    generator: bool = False,
) -> Use:
    """Call ``clip_gradients(parameters, max_norm)``, each time on new parameters.

    Args:
        rig: Source of the random numbers.
        limits: One call for each; how long all gradients together may be.
        size: Factor on all gradients; 0 makes them zero.
        missing: Which of the five parameters have no gradient.
        generator: Whether the parameters come as a generator, not as a list.
    """
    calls = [(rig.number(limit), _parameters(rig, size, missing)) for limit in limits]

    def use(subject: Any) -> None:
        for limit, parameters in calls:
            kept = [p.detach().clone() for p in parameters]
            given: Iterable[nn.Parameter] = parameters
            rig.call(subject, (p for p in given) if generator else list(given), limit)
            found = {str(i): p.grad for i, p in enumerate(parameters)}
            rig.note("gradients.after", found)
            same = all(torch.equal(p, k) for p, k in zip(parameters, kept, strict=True))
            rig.note("parameters as before", same)

    return use


def _parameters(rig: Recorder, size: float, missing: Sequence[int]) -> list[nn.Parameter]:
    made = []
    for index, (shape, scale) in enumerate(MADE):
        parameter = nn.Parameter(torch.randn(shape, generator=rig.generator))
        gradient = torch.randn(shape, generator=rig.generator)
        if index not in missing:
            # Never near zero: which gradients are long must not depend on the seed.
            parameter.grad = size * scale * (gradient + gradient.sign())
        made.append(parameter)
    return made


def step(
    rig: Recorder,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    limit: float = 0.2,
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    train: bool = True,
    repeat: int = 1,
) -> Use:
    """Call ``clipped_step(model, x, y, loss_fn, optimizer, max_norm)`` once per batch."""
    made = parts.network("plain", rig, 1 if task == "regress" else parts.CLASSES)
    x = parts.inputs(rig, sum(sizes))
    loss_fn: nn.Module
    if task == "regress":
        y, loss_fn = 2 + torch.randn(len(x), 1, generator=rig.generator), nn.MSELoss()
    else:
        y, loss_fn = parts.labels(made, x, rig), nn.CrossEntropyLoss()
    parts.curve(rig, made, x, y, loss_fn)
    model = rig.model(made.train(train))
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    rig.loss(loss_fn)
    batches = list(zip(x.split(list(sizes)), y.split(list(sizes)), strict=True)) * repeat

    def use(subject: Any) -> None:
        for bx, by in batches:
            rig.call(subject, model, bx.clone(), by.clone(), loss_fn, opt, limit)
            rig.note(SHRUNK, shrunk(rig, model))

    return use


def shrunk(rig: Recorder, model: nn.Module) -> bool:
    """Return whether gradients are left that are shorter than those the last update used.

    Emptied ones do not count: right code may empty them at the end.
    """
    used = [item.value for item in rig.items if item.key == "step.gradient"]
    left = _norm(p.grad for p in model.parameters())
    return bool(used) and 0 < left < 0.9 * _norm(used[-1].values())


def _norm(gradients: Iterable[torch.Tensor | None]) -> float:
    return math.sqrt(sum(float(g.double().pow(2).sum()) for g in gradients if g is not None))


# -- learning rates ------------------------------------------------------------------


def sweep(
    rig: Recorder, *, rates: Sequence[float], steps: int = 3, n: int = 8, task: str = "classify"
) -> Use:
    """Call ``lr_range_test(make_model, x, y, loss_fn, learning_rates, steps)`` once.

    Every model that ``make_model`` makes begins with the same weights.
    """
    template = parts.network("plain", rig, 1 if task == "regress" else parts.CLASSES)
    x = parts.inputs(rig, n)
    loss_fn: nn.Module
    if task == "regress":
        y, loss_fn = torch.randn(n, 1, generator=rig.generator), nn.MSELoss()
    else:
        y, loss_fn = parts.labels(template, x, rig), nn.CrossEntropyLoss()
    rig.loss(loss_fn)

    def make_model() -> nn.Module:
        return rig.model(copy.deepcopy(template).train())

    def use(subject: Any) -> None:
        make_model()  # a model of the caller's, which nobody trains
        rig.call(subject, make_model, x.clone(), y.clone(), loss_fn, list(rates), steps)

    return use


def freely(rig: Recorder, run: Run, **params: Any) -> Run:
    """Return the run without modes and without who builds graphs: both are free in a sweep.

    Where the run ended with an error, a graph that was not built may be the reason.
    """
    free = ["forward.training"] if run.failure else ["forward.training", "forward.graph"]
    return replace(run, items=tuple(item for item in run.items if item.key not in free))


# -- losses that are no numbers ------------------------------------------------------


def losses(rig: Recorder, *, kinds: Sequence[str]) -> Use:
    """Call ``check_finite(loss)`` on a loss of each kind (see ``_loss``).

    What it raises is noted. Where nothing is wrong with the loss, an exception of another
    type than the promised one is a crash like any other.
    """

    def use(subject: Any) -> None:
        for kind in rig.order(kinds):
            rig.calls += 1
            loss = _loss(kind, rig.number(0.75))
            rig.note("loss {n}", loss)
            rig.note(REFUSED, _raised(subject, loss))

    return use


def _raised(subject: Any, loss: torch.Tensor) -> str:
    try:
        subject(loss)
    except FloatingPointError:
        return "FloatingPointError"
    except NotImplementedError:
        raise
    except Exception as error:
        if torch.isfinite(loss):
            raise
        return type(error).__name__
    return "nothing"


def _loss(kind: str, number: float) -> torch.Tensor:
    """Return a 0-dim loss; all but the plain ones are computed, so that they have a graph."""
    weight = torch.tensor(number, requires_grad=True)
    made = {
        "plain": lambda: torch.tensor(number),
        "double": lambda: torch.tensor(number, dtype=torch.float64),
        "graph": lambda: weight**2,
        "zero": lambda: weight * 0,
        "negative": lambda: -weight,
        "large": lambda: weight * 1e30,
        "minus large": lambda: weight * -1e30,
        "nan": lambda: (weight - weight) / (weight - weight),
        "plain nan": lambda: torch.tensor(float("nan")),
        "inf": lambda: weight * 1e30 * 1e30,
        "plain inf": lambda: torch.tensor(float("inf"), dtype=torch.float64),
        "-inf": lambda: weight * -1e30 * 1e30,
        "plain -inf": lambda: torch.tensor(float("-inf")),
    }
    return made[kind]()
