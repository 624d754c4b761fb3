"""Draws what each rank of a group has: its own gradients, or its own total and count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.groups import play

SMALL = 0.25  # totals below are moved by a share of themselves
DIGITS = 4  # to which what learners print is rounded, if not to fewer
SHOWS = 3e-5  # of a difference between small means

Numbers = dict[str, Any]


def averaging(draws: Draws, *, worlds: Sequence[int] = (2, 3), calls: int = 2) -> Drawn:
    """Call ``average_gradients(model)`` in every rank of groups of these sizes.

    The weights are the same in all ranks, the gradients are not. In the first group every
    parameter has a gradient. In the others some have none, in no rank.

    Args:
        draws: Source of the random numbers.
        worlds: Number of ranks of each group.
        calls: Number of calls in each group, every time with other gradients.
    """
    kinds = ["plain" if group == 0 else "partly" for group in range(len(worlds))]
    states = [play.MODELS[kind]().state_dict() for kind in kinds]
    numbers = [
        [[_gradients(draws, state) for _ in range(calls)] for _ in range(world)]
        for state, world in zip(states, worlds, strict=True)
    ]
    models = [{"kind": k, "state": s} for k, s in zip(kinds, states, strict=True)]
    given = {"worlds": list(worlds), "models": models, "calls": calls}
    return Drawn((Play(given, ranks=_by_rank(numbers)),))


def _gradients(draws: Draws, state: Numbers) -> Numbers:
    return {n: None if n.startswith("spare") else draws.normal(*p.shape) for n, p in state.items()}


def measuring(draws: Draws, *, parts: Sequence[Sequence[tuple[float, int]]]) -> Drawn:
    """Call ``mean_over_ranks(total, count)`` in every rank of some groups.

    Args:
        draws: Source of other numbers.
        parts: For each group, total and count of every rank.
    """
    numbers = [draws.again_until_usual(partial(_measured, draws, group)) for group in parts]
    given = {"worlds": [len(group) for group in parts]}
    return Drawn((Play(given, ranks=_by_rank(numbers)),))


def _measured(draws: Draws, group: Sequence[tuple[float, int]]) -> list[list[Any]]:
    """Return total and count of each rank; whether their mean is a round number is as usual."""
    numbers = [[draws.near(t) if t < SMALL else draws.number(t), draws.count(n)] for t, n in group]
    if all(total < SMALL for total, _ in group):
        mean = sum(t for t, _ in numbers) / sum(n for _, n in numbers)
        draws.must_be_usual(torch.tensor(abs(round(mean, DIGITS) - mean) > SHOWS))
    return numbers


def _by_rank(numbers: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return, for each rank, what it has in each group; None where it is in no such group."""
    most = max(map(len, numbers))
    return [
        [group[rank] if rank < len(group) else None for group in numbers] for rank in range(most)
    ]
