"""The model is given something else than expected."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from grader.diagnose.evidence import Result, moves_otherwise
from grader.observe.compare import same
from grader.observe.recorder import FORWARD_INPUTS, RETURN

rank = 9
SUBJECT = "What your code hands to the model in its first forward pass"


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    for result in results:
        probe, yours, expected = result
        mine, theirs = yours.select([FORWARD_INPUTS]), expected.select([FORWARD_INPUTS])
        if not mine or not theirs or len(mine) != len(theirs) or not _matters(result):
            continue
        words = _differs(mine[0].value, theirs[0].value)
        if words:
            return f"{SUBJECT} {words} (with {probe.about})."
    return None


def _matters(result: Result) -> bool:
    """Return whether what comes out is otherwise as well: the way to it may be free."""
    _, yours, expected = result
    returned = [run.select([RETURN]) for run in (yours, expected)]
    values = [[item.value for item in items] for items in returned]
    return moves_otherwise(result) or not same(*values)


def _differs(mine: object, theirs: object) -> str:
    if not isinstance(mine, torch.Tensor) or not isinstance(theirs, torch.Tensor):
        return ""
    if mine.shape == theirs.shape:
        return "" if same(mine, theirs) else "holds other numbers than expected, in the same shape"
    if mine.shape[1:] == theirs.shape[1:]:
        return f"is {len(mine)} examples where {len(theirs)} are expected"
    return f"has the shape {tuple(mine.shape)} where {tuple(theirs.shape)} is expected"
