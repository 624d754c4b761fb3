"""When a run ends, at which rates it trains and what it gives back, by its own losses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from grader.observe.plain import scalar
from grader.observe.run import Run
from grader.observe.states import NUMBERS
from grader.scenes.follow import Call, Followed, calls
from grader.scenes.parts import play as parts
from grader.scenes.passes import modes_of
from grader.scenes.schedule.play import RATES, RECEIVED

# What is computed anew; {n} counts.
EPOCHS = "epochs in call {n}, by your own validation losses"
RATE = "learning rate of epoch {n}"
WATCHED = "lowest value that the plateau scheduler received, by your own losses"
KEPT = "validation loss of the model at the end of call {n}, by your own losses"

LISTS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr")
INNER = "net.0."  # of the network's names in the model that is handed over

Given = Mapping[str, Any]


def run(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.run``."""
    (given,) = plays
    yield from modes_of(run, given["x_val"])
    for call in calls(run):
        histories = [_entries(call.returned, key) for key in LISTS]
        losses = _entries(call.returned, "val_loss")
        lengths = {len(entries) for entries in histories}
        epochs = lengths.pop() if len(lengths) == 1 else None
        yield Followed(EPOCHS, epochs, allowed(losses, given["patience"], given["epochs"]))
        for item in run.select([RECEIVED]):
            yield Followed(WATCHED, item.value, min(losses, default=math.inf))
        yield Followed(KEPT, _measured(call, given), min(losses, default=math.inf))
        for number, rate in enumerate(_entries(call.returned, "lr")):
            yield Followed(RATE, rate, _rate(given, number))


still = creep = run


def allowed(losses: Sequence[float], patience: int, epochs: int) -> int | str:
    """Return how many epochs patience allows, by the losses themselves.

    Where they end before it is used up, nobody knows the losses that would have come.
    """
    best, waited = math.inf, 0
    for number, loss in enumerate(losses, start=1):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            return number
    return epochs if len(losses) >= epochs else f"more than {len(losses)}"


def _rate(given: Given, epoch: int) -> float:
    by_table = given["schedule"] == "table"
    factor = RATES[min(epoch, len(RATES) - 1)] if by_table else 1.0
    return float(given["lr"] * factor)


def _measured(call: Call, given: Given) -> float:
    """Return the validation loss of the model that came back."""
    numbers = call.ends[NUMBERS]
    own = {name.removeprefix(INNER): numbers[name] for name in numbers if name.startswith(INNER)}
    net = parts.network(**given["net"])
    net.load_state_dict(own)
    with torch.no_grad():
        outputs = net.eval()(given["x_val"])
    return float(parts.loss("cross_entropy")(outputs, given["y_val"]))


def _entries(returned: Any, key: str) -> list[float]:
    entries = scalar(returned.get(key)) if isinstance(returned, dict) else None
    if not isinstance(entries, list) or not all(isinstance(e, (int, float)) for e in entries):
        return []
    return [float(entry) for entry in entries]
