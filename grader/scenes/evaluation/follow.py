"""In which mode a model is measured, whatever the numbers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.observe.run import Run
from grader.scenes.follow import Followed
from grader.scenes.passes import modes_of


def evaluate(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """See ``play.evaluate``."""
    (given,) = plays
    yield from modes_of(run, given["x"])
