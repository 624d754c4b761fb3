"""Draws a dataset and the requests for loaders over it, each answered before the next is told."""

from __future__ import annotations

from typing import Any

import torch

from grader.scenes.draws import PRACTICE, Drawn, Draws, Play

MORE_DRAWS = 7  # random numbers that are drawn in between
INSTEAD_OF_ZERO = (1, 42, 1234)  # seeds that ``seed or 42`` takes where 0 is asked for


def make_loader(draws: Draws, *, n: int = 10, batch_size: int = 4) -> Drawn:
    """Ask ``make_loader`` for loaders with and without shuffling, and compare their orders.

    Orders themselves are not compared with anybody's: any sampler will do. Outside of practice
    the requests come in any order, so that only the seed tells which orders should be equal.
    """
    n, seed = draws.count(n), draws.count(3)
    labels = torch.arange(n) + draws.count(0)
    others = [("other", _request(seed + more)) for more in (1, 2, 3)]
    again = ("again", _request(seed, before=MORE_DRAWS))
    late = ("late", _request(seed, late=MORE_DRAWS))
    beside = ("beside", _request(seed, beside=seed + 4))
    zero, zero_again = ("zero", _request(0)), ("zero again", _request(0, late=MORE_DRAWS))
    taken = [("taken for zero", _request(usual)) for usual in INSTEAD_OF_ZERO]
    shuffled = [("first", _request(seed)), *others, again, late, beside, zero, *taken, zero_again]
    if draws.seed != PRACTICE:
        shuffled = draws.shuffled(shuffled)
    then = [_request(seed, shuffle=False, passes=2), *(request for _, request in shuffled)]
    known = {"labels": labels.tolist(), "batch_size": batch_size}
    known |= {"shuffled": [name for name, _ in shuffled]}
    return Drawn((Play({"labels": labels, "batch_size": batch_size}, then=then),), known)


def _request(
    seed: int,
    *,
    shuffle: bool = True,
    passes: int = 1,
    before: int = 0,
    late: int = 0,
    beside: int | None = None,
) -> dict[str, Any]:
    """Return how a loader is made and used (see ``play.make_loader``)."""
    times = {"passes": passes, "before": before, "late": late}
    return {"seed": seed, "shuffle": shuffle, **times, "beside": beside}
