"""How many epochs a run has, whatever its numbers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.observe.run import Run
from grader.scenes.follow import Followed

EPOCHS = "epochs in the history of call {n}"
LISTS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr")


def still(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """See ``play.still``: no epoch after the first is better, so patience ends the run."""
    (given,) = plays
    expected = min(given["epochs"], 1 + given["patience"])
    for returned in run.results:
        lengths = {_length(returned, key) for key in LISTS}
        yield Followed(EPOCHS, lengths.pop() if len(lengths) == 1 else None, expected)


def _length(returned: Any, key: str) -> int | None:
    entries = returned.get(key) if isinstance(returned, dict) else None
    return len(entries) if isinstance(entries, list) else None
