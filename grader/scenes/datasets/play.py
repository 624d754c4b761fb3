"""Builds a dataset and reads it."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.data import DataLoader

from grader.observe.plain import plain
from grader.observe.recorder import Recorder
from grader.scenes.functions.play import EXACTLY, exactly

# What is observed; {n} counts the items, batches included.
LENGTH = "len(dataset)"
PAIR = "an item is a pair"
INPUTS = "item {n}: inputs"
TARGETS = "item {n}: target"
ARGUMENTS = "arguments afterwards"


def dataset(
    recorder: Recorder,
    subject: Any,
    *,
    x: torch.Tensor,
    y: torch.Tensor,
    mean: torch.Tensor,
    std: torch.Tensor,
    beside: list[torch.Tensor],
) -> None:
    """Build a ``StandardizedDataset`` and read it item by item and through a loader.

    The loader is told how many items there are: a wrong length is seen by itself. Of the
    numbers ``beside``, another dataset is built before it is read.
    """
    recorder.calls += 1
    given = [x, y, mean, std]
    kept = [tensor.clone() for tensor in given]
    made = subject(*given)
    if beside:
        subject(*beside)
    recorder.note(LENGTH, len(made))
    if all(_is_pair(recorder, made[index]) for index in (0, len(x) - 1, 1, 1)):
        for inputs, targets in DataLoader(made, batch_size=4, sampler=range(len(x))):
            recorder.note(INPUTS, inputs)
            recorder.note(TARGETS, targets)
    recorder.note(ARGUMENTS, given)
    recorder.note(EXACTLY, exactly(given, kept))


def _is_pair(recorder: Recorder, item: Any) -> bool:
    """Note an item. What is no pair cannot be told apart, and taking it apart would fail here."""
    paired = isinstance(item, (tuple, list)) and len(item) == 2
    recorder.note(PAIR, paired)
    if paired:
        recorder.note(INPUTS, plain(item[0]))
        recorder.note(TARGETS, torch.as_tensor(plain(item[1])))
    return paired
