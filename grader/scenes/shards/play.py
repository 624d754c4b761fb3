"""Asks for the indices of one rank after the other."""

from __future__ import annotations

from typing import Any

import torch

from grader.observe.plain import plain
from grader.observe.recorder import Recorder

# What is observed; {n} counts the calls.
INDICES = "rank {rank} of {world}, indices of call {{n}}"
UNTOUCHED = "global random state as before"


def shard(recorder: Recorder, subject: Any) -> None:
    """Call ``shard_indices(n, world_size, rank, epoch, seed)`` for every rank."""
    for n, world, rank, epoch, seed in recorder.more():
        before = torch.get_rng_state()
        recorder.calls += 1
        result = plain(subject(n, world, rank, epoch, seed))
        recorder.results.append(result)
        recorder.note(INDICES.format(rank=rank, world=world), result)
        recorder.note(UNTOUCHED, torch.equal(before, torch.get_rng_state()))
