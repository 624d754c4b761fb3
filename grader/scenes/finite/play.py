"""Hands over one loss and notes what is made of it."""

from __future__ import annotations

from typing import Any

import torch

from grader.observe.recorder import Recorder

# What is observed; {n} counts how often.
LOSS = "loss {n}"
REFUSED = "exception for loss {n}"


def losses(recorder: Recorder, subject: Any, *, loss: torch.Tensor, graph: bool) -> None:
    """Call ``check_finite(loss)`` on a 0-dim loss, computed from another number or plain."""
    recorder.calls += 1
    given = loss.requires_grad_() * 1 if graph else loss
    recorder.note(LOSS, given)
    try:
        subject(given)
    except FloatingPointError:
        recorder.note(REFUSED, "FloatingPointError")
        return
    recorder.note(REFUSED, "nothing")
