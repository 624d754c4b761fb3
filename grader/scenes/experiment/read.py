"""Leaves out of an experiment what is free, and says what holds whatever was chosen."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from grader.observe.compare import same
from grader.observe.recorder import (
    BUFFERS,
    ENDED,
    FORWARD_GRAPH,
    FORWARD_INPUTS,
    FORWARD_TRAINING,
    GRAPH_GROWTH,
    GRAPH_RETURNED,
    GRAPH_VALIDATION,
    RETURN,
    STEP_GRADIENT,
    TRAINABLE,
    WEIGHTS,
)
from grader.observe.run import Item, Run, matches
from grader.scenes.clipping.read import norm
from grader.scenes.experiment import play
from grader.scenes.parts.play import GRAPHS_KEPT
from grader.scenes.passes import is_among

# What is observed; {n} counts how often.
ONCE = "training examples not seen exactly once, in the epoch with the most of them"
SIZES = "examples in forward {n} that trains"
HELD_OUT = "held-out examples in forward {n} with a graph"
CLIPPED = "some update uses gradients longer than max_norm"
RESTORED = "measured again, the returned model has the lowest val_loss"
PER_EXAMPLE = "the lowest val_loss is an average over examples, not over batches"
BEST = "best_epoch is the epoch of the lowest val_loss"
STOPPED = "as many epochs as patience allows"
LEARNED = "the returned model's training loss is at least a tenth lower than at the start"
REPEATED = "the same seed and weights give the same history"
ORDERED = "another seed gives another order"
SPREAD = "a third seed gives another order"
SHUFFLED = "the order is another than the given one"
SAME_ORDER = "the same seed gives the same order"
MODE = "training happens in train mode"
HELD = "some update leaves weights out"
FASTER = "some update uses a larger learning rate than lr"

LONG = 1e-2  # enough gradient for each weight to have a part in it

GRAPHS = (GRAPH_RETURNED, GRAPH_GROWTH, GRAPH_VALIDATION)
JUDGED = (STEP_GRADIENT, RETURN, *GRAPHS, WEIGHTS, BUFFERS, TRAINABLE)

Known = dict[str, Any]  # what ``learn`` in draw.py hands over, and its settings


def drift(run: Run, known: Known) -> Run:
    """Leave out what is free, and put first what is judged.

    Free are which examples met in a batch, how large the batches of a validation are, and
    whether anything else is measured in eval mode without a graph. How many examples there are in
    each forward that has a graph is kept aside.
    """
    items: list[Item] = []
    aside = list(run.aside)
    for item in run.items:
        if item.key != FORWARD_INPUTS:
            items.append(item)
            continue
        training, graph = items[-2:] if len(items) > 1 else (item, item)
        if training.value is False and graph.value is False:
            del items[-2:]
        elif isinstance(item.value, torch.Tensor):
            items.append(replace(item, value=f"{len(item.value)} examples"))
            if graph.value is True:
                key = HELD_OUT if is_among(item.value, known["x_val"]) else SIZES
                aside.append(Item(key, len(item.value), item.call))
    items.sort(key=lambda item: not matches(item.key, JUDGED))
    return replace(run, items=tuple(items), aside=tuple(aside))


def learn(run: Run, known: Known) -> Run:
    """Say what holds whatever optimizer was chosen."""
    calls = [[i for i in run.items if i.call == call] for call in range(4)]
    items = [Item(key, value) for key, value in _facts(known, calls)]
    if run.failure is not None:
        items.append(Item(ENDED, run.failure.kind))
    return replace(run, items=tuple(items))


def _facts(known: Known, calls: list[list[Item]]) -> Iterator[tuple[str, Any]]:
    given = known["x"][:, -1].tolist()
    orders = [_order(items, known["x_val"], len(given)) for items in calls]
    # How many epochs were run is another matter.
    yield ONCE, max((_uneven(order, given) for order in orders[0]), default=len(given))
    norms = [_norm(item.value) for items in calls for item in items if item.key == STEP_GRADIENT]
    yield CLIPPED, not max(norms, default=0.0) <= known["max_norm"] * (1 + 1e-5)
    yield HELD, _left_out(known, calls)
    rates = [item.value for items in calls for item in items if item.key == play.USED_RATE]
    yield FASTER, not max(rates, default=math.inf) <= known["lr"] * (1 + 1e-6)
    yield GRAPHS_KEPT, any(i.value for items in calls for i in items if i.key == GRAPHS_KEPT)
    yield MODE, all(mode for items in calls for mode in _modes(items, known["x_val"]))
    kept = [item.value for items in calls for item in items if item.key == play.DROPPING]
    yield play.DROPPING, all(kept)
    yield from _ending(known, calls[0])
    again = [[_numbers(items, key) for key in ("train_loss", "val_loss")] for items in calls]
    yield REPEATED, same(again[0], again[1])
    yield ORDERED, bool(orders[0] and orders[2]) and orders[0][0] != orders[2][0]
    # This is not judged, but it tells mistakes apart.
    yield SPREAD, bool(orders[0] and orders[3]) and orders[0][0] != orders[3][0]
    yield SHUFFLED, bool(orders[0]) and orders[0][0] != given
    yield SAME_ORDER, orders[0] == orders[1]


def _left_out(known: Known, calls: list[list[Item]]) -> bool:
    """Return whether some update had no gradient for one of the weights: all of them learn.

    Once a model has learned its examples, all gradients are next to nothing: that leaves none out.
    """
    used = [item.value for items in calls for item in items if item.key == STEP_GRADIENT]
    long = [u for u in used if not isinstance(u, dict) or norm(u) > LONG]
    names = {f"net.{name}" for name in known["state"]}
    return not long or any(not isinstance(u, dict) or names - u.keys() for u in long)


def _ending(known: Known, items: list[Item]) -> Iterator[tuple[str, Any]]:
    """Say of a call whether it learned, stopped in time and gave back the best weights."""
    training, validation = (known["x"], known["y"]), (known["x_val"], known["y_val"])
    began, ended = _loss(known["state"], *training), _returned(items, *training)
    yield LEARNED, began is not None and ended is not None and ended <= 0.9 * began
    losses = _numbers(items, "val_loss")
    lowest = min(losses, default=math.inf)
    best = next((i.value for i in items if i.key == f"{RETURN}.best_epoch"), None)
    yield BEST, bool(losses) and same(best, losses.index(lowest))
    whole, of_batches = _returned(items, *validation), _mean_of_means(known, items)
    yield PER_EXAMPLE, same(whole, lowest) or not same(of_batches, lowest)
    yield RESTORED, same(whole, lowest) or same(of_batches, lowest)
    yield STOPPED, len(losses) == _allowed(losses, known["patience"], known["epochs"])


def _forwards(items: list[Item]) -> Iterator[tuple[bool, bool, torch.Tensor]]:
    """Yield mode, graph and inputs of every forward."""
    seen: dict[str, Any] = {}
    for item in items:
        seen[item.key] = item.value
        if item.key == FORWARD_INPUTS and isinstance(item.value, torch.Tensor):
            yield bool(seen[FORWARD_TRAINING]), bool(seen[FORWARD_GRAPH]), item.value


def _modes(items: list[Item], x_val: torch.Tensor) -> list[bool]:
    """Return the mode of each forward that trains; one that measures may have a graph as well."""
    return [mode for mode, graph, x in _forwards(items) if graph and not is_among(x, x_val)]


def _order(items: list[Item], x_val: torch.Tensor, n: int) -> list[list[float]]:
    """Return the numbers of the examples learned from, cut into epochs of n."""
    held_out = set(x_val[:, -1].tolist())
    seen = [
        tag
        for _, graph, x in _forwards(items)
        if graph and x.ndim == 2
        for tag in x[:, -1].tolist()
        if tag not in held_out
    ]
    return [seen[i : i + n] for i in range(0, len(seen), n)]


def _uneven(order: list[float], tags: list[float]) -> int:
    counts = Counter(order)
    return sum(counts[tag] != 1 for tag in tags)


def _norm(gradients: Any) -> float:
    return norm(gradients) if isinstance(gradients, dict) else math.inf


def _numbers(items: list[Item], key: str) -> list[float]:
    value = next((i.value for i in items if i.key == f"{RETURN}.{key}"), None)
    if not isinstance(value, list) or not all(isinstance(v, (int, float)) for v in value):
        return []
    return [float(v) for v in value]


def _mean_of_means(known: Known, items: list[Item]) -> float | None:
    """Measure what came back as the mean of batch means, in the batches of the first validation."""
    held_out, labels = known["x_val"], known["y_val"]
    means: list[float | None] = []
    seen = 0
    for _, _, x in _forwards(items):
        if seen < len(labels) and is_among(x, held_out):
            places = [int((held_out == row).all(dim=1).int().argmax()) for row in x]
            means.append(_returned(items, x, labels[places]))
            seen += len(x)
    if seen != len(labels) or None in means:
        return None
    return sum(filter(None, means)) / len(means)


def _returned(items: list[Item], x: torch.Tensor, y: torch.Tensor) -> float | None:
    """Measure what came back, on the data that is known here."""
    state = next((i.value for i in items if i.key == WEIGHTS), None)
    if not isinstance(state, dict):
        return None
    return _loss({name.removeprefix("net."): value for name, value in state.items()}, x, y)


def _loss(state: dict[str, Any], x: torch.Tensor, y: torch.Tensor) -> float | None:
    """Return the loss of a network with these weights; None if they fit none."""
    with torch.random.fork_rng(devices=[]):  # a twin takes no draws from others
        net = play.network(nn.Identity()).eval()
    try:
        net.load_state_dict(state)
    except RuntimeError:
        return None
    with torch.no_grad():
        return float(nn.functional.cross_entropy(net(x), y))


def _allowed(losses: list[float], patience: int, epochs: int) -> int:
    """Return how many epochs early stopping allows, judged by the losses themselves."""
    best, waited = math.inf, 0
    for epoch, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            return epoch + 1
    return epochs
