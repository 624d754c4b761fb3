"""Draws losses, finite and not."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from grader.scenes.draws import Drawn, Draws, Play


def losses(draws: Draws, *, kinds: Sequence[str]) -> Drawn:
    """Call ``check_finite(loss)`` on a loss of each kind (see ``_loss``).

    Known is of each loss whether it is finite.
    """
    made = [_loss(kind, draws.number(0.75)) for kind in draws.order(kinds)]
    plays = [Play({"loss": loss.detach(), "graph": loss.requires_grad}) for loss in made]
    return Drawn(tuple(plays), [bool(torch.isfinite(loss)) for loss in made])


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
        "largest": lambda: (weight + 10) * 2e37,
        "large double": lambda: torch.tensor(number, dtype=torch.float64) * 1e200,
        "nan": lambda: (weight - weight) / (weight - weight),
        "plain nan": lambda: torch.tensor(float("nan")),
        "inf": lambda: weight * 1e30 * 1e30,
        "plain inf": lambda: torch.tensor(float("inf"), dtype=torch.float64),
        "-inf": lambda: weight * -1e30 * 1e30,
        "plain -inf": lambda: torch.tensor(float("-inf")),
    }
    return made[kind]()
