"""What an instructor is shown of a mark, and that its numbers are the same wherever it is made."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from grader.__main__ import main
from grader.classroom.demo import demo
from grader.classroom.grading import appeal, worker
from grader.classroom.grading.course import Course
from grader.classroom.steps import judge
from grader.judge.host.sandbox import Sandbox
from grader.render.account import account_text
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")
STEP = "01_loop/train_step"


@pytest.fixture
def course(again: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Course:
    class Warm(Sandbox):
        def __init__(self, *_: object) -> None:
            vars(self).update(vars(sandbox))

        def close(self) -> None:
            """Leave it to the other tests."""

    monkeypatch.setattr(appeal, "Sandbox", Warm)
    monkeypatch.setattr(judge._Given, "access", sandbox)
    return Course(tiny.settings(again))


def test_it_shows_what_code_did_with_hidden_numbers_and_writes_nothing(course: Course) -> None:
    before = tiny.contents(course.root)
    (told,) = appeal.appeal(course, "ben", STEP).accounts
    assert before == tiny.contents(course.root)
    assert not all(kept for _, kept in told.promises)
    departing = [situation for situation in told.situations if situation.rows]
    assert departing
    assert all(situation.given for situation in told.situations)
    shown = account_text(told)
    assert f"seed {told.seed}" in shown
    assert "Situation 1: three batches under SGD" in shown
    assert departing[0].rows[0].expected in shown
    assert "[not kept]" in shown


def test_right_code_departs_nowhere(course: Course) -> None:
    (told,) = appeal.appeal(course, "ada", STEP).accounts
    assert all(kept for _, kept in told.promises)
    assert not any(situation.rows or situation.failure for situation in told.situations)
    assert "as expected:" in account_text(told)


def test_what_is_no_function_at_all_was_not_tried(course: Course) -> None:
    _rewrite(course, "ada", "train_step = 3")
    (told,) = appeal.appeal(course, "ada", STEP).accounts
    assert "It was not tried: train_step should be a function" in account_text(told)


@pytest.mark.parametrize(
    ("student", "exercise", "sentence"),
    [
        ("adda", STEP, "adda has handed in nothing for one. Did you mean ada?"),
        ("ada", "01_loop/train_stp", "01_loop/train_step"),
        ("ada", "08_validate/fit", "No assignment of this course grades 08_validate/fit."),
    ],
)
def test_what_is_not_there_is_said(
    course: Course, student: str, exercise: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        appeal.appeal(course, student, exercise)
    assert sentence in str(told.value)


def test_a_submission_that_cannot_be_run_says_why(course: Course) -> None:
    path = course.root / "submitted" / "ada" / "one" / "one.ipynb"
    path.write_text(path.read_text("utf-8")[:100], encoding="utf-8")
    with pytest.raises(ValueError, match="was not reached") as told:
        appeal.appeal(course, "ada", STEP)
    assert "one.ipynb" in str(told.value)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def train_step(:", "train_step stopped with SyntaxError"),
        ("pass", f"{tiny.GRADED} stopped with NameError: name 'train_step' is not"),
    ],
)
def test_an_exercise_that_was_not_reached_says_which_cell_stopped(
    course: Course, source: str, told: str
) -> None:
    _rewrite(course, "ada", source)
    with pytest.raises(ValueError, match="was not reached: ") as caught:
        appeal.appeal(course, "ada", STEP)
    assert told in str(caught.value)


def test_the_mark_is_told_and_whether_these_numbers_decided_it(course: Course) -> None:
    found = appeal.appeal(course, "ada", STEP)
    assert found.mark == (f"{tiny.GRADED}: 4 of 4 points in the gradebook.",)
    assert not found.notes

    tiny.change(course.root, "UPDATE grade SET manual_score = 3 WHERE auto_score = 4")
    (course.root / "submitted" / "ada" / "one" / "note.txt").write_text("I forgot this.")
    found = appeal.appeal(Course(course.config), "ada", STEP)
    assert found.mark == (f"{tiny.GRADED}: 3 of 4 points in the gradebook, given by hand.",)
    assert found.notes == ("Since it was graded: handed in again.", appeal.OTHERS)

    (course.root / ".grader" / "ledger.jsonl").unlink()
    assert appeal.appeal(Course(course.config), "ada", STEP).notes == (appeal.NO_RECORD,)
    tiny.change(course.root, "UPDATE grade SET manual_score = NULL, auto_score = NULL")
    tiny.change(course.root, "UPDATE grade SET needs_manual_grade = 0")
    assert appeal.appeal(Course(course.config), "ada", STEP).notes == (appeal.NO_MARK,)


def test_without_a_secret_none_is_made(course: Course) -> None:
    (course.root / ".grader_secret").unlink()
    frozen = Course(course.config, frozen=True)
    with pytest.raises(ValueError, match="There is no secret"):
        appeal.appeal(frozen, "ada", STEP)
    assert not (course.root / ".grader_secret").exists()


def test_outside_of_a_course_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["why", "ada", STEP]) == 2
    assert "There is no gradebook" in capsys.readouterr().err


def test_numbers_are_the_same_in_both_autograders_and_belong_to_one_learner(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    seed_of = judge.seed_of
    monkeypatch.setattr(judge, "seed_of", lambda *about: seen.append(seed_of(*about)) or seen[-1])
    config = tiny.settings(course.root)
    worker.prepare(config, judge._Given.access)  # type: ignore[arg-type]
    for student in ("ada", "ben"):
        assert not worker.judge_submission(course.task("one", student)).reason
    ours, seen[:] = list(seen), []
    for student in ("ada", "ben"):
        demo.checked(demo.NbGraderAPI(config=config).autograde("one", student), "grade")
    assert ours == seen
    assert len(set(ours)) == 2
    (told,) = appeal.appeal(course, "ada", STEP).accounts
    assert told.seed == ours[0]


def _rewrite(course: Course, student: str, source: str) -> None:
    path = course.root / "submitted" / student / "one" / "one.ipynb"
    made = nbformat.read(path, as_version=4)
    made.cells[1].source = source
    path.write_text(json.dumps(made), encoding="utf-8")
