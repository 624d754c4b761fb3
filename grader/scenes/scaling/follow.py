"""In which mode a step with scaled gradients trains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.observe.run import Run
from grader.scenes.follow import Followed
from grader.scenes.passes import modes_of


def amp(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """See ``play.amp``."""
    yield from modes_of(run)
