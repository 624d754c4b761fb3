"""What a step with scaled gradients has to be, from the weights before it, if none is infinite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.observe.run import Run
from grader.scenes.clipping.follow import clipped, steps
from grader.scenes.follow import LOSS, Followed
from grader.scenes.passes import modes_of
from grader.scenes.training.follow import number


def amp(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """See ``play.amp``."""
    (given,) = plays
    yield from modes_of(run)
    for twin, call, loss in steps(run, given):
        yield from clipped(twin, call, loss, given["max_norm"])
        expected = twin.loss(call.begins, loss, call.mode(0))
        yield Followed(LOSS, number(call.returned), expected)
