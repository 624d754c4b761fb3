"""``grader list points``: what each promise is worth, in the form in which a course changes it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from grader.course import catalogue
from grader.course.exercise import Exercise, Promise

HEAD = """\
# What each promise weighs, and its share of the exercise's points. To change some for a course,
# copy them with their heading into promise_weights.toml in the course folder; what is not there
# weighs what it weighs here. A side promise earns only beside one that is none."""


def text(name: str) -> str:
    """Return the promises of a stage, or of one exercise, as TOML.

    Raises:
        ValueError: if there is no such stage or exercise.
    """
    blocks = ("\n".join(_lines(exercise)) for exercise in _named(name))
    return "\n\n".join([HEAD, *blocks])


def _named(name: str) -> list[Exercise]:
    if "/" in name:
        return [catalogue.exercise(name)]
    if name not in catalogue.stages():
        near = catalogue.nearest(name, catalogue.stages())
        raise ValueError(f'There is no stage "{name}".{near}')
    return [e for e in catalogue.exercises().values() if e.stage == name]


def _lines(exercise: Exercise) -> Iterator[str]:
    total = sum(promise.weight for promise in exercise.promises)
    yield f"[{json.dumps(exercise.address)}]"
    for promise in exercise.promises:
        yield f"{quoted(promise.text)} = {promise.weight:g}  # {_share(promise, total)}"


def quoted(words: str) -> str:
    """Return a text in quotation marks, as TOML reads it."""
    return json.dumps(words, ensure_ascii=False)


def _share(promise: Promise, total: float) -> str:
    return f"{promise.weight / total:.0%}{', a side promise' if promise.side else ''}"
