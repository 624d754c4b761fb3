"""What the last bits decide is not noted, and nothing of a run is kept when it is over."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from grader.observe.compare import equal
from grader.observe.execute import record
from grader.observe.recorder import BACKWARD_GRADIENT, STEP_GRADIENT, Recorder
from grader.observe.run import Run

LEFT = 1e-7  # of a gradient that cancels


def trained(size: float, left: float) -> Run:
    """Return the run of one update in which the bias's gradient is ``left``."""

    def play(recorder: Recorder, subject: Callable[[Any], None]) -> None:
        made = nn.Linear(2, 1)
        opt = recorder.optimizer(torch.optim.SGD(recorder.model(made).parameters(), lr=0.1))
        recorder.call(subject, (made, opt))

    def subject(given: Any) -> None:
        made, opt = given
        (made.weight.sum() * size + made.bias.sum() * left).backward()
        opt.step()

    return record(play, {}, subject)


@pytest.mark.parametrize("size", [1.0, 100.0])
def test_a_gradient_that_cancels_is_none_whatever_is_left_of_it(size: float) -> None:
    exact, rounded, kept = (trained(size, left * size) for left in (0.0, LEFT, 1e-3))
    assert equal(exact, rounded)
    assert not equal(exact, kept)
    for key in (BACKWARD_GRADIENT, STEP_GRADIENT):
        seen = [[*item.value] for run in (rounded, kept) for item in run.items if item.key == key]
        assert seen == [["net.weight"], ["net.bias", "net.weight"]]


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_that_watched_a_run_outlives_it(fails: bool) -> None:
    def play(recorder: Recorder, subject: Callable[[], None]) -> None:
        made = nn.Linear(2, 1)
        watched = recorder.model(made)
        watched(torch.ones(3, 2)).sum().backward()
        recorder.call(subject)

    def subject() -> None:
        if fails:
            raise ValueError

    gc.collect()
    before = recorders()
    runs = [record(play, {}, subject) for _ in range(3)]
    assert [run.failure is not None for run in runs] == [fails] * 3
    gc.collect()
    assert recorders() == before


def recorders() -> int:
    return sum(type(thing) is Recorder for thing in gc.get_objects())
