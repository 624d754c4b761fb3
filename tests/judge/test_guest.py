"""What runs beside learners' code knows nothing: not what is asked, expected, or still to come.

Each exercise is graded in the real sandbox with an answer that does nothing but look around at
each of its calls (``guest_walker``). What it found is compared with what the judge knows and with
what it had not handed over by then (``guest_secrets``). Then everything that lies in the sandbox is
handed in as an answer (``guest_answers``).
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.course.catalogue import exercises
from grader.course.exercise import Exercise
from grader.judge.guest.zygote import SCRATCH
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Sandbox
from grader.scenes.draws import PRACTICE, Draws
from grader.scenes.scene import name_of
from tests.tools import guest_walker
from tests.tools.guest_answers import Offering, offers
from tests.tools.guest_secrets import SECONDS, Marking, leaks

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux"),
    pytest.mark.xdist_group("guest"),
]
GRADED = [exercise for exercise in exercises().values() if exercise.prepare is None]
SOME = 3  # of that many exercises one
SEEDS = (7_305_918_246, 4_127_366_593, 9_514_203_877)  # all but the first with --whole
SETTLE = f"""
from grader.judge import wire
collector = Collector({str(SCRATCH / "walked")!r})
wire.receive = collector.hear(wire.receive)
"""


@pytest.fixture(autouse=True)
def _numbers_with_all_their_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw hidden numbers that nobody else happens to have, unlike quarters and sixteenths."""

    def number(draws: Draws, usual: float) -> float:
        if draws.seed == PRACTICE:  # kept for as long as the process runs
            return usual
        return usual + 2 * torch.rand((), generator=draws._own, dtype=torch.float64).item()

    monkeypatch.setattr(Draws, "number", number)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Look around in an exercise of each kind with one seed, or in all with all of them.

    What lies in the sandbox is the same for all of them, and is tried in a part of these.
    """
    whole = metafunc.config.getoption("--whole")
    with_seed = "seed" in metafunc.fixturenames
    chosen = GRADED if whole else one_of_each_kind()[:: 1 if with_seed else SOME]
    metafunc.parametrize("exercise", chosen, ids=lambda exercise: exercise.address)
    if with_seed:
        metafunc.parametrize("seed", SEEDS if whole else SEEDS[:1])


def one_of_each_kind() -> list[Exercise]:
    """Return an exercise for each set of scenes: others are played by the same code."""
    kinds = {
        frozenset(name_of(probe.draw).partition(":")[0] for probe in exercise.probes): exercise
        for exercise in reversed(GRADED)
    }
    return list(kinds.values())


# -- an answer that looks around -------------------------------------------------------


def looks_around(exercise: Exercise) -> str:
    """Return functions, or a class, as the reference's, that do nothing else."""
    return "\n".join(map(_idle, exercise.parts))


def _idle(part: Any) -> str:
    if not isinstance(part, type):
        return _function(part.__name__, "0.123")
    methods = [name for name, value in vars(part).items() if callable(value)]
    words = [_function(name, "None" if name == "__init__" else "0.123") for name in methods]
    return "\n    ".join([f"class {part.__name__}:", *"".join(words).splitlines()])


def _function(name: str, result: str) -> str:
    return f"def {name}(*a, **k):\n    collector.collect(a, k)\n    return {result}\n"


def notebook(exercise: Exercise, *cells: str) -> NotebookNode:
    """Return a notebook that grades one exercise."""
    names = ", ".join(part.__name__ for part in exercise.parts)
    answer = f"({names})" if isinstance(exercise.reference, tuple) else names
    asks = f"from grader import grade\ngrade({exercise.address!r}, {answer}, points=1.0)"
    graded = new_code_cell(asks)
    graded.metadata["nbgrader"] = {"grade": True, "locked": True, "grade_id": exercise.name}
    return new_notebook(cells=[*map(new_code_cell, cells), graded])


# -- tests -----------------------------------------------------------------------------


@cache
def _walker() -> str:
    return Path(guest_walker.__file__).read_text(encoding="utf-8")


def test_a_call_finds_nothing_that_was_not_handed_over(
    exercise: Exercise, seed: int, sandbox: Sandbox
) -> None:
    marked = Marking()
    cells = [_walker() + SETTLE, looks_around(exercise)]
    rules = Rules(lambda _: seed, SECONDS, SECONDS, judge=marked.judge)
    with marked.watched():
        mark(notebook(exercise, *cells), sandbox, rules)
    found = [told for child in marked.children.values() for told in child.found]
    assert found, "it was never called"
    assert [told["error"] for told in found if "error" in told] == []
    assert min(told["left"] for told in found) > 0, "there was more than could be looked at"
    assert sorted(leaks(exercise, seed, marked)) == []


def test_nothing_that_lies_in_the_sandbox_is_an_answer(
    exercise: Exercise, sandbox: Sandbox, request: pytest.FixtureRequest
) -> None:
    offered = offers(exercise, request.config.getoption("--whole"))
    earned = Offering(exercise, sandbox).earned(offered)
    assert sorted(earned) == sorted(offered)
    assert {answer: points for answer, points in earned.items() if points} == {}
