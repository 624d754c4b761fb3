"""What each call of a step function has to do, from the numbers that it begins with.

Computed in float64 from what was there before the call, whatever earlier calls did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.observe.compare import same
from grader.observe.run import Run
from grader.scenes.follow import Followed
from grader.scenes.updates.play import (
    AFTER,
    BEFORE,
    COUNT,
    FIRST_MOMENTS,
    MOVED,
    SECOND_MOMENTS,
    VELOCITIES,
)

Given = Mapping[str, Any]
Numbers = list[Any]  # parameters, then what stands beside them
BETAS, EPS = (0.9, 0.999), 1e-8


# What is read of the numbers before and after a call; {n} counts the calls.
NOT_LEFT = "changed in call {n}, with what is kept for it, although .grad is None"
LEFT_OUT = "left out in call {n} although .grad is a tensor"
CORRECTED = "counts t that call {n} corrects the averages of its parameters with"
ZERO_LEFT_OUT = "left alone in call {n} because .grad is zero"


def sgd(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.sgd``."""
    return _follow(run, plays[0]["steps"], _sgd, (MOVED,))


def momentum(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.momentum``."""
    return _follow(run, plays[0]["steps"], _momentum, (MOVED, VELOCITIES))


def adam(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.adam``."""
    return _follow(run, plays[0]["steps"], _adam, (MOVED, FIRST_MOMENTS, SECOND_MOMENTS))


def _follow(
    run: Run,
    steps: Sequence[Given],
    rule: Callable[[_Call], Iterator[Followed]],
    keys: Sequence[Sequence[str]],
) -> Iterator[Followed]:
    """Compare each call with what a rule makes of the numbers before it.

    Args:
        run: What was observed.
        steps: Gradients and settings of each call.
        rule: Compares the numbers of one call.
        keys: For parameters, and for each list beside them, the keys of their places.
    """
    before = [item.value for item in run.aside if item.key == BEFORE]
    after = [item.value for item in run.aside if item.key == AFTER]
    for old, new, step in zip(before, after, steps, strict=True):
        call = _Call(old, new, step["gradients"], step["settings"])
        yield from rule(call)
        yield from call.who_moved()
    for left, found in zip(after, before[1:], strict=False):
        yield from _between(left, found, keys)


def _between(left: Numbers, found: Numbers, keys: Sequence[Sequence[str]]) -> Iterator[Followed]:
    """Compare what a call finds with what the one before left: numbers may be shared."""
    for names, then, now in zip(keys, left, found, strict=False):
        for key, was, is_now in zip(names, then, now, strict=False):
            yield Followed(key, _double(is_now), _double(was))


@dataclass(frozen=True)
class _Call:
    """The numbers before and after a call, parameters first, its gradients and its settings."""

    old: Numbers
    new: Numbers
    gradients: Sequence[torch.Tensor | None]
    settings: Given

    @property
    def lr(self) -> float:
        return float(self.settings["lr"])

    def each(self) -> Iterator[tuple[int, torch.Tensor]]:
        """Yield the place of each parameter that has a gradient, with it."""
        yield from ((n, g.double()) for n, g in enumerate(self.gradients) if g is not None)

    def was(self, part: int, place: int) -> torch.Tensor:
        """Return the numbers of a place before the call."""
        return _at(self.old[part], place)

    def now(self, part: int, place: int) -> torch.Tensor:
        """Return the numbers of a place after the call."""
        return _at(self.new[part], place)

    def moved(self, place: int, *ways: torch.Tensor) -> Followed:
        """Compare by how much a parameter moved with one of several ways to say it."""
        found = self.now(0, place) - self.was(0, place)
        fitting = (way for way in ways if same(found, way))
        return Followed(MOVED[place], found, next(fitting, ways[-1]))

    def who_moved(self) -> Iterator[Followed]:
        """Say which numbers of a place without a gradient moved, and which of others did not."""
        lists = [part for part, kept in enumerate(self.old) if isinstance(kept, list)]
        still = {n: not any(self._differs(part, n) for part in lists) for n in self._places}
        none = [n for n in self._places if self.gradients[n] is None]
        zero = [n for n, g in self.each() if not bool(g.any())]
        yield Followed(NOT_LEFT, [n for n in none if not still[n]], [])
        usual = [n for n, _ in self.each() if n not in zero]
        yield Followed(LEFT_OUT, [n for n in usual if still[n]], [])
        moving = [n for n in zero if any(bool(self.was(part, n).any()) for part in lists[1:])]
        yield Followed(ZERO_LEFT_OUT, [n for n in moving if still[n]], [])

    @property
    def _places(self) -> range:
        return range(len(self.gradients))

    def _differs(self, part: int, place: int) -> bool:
        return not torch.equal(self.was(part, place), self.now(part, place))


def _sgd(call: _Call) -> Iterator[Followed]:
    for place, gradient in call.each():
        yield call.moved(place, -call.lr * gradient)


def _momentum(call: _Call) -> Iterator[Followed]:
    for place, gradient in call.each():
        velocity = call.settings["momentum"] * call.was(1, place) + gradient
        yield Followed(VELOCITIES[place], call.now(1, place), velocity)
        yield call.moved(place, -call.lr * call.now(1, place), -call.lr * velocity)


def _adam(call: _Call) -> Iterator[Followed]:
    betas = call.settings.get("betas", BETAS)
    t = call.old[3] + 1
    yield Followed(COUNT, call.new[3], t)
    counts: list[int | None] = []
    for place, gradient in call.each():
        averages = [
            beta * call.was(part, place) + (1 - beta) * gradient**part
            for part, beta in enumerate(betas, start=1)
        ]
        found = [call.now(part, place) for part in (1, 2)]
        for keys, mine, expected in zip(
            (FIRST_MOMENTS, SECOND_MOMENTS), found, averages, strict=True
        ):
            yield Followed(keys[place], mine, expected)
        if None not in call.gradients:  # or it may be the state of another parameter that is used
            yield call.moved(place, _adam_move(call, found, t), _adam_move(call, averages, t))
        counts.append(_corrected_with(call, place, found, t))
    known = sorted({n for n in counts if n is not None})
    if known:  # which one it is shows elsewhere
        yield Followed(CORRECTED, known, known[-1:])


def _corrected_with(
    call: _Call, place: int, averages: Sequence[torch.Tensor], t: int
) -> int | None:
    """Return the count up to t that leads from the averages to the move; None if none does."""
    moved = call.now(0, place) - call.was(0, place)
    counts = range(t, 0, -1)
    return next((n for n in counts if same(moved, _adam_move(call, averages, n))), None)


def _adam_move(call: _Call, averages: Sequence[torch.Tensor], t: float) -> torch.Tensor:
    betas, eps = call.settings.get("betas", BETAS), call.settings.get("eps", EPS)
    m, v = (a / (1 - beta**t) for a, beta in zip(averages, betas, strict=True))
    move: torch.Tensor = -call.lr * m / (v.sqrt() + eps)
    return move


def _at(values: Any, place: int) -> torch.Tensor:
    """Return the numbers of a place; of one that a list has lost, what equals no numbers."""
    lost = isinstance(values, list) and place >= len(values)
    return torch.tensor(torch.nan) if lost else _double(values[place])


def _double(value: Any) -> torch.Tensor:
    return torch.as_tensor(value).double()
