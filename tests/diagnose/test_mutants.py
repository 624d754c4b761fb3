"""Small damage to a reference is failed: a sample of mutants, as the golden file has it.

``python -m tests.tools.mutants`` measures all of them. Here each exercise has its survivors, the
witness of each of its promises, and a few others, always the same ones.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any
from zlib import crc32

import pytest

from grader.course.catalogue import exercises
from grader.course.exercise import Exercise
from grader.observe import execute
from tests.tools import mutants
from tests.tools.mutants import (
    EQUIVALENT,
    EXPRESSIONS,
    GOLDEN,
    NOT_SEEN,
    STATEMENTS,
    Mutant,
)
from tests.tools.support import ADDRESSES

SAMPLE = 8
ALIVE = 2  # survivors cost most: they run on every probe

# What an exercise's tests have run is kept in the process: they go together.
TOGETHER = [pytest.param(a, marks=pytest.mark.xdist_group(a)) for a in ADDRESSES]

golden: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))


def some(found: list[Mutant], count: int) -> list[Mutant]:
    """Return always the same few mutants, whatever their order."""
    return sorted(found, key=lambda m: crc32(m.source.encode()))[:count]


def without_witness(exercise: Exercise) -> list[str]:
    """Return the promises whose witness is not failed."""
    made = {m.name: m for m in mutants.mutants(exercise)}
    told = golden[exercise.address]["witnesses"].items()
    return [text for text, name in told if name and not mutants.killed(exercise, made[name])]


def test_at_least_98_of_100_mutants_are_failed() -> None:
    assert list(golden) == ADDRESSES
    raw, fair = mutants.shares(golden)
    assert raw >= 0.93
    assert fair >= 0.98


def test_every_operator_makes_a_mutant() -> None:
    made = {m.operator for a in ADDRESSES for m in mutants.mutants(exercises()[a])}
    assert made == {operator.__name__ for operator in (*EXPRESSIONS, *STATEMENTS)}


@pytest.mark.parametrize("address", TOGETHER)
def test_golden_file_is_about_these_mutants(address: str) -> None:
    exercise, told = exercises()[address], golden[address]
    names = {m.name for m in mutants.mutants(exercise)}
    same, missed = (mutants.declared(address, kind) for kind in (EQUIVALENT, NOT_SEEN))
    assert same | missed <= names
    assert not same & missed
    assert told["unexplained"] == told["killed all the same"] == []
    assert (told[EQUIVALENT], told[NOT_SEEN]) == (len(same), len(missed))
    assert told["mutants"] == len(names) == told["killed"] + len(same | missed)
    assert list(told["witnesses"]) == [c.text for c in exercise.promises]


@pytest.mark.parametrize("address", TOGETHER)
def test_mutants_are_failed_as_in_the_golden_file(address: str) -> None:
    exercise = exercises()[address]
    alive = mutants.declared(address, EQUIVALENT, NOT_SEEN)
    every = mutants.mutants(exercise)
    for mutant in some([m for m in every if m.name not in alive], SAMPLE):
        assert mutants.killed(exercise, mutant), mutant.name
    for mutant in some([m for m in every if m.name in alive], ALIVE):
        assert not mutants.killed(exercise, mutant), mutant.name


@pytest.mark.parametrize("address", TOGETHER)
def test_every_witness_is_failed(address: str) -> None:
    assert without_witness(exercises()[address]) == []


@pytest.mark.parametrize("address", ["02_forward/describe", "03_loss/mse", "08_validate/evaluate"])
def test_without_its_promise_a_witness_is_not_failed(address: str) -> None:
    exercise = exercises()[address]
    for promise in exercise.promises:
        left = replace(exercise, promises=tuple(c for c in exercise.promises if c is not promise))
        only = [promise.text] if golden[address]["witnesses"][promise.text] else []
        assert without_witness(left) == only


def test_an_endless_mutant_is_failed_and_ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "SECONDS", 0.3)
    exercise = exercises()["03_loss/mse"]
    begun = time.monotonic()
    endless = Mutant("", "", "def mse(prediction, target):\n    while True:\n        pass")
    assert mutants.killed(exercise, endless)
    assert time.monotonic() - begun < 5


def test_every_reason_is_a_sentence() -> None:
    for kind in (EQUIVALENT, NOT_SEEN):
        for reason in mutants.reasons()[kind]:
            assert reason[0].isupper() or reason.startswith("torch")
            assert reason.endswith(".")
