"""Tells a run by its updates.

One update may be made from many backward passes, and right code does so in many ways: it
scales losses or gradients, adds losses up and goes back once, or keeps gradients aside. What
is read is what all of them have in common: which gradient each update used, and what became
of the gradients on the way there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from grader.observe.compare import same
from grader.observe.recorder import (
    BACKWARD_GRADIENT,
    BACKWARD_STALE,
    FORWARD_GRAPH,
    FORWARD_INPUTS,
    FORWARD_TRAINING,
    GRAPH_GROWTH,
    NOT_ADDED,
    RETURN,
    STEP_GRADIENT,
)
from grader.observe.run import Item, Run

# What is read; {n} counts the calls or the updates.
JOINED = "call {n}: a forward pass saw two micro-batches"
MISSED = "call {n}: examples that no forward pass saw"
ARRIVED = "update {n}: gradients arrived before it"
EMPTIED = "update {n}: some of them were emptied or changed before it"
LATE = "call {n}: gradients arrived after the last update"
# Right code differs in the first three; the others are for the reader to say.
SKIPPED = (FORWARD_TRAINING, FORWARD_GRAPH, GRAPH_GROWTH, JOINED, MISSED, LATE)


def micro_batches(run: Run, known: list[list[torch.Tensor]]) -> Run:
    """Return a run in which whatever adds up to the same update looks the same.

    Args:
        run: What was observed.
        known: The inputs of each call's micro-batches.
    """
    reader = _Reader(known, added=all(item.key != NOT_ADDED for item in run.aside))
    for item in run.items:
        reader.read(item)
    return replace(run, items=tuple(reader.items))


class _Reader:
    """Turns the observations of a run into those that right code has in common.

    Args:
        given: The inputs of each call's micro-batches.
        added: Whether each gradient was added to `.grad` when it came.
    """

    def __init__(self, given: list[list[torch.Tensor]], added: bool) -> None:
        self.given = given
        self.added = added
        self.items: list[Item] = []
        self.inputs: list[Any] = []
        self.held: dict[str, Any] | None = None  # what .grad should hold; None: none arrived
        self.new: dict[str, Any] = {}
        self.emptied = False

    def read(self, item: Item) -> None:
        """Take in one observation."""
        if item.key == FORWARD_INPUTS:
            self.inputs.append(item.value)
        elif item.key == BACKWARD_GRADIENT:
            self.new = item.value
        elif item.key == BACKWARD_STALE:
            self._arrived(item.value)
        elif item.key == STEP_GRADIENT:
            self._updated(item)
        elif item.key == RETURN or item.key.startswith(f"{RETURN}."):
            self._returned(item)
        elif item.key not in SKIPPED:
            self._keep(item.key, item.value, item.call)

    def _keep(self, key: str, value: Any, call: int) -> None:
        self.items.append(Item(key, value, call))

    def _arrived(self, stale: dict[str, Any]) -> None:
        lost = self.held is not None and not same(stale, self.held)
        self.emptied |= self.added and lost
        names = stale.keys() | self.new.keys()
        total = {k: _sum(stale.get(k), self.new.get(k)) for k in sorted(names)}
        self.held = {k: g for k, g in total.items() if bool((g != 0).any())}

    def _updated(self, item: Item) -> None:
        empty = self.held is not None and bool(self.held) and not item.value
        self._keep(ARRIVED, self.held is not None, item.call)
        self._keep(EMPTIED, self.emptied or empty, item.call)
        self._keep(item.key, item.value, item.call)
        self.held, self.emptied = None, False

    def _returned(self, item: Item) -> None:
        batches = self.given[item.call % len(self.given)]
        seen = [[_sees(x, batch) for batch in batches] for x in self.inputs]
        reached = [set().union(*(each[i] for each in seen)) for i in range(len(batches))]
        unseen = sum(len(batch) - len(rows) for batch, rows in zip(batches, reached, strict=True))
        self._keep(JOINED, any(sum(map(bool, each)) > 1 for each in seen), item.call)
        self._keep(MISSED, unseen, item.call)
        self._keep(LATE, self.held is not None, item.call)
        self._keep(item.key, item.value, item.call)
        self.inputs, self.held, self.emptied = [], None, False


def _sum(stale: Any, new: Any) -> Any:
    """Return two gradients of one parameter added up, of which one may not be there.

    Raises:
        ValueError: if their shapes differ: spread over each other they could fill all memory.
    """
    if stale is None or new is None:
        return new if stale is None else stale
    if stale.shape != new.shape:
        raise ValueError("two gradients of one parameter have different shapes")
    return stale + new


def _sees(x: Any, batch: torch.Tensor) -> set[int]:
    """Return which examples of a batch (N, D) are among the inputs of a forward."""
    if not isinstance(x, torch.Tensor) or not x.ndim or x.shape[-1] != batch.shape[-1]:
        return set()
    rows = x.reshape(-1, x.shape[-1]).to(batch.dtype)
    hits = (batch[:, None, :] == rows[None, :, :]).all(dim=2).any(dim=1)
    return set(hits.nonzero().flatten().tolist())
