"""What promises weigh in a course, where an instructor wants them to weigh something else.

A course folder may hold a file ``promise_weights.toml``. Under an exercise's address stands what
some of its promises weigh, each by its sentence; all others weigh what the stage says::

    ["01_loop/train_step"]
    "It returns what loss_fn gives for its own batch, as a number." = 2

``grader list points 01_loop`` prints all sentences of a stage in this form, to be copied.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from grader.classroom.config import BadSetting
from grader.course.catalogue import exercises, nearest
from grader.course.exercise import Exercise

Weights = dict[str, dict[str, float]]  # by address and sentence


def course_weights(path: Path) -> Weights:
    """Return what a course's file says; nothing where there is none.

    Raises:
        BadSetting: if nothing can be marked with it; the message says what is wrong.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"The weights at {path} cannot be read: {error}.") from error
    return {address: _of_one(path, address, entry) for address, entry in told.items()}


def _of_one(path: Path, address: str, entry: Any) -> dict[str, float]:
    if address not in exercises():
        raise BadSetting(
            f'{path.name}: there is no exercise "{address}".{nearest(address, exercises())}'
        )
    if not isinstance(entry, dict):
        raise BadSetting(f'{path.name}: "{address}" stands alone in brackets, as a heading.')
    known = {promise.text: promise.weight for promise in exercises()[address].promises}
    for text, weight in entry.items():
        if text not in known:
            raise BadSetting(
                f'{path.name}: {address} has no promise "{text}".{nearest(text, known)}'
            )
        if not _is_weight(weight):
            raise BadSetting(
                f'{path.name}: in {address}, "{text}" weighs {weight!r}; a weight is a number of '
                "at least 0."
            )
    weights = known | {text: float(weight) for text, weight in entry.items()}
    if not any(weights.values()):
        raise BadSetting(f"{path.name}: in {address}, all weights are 0; one has to be more.")
    return weights


def _is_weight(value: Any) -> bool:
    number = type(value) in (int, float)
    return number and math.isfinite(value) and 0 <= value <= 1e6


def weighed(exercise: Exercise, weights: Mapping[str, Mapping[str, float]]) -> Exercise:
    """Return an exercise with the weights of a course."""
    own = weights.get(exercise.address)
    return exercise if own is None else _weighed(exercise, tuple(own.items()))


@cache
def _weighed(exercise: Exercise, weights: tuple[tuple[str, float], ...]) -> Exercise:
    """Return the same object each time: what an exercise's runs showed is kept by it."""
    own = dict(weights)
    promises = tuple(replace(p, weight=own[p.text]) for p in exercise.promises)
    return replace(exercise, promises=promises)
