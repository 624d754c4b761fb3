"""What each update of a function that gets a list of batches has to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from grader.observe.run import Run
from grader.scenes.follow import MOVED_BY_CALL, Followed
from grader.scenes.training.follow import Batch, follow, losses

Given = Mapping[str, Any]


def lists(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """Compare one update for each batch."""
    (given,) = plays
    wanted = _batches(given) * given["repeat"]
    yield from follow(run, given, True, wanted, losses)


def micro_batches(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """Compare one update for each call: that of all its examples, whose mean is the loss."""
    (given,) = plays
    wanted = [[_joined(batches)] for batches in _batches(given)] * given["repeat"]
    yield from follow(run, given, True, wanted, lambda call: [call.returned], MOVED_BY_CALL)


def _batches(given: Given) -> list[list[Batch]]:
    """Return the batches of each call."""
    sizes = [n for call in given["calls"] for n in call]
    every = iter(zip(given["x"].split(sizes), given["y"].split(sizes), strict=True))
    return [[next(every) for _ in call] for call in given["calls"]]


def _joined(batches: Sequence[Batch]) -> Batch:
    xs, ys = zip(*batches, strict=True)
    return torch.cat(xs), torch.cat(ys)
