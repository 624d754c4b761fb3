"""Builders that use a learner's class or small function by a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from grader.record import Rig, plain
from grader.rigs.training import Use


def apply(rig: Rig, *, arguments: Sequence[Any]) -> Use:
    """Call a function of one tensor on each of ``arguments``; note if one was changed."""

    def use(subject: Any) -> None:
        for values in arguments:
            x = torch.tensor(values)
            rig.call(subject, x)
            rig.note("arguments", x)

    return use


def average(
    rig: Rig,
    *,
    updates: Sequence[tuple[float, int | None]],
    tensors: bool = False,
    every: bool = True,
) -> Use:
    """Feed a ``RunningAverage`` and read ``average`` after every update, or at the end.

    A count of None calls ``update(value)`` without it. With ``tensors`` the values are
    0-dim tensors that carry a graph, as a loss does.
    """
    weight = torch.ones((), requires_grad=True)

    def use(subject: Any) -> None:
        rig.calls += 1
        meter = subject()
        for value, count in updates:
            given = weight * value if tensors else value
            if count is None:
                meter.update(given)
            else:
                meter.update(given, count)
            if every:
                rig.took(meter.average)
        rig.took(meter.average)

    return use


def average_of_two(rig: Rig) -> Use:
    """Feed two ``RunningAverage`` objects in turn: neither may see the other's values."""

    def use(subject: Any) -> None:
        rig.calls += 1
        first, second = subject(), subject()
        first.update(2.0, 3)
        second.update(10.0, 1)
        first.update(4.0, 1)
        rig.took(first.average)
        rig.took(second.average)

    return use


def average_of_nothing(rig: Rig) -> Use:
    """Read ``average`` of a ``RunningAverage`` to which nothing was added."""

    def use(subject: Any) -> None:
        rig.refused(lambda: subject().average)

    return use


def dataset(rig: Rig, *, n: int = 6, dims: int = 3, labels: str = "class") -> Use:
    """Build a ``StandardizedDataset`` and read it item by item and through a loader."""
    x = torch.randn(n, dims, generator=rig.generator) * 3 + 5
    mean = torch.randn(dims, generator=rig.generator) + 4
    std = torch.rand(dims, generator=rig.generator) * 3 + 1.5
    if labels == "class":
        y = torch.randint(0, 4, (n,), generator=rig.generator)
    else:
        y = torch.randn(n, generator=rig.generator)

    def use(subject: Any) -> None:
        rig.calls += 1
        given = [part.clone() for part in (x, y, mean, std)]
        made = subject(*given)
        rig.note("length", len(made))
        for index in (0, n - 1, 1, 1):
            item = made[index]
            rig.note("kind", type(item).__name__ in ("tuple", "list") and len(item) == 2)
            rig.note("inputs", plain(item[0]))
            rig.note("targets", torch.as_tensor(plain(item[1])))
        for bx, by in DataLoader(made, batch_size=4):
            rig.note("inputs", bx)
            rig.note("targets", by)
        rig.note("arguments", given)

    return use


def make_loader(rig: Rig, *, n: int = 10, batch_size: int = 4) -> Use:
    """Ask ``make_loader`` for loaders with and without shuffling and compare their orders.

    Orders themselves are not compared with anybody's: any sampler will do.
    """
    made = TensorDataset(torch.arange(n), torch.arange(n) * 10)

    def order(loader: Any) -> tuple[list[int], list[int]]:
        batches = [x.tolist() for x, _ in loader]
        return [i for batch in batches for i in batch], [len(batch) for batch in batches]

    def use(subject: Any) -> None:
        rig.calls += 1
        loader = subject(made, batch_size, False, 3)
        rig.note("loader", isinstance(loader, DataLoader))
        given, sizes = order(loader)
        rig.note("given.order", given)
        rig.note("given.sizes", sizes)
        rig.note("given.again", order(loader)[0])
        shuffled = subject(made, batch_size, True, 3)
        first, sizes = order(shuffled)
        rig.note("shuffled.all", sorted(first))
        rig.note("shuffled.sizes", sizes)
        others = [order(subject(made, batch_size, True, seed))[0] for seed in (4, 5, 6)]
        rig.note("shuffled.moved", any(o != list(range(n)) for o in [first, *others]))
        torch.randn(7)
        rig.note("shuffled.same_seed", order(subject(made, batch_size, True, 3))[0] == first)
        late = subject(made, batch_size, True, 3)
        torch.randn(7)
        rig.note("shuffled.own_generator", order(late)[0] == first)
        rig.note("shuffled.other_seed", any(o != first for o in others))

    return use
