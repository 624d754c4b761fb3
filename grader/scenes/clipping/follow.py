"""What a step with clipped gradients has to be, from the weights before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from torch import nn
from torch.nn.utils import clip_grad_norm_

from grader.observe.run import Run
from grader.scenes.follow import MOVED_BY_CALL, Call, Followed, LossOf, Twin, calls, leads_to
from grader.scenes.passes import modes_of
from grader.scenes.training.follow import loss_of, number, twin_of

NORM = "norm of the gradients with your own weights in call {n}"

Given = Mapping[str, Any]


def step(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.step``."""
    (given,) = plays
    yield from modes_of(run)
    for twin, call, loss in steps(run, given):
        yield from clipped(twin, call, loss, given["limit"])


def steps(run: Run, given: Given) -> Iterator[tuple[Twin, Call, LossOf]]:
    """Yield each call with the loss of its own batch."""
    twin, sizes = twin_of(given, given["train"]), given["sizes"]
    batches = list(zip(given["x"].split(sizes), given["y"].split(sizes), strict=True))
    for call, batch in zip(calls(run), batches * given["repeat"], strict=False):
        yield twin, call, loss_of(given["loss"], batch)


def clipped(twin: Twin, call: Call, loss: LossOf, limit: float) -> Iterator[Followed]:
    """Compare the update of a call with the one that clipped gradients make, and the norm."""
    found: list[float] = []

    def clip(net: nn.Module) -> None:
        found.append(float(clip_grad_norm_(net.parameters(), limit)))

    expected = twin.update(call.begins, loss, call.mode(0), clip)
    yield from leads_to(call.begins, expected, call.ends, MOVED_BY_CALL)
    yield Followed(NORM, number(call.returned), found[0])
