"""Known mistakes are named wherever they are made, and however somebody writes them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest

from grader.course.catalogue import exercises, mistakes
from grader.course.exercise import Exercise
from grader.diagnose.judge import judge
from tests import natural

BY_NAME = {exercise.name: exercise for exercise in exercises().values()}


def programs() -> Iterator[Any]:
    for module in pkgutil.iter_modules(natural.__path__):
        made = importlib.import_module(f"{natural.__name__}.{module.name}")
        for name, program in vars(made).items():
            exercise, _, what = name.partition("__")
            if exercise and what and isinstance(program, (FunctionType, type, tuple)):
                group = pytest.mark.xdist_group(BY_NAME[exercise].address)
                yield pytest.param(BY_NAME[exercise], program, id=name, marks=group)


@pytest.mark.parametrize(("exercise", "program"), list(programs()))
def test_a_natural_wrong_program_gets_its_name(exercise: Exercise, program: Any) -> None:
    first = program[0] if isinstance(program, tuple) else program
    told = (first.__doc__ or "").split()
    assert told
    assert set(told) <= mistakes().keys()
    assert sorted(judge(exercise, program).slugs) == sorted(told)
