"""Nothing wrong passes: programs of the kinds that did, each of which breaks what it should.

Each promise has a witness: a mutant, a known mistake or one of these programs breaks it alone.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest

from grader.course.catalogue import exercises
from grader.course.exercise import Exercise
from grader.diagnose.case import Case
from grader.diagnose.subject import here
from tests import wrong
from tests.tools import mutants, promises
from tests.tools.secrets import secrets
from tests.tools.support import ADDRESSES

BY_ADDRESS = exercises()
BY_NAME = {exercise.name: exercise for exercise in BY_ADDRESS.values()}
SEEDS = (0, *secrets(2))


def programs() -> Iterator[Any]:
    for module in pkgutil.iter_modules(wrong.__path__):
        made = importlib.import_module(f"{wrong.__name__}.{module.name}")
        for name, program in vars(made).items():
            exercise, _, what = name.partition("__")
            if exercise and what and isinstance(program, (FunctionType, type, tuple)):
                group = pytest.mark.xdist_group(BY_NAME[exercise].address)
                yield pytest.param(BY_NAME[exercise], program, id=name, marks=group)


def told_by(program: Any) -> list[int]:
    first = program[0] if isinstance(program, tuple) else program
    return [int(number) for number in (first.__doc__ or "").split()]


@pytest.mark.parametrize(("exercise", "program"), list(programs()))
def test_a_wrong_program_breaks_what_it_should_and_no_more(
    exercise: Exercise, program: Any
) -> None:
    told = told_by(program)
    assert told
    for seed in SEEDS:
        case = Case(exercise, here(program), seed)
        broken = [n for n, p in enumerate(exercise.promises, 1) if case.held(p) is not True]
        assert broken == told, seed


def alone(exercise: Exercise) -> set[int]:
    """Return the promises that some program breaks, and no other promise with it."""
    golden = json.loads(promises.path_of(exercise).read_text("utf-8"))
    broken = [entry.get(promises.NOT_KEPT, []) for entry in golden["mistakes"].values()]
    broken += [told_by(program) for at, program in (p.values for p in programs()) if at is exercise]
    mutated = json.loads(mutants.GOLDEN.read_text("utf-8"))[exercise.address]["witnesses"]
    witnessed = [n for n, p in enumerate(exercise.promises, 1) if mutated[p.text]]
    return {numbers[0] for numbers in broken if len(numbers) == 1} | set(witnessed)


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a < "07"])
def test_every_promise_has_a_witness(address: str) -> None:
    exercise = BY_ADDRESS[address]
    found = alone(exercise)
    assert [p.text for n, p in enumerate(exercise.promises, 1) if n not in found] == []
