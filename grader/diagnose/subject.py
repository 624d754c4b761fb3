"""What is judged: a learner's object, here or in another process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.course.exercise import Probe
from grader.diagnose import show
from grader.diagnose.runs import run_probe
from grader.observe.plain import can_be_called
from grader.observe.run import Run


@dataclass(frozen=True, eq=False)
class Subject:
    """A learner's function, class or answer, wherever it lives.

    Attributes:
        described: What it is, in words such as "an int" or "a function".
        is_callable: Whether it can be called, or is a tuple of things that can.
        is_class: Whether it is a class.
        value: The object itself, or as plain data when it lives elsewhere.
        run: Runs it on a probe with a seed, and with a curve if the last argument says so.
    """

    described: str
    is_callable: bool
    is_class: bool
    value: Any
    run: Callable[[Probe, int, bool], Run]


def here(value: Any) -> Subject:
    """Return the subject for an object of this process."""

    def run(probe: Probe, seed: int, curve: bool) -> Run:
        return run_probe(probe, value, seed, curve)

    return Subject(show.a(value), can_be_called(value), isinstance(value, type), value, run)
