"""Leaves out what is free while learning rates are tried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grader.observe.recorder import FORWARD_GRAPH, FORWARD_TRAINING
from grader.observe.run import Run


def sweep(run: Run, known: Any) -> Run:
    """Leave out modes and who builds graphs: both are free in a sweep.

    Where the run ended with an error, a graph that was not built may be the reason.
    """
    free = [FORWARD_TRAINING] if run.failure else [FORWARD_TRAINING, FORWARD_GRAPH]
    return replace(run, items=tuple(item for item in run.items if item.key not in free))
