"""Draws parameters, their gradients at every call, and the settings of an optimizer.

Rates, decays and gradients are drawn, so that no constant in somebody's code can be right
by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Draws

DIFFERENT: tuple[tuple[int, ...], ...] = ((3,), (2, 2), ())
ALIKE: tuple[tuple[int, ...], ...] = ((3,), (3,), (3,), (3,))
TINY = 1e-8
ABOVE, BELOW, CANCELLING = "from 0 up", "from 0 down", "adding up to 0"  # see ``_steps``

Given = dict[str, Any]
Shapes = Sequence[Sequence[int]]
Places = Sequence[Sequence[int]]


def sgd(draws: Draws, *, shapes: Shapes, calls: int = 2, **rest: Any) -> Given:
    """Call ``sgd_step(params, lr)``, each time with another rate.

    Args:
        draws: Source of the random numbers.
        shapes: One parameter for each.
        calls: How often.
        rest: See ``_steps`` and ``_params``.
    """
    params = _params(draws, shapes, rest)
    settings = [{"lr": _between(draws, 0.2, 0.8)} for _ in range(draws.count(calls))]
    return {"params": params} | _steps(draws, shapes, settings, **rest)


def momentum(
    draws: Draws,
    *,
    shapes: Shapes,
    calls: int = 3,
    started: bool = False,
    changing: bool = False,
    forgets: Sequence[int] = (),
    **rest: Any,
) -> Given:
    """Call ``momentum_step(params, velocity, lr, momentum)``.

    Args:
        draws: Source of the random numbers.
        shapes: One parameter for each.
        calls: How often.
        started: Whether the velocity holds numbers already.
        changing: Whether lr and momentum are others at every call.
        forgets: Calls at which momentum is 0.
        rest: See ``_steps`` and ``_params``.
    """
    params = _params(draws, shapes, rest)
    velocity = [_numbers(draws, s) if started else torch.zeros(tuple(s)) for s in shapes]
    count = draws.count(calls)
    drawn = [
        {"lr": _between(draws, 0.2, 0.8), "momentum": _between(draws, 0.3, 0.7)}
        for _ in range(count)
    ]
    settings = drawn if changing else drawn[:1] * count
    settings = [s | {"momentum": 0.0} if n in forgets else s for n, s in enumerate(settings)]
    return {"params": params, "velocity": velocity} | _steps(draws, shapes, settings, **rest)


def adam(
    draws: Draws,
    *,
    shapes: Shapes,
    calls: int = 3,
    defaults: bool = False,
    changing: bool = False,
    **rest: Any,
) -> Given:
    """Call ``adam_step(params, state, lr, betas, eps)``.

    Args:
        draws: Source of the random numbers.
        shapes: One parameter for each.
        calls: How often.
        defaults: Whether betas and eps are left out.
        changing: Whether lr is another at every call.
        rest: See ``_steps`` and ``_params``.
    """
    params = _params(draws, shapes, rest)
    count = draws.count(calls)
    rates = [{"lr": _between(draws, 0.2, 0.8)} for _ in range(count)]
    betas = [_between(draws, 0.5, 0.7), _between(draws, 0.8, 0.9)]
    more = {} if defaults else {"betas": betas, "eps": _between(draws, 0.1, 0.3)}
    settings = [rate | more for rate in (rates if changing else rates[:1] * count)]
    return {"params": params} | _steps(draws, shapes, settings, **rest)


def _steps(
    draws: Draws,
    shapes: Shapes,
    settings: Sequence[Given],
    *,
    missing: Places = ((),),
    zero: Places = ((),),
    tiny: Sequence[int] = (),
    scales: Sequence[float] = (),
    forms: Sequence[str] = (),
    reuse: bool = False,
    unrecorded: Sequence[int] = (),
) -> Given:
    """Return the settings of every call, each with the gradients that it finds.

    Args:
        draws: Source of the random numbers.
        shapes: One gradient for each.
        settings: Of each call.
        missing: For each call, which parameters have no gradient; they come in turn.
        zero: For each call, which gradients are zero.
        tiny: Which parameters' gradients are about as large as Adam's usual eps.
        scales: How large the gradient of each parameter is.
        forms: What is special about the entries of each gradient: one is 0 and all others are on
            one side of it, or they add up to exactly 0, which a gradient with two entries does
            whatever the order.
        reuse: Whether gradients are written into the tensors of the call before.
        unrecorded: Calls that are made where autograd does not record.
    """

    def gradient(call: int, i: int) -> torch.Tensor | None:
        drawn = _numbers(draws, shapes[i])
        if i in zero[call % len(zero)]:
            drawn.zero_()
        if i in tiny:
            drawn *= TINY
        if scales:
            drawn *= scales[i]
        if forms:
            drawn = _of_form(drawn, forms[i])
        return None if i in missing[call % len(missing)] else drawn

    steps = [
        {
            "gradients": [gradient(call, i) for i in range(len(shapes))],
            "settings": chosen,
            "record_graph": call not in unrecorded,
        }
        for call, chosen in enumerate(settings)
    ]
    return {"steps": steps, "reuse": reuse}


def _of_form(drawn: torch.Tensor, form: str) -> torch.Tensor:
    """Return the numbers with what is special about them; see ``_steps``."""
    if form == CANCELLING:
        return torch.cat((drawn[:1], -drawn[:1]))
    one_sided = drawn.abs() if form == ABOVE else -drawn.abs()
    one_sided.view(-1)[1] = 0.0
    return one_sided


def _params(draws: Draws, shapes: Shapes, rest: Given) -> list[torch.Tensor]:
    """Return the numbers of all parameters, each as large as ``heights`` in the rest says."""
    heights = rest.pop("heights", (1.0,) * len(shapes))
    return [_numbers(draws, s) * h for s, h in zip(shapes, heights, strict=True)]


def _numbers(draws: Draws, shape: Sequence[int]) -> torch.Tensor:
    """Return numbers, none of them near zero."""
    signs = draws.whole(0, 2, shape) * 2.0 - 1
    return signs * (0.5 + 1.5 * draws.uniform(*shape))


def _between(draws: Draws, low: float, high: float) -> float:
    """Return a number between the two, in hundredths."""
    drawn = draws.uniform().item()
    return round(low + (high - low) * drawn, 2)
