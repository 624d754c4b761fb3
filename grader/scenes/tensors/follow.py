"""What a result is beside its type: classes as floats are the right classes of a wrong type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from grader.observe.run import Run
from grader.scenes.follow import Followed

VALUES = "classes of call {n}, as numbers"


def classes(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """Compare the numbers of the classes, whatever their type."""
    (given,) = plays
    logits = given["logits"].T if given["columns"] else given["logits"]
    for result in run.results:
        found = result.double() if isinstance(result, torch.Tensor) else result
        yield Followed(VALUES, found, logits.argmax(1).double())
