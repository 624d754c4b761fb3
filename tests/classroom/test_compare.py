"""``--compare``: what an upgrade would change is told, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader.__main__ import main
from grader.classroom.grading import saver
from grader.classroom.grading.compare import Difference, differences, graded, on_a_copy
from grader.classroom.grading.course import Course
from grader.classroom.grading.worker import Judgement
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")


def judged(course: Course, student: str) -> Judgement:
    """Return the judgement that was saved, as if it had just been made."""
    entry = course.ledger.find("one", student)
    assert entry is not None
    return saver._kept(course, course.task("one", student), entry)


def found(folder: Path, student: str, edit: Callable[[str], str] = str) -> list[Difference]:
    with on_a_copy(tiny.settings(folder)) as course:
        judgement = judged(course, student)
        texts = {name: edit(text) for name, text in judgement.notebooks.items()}
        return differences(course, Judgement(judgement.task, texts, judgement.reason, 0.0))


def test_what_is_the_same_is_no_difference(again: Path) -> None:
    assert found(again, "ada") == found(again, "ben") == []


def test_another_mark_is_told_with_its_promises_and_versions(again: Path) -> None:
    ledger = again / ".grader" / "ledger.jsonl"
    ledger.write_text(ledger.read_text().replace('"grader": "', '"grader": "0.0.'))
    ledger.write_text(ledger.read_text().replace('"torch": "', '"torch": "1.'))
    with on_a_copy(tiny.settings(again)) as course:
        other = judged(course, "ben").notebooks["one"]
    (one,) = found(again, "ada", lambda text: other)
    assert (one.stage, one.student, one.cell) == ("one", "ada", tiny.GRADED)
    assert one.before == 4.0
    assert one.after is not None
    assert one.after < 4.0
    assert any(words.startswith("No longer kept: ") for words in one.why)
    assert one.why[-1].startswith("Graded with grader 0.0.")
    assert "torch 1." in one.why[-1]

    (other_way,) = found(again, "ben", lambda text: json.dumps(_kept(again, "ada")))
    assert any(words.startswith("Kept now: ") for words in other_way.why)


def _kept(folder: Path, student: str) -> object:
    return nbformat.read(folder / "autograded" / student / "one" / "one.ipynb", as_version=4)


def test_the_gradebook_is_compared_not_the_ledger(again: Path) -> None:
    tiny.change(again, "UPDATE grade SET auto_score = 1 WHERE auto_score = 4")
    assert [(one.before, one.after) for one in found(again, "ada")] == [(1.0, 4.0)]


def test_work_that_was_handed_in_since_is_said_to_be(again: Path) -> None:
    tiny.change(again, "UPDATE grade SET auto_score = 1 WHERE auto_score = 4")
    (again / "submitted" / "ada" / "one" / "note.txt").write_text("I forgot this.")
    (one,) = found(again, "ada")
    assert "Since it was graded: handed in again." in one.why


def test_what_could_not_be_judged_is_no_mark(again: Path) -> None:
    with on_a_copy(tiny.settings(again)) as course:
        task = course.task("one", "ada")
        (one,) = differences(course, Judgement(task, {}, "It could not be judged.", 0.0))
    assert (one.cell, one.why) == ("", ("It could not be judged.",))


def test_who_has_no_mark_is_not_compared(again: Path) -> None:
    with on_a_copy(tiny.settings(again)) as course:
        assert [task.student for task in graded(course, "one", ["ada", "ben", "cem"])] == [
            "ada",
            "ben",
        ]
        assert graded(course, "old", ["ada"]) == []


@pytest.mark.usefixtures("shared_sandbox")
def test_the_command_writes_nothing_and_its_status_says_whether_marks_would_change(
    again: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(again)
    words = ["autograde", "one", "--compare", "--workers", "1", "--allow-weaker-isolation"]
    before = tiny.contents(again)
    assert main(words) == 0
    assert tiny.contents(again) == before
    assert "2  compared; the marks of 0 would change" in capsys.readouterr().out

    tiny.change(again, "UPDATE grade SET auto_score = 1 WHERE auto_score = 4")
    before = tiny.contents(again)
    assert main([*words, "--student", "ada"]) == 1
    assert tiny.contents(again) == before
    told = capsys.readouterr().out
    assert f"one  ada  {tiny.GRADED}  1 -> 4" in told
    assert "1  compared; the marks of 1 would change" in told


def test_without_its_secret_nothing_can_be_compared(
    again: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(again)
    (again / ".grader_secret").unlink()
    assert main(["autograde", "--compare"]) == 2
    assert "There is no secret" in capsys.readouterr().err
    assert not (again / ".grader_secret").exists()


def test_before_the_first_mark_nothing_is_compared_and_no_secret_made(
    again: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(again)
    (again / ".grader_secret").unlink()
    (again / ".grader" / "ledger.jsonl").unlink()
    tiny.change(again, "UPDATE grade SET auto_score = NULL")
    assert main(["autograde", "one", "--compare"]) == 0
    assert "no submission has marks yet" in capsys.readouterr().out
    assert not (again / ".grader_secret").exists()
