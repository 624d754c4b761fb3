"""Puts gradients into ``.grad``, has a step made, and looks at what it did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.plain import plain, scalar
from grader.observe.recorder import Recorder

PLACES = range(4)  # of the parameters in their list, and of what a step keeps beside them

# What is observed; {n} counts the calls.
MOVED = tuple(f"params[{i}] moved in call {{n}} by" for i in PLACES)
BEFORE, AFTER = "numbers before a call", "numbers after a call"  # for the judge to compute with
PARAMETERS = tuple(f"params[{i}] after call {{n}}" for i in PLACES)
VELOCITIES = tuple(f"velocity[{i}] after call {{n}}" for i in PLACES)
FIRST_MOMENTS = tuple(f'state["m"][{i}] after call {{n}}' for i in PLACES)
SECOND_MOMENTS = tuple(f'state["v"][{i}] after call {{n}}' for i in PLACES)
COUNT = 'state["t"] after call {n}'
GRADIENTS = ".grad after call {n}"
SAME = "params holds the same objects in the same order"
LEAVES = "the parameters require gradients and have no graph"
DTYPES = "dtypes of the parameters after call {n}"  # aside
RECORDING = "gradients are still recorded"
VELOCITY_GRADIENTS = "velocities that require gradients after call {n}"

Step = dict[str, Any]  # the gradients and the settings of a call, and whether autograd records
Steps = list[Step]


def sgd(
    recorder: Recorder, subject: Any, *, params: list[torch.Tensor], steps: Steps, reuse: bool
) -> None:
    """Call ``sgd_step(params, lr)`` once per step."""
    made = list(map(nn.Parameter, params))
    for step in steps:
        _give(made, step["gradients"], reuse)
        before = _kept(recorder, BEFORE, made)
        _call(recorder, subject, step, made, step["settings"]["lr"])
        _moved(recorder, before, _kept(recorder, AFTER, made))


def momentum(
    recorder: Recorder,
    subject: Any,
    *,
    params: list[torch.Tensor],
    velocity: list[torch.Tensor],
    steps: Steps,
    reuse: bool,
) -> None:
    """Call ``momentum_step(params, velocity, lr, momentum)`` once per step."""
    made = list(map(nn.Parameter, params))
    for step in steps:
        settings = step["settings"]
        _give(made, step["gradients"], reuse)
        before = _kept(recorder, BEFORE, made, velocity)
        _call(recorder, subject, step, made, velocity, settings["lr"], settings["momentum"])
        _entries(recorder, VELOCITIES, velocity)
        recorder.note(VELOCITY_GRADIENTS, _with_gradients(velocity))
        _moved(recorder, before, _kept(recorder, AFTER, made, velocity))


def adam(
    recorder: Recorder, subject: Any, *, params: list[torch.Tensor], steps: Steps, reuse: bool
) -> None:
    """Call ``adam_step(params, state, lr)`` once per step, with betas and eps if it has them."""
    made = list(map(nn.Parameter, params))
    state: dict[str, Any] = {"t": 0} | {key: list(map(torch.zeros_like, params)) for key in "mv"}
    for step in steps:
        settings = step["settings"]
        more = (tuple(settings["betas"]), settings["eps"]) if "betas" in settings else ()
        _give(made, step["gradients"], reuse)
        before = _kept(recorder, BEFORE, made, state.get("m"), state.get("v"), state.get("t"))
        _call(recorder, subject, step, made, state, settings["lr"], *more)
        recorder.note(COUNT, scalar(plain(state.get("t"))))
        _entries(recorder, FIRST_MOMENTS, state.get("m"))
        _entries(recorder, SECOND_MOMENTS, state.get("v"))
        after = _kept(recorder, AFTER, made, state.get("m"), state.get("v"), state.get("t"))
        _moved(recorder, before, after)


def _give(
    params: Sequence[nn.Parameter], gradients: Sequence[torch.Tensor | None], reuse: bool
) -> None:
    """Put gradients into ``.grad``; with ``reuse``, into the tensors that are there."""
    for p, gradient in zip(params, gradients, strict=True):
        if reuse and p.grad is not None and gradient is not None:
            p.grad.copy_(gradient)
        else:
            p.grad = gradient if gradient is None else gradient.to(p.dtype)  # it may be another


def _call(
    recorder: Recorder, subject: Any, step: Step, params: Sequence[nn.Parameter], *settings: Any
) -> None:
    """Call ``subject(params, *settings)`` and look at the parameters."""
    recorder.calls += 1
    given = list(params)
    with torch.set_grad_enabled(step["record_graph"]):
        subject(given, *settings)
        recording = torch.is_grad_enabled()
    _entries(recorder, PARAMETERS, params)
    same = len(given) == len(params) and all(a is b for a, b in zip(given, params, strict=True))
    recorder.note(SAME, same)
    recorder.aside(DTYPES, [str(p.dtype) for p in params])
    recorder.note(LEAVES, all(p.is_leaf and p.requires_grad for p in params))
    recorder.note(GRADIENTS, [p.grad for p in params])
    recorder.note(RECORDING, recording)


def _kept(recorder: Recorder, key: str, *numbers: Any) -> list[Any]:
    """Keep parameters, and what stands beside them, aside; return the parameters' numbers."""
    recorder.aside(key, [scalar(plain(part)) for part in numbers])
    return [p.detach().double() for p in numbers[0]]


def _moved(recorder: Recorder, before: Sequence[Any], after: Sequence[Any]) -> None:
    """Keep aside by how much each parameter moved: beside large numbers little would not show."""
    for key, old, new in zip(MOVED, before, after, strict=False):
        recorder.aside(key, new - old if new.shape == old.shape else plain(new))


def _entries(recorder: Recorder, keys: Sequence[str], values: Any) -> None:
    """Note the tensors of a list, each under the key of its place."""
    if not isinstance(values, (list, tuple)):
        recorder.note(keys[0], plain(values))
        return
    for key, value in zip(keys, values, strict=False):
        recorder.note(key, value)


def _with_gradients(values: Sequence[Any]) -> list[int]:
    """Return the places of the tensors that require gradients, as those with a graph do."""
    return [n for n, v in enumerate(values) if isinstance(v, torch.Tensor) and v.requires_grad]
