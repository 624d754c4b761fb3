"""Draws the losses that an ``EarlyStopping`` is told, one at a time.

Losses are multiples of 1/16, so that "equal" and "lower by exactly min_delta" are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.observe.recorder import RETURN
from grader.scenes.draws import Drawn, Draws, Play

# How the last losses, all without improvement, go on from the best one; i counts down to 0.
ENDS: dict[str, Callable[[int], float]] = {
    "rising": lambda i: 1.0 - i / 16,
    "falling": lambda i: 0.125 + 0.25 * i,
    "equal": lambda i: 0.0,
    "close": lambda i: 0.125,
    "nan": lambda i: float("nan"),
    "wild": lambda i: 1e9 if i % 2 else float("inf"),
}
DEFAULT_PATIENCE = 5
GAIN, TINY = 0.5, 2.0**-18  # the last improvement; a tiny one counts where min_delta is 0
HUGE = 1e30
BELOW = 32.0


def one(
    draws: Draws,
    *,
    patience: int | None = 3,
    min_delta: float = 0.0,
    end: str = "rising",
    zero: bool = False,
    below: bool = False,
) -> Drawn:
    """Tell one object losses, at the last of which it has to stop.

    Args:
        draws: Source of the random numbers.
        patience: None makes the object without arguments; its last improvement is tiny then.
        min_delta: Handed over unless it is 0.
        end: How the losses go on after the best one (see ``ENDS``). Before wild ends they fall
            from huge ones.
        zero: Whether the best loss is 0.
        below: Whether losses are below 0, as those of densities can be.
    """
    waits = DEFAULT_PATIENCE if patience is None else draws.count(patience)
    losses = _losses(draws, waits, end, zero, TINY if patience is None else GAIN)
    if below:
        losses = [loss - BELOW for loss in losses]
    if end == "wild":
        losses = [*(HUGE / 2**i for i in range(waits)), *losses]
    arguments = [] if patience is None else [waits, min_delta] if min_delta else [waits]
    return _told(arguments, losses)


def _told(arguments: list[Any], losses: list[Any]) -> Drawn:
    return Drawn((Play({"arguments": arguments}, losses, answer=RETURN),))


def _losses(draws: Draws, waits: int, end: str, zero: bool, gain: float) -> list[float]:
    first, better = draws.number(8.0), draws.count(1)
    best = 0.5 * (better + 1) if zero else first
    losses = [best]
    for _ in range(better):
        best -= 0.5
        losses.append(best)
    losses += [best + 0.125 + i / 4 for i in reversed(range(waits - 1))]  # nearly enough
    best -= gain
    return [*losses, best, *(best + ENDS[end](i) for i in reversed(range(waits)))]


def _down_to(draws: Draws, loss: float) -> list[float]:
    """Return a loss; outside of practice after some higher ones, or calls could be counted."""
    return [loss + left / 2 for left in reversed(range(1 + draws.count(0)))]


def at_once(draws: Draws, *, patience: int = 3) -> Drawn:
    """Tell one object a first loss that stays the best, and worse ones, one too few to stop."""
    waits, best = draws.count(patience), draws.number(8.0)
    return _told([waits], [best, *(best + i / 4 for i in range(1, waits))])


def small_gains(draws: Draws, *, patience: int = 3, min_delta: float = 0.25) -> Drawn:
    """Tell one object losses that are lower, but not by enough.

    One is not even lower, so that a look at the last few alone finds another best.
    """
    waits = draws.count(patience)
    best = draws.number(8.0)
    losses = [
        *_down_to(draws, best),
        *[best - min_delta / 2] * (waits - 1),
        best - min_delta * 1.25,
    ]
    best = losses[-1]
    losses += [best + min_delta, best - min_delta / 2, *[best - min_delta] * (waits - 2)]
    return _told([waits, min_delta], losses)


def two(draws: Draws, *, patience: int = 2) -> Drawn:
    """Tell two objects losses in turn: neither may see the other's."""
    waits = min(draws.count(patience), DEFAULT_PATIENCE - 1)  # or the default would do as well
    good = draws.number(4.0)
    told = [[0, good + 8.0], [0, good]]
    for bad in range(waits):
        told += [[1, good + 4.0 - bad], [0, good + 1.0]]
    return _told([waits], told)
