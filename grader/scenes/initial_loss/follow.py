"""Sorts the answers by how large the loss was that each was given to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from torch import nn

from grader.observe.plain import scalar
from grader.observe.run import Run
from grader.scenes.follow import Followed

# What is computed anew; {n} counts.
NEAR = "answer for a loss within 20 % of ln C, {n}"
HIGH = "answer for a loss clearly above ln C, {n}"
LOW = "answer for a loss clearly below ln C, {n}"

SHARE = 0.2  # of ln C


def initial_loss(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """See ``play.initial_loss``."""
    for given, answer in zip(plays, run.results, strict=False):
        off = _share_of_guessing(given) - 1
        key = NEAR if abs(off) <= SHARE else HIGH if off > 0 else LOW
        yield Followed(key, scalar(answer), key == NEAR)


def _share_of_guessing(given: Mapping[str, Any]) -> float:
    """Return how many times ln C the loss of a model on its batch is."""
    logits = given["x"] @ given["weight"].T
    return nn.functional.cross_entropy(logits, given["labels"]).item() / math.log(logits.shape[1])
