"""Nothing wrong passes: programs of the kinds that did, each of which breaks what it should."""

from __future__ import annotations

import importlib
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
from tests.tools.secrets import secrets

BY_NAME = {exercise.name: exercise for exercise in exercises().values()}
SEEDS = (0, *secrets(2))


def programs() -> Iterator[Any]:
    for module in pkgutil.iter_modules(wrong.__path__):
        made = importlib.import_module(f"{wrong.__name__}.{module.name}")
        for name, program in vars(made).items():
            exercise, _, what = name.partition("__")
            if what and isinstance(program, (FunctionType, type)):
                group = pytest.mark.xdist_group(BY_NAME[exercise].address)
                yield pytest.param(BY_NAME[exercise], program, id=name, marks=group)


@pytest.mark.parametrize(("exercise", "program"), list(programs()))
def test_a_wrong_program_breaks_what_it_should_and_no_more(
    exercise: Exercise, program: Any
) -> None:
    told = [int(number) for number in (program.__doc__ or "").split()]
    assert told
    for seed in SEEDS:
        case = Case(exercise, here(program), seed)
        broken = [n for n, p in enumerate(exercise.promises, 1) if case.held(p) is not True]
        assert broken == told, seed
