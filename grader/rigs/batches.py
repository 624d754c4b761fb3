"""Builders for functions that are handed a list of batches, and a reader of their updates.

One update may be made from many backward passes, and right code does so in many ways: it
scales losses or gradients, adds losses up and goes back once, or keeps gradients aside. The
reader tells what all of them have in common: which gradient each update used, and what
became of the gradients on the way there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from grader.observe.compare import same
from grader.observe.recorder import Recorder
from grader.observe.run import Item, Run
from grader.rigs import parts
from grader.rigs.training import Use

Batch = tuple[torch.Tensor, torch.Tensor]

# What is observed; {n} counts the calls or the updates.
UNTOUCHED = "call {n}: the list is as before"
JOINED = "call {n}: a forward pass saw two micro-batches"
MISSED = "call {n}: examples that no forward pass saw"
ARRIVED = "update {n}: gradients arrived before it"
EMPTIED = "update {n}: some of them were emptied before it"
LATE = "call {n}: gradients arrived after the last update"
# Right code differs in the first three; the others are for the reader to say.
SKIPPED = ("forward.training", "forward.graph", "graph.growth", JOINED, MISSED, LATE)


def lists(
    rig: Recorder,
    *,
    calls: Sequence[Sequence[int]] = ((3, 5, 2), (4, 1)),
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    repeat: int = 1,
    one_update: bool = False,
) -> Use:
    """Call ``subject(model, batches, loss_fn, optimizer)`` once per list of sizes.

    Args:
        rig: Source of the random numbers.
        calls: For each call the numbers of examples in its batches.
        net: Kind of network, see ``parts.network``.
        task: ``"classify"`` or ``"regress"``.
        optimizer: ``"sgd"``, ``"momentum"`` or ``"adam"``.
        lr: Learning rate.
        repeat: How often the same calls are made.
        one_update: Whether a call makes one update, so that loss curves have one point
            for each call.
    """
    made, given, loss_fn = _given(rig, calls, net, task)
    x, y = (torch.cat(column) for column in zip(*itertools.chain(*given), strict=True))
    parts.curve(rig, made, x, y, loss_fn)
    model = rig.model(made.train())
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))

    def use(subject: Any) -> None:
        for batches in given * repeat:
            handed = [(x.clone(), y.clone()) for x, y in batches]
            kept, seen = list(handed), len(rig.snapshots)
            rig.call(subject, model, handed, loss_fn, opt)
            rig.note(UNTOUCHED, _untouched(handed, kept, batches))
            if one_update:
                del rig.snapshots[seen + 1 :]

    return use


def _given(
    rig: Recorder, calls: Sequence[Sequence[int]], net: str, task: str
) -> tuple[nn.Module, list[list[Batch]], nn.Module]:
    """Return the network, the batches of each call, and the loss."""
    sizes = [_sizes(rig, call) for call in calls]
    flat = [n for call in sizes for n in call]
    regress = task == "regress"
    made = parts.network(net, rig, 1 if regress else parts.CLASSES)
    x = parts.inputs(rig, sum(flat))
    y = torch.randn(len(x), 1, generator=rig.generator) if regress else parts.labels(made, x, rig)
    loss_fn = rig.loss(nn.MSELoss() if regress else nn.CrossEntropyLoss())
    every = iter(zip(x.split(flat), y.split(flat), strict=True))
    return made, [[next(every) for _ in call] for call in sizes], loss_fn


def _sizes(rig: Recorder, call: Sequence[int]) -> list[int]:
    """Return the numbers of examples for one call; what is equal stays equal."""
    if len(set(call)) == 1:
        return [rig.count(call[0])] * len(call)
    return [rig.count(n) for n in call]


def _untouched(handed: list[Batch], kept: list[Batch], batches: list[Batch]) -> bool:
    """Return whether the list holds the same pairs, and they the same numbers."""
    return len(handed) == len(kept) and all(
        now is was and torch.equal(now[0], x) and torch.equal(now[1], y)
        for now, was, (x, y) in zip(handed, kept, batches, strict=True)
    )


# -- what is compared ----------------------------------------------------------------


def updates(
    rig: Recorder,
    run: Run,
    *,
    calls: Sequence[Sequence[int]] = ((3, 5, 2), (4, 1)),
    net: str = "plain",
    task: str = "classify",
    **rest: Any,
) -> Run:
    """Tell a run by its updates: whatever adds up to the same update looks the same."""
    _, given, _ = _given(rig, calls, net, task)
    reader = _Reader([[x for x, _ in batches] for batches in given])
    for item in run.items:
        reader.read(item)
    return replace(run, items=tuple(reader.items))


class _Reader:
    """Turns the observations of a run into those that right code has in common.

    Args:
        given: The inputs of each call's micro-batches.
    """

    def __init__(self, given: list[list[torch.Tensor]]) -> None:
        self.given = given
        self.items: list[Item] = []
        self.inputs: list[Any] = []
        self.held: dict[str, Any] | None = None  # what .grad should hold; None: none arrived
        self.new: dict[str, Any] = {}
        self.emptied = False

    def read(self, item: Item) -> None:
        """Take in one observation."""
        if item.key == "forward.inputs":
            self.inputs.append(item.value)
        elif item.key == "backward.gradient":
            self.new = item.value
        elif item.key == "backward.stale":
            self._arrived(item.value)
        elif item.key == "step.gradient":
            self._updated(item)
        elif item.key == "return" or item.key.startswith("return."):
            self._returned(item)
        elif item.key not in SKIPPED:
            self._keep(item.key, item.value, item.call)

    def _keep(self, key: str, value: Any, call: int) -> None:
        self.items.append(Item(key, value, call))

    def _arrived(self, stale: dict[str, Any]) -> None:
        self.emptied |= self.held is not None and not same(stale, self.held)
        names = stale.keys() | self.new.keys()
        total = {k: stale.get(k, 0) + self.new.get(k, 0) for k in sorted(names)}
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


def _sees(x: Any, batch: torch.Tensor) -> set[int]:
    """Return which examples of a batch (N, D) are among the inputs of a forward."""
    if not isinstance(x, torch.Tensor) or not x.ndim or x.shape[-1] != batch.shape[-1]:
        return set()
    rows = x.reshape(-1, x.shape[-1]).to(batch.dtype)
    hits = (batch[:, None, :] == rows[None, :, :]).all(dim=2).any(dim=1)
    return set(hits.nonzero().flatten().tolist())
