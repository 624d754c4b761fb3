"""What decided a mark: each situation, what code did in it, and what was expected.

For instructors: it holds hidden numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.course.exercise import Exercise, Probe
from grader.diagnose import rows
from grader.diagnose.case import Case
from grader.diagnose.hidden import settled
from grader.diagnose.judge import Refused, prepared
from grader.diagnose.show import show
from grader.diagnose.subject import Subject
from grader.observe.run import Run
from grader.scenes.draws import Play
from grader.scenes.scene import drawn
from grader.verdict import Row

Given = tuple[tuple[str, str], ...]  # names and values, in words


@dataclass(frozen=True)
class Situation:
    """One situation.

    Attributes:
        about: What it is, in words.
        given: What was handed over, in words.
        failure: The exception that ended the code in it; empty for none.
        rows: What was measured otherwise than expected.
        compared: How many observations were compared.
    """

    about: str
    given: Given
    failure: str
    rows: tuple[Row, ...]
    compared: int


@dataclass(frozen=True)
class Account:
    """What decided the mark of one exercise.

    Attributes:
        exercise: Its address.
        seed: Of its numbers.
        promises: Each promise, and whether it was kept.
        situations: All situations it was tried in.
        refused: Why it was not tried at all; empty when it was.
    """

    exercise: str
    seed: int
    promises: tuple[tuple[str, bool], ...]
    situations: tuple[Situation, ...]
    refused: str = ""


def account(exercise: Exercise, subject: Subject, seed: int) -> Account:
    """Run code in all situations that a seed gives, and tell what came out."""
    seed = settled(exercise, seed)
    try:
        subject = prepared(exercise, subject)
    except Refused as why:
        lost = tuple((promise.text, False) for promise in exercise.promises)
        return Account(exercise.address, seed, lost, (), str(why))
    case = Case(exercise, subject, seed)
    promises = tuple((promise.text, case.keeps(promise)) for promise in exercise.promises)
    told = tuple(_situation(*result, seed) for result in case.results())
    return Account(exercise.address, seed, promises, told)


def _situation(probe: Probe, yours: Run, expected: Run, seed: int) -> Situation:
    plays = [play for play in drawn(probe, seed).plays if isinstance(play, Play)]
    failure = yours.failure
    return Situation(
        about=probe.about or probe.name,
        given=tuple(line for n, play in enumerate(plays) for line in _given(play, n, len(plays))),
        failure=f"{failure.type}: {failure.message}" if failure else "",
        rows=rows.table(rows.differences(yours, expected, None)),
        compared=len(expected.items),
    )


def _given(play: Play, number: int, count: int) -> Iterator[tuple[str, str]]:
    case = f"case {number + 1}, " if count > 1 else ""
    for name, value in (*play.given.items(), *_later(play)):
        for path, part in _parts(name, value):
            yield f"{case}{path}", part


def _later(play: Play) -> Iterator[tuple[str, Any]]:
    yield from ((f"then, {n}", piece) for n, piece in enumerate(play.then, 1))
    yield from ((f"rank {n}", numbers) for n, numbers in enumerate(play.ranks))


def _parts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield a value's parts in words, each with its path."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _parts(f"{name}.{key}", part)
    elif _is_plain(value):
        yield name, show(value)
    elif isinstance(value, Sequence):
        for n, part in enumerate(value):
            yield from _parts(f"{name}[{n}]", part)


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(isinstance(part, (bool, int, float, str)) or part is None for part in value)
    return isinstance(value, (bool, int, float, str, torch.Tensor)) or value is None
