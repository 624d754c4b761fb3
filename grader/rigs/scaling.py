"""Builders for a training step with scaled gradients, and for sharing out a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.observe.plain import plain
from grader.observe.recorder import Recorder
from grader.rigs import parts
from grader.rigs.stability import SHRUNK, shrunk
from grader.rigs.training import Use, _task

# What is observed; {n} counts the calls.
SCALE = "scale after call {n}"
LEFT = ".grad when it stopped, norm"
INDICES = "rank {rank} of {world}, indices of call {{n}}"
UNTOUCHED = "global random state as before"


def amp(
    rig: Recorder,
    *,
    sizes: Sequence[int] = (5, 4, 6),
    net: str = "plain",
    task: str = "classify",
    optimizer: str = "sgd",
    lr: float = 0.5,
    scale: float = 1024.0,
    backoff: float = 0.5,
    level: float = 1.0,
    max_norm: float = 0.4,
    train: bool = True,
    repeat: int = 1,
) -> Use:
    """Call ``amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm)`` once per batch.

    Args:
        rig: Watches the calls.
        sizes: Examples in each batch.
        net: See ``parts.network``.
        task: ``"classify"`` or ``"regress"``.
        optimizer: See ``parts.optimizer``.
        lr: Learning rate.
        scale: The scaler's first scale. It grows by 2 after every second good step.
        backoff: What the scale is multiplied by after an overflow.
        level: What the targets of a regression are multiplied by, and so the gradients.
        max_norm: Given to the function.
        train: The mode in which the model comes.
        repeat: How often the batches are gone through.
    """
    made, x, y, loss_fn = _task(rig, net, task, sum(sizes))
    y = y * level if task == "regress" else y
    parts.curve(rig, made, x, y, loss_fn)
    model = rig.model(made.train(train))
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    scaler = torch.amp.GradScaler(
        "cpu", init_scale=scale, backoff_factor=backoff, growth_interval=2
    )
    batches = list(zip(x.split(list(sizes)), y.split(list(sizes)), strict=True)) * repeat
    limit = rig.number(max_norm) if max_norm > 1 else max_norm

    def use(subject: Any) -> None:
        for bx, by in batches:
            try:
                rig.call(subject, model, bx.clone(), by.clone(), loss_fn, opt, scaler, limit)
            except Exception:  # the scaler says the same of several mistakes
                rig.note(LEFT, {n: p.grad for n, p in model.named_parameters()})
                raise
            rig.note(SHRUNK, shrunk(rig, model))
            rig.note(SCALE, scaler.get_scale())

    return use


def shard(rig: Recorder, *, n: int, world: int, epochs: int = 1, seeds: int = 1) -> Use:
    """Call ``shard_indices(n, world_size, rank, epoch, seed)`` for every rank.

    Args:
        rig: Source of other numbers.
        n: Number of examples; with another seed a few more, if there is one for each rank.
        world: Number of ranks.
        epochs: How many epochs, one after the other.
        seeds: How many seeds.
    """
    first_epoch, first_seed = rig.count(1), rig.count(3)
    n = n if n < world else n + world * rig.count(0)

    def use(subject: Any) -> None:
        for seed in range(first_seed, first_seed + 5 * seeds, 5):
            for epoch in range(first_epoch, first_epoch + epochs):
                for rank in range(world):
                    _share(rig, subject, (n, world, rank, epoch, seed))

    return use


def _share(rig: Recorder, subject: Any, arguments: tuple[int, ...]) -> None:
    before = torch.get_rng_state()
    rank = arguments[2]
    rig.calls += 1
    result = plain(subject(*arguments))
    rig.results.append(result)
    rig.note(INDICES.format(rank=rank, world=arguments[1]), result)
    rig.note(UNTOUCHED, torch.equal(before, torch.get_rng_state()))
