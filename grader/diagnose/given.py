"""What code was given where a run differs, in words, if that is short enough to be read."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import torch

from grader.course.exercise import Exercise, Probe
from grader.diagnose.rows import Difference, item_of
from grader.diagnose.show import show
from grader.observe.run import Run
from grader.scenes.draws import Play
from grader.scenes.scene import drawn
from grader.verdict import Argument

NUMBERS = 16  # of one tensor
LENGTH = 150  # characters of one argument; what is longer says less than it takes


def given(
    exercise: Exercise, probe: Probe, seed: int, found: Difference, expected: Run
) -> tuple[Argument, ...]:
    """Return the arguments of the call that a difference is of; none for most scenes."""
    module = probe.draw.__module__.removesuffix(".draw") + ".given"
    item = item_of(found, expected)
    words = getattr(import_module(module), probe.draw.__name__, None) if find_spec(module) else None
    plays = drawn(probe, seed).plays
    number = item.call if item is not None and len(plays) > 1 else 0
    play = plays[number] if number < len(plays) else None
    if words is None or item is None or not isinstance(play, Play):
        return ()
    told = words(play, item.key, found.n)
    named = {_name(exercise, key): _short(value) for key, value in told.items()}
    return tuple(Argument(name, value) for name, value in named.items() if value)


def _name(exercise: Exercise, key: str | int) -> str:
    """Return the name of an argument; one that is counted, from 0, is the reference's own."""
    if isinstance(key, str):
        return key
    return list(inspect.signature(exercise.parts[0]).parameters)[key]


def _short(value: Any) -> str:
    if isinstance(value, torch.Tensor) and value.numel() > NUMBERS:
        return f"a tensor of shape {tuple(value.shape)}"
    said = show(value, NUMBERS)
    if isinstance(value, (list, torch.Tensor)) and not isinstance(value, str):
        said = f"[{said}]" if not isinstance(value, torch.Tensor) or value.ndim else said
    return said if len(said) <= LENGTH else ""
