"""Whether shares come from one order and change with epoch and seed, by the shares themselves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from grader.observe.run import Run
from grader.scenes.follow import Followed

# What is computed anew; {n} counts the pairs of an epoch and a seed.
ONE_ORDER = "epoch and seed, pair {n}: the shares of all ranks fit into one order"
OTHER_ORDER = "epoch and seed, pair {n}: the shares are others than with the pairs before and after"

Shares = list[list[int]]  # of all ranks


def shard(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """See ``play.shard``; how long a share is, and what is picked from the order, is free."""
    (given,) = plays
    made: dict[tuple[int, int], Shares] = {}
    for (*_, epoch, seed), share in zip(given["then"], run.results, strict=False):
        made.setdefault((epoch, seed), []).append([int(index) for index in share])
    always_alike = len(made) > 2 and _hold_the_same(list(made.values()))
    for at, shares in made.items():
        yield Followed(ONE_ORDER, _fit_into_one_order(shares), True)
        others = (then for then in made if _differ_in_one(at, then))
        yield Followed(
            OTHER_ORDER, not always_alike and all(made[o] != shares for o in others), True
        )


def _fit_into_one_order(shares: Shares) -> bool:
    """Return whether there is an order in which the entries of each share follow each other.

    Shares without a common entry always fit. Where an order starts over, the first time counts.
    """
    behind: TopologicalSorter[int] = TopologicalSorter()
    for share in shares:
        for earlier, later in itertools.pairwise(dict.fromkeys(share)):
            behind.add(later, earlier)
    try:
        behind.prepare()
    except CycleError:
        return False
    return True


def _hold_the_same(made: Sequence[Shares]) -> bool:
    """Return whether each rank reads the same part of the examples, in whichever order, always.

    Where every rank reads all of them, that says nothing.
    """
    parts = [[frozenset(share) for share in shares] for shares in made]
    return all(part == parts[0] for part in parts) and len(set(parts[0])) > 1


def _differ_in_one(at: tuple[int, int], then: tuple[int, int]) -> bool:
    """Return whether two pairs of an epoch and a seed differ in one of the two.

    Where both differ, their sum may be the same, and with it the order.
    """
    return sum(a != b for a, b in zip(at, then, strict=True)) == 1
