"""What a step with clipped gradients has to be, from the weights before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from torch import nn
from torch.nn.utils import clip_grad_norm_

from grader.observe.plain import scalar
from grader.observe.run import Run
from grader.scenes.follow import Followed, calls, leads_to
from grader.scenes.passes import modes_of
from grader.scenes.training.follow import loss_of, twin_of

NORM = "norm of the gradients with your own weights in call {n}"

Given = Mapping[str, Any]


def step(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.step``."""
    (given,) = plays
    yield from modes_of(run)
    twin, sizes = twin_of(given, given["train"]), given["sizes"]
    batches = list(zip(given["x"].split(sizes), given["y"].split(sizes), strict=True))
    for call, batch in zip(calls(run), batches * given["repeat"], strict=False):
        found: list[float] = []

        def clip(net: nn.Module, found: list[float] = found) -> None:
            found.append(float(clip_grad_norm_(net.parameters(), given["limit"])))

        loss, mode = loss_of(given["loss"], batch), call.mode(0)
        yield from leads_to(twin.update(call.begins, loss, mode, clip), call.ends)
        yield Followed(NORM, scalar(call.returned), found[0])
