"""What each update and each measurement of a short loop has to be, from the state before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.observe.plain import scalar
from grader.observe.run import Run
from grader.scenes.follow import Followed, calls
from grader.scenes.loops.play import BATCH
from grader.scenes.parts import play as parts
from grader.scenes.passes import VAL_LOSS, Pass, batches_of, forwards, modes_of
from grader.scenes.training.follow import follow, losses, twin_of

Given = Mapping[str, Any]


def batches(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.batches``; a prediction (N, 1) is compared with targets of its own shape."""
    (given,) = plays
    y = given["y"].unsqueeze(1) if given["loss"] == "mse" else given["y"]
    split = list(zip(given["x"].split(given["sizes"]), y.split(given["sizes"]), strict=True))
    rounds = [split] * len(calls(run))
    yield from follow(run, given, True, rounds, losses)


def fit(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.fit``."""
    (given,) = plays
    training = batches_of(given["x"], given["y"], BATCH)
    measured = batches_of(given["x_val"], given["y_val"], BATCH)
    twin = twin_of(given, given["train"])
    yield from modes_of(run, given["x_val"])
    for number, (call, rounds) in enumerate(zip(calls(run), (given["epochs"], 1), strict=False)):
        now = twin, parts.loss(given["loss"]), call, list(forwards(run, number)), given["x_val"]
        yield from Pass(*now).updates(training * rounds)
        passed = Pass(*now)
        whole = isinstance(call.returned, list) and len(call.returned) == rounds
        for epoch, measuring in enumerate(passed.measurements(rounds, len(training))):
            passed.trained(training, epoch * len(training))
            validated = passed.measured(measured, measuring)
            yours = scalar(call.returned[epoch]) if whole else call.returned
            yield Followed(VAL_LOSS, yours, validated.loss)
