"""Builders that use a learner's class or small function by a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from grader.observe.plain import plain
from grader.observe.recorder import Recorder
from grader.observe.run import Item, Run
from grader.rigs.training import Use


def apply(rig: Recorder, *, arguments: Sequence[Any]) -> Use:
    """Call a function of one tensor on each of ``arguments``; note if one was changed."""

    def use(subject: Any) -> None:
        for values in arguments:
            x = torch.tensor(values) + rig.number(0.0)
            rig.call(subject, x)
            rig.note("arguments", x)

    return use


def average(
    rig: Recorder,
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
    given_updates = [(rig.number(v), None if n is None else rig.count(n)) for v, n in updates]

    def use(subject: Any) -> None:
        rig.calls += 1
        meter = subject()
        for value, count in given_updates:
            given = weight * value if tensors else value
            if count is None:
                meter.update(given)
            else:
                meter.update(given, count)
            if every:
                rig.took(meter.average)
        rig.took(meter.average)

    return use


def average_of_two(rig: Recorder) -> Use:
    """Feed two ``RunningAverage`` objects in turn: neither may see the other's values."""

    def use(subject: Any) -> None:
        rig.calls += 1
        first, second = subject(), subject()
        first.update(rig.number(2.0), 3)
        second.update(rig.number(10.0), 1)
        first.update(rig.number(4.0), 1)
        rig.took(first.average)
        rig.took(second.average)

    return use


def average_of_nothing(rig: Recorder) -> Use:
    """Read ``average`` of a ``RunningAverage`` to which nothing was added."""

    def use(subject: Any) -> None:
        rig.refused(lambda: subject().average)

    return use


def dataset(rig: Recorder, *, n: int = 6, dims: int = 3, labels: str = "class") -> Use:
    """Build a ``StandardizedDataset`` and read it item by item and through a loader."""
    n = rig.count(n)
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
            paired = isinstance(item, (tuple, list)) and len(item) == 2
            rig.note("kind", paired)
            if not paired:  # Its parts cannot be told apart, and taking it apart would fail here.
                break
            rig.note("inputs", plain(item[0]))
            rig.note("targets", torch.as_tensor(plain(item[1])))
        else:
            for bx, by in DataLoader(made, batch_size=4):
                rig.note("inputs", bx)
                rig.note("targets", by)
        rig.note("arguments", given)

    return use


def make_loader(rig: Recorder, *, n: int = 10, batch_size: int = 4) -> Use:
    """Ask ``make_loader`` for loaders with and without shuffling and compare their orders.

    Orders themselves are not compared with anybody's: any sampler will do.
    """
    first_seed, labels = _drawn(rig, n)
    made = TensorDataset(labels, labels * 10)

    def loader(subject: Any, shuffle: bool, seed: int = first_seed) -> Any:
        return subject(made, batch_size, shuffle, seed)

    def order(loader: Any) -> list[list[int]]:
        return [x.tolist() for x, _ in loader]

    def use(subject: Any) -> None:
        rig.calls += 1
        plain_loader = loader(subject, False)
        rig.note("loader", isinstance(plain_loader, DataLoader))
        in_order = order(plain_loader)
        rig.note("given.order", _flat(in_order))
        rig.note("given.sizes", _sizes(in_order))
        rig.note("given.again", _flat(order(plain_loader)))
        first = order(loader(subject, True))
        others = [order(loader(subject, True, first_seed + more)) for more in (1, 2, 3)]
        torch.randn(7)
        again = order(loader(subject, True))
        late = loader(subject, True)
        torch.randn(7)
        orders = {"first": first, "again": again, "late": order(late), "others": others}
        rig.note("orders", orders)

    return use


def _drawn(rig: Recorder, n: int) -> tuple[int, torch.Tensor]:
    n, first_seed = rig.count(n), rig.count(3)
    return first_seed, torch.arange(n) + rig.count(0)


def orders(rig: Recorder, run: Run, *, n: int = 10, **rest: Any) -> Run:
    """Say what the orders that ``make_loader`` gave have in common, if they are orders."""
    _, labels = _drawn(rig, n)
    items: list[Item] = []
    for item in run.items:
        if item.key == "orders":
            told = _told(item.value, labels.tolist())
            items += [Item(key, value, item.call) for key, value in told]
        elif not item.key.startswith("shuffled."):  # that is for us to say
            items.append(item)
    return replace(run, items=tuple(items))


def _told(orders: dict[str, Any], labels: list[int]) -> Iterator[tuple[str, Any]]:
    first, *others = (_flat(order) for order in (orders["first"], *orders["others"]))
    known = set(first) <= set(labels)  # or it is made up
    yield "shuffled.all", sorted(first)
    yield "shuffled.sizes", _sizes(orders["first"])
    yield "shuffled.moved", known and any(order != labels for order in (first, *others))
    yield "shuffled.same_seed", known and _flat(orders["again"]) == first
    yield "shuffled.own_generator", known and _flat(orders["late"]) == first
    yield "shuffled.other_seed", known and any(order != first for order in others)


def _sizes(batches: list[list[int]]) -> list[int]:
    return [len(batch) for batch in batches]


def _flat(batches: list[list[int]]) -> list[int]:
    return [number for batch in batches for number in batch]
