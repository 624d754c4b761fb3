"""Calls a function of one tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.observe.recorder import Recorder

ARGUMENT = "arguments afterwards"
EXACTLY = "arguments as before, to the last bit"  # what was undone is often a bit off


def apply(recorder: Recorder, subject: Any, *, arguments: list[torch.Tensor]) -> None:
    """Call a function on each of ``arguments``; note what it did to them."""
    for x in arguments:
        kept = [x.clone()]
        recorder.call(subject, x)
        recorder.note(ARGUMENT, x)
        recorder.note(EXACTLY, exactly([x], kept))


def exactly(found: Sequence[torch.Tensor], kept: Sequence[torch.Tensor]) -> bool:
    """Return whether all tensors hold the very numbers that were kept, and have their types."""
    return all(a.dtype == b.dtype and torch.equal(a, b) for a, b in zip(found, kept, strict=True))
