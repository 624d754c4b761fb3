"""Builders for functions that do the work of an optimizer: one step on a list of parameters.

Gradients are put into ``.grad`` directly. Rates, decays and gradients are drawn, so that no
constant in somebody's code can be right by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.plain import plain, scalar
from grader.observe.recorder import Recorder
from grader.rigs.training import Use

# What is observed; {n} counts the calls.
PARAMETER = "params[{i}] after call {n}"
VELOCITY = "velocity[{i}] after call {n}"
FIRST = 'state["m"][{i}] after call {n}'
SECOND = 'state["v"][{i}] after call {n}'
COUNT = 'state["t"] after call {n}'
GRADIENTS = ".grad after call {n}"
SAME = "the parameters are the same objects"
LEAVES = "the parameters require gradients and have no graph"
RECORDING = "gradients are still recorded"

DIFFERENT: tuple[tuple[int, ...], ...] = ((3,), (2, 2), ())
ALIKE: tuple[tuple[int, ...], ...] = ((3,), (3,), (3,), (3,))
TINY = 1e-8
LIKE_ALL = 4  # the most parameters that a probe has

Places = Sequence[Sequence[int]]


def numbered(key: str) -> tuple[str, ...]:
    """Return the observations of every parameter: ``"params[0] after call {n}"`` and on."""
    return tuple(key.replace("{i}", str(i)) for i in range(LIKE_ALL))


class _Bench:
    """Some parameters, and what happens to them between and after the calls.

    Args:
        rig: Source of the random numbers.
        shapes: One parameter for each.
        missing: For each call, which parameters have no gradient; they come in turn.
        zero: For each call, which gradients are zero.
        tiny: Which parameters' gradients are about as large as Adam's usual eps.
        reuse: Whether gradients are written into the tensors of the call before.
    """

    def __init__(
        self,
        rig: Recorder,
        shapes: Sequence[Sequence[int]],
        missing: Places = ((),),
        zero: Places = ((),),
        tiny: Sequence[int] = (),
        reuse: bool = False,
    ) -> None:
        self.rig = rig
        self.shapes = [tuple(shape) for shape in shapes]
        self.missing, self.zero, self.tiny, self.reuse = missing, zero, tiny, reuse
        self.params = [nn.Parameter(self.numbers(shape)) for shape in self.shapes]

    def numbers(self, shape: tuple[int, ...]) -> torch.Tensor:
        """Return seeded numbers, none of them near zero."""
        signs = torch.randint(0, 2, shape, generator=self.rig.generator) * 2.0 - 1
        return signs * (0.5 + 1.5 * torch.rand(shape, generator=self.rig.generator))

    def between(self, low: float, high: float) -> float:
        """Return a seeded number between the two, in hundredths."""
        drawn = torch.rand((), generator=self.rig.generator).item()
        return round(low + (high - low) * drawn, 2)

    def call(self, subject: Any, *settings: Any) -> None:
        """Give gradients, call ``subject(params, *settings)``, and look at the parameters."""
        rig = self.rig
        rig.calls += 1
        for i, p in enumerate(self.params):
            self._give(i, p)
        given = list(self.params)
        subject(given, *settings)
        for i, p in enumerate(self.params):
            rig.note(PARAMETER.replace("{i}", str(i)), p)
        rig.note(SAME, len(given) == len(self.params) and all(map(_is, given, self.params)))
        rig.note(LEAVES, all(p.is_leaf and p.requires_grad for p in self.params))
        rig.note(GRADIENTS, [p.grad for p in self.params])
        rig.note(RECORDING, torch.is_grad_enabled())

    def _give(self, i: int, p: nn.Parameter) -> None:
        call = self.rig.calls
        gradient = self.numbers(self.shapes[i])
        if i in self.zero[call % len(self.zero)]:
            gradient.zero_()
        if i in self.tiny:
            gradient *= TINY
        if i in self.missing[call % len(self.missing)]:
            p.grad = None
        elif self.reuse and p.grad is not None:
            p.grad.copy_(gradient)
        else:
            p.grad = gradient

    def entries(self, key: str, values: Any) -> None:
        """Note the tensors that a step keeps beside the parameters."""
        if not isinstance(values, (list, tuple)):
            self.rig.note(key.replace("{i}", "0"), plain(values))
            return
        for i, value in enumerate(values[:LIKE_ALL]):
            self.rig.note(key.replace("{i}", str(i)), value)


def _is(a: object, b: object) -> bool:
    return a is b


def sgd(rig: Recorder, *, calls: int = 2, **rest: Any) -> Use:
    """Call ``sgd_step(params, lr)``, each time with another rate (see ``_Bench``)."""
    bench = _Bench(rig, **rest)
    rates = [bench.between(0.2, 0.8) for _ in range(rig.count(calls))]

    def use(subject: Any) -> None:
        for lr in rates:
            bench.call(subject, lr)

    return use


def momentum(
    rig: Recorder, *, calls: int = 3, started: bool = False, changing: bool = False, **rest: Any
) -> Use:
    """Call ``momentum_step(params, velocity, lr, momentum)``.

    Args:
        rig: Source of the random numbers.
        calls: How often.
        started: Whether the velocity holds numbers already.
        changing: Whether lr and momentum are others at every call.
        rest: See ``_Bench``.
    """
    bench = _Bench(rig, **rest)
    velocity = [bench.numbers(s) if started else torch.zeros(s) for s in bench.shapes]
    count = rig.count(calls)
    drawn = [(bench.between(0.2, 0.8), bench.between(0.3, 0.7)) for _ in range(count)]

    def use(subject: Any) -> None:
        for lr, share in drawn if changing else drawn[:1] * count:
            bench.call(subject, velocity, lr, share)
            bench.entries(VELOCITY, velocity)

    return use


def adam(
    rig: Recorder, *, calls: int = 3, defaults: bool = False, changing: bool = False, **rest: Any
) -> Use:
    """Call ``adam_step(params, state, lr, betas, eps)``.

    Args:
        rig: Source of the random numbers.
        calls: How often.
        defaults: Whether betas and eps are left out.
        changing: Whether lr is another at every call.
        rest: See ``_Bench``.
    """
    bench = _Bench(rig, **rest)
    state: dict[str, Any] = {
        "t": 0,
        **{key: [torch.zeros(s) for s in bench.shapes] for key in ("m", "v")},
    }
    count = rig.count(calls)
    rates = [bench.between(0.2, 0.8) for _ in range(count)]
    betas = bench.between(0.5, 0.7), bench.between(0.8, 0.9)
    more = () if defaults else (betas, bench.between(0.1, 0.3))

    def use(subject: Any) -> None:
        for lr in rates if changing else rates[:1] * count:
            bench.call(subject, state, lr, *more)
            rig.note(COUNT, scalar(plain(state.get("t"))))
            bench.entries(FIRST, state.get("m"))
            bench.entries(SECOND, state.get("v"))

    return use
