"""Calls a function of one tensor."""

from __future__ import annotations

from typing import Any

import torch

from grader.observe.recorder import Recorder

ARGUMENT = "arguments afterwards"


def apply(recorder: Recorder, subject: Any, *, arguments: list[torch.Tensor]) -> None:
    """Call a function on each of ``arguments``; note what it did to them."""
    for x in arguments:
        recorder.call(subject, x)
        recorder.note(ARGUMENT, x)
