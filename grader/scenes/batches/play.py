"""Builds a model and its optimizer, and hands lists of batches to a training function."""

from __future__ import annotations

from typing import Any

import torch

from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts

Batch = tuple[torch.Tensor, torch.Tensor]

UNTOUCHED = "call {n}: the list is as before"


def lists(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    loss: str,
    optimizer: str,
    lr: float,
    calls: list[list[int]],
    repeat: int,
    one_update: bool,
) -> None:
    """Call ``subject(model, batches, loss_fn, optimizer)`` once per list of sizes."""
    made, loss_fn = parts.task(recorder, net, x, y, loss)
    model = recorder.model(made.train())
    opt = recorder.optimizer(parts.optimizer(optimizer, model, lr))
    for batches in _split(x, y, calls) * repeat:
        handed = [(bx.clone(), by.clone()) for bx, by in batches]
        kept, seen = list(handed), len(recorder.snapshots)
        recorder.call(subject, model, handed, loss_fn, opt)
        recorder.note(UNTOUCHED, _untouched(handed, kept, batches))
        if one_update:
            del recorder.snapshots[seen + 1 :]


micro_batches = lists  # the same calls; what was noted is read otherwise


def _split(x: torch.Tensor, y: torch.Tensor, calls: list[list[int]]) -> list[list[Batch]]:
    """Return the batches of each call."""
    flat = [n for call in calls for n in call]
    every = iter(zip(x.split(flat), y.split(flat), strict=True))
    return [[next(every) for _ in call] for call in calls]


def _untouched(handed: list[Batch], kept: list[Batch], batches: list[Batch]) -> bool:
    """Return whether the list holds the same pairs, they the same numbers, and no gradients."""
    return len(handed) == len(kept) and all(
        now is was
        and torch.equal(now[0], x)
        and torch.equal(now[1], y)
        and not any(part.requires_grad for part in now)
        for now, was, (x, y) in zip(handed, kept, batches, strict=True)
    )
