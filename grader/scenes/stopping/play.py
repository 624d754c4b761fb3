"""Makes an ``EarlyStopping`` and tells it losses; the next one only after its answer."""

from __future__ import annotations

import contextlib
from typing import Any

from grader.observe.recorder import Recorder

LATER = "result one call later"


def one(recorder: Recorder, subject: Any, *, arguments: list[Any]) -> None:
    """Tell one object losses. What it says one call later is noted as well."""
    stopper = _told(recorder, subject, arguments)
    with contextlib.suppress(Exception):
        recorder.note(LATER, bool(stopper.should_stop(float("nan"))))


def small_gains(recorder: Recorder, subject: Any, *, arguments: list[Any]) -> None:
    """Tell one object losses."""
    _told(recorder, subject, arguments)


at_once = small_gains  # which losses they are differs, what is done with them does not


def _told(recorder: Recorder, subject: Any, arguments: list[Any]) -> Any:
    recorder.calls += 1
    stopper = subject(*arguments)
    for loss in recorder.more():
        recorder.took(stopper.should_stop(loss))
    return stopper


def two(recorder: Recorder, subject: Any, *, arguments: list[Any]) -> None:
    """Make two objects; tell one of them each loss."""
    recorder.calls += 1
    stoppers = [subject(*arguments), subject(*arguments)]
    for which, loss in recorder.more():
        recorder.took(stoppers[which].should_stop(loss))
