"""Attempts are kept whatever happens, and all standing follows from them."""

from __future__ import annotations

import json
import multiprocessing
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from grader.course import catalogue
from grader.progress import board
from grader.progress.attempts import NAME, VARIABLE, Attempt, Attempts, of_verdict
from grader.progress.standing import way
from grader.progress.untouched import text_of, texts
from grader.render.board import board_html, board_text
from grader.verdict import Mistake, PromiseResult, Verdict

STEP = "01_loop/train_step"
STEPS = "01_loop/train_steps"


def attempt(exercise: str, kind: str, *mistakes: str, when: str = "12:00") -> Attempt:
    kept = 3 if kind == "pass" else 1
    return Attempt(exercise, kind, kept, 3, mistakes, when=f"2026-11-28T{when}:00+00:00")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


# The file --------------------------------------------------------------------------------------


def test_an_attempt_is_read_back_by_another_process(folder: Path) -> None:
    made = attempt(STEP, "named", "missing_zero_grad")
    Attempts().add(made)
    assert Attempts().all() == [made]
    assert (folder / NAME).stat().st_mode & 0o077 == 0


def test_an_attempt_is_what_the_verdict_says() -> None:
    mistake = Mistake("missing_step", "t", "w", "e", ("h",))
    promises = (PromiseResult("a", True, 1, 1), PromiseResult("b", False, 0, 1))
    verdict = Verdict(STEP, "named", "m", 1, 2, promises, (mistake,))
    made = of_verdict(verdict, hints=2)
    told = made.exercise, made.kind, made.kept, made.promises, made.mistakes, made.hints
    assert told == (STEP, "named", 1, 2, ("missing_step",), 2)


def _add_many(folder: str, name: str) -> None:
    os.environ[VARIABLE] = folder
    for _ in range(50):
        Attempts().add(attempt(name, "pass"))


def test_several_notebooks_add_at_once(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_add_many, args=(str(folder), n)) for n in (STEP, STEPS)]
    for process in both:
        process.start()
    for process in both:
        process.join()
        assert process.exitcode == 0
    names = [made.exercise for made in Attempts().all()]
    assert (names.count(STEP), names.count(STEPS)) == (50, 50)


def test_a_line_that_a_crash_cut_costs_no_other(folder: Path) -> None:
    kept = Attempts()
    kept.add(attempt(STEP, "pass"))
    with (folder / NAME).open("a") as file:
        file.write('{"exercise": "01_loop/tr')
    kept.add(attempt(STEPS, "pass"))
    assert [made.exercise for made in kept.all()] == [STEP, STEPS]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        '"words"',
        "{}",
        '{"exercise": 3}',
        json.dumps(asdict(attempt(STEP, "pass")) | {"kept": "1"}),
        json.dumps(asdict(attempt(STEP, "pass")) | {"when": "noon"}),
        "\x00\xff",
        '{"exercise": "' + "x" * 5000 + '"}',
    ],
)
def test_a_line_of_something_else_is_passed_over(folder: Path, line: str) -> None:
    folder.mkdir()
    (folder / NAME).write_text(f"{line}\n", "utf-8")
    kept = Attempts()
    kept.add(attempt(STEP, "pass"))
    assert kept.all() == [attempt(STEP, "pass")]


def test_a_line_of_a_later_version_is_read(folder: Path) -> None:
    Attempts().add(attempt(STEP, "pass"))
    line = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps(line | {"mood": "good"}) + "\n")
    assert Attempts().all() == [attempt(STEP, "pass")]


def test_a_folder_that_cannot_be_made_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "kept"))
    kept = Attempts()
    kept.add(attempt(STEP, "pass"))
    assert kept.all() == [attempt(STEP, "pass")]
    assert "Attempts are not kept beyond this notebook:" in board_text(board.shown(kept))


@pytest.mark.parametrize("name", [VARIABLE, "NBGRADER_EXECUTION"])
def test_nothing_is_written_while_marks_are_given_or_when_it_is_off(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setenv(name, "off")
    kept = Attempts()
    kept.add(attempt(STEP, "pass"))
    assert kept.all() == [attempt(STEP, "pass")]
    assert list(tmp_path.iterdir()) == []


# The standing ----------------------------------------------------------------------------------


def test_a_mistake_is_overcome_when_its_exercise_passes_afterwards() -> None:
    made = [
        attempt(STEP, "named", "missing_zero_grad", when="12:00"),
        attempt(STEP, "pass", when="12:04"),
        attempt(STEPS, "named", "missing_step", when="12:09"),
    ]
    found = way(made)
    assert found.mistakes == (("missing_zero_grad", STEP, True), ("missing_step", STEPS, False))
    assert found.minutes == 9
    assert found.next == next(iter(catalogue.exercises()))


def test_a_mistake_that_comes_back_is_not_overcome() -> None:
    made = [attempt(STEP, kind, *slugs) for kind, slugs in (("named", ["a"]), ("pass", []))]
    assert way([*made, made[0]]).mistakes == (("a", STEP, False),)


def test_what_was_passed_once_stays_passed() -> None:
    found = way([attempt(STEP, "pass"), attempt(STEP, "departure")])
    assert [s.passed for stage in found.stages for s in stage.exercises].count(True) == 1


def test_a_night_is_no_work() -> None:
    made = [attempt(STEP, "pass", when=w) for w in ("08:00", "08:10", "19:00", "19:01")]
    assert way(made).minutes == 11


def test_an_exercise_that_is_no_more_counts_for_nothing() -> None:
    assert way([attempt("99_gone/gone", "pass")]).attempts == 1


# What is shown ---------------------------------------------------------------------------------


def test_the_board_says_the_same_as_text_and_as_html(folder: Path) -> None:
    kept = Attempts()
    assert "Nothing has been checked yet. Begin with 00_start/hello." in board_text(
        board.shown(kept)
    )
    kept.add(attempt("00_start/hello", "pass", when="11:00"))
    kept.add(attempt(STEP, "named", "missing_zero_grad"))
    told = board.shown(kept)
    for shown in (board_text(told), board_html(told)):
        assert "Mistakes met and still there: missing_zero_grad (01_loop/train_step)." in shown
        assert "Next: 01_loop/STEP_ORDER." in shown
        assert "2 attempts so far." in shown
    assert board_text(told).count(" of ") == len(catalogue.stages())


def test_the_board_of_who_passed_everything_names_no_next(folder: Path) -> None:
    kept = Attempts()
    for address in catalogue.exercises():
        kept.add(attempt(address, "pass"))
    assert "Every exercise of the course is passed." in board_text(board.shown(kept))


def test_every_exercise_has_its_untouched_text() -> None:
    assert texts().keys() == catalogue.exercises().keys()
    assert "def train_step(model, x, y, loss_fn, optimizer):" in text_of(STEP)
    assert all("BEGIN SOLUTION" not in text for text in texts().values())
