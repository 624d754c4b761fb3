"""Asks for loaders, one after another, and goes through them."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from grader.observe.recorder import Recorder

LOADER = "it is a DataLoader"
ORDER = "order of pass {n}"
SIZES = "batch sizes of pass {n}"


def make_loader(recorder: Recorder, subject: Any, *, labels: torch.Tensor, batch_size: int) -> None:
    """Call ``make_loader(dataset, batch_size, shuffle, seed)`` for each request that arrives.

    A request says with which ``seed`` and whether to ``shuffle``, how many ``passes`` are
    made, and how many random numbers are drawn ``before`` the loader is made, and how many
    between then and its first pass (``late``); and with which seed another loader is made
    and used in between (``beside``), if any.
    """
    dataset = TensorDataset(labels, labels * 10)
    recorder.calls += 1
    for asked in recorder.more():
        torch.randn(asked["before"])
        loader = subject(dataset, batch_size, asked["shuffle"], asked["seed"])
        torch.randn(asked["late"])
        if asked["beside"] is not None:
            list(subject(dataset, batch_size, True, asked["beside"]))
        recorder.note(LOADER, isinstance(loader, DataLoader))
        for _ in range(asked["passes"]):
            batches = [x.tolist() for x, _ in loader]
            recorder.note(ORDER, [label for batch in batches for label in batch])
            recorder.note(SIZES, [len(batch) for batch in batches])
