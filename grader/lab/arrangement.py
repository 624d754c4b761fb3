"""One arrangement of the lines of a training step, and what it does when it is run.

An arrangement is a string of letters, each at most once, as in the exercise that asks for an
order: ``"CDBEA"``. There are 1,957 of them, the empty one included.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from grader.stages import s01_loop

LINES = s01_loop.LINES
RIGHT = "CDBEA"
ALL = "".join(LINES)
STEPS = 20
RATE = 0.1
ENDLESS = 1e6  # no picture reaches so far
DIGITS = 3


@dataclass(frozen=True)
class Effect:
    """What an arrangement does in ``STEPS`` runs, one after another.

    Attributes:
        losses: The loss on all examples before the first run and after each, as far as it came.
        gradients: The norm of the gradient that each run's update used; 0 where none was there,
            None where there was no update.
        stopped: The exception that ended it, empty when there was none.
    """

    losses: tuple[float | None, ...]
    gradients: tuple[float | None, ...]
    stopped: str = ""


def arrangements() -> Iterator[str]:
    """Yield every arrangement, short ones first, in the order of their letters."""
    for length in range(len(LINES) + 1):
        yield from map("".join, itertools.permutations(sorted(LINES), length))


def program(letters: str) -> str:
    """Return an arrangement as the code that it stands for."""
    body = [f"    {LINES[letter]}" for letter in letters] or ["    pass"]
    return "\n".join([f"for step in range({STEPS}):", *body])


def run(letters: str) -> Effect:
    """Run an arrangement on a small task, in double precision."""
    model, x, y = _task()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    used: list[float] = []
    optimizer.register_step_pre_hook(lambda *_: used.append(_norm(model.parameters())))
    losses = [_loss(model, x, y)]
    gradients: list[float | None] = []
    step = s01_loop.from_letters(letters) if letters else _nothing
    for _ in range(STEPS):
        used.clear()
        try:
            step(model, x, y, nn.functional.mse_loss, optimizer)
        except Exception as error:
            if not _at_the_return(error, letters):
                return Effect(tuple(losses), tuple(gradients), _told(error))
        gradients.append(_rounded(used[-1]) if used else None)
        losses.append(_loss(model, x, y))
    return Effect(tuple(losses), tuple(gradients))


def _nothing(*_: Any) -> None:
    """Do what an arrangement without lines does."""


def _at_the_return(error: Exception, letters: str) -> bool:
    """Return whether all lines were done: the exercise returns a loss, an arrangement need not."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is not None and place.tb_lineno == len(letters) + 1


def _told(error: Exception) -> str:
    first = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {first}"


def _task() -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    """Return a line to fit, inputs (48, 3) and targets (48, 1)."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        x = torch.randn(48, 3, dtype=torch.float64)
        y = x @ torch.tensor([[1.5], [-1.0], [0.5]]).double() + 0.3
        y += 0.3 * torch.randn(48, 1, dtype=torch.float64)
        model = nn.Linear(3, 1).double()
    return model, x, y


def _loss(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float | None:
    with torch.no_grad():
        return _rounded(float(nn.functional.mse_loss(model(x), y)))


def _norm(parameters: Any) -> float:
    squares = [float((p.grad**2).sum()) for p in parameters if p.grad is not None]
    return math.sqrt(sum(squares))


def _rounded(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if abs(value) < ENDLESS else None


def described(losses: Sequence[float | None]) -> str:
    """Return what a loss curve does, in words."""
    finite = [loss for loss in losses if loss is not None]
    first, last = finite[0], finite[-1]
    if len(finite) < len(losses):
        return f"The loss starts at {first:.3g} and grows until it is not finite."
    if len(set(finite)) == 1:
        return f"The loss stays at {first:.3g}."
    way = "falls" if last < first else "rises"
    turns = sum(b > a for a, b in itertools.pairwise(finite))
    back = ", and goes up again on the way" if way == "falls" and turns else ""
    return f"The loss {way} from {first:.3g} to {last:.3g}{back}."
