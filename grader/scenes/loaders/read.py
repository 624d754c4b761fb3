"""Says what the orders of several loaders have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.observe.recorder import ENDED
from grader.observe.run import Item, Run
from grader.scenes.loaders.play import LOADER, ORDER, SIZES

# What is compared, without shuffling and with it.
GIVEN = "order without shuffle"
GIVEN_AGAIN = "order without shuffle, second pass"
GIVEN_SIZES = "batch sizes without shuffle"
EACH_ONCE = "without shuffle, each example comes once"
IN_ORDER = "without shuffle, pass {n} goes by the given order"
FULL = "all batches but the last have batch_size examples"
SHUFFLED = "examples seen with shuffle, sorted"
SHUFFLED_SIZES = "batch sizes with shuffle"
MOVED = "shuffle changes the order"
SAME_SEED = "same seed, same first order"
OWN_GENERATOR = "same order after other random draws"
OWN_LOADER = "same order after another loader was made and used"
OTHER_SEED = "other seeds, other orders"
ZERO = "the seed 0 gives an order of its own"
ZERO_AGAIN = "the seed 0 gives the same order again"


def make_loader(run: Run, known: dict[str, Any]) -> Run:
    """Compare the orders with one another.

    Args:
        run: What was observed.
        known: The ``labels``, the ``batch_size``, and what each request with shuffling is for
            (``shuffled``).
    """
    kinds = {key: [i.value for i in run.items if i.key == key] for key in (LOADER, ORDER, SIZES)}
    orders, sizes = kinds[ORDER], kinds[SIZES]
    told = [(LOADER, is_one) for is_one in kinds[LOADER][:1]]
    told += [(GIVEN, order) for order in orders[:1]]
    told += [(GIVEN_SIZES, size) for size in sizes[:1]]
    told += [(GIVEN_AGAIN, order) for order in orders[1:2]]
    told += [(EACH_ONCE, _seen(order, known["labels"])) for order in orders[:1]]
    told += [(IN_ORDER, not _moved(order, known["labels"])) for order in orders[:2]]
    told += [(FULL, all(_are_full(size, known["batch_size"]) for size in sizes))]
    if len(orders) == len(sizes) == 2 + len(known["shuffled"]):
        told += _shuffled(orders[2:], sizes[2:], known)
    ended = [item for item in run.items if item.key == ENDED]
    return replace(run, items=(*(Item(key, value) for key, value in told), *ended))


def _shuffled(
    orders: Sequence[Any], sizes: Sequence[Any], known: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    found = list(zip(known["shuffled"], orders, sizes, strict=True))
    first, size = next((order, size) for name, order, size in found if name == "first")
    by_name = {name: order for name, order, _ in found}
    others = [order for name, order, _ in found if name == "other"]
    taken = [order for name, order, _ in found if name == "taken for zero"]
    whole = all(_is_order(order, known["labels"]) for order in orders)  # or they are made up
    yield SHUFFLED, _seen(first, known["labels"])
    yield SHUFFLED_SIZES, size
    yield MOVED, whole and any(_moved(order, known["labels"]) for order in (first, *others))
    yield SAME_SEED, whole and by_name["again"] == first
    yield OWN_GENERATOR, whole and by_name["late"] == first
    yield OWN_LOADER, whole and by_name["beside"] == first
    yield ZERO, whole and all(order != by_name["zero"] for order in taken)
    yield ZERO_AGAIN, whole and by_name["zero again"] == by_name["zero"]
    yield OTHER_SEED, whole and any(order != first for order in others)


def _seen(order: Any, labels: list[int]) -> Any:
    """Return which examples were seen; where some are left out, which are is free: how many."""
    if not _is_order(order, labels):
        return order
    missing = len({*order}) == len(order) < len(labels)
    return f"{len(order)} of {len(labels)}, each once" if missing else sorted(order)


def _moved(order: Any, labels: list[int]) -> bool:
    """Return whether an order is not the given one; a shorter one may be its beginning."""
    return not _is_order(order, labels) or order != labels[: len(order)]


def _are_full(sizes: Any, batch_size: int) -> bool:
    """Return whether all batches are full; where there are none, none is too short."""
    return isinstance(sizes, list) and (not sizes or _fit(sizes, batch_size))


def _fit(sizes: list[Any], batch_size: int) -> bool:
    *full, last = sizes
    return all(size == batch_size for size in full) and last <= batch_size


def _is_order(order: Any, labels: list[int]) -> bool:
    return isinstance(order, list) and all(type(n) is int and n in labels for n in order)
