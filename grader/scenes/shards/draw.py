"""Draws how many examples are shared out, and with which epochs and seeds."""

from __future__ import annotations

import torch

from grader.scenes.draws import Drawn, Draws, Play


def shard(
    draws: Draws, *, n: int, world: int, epochs: int = 1, seeds: int = 1, zero: bool = False
) -> Drawn:
    """Call ``shard_indices(n, world_size, rank, epoch, seed)`` for every rank.

    Args:
        draws: Source of other numbers.
        n: Number of examples; with another seed a few more, if there is one for each rank.
        world: Number of ranks.
        epochs: How many epochs, one after the other.
        seeds: How many seeds.
        zero: Whether the first epoch and the first seed are 0.
    """
    first_epoch, first_seed = (0, 0) if zero else (draws.count(1), draws.count(3))
    while not zero and _order(n, first_seed) == _order(
        n, first_seed + first_epoch
    ):  # few have few orders
        first_seed += 1
    n = n if n < world else n + world * draws.count(0)
    asked = [
        [n, world, rank, epoch, seed]
        for seed in range(first_seed, first_seed + 5 * seeds, 5)
        for epoch in range(first_epoch, first_epoch + epochs)
        for rank in range(world)
    ]
    return Drawn((Play({}, then=asked),))


def _order(n: int, seed: int) -> list[int]:
    generator = torch.Generator().manual_seed(seed)
    order: list[int] = torch.randperm(n, generator=generator).tolist()
    return order
