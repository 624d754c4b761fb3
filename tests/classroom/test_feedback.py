"""Feedback pages: marks first, made again only where something changed; one failure is one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from grader.__main__ import main
from grader.classroom.pages import feedback, process
from grader.classroom.pages.converter import Converter, Made, Wanted
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")
Say = Callable[..., tuple[int, str]]
EVERYBODY = {("ada", "one"), ("ben", "one"), ("ben", "rich"), ("ada", "old")}


class Here:
    """In place of a pool of processes: everything is done in this one."""

    def __init__(self, _: int, __: Any, ___: Any, settings: tuple[Any]) -> None:
        process._Process.converter = Converter(*settings)

    def submit(self, work: Callable[[Wanted], Made], wanted: Wanted) -> Future[Made]:
        done: Future[Made] = Future()
        try:
            done.set_result(work(wanted))
        except BaseException as error:
            done.set_exception(error)
        return done

    def shutdown(self, **_: Any) -> None:
        """Do nothing: there is nothing to end."""


@pytest.fixture
def course(again: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(again)
    return again


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "ProcessPoolExecutor", Here)


@pytest.fixture
def say(course: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs ``grader feedback`` in the course."""

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["feedback", *words])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


def pages(course: Path) -> dict[tuple[str, str], Path]:
    found = (course / "feedback").glob("*/*/*.html")
    return {(path.parts[-3], path.parts[-2]): path for path in found}


def times(course: Path) -> dict[tuple[str, str], int]:
    return {key: path.stat().st_mtime_ns for key, path in pages(course).items()}


def changed(course: Path, before: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    return {key for key, when in times(course).items() if before.get(key) != when}


@pytest.mark.usefixtures("here")
def test_marks_and_cards_come_first_with_links_that_lead_somewhere(course: Path, say: Say) -> None:
    status, told = say("one")
    assert status == 0, told
    page = pages(course)["ben", "one"].read_text("utf-8")
    body = page[page.index('id="text-Your-marks"') :]
    assert body.index("train_step</a>: ") < body.index("Gradients pile up")
    assert body.index("Gradients pile up") < body.index("The notebook")
    assert body.index("The notebook") < body.index("import")
    links = set(re.findall(r'href="#([\w-]+)"', body)) - {"top"}
    anchors = set(re.findall(r'(?:name|id)="([\w-]+)"', page))
    assert {"text-train_step", "text-Answer-to-train_step"} <= links <= anchors


@pytest.mark.usefixtures("here")
def test_only_what_changed_is_made_again(course: Path, say: Say) -> None:
    assert say()[0] == 0
    assert pages(course).keys() == EVERYBODY
    before = times(course)
    status, told = say()
    assert status == 0
    assert "4  as they were" in told
    assert changed(course, before) == set()
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        comment = book.find_comment("train_step", "one", "one", "ben")
        comment.manual_comment = "Look at the order."
        book.db.commit()
    pages(course)["ada", "old"].unlink()
    before = times(course)
    assert say()[0] == 0
    assert changed(course, before) == {("ben", "one"), ("ada", "old")}
    page = pages(course)["ben", "one"].read_text("utf-8")
    assert "Look at the order." in page
    assert "your answer, with a comment" in page
    tiny.change(course, "update grade set manual_score = 1.5")
    before = times(course)
    assert say("rich")[0] == 0
    assert changed(course, before) == {("ben", "rich")}
    before = times(course)
    assert say("--force", "--student", "ada")[0] == 0
    assert changed(course, before) == {("ada", "one"), ("ada", "old")}


@pytest.mark.usefixtures("here")
def test_one_that_fails_is_a_sentence_and_the_others_go_on(course: Path, say: Say) -> None:
    assert say()[0] == 0
    (course / "autograded" / "ada" / "one" / "one.ipynb").chmod(0o644)
    (course / "autograded" / "ada" / "one" / "one.ipynb").write_text("{")
    (course / "autograded" / "ada" / "old" / "old.ipynb").unlink()
    status, told = say("--force")
    assert status == 1
    assert re.search(r"one  ada: its pages could not be made: .*\.?$", told, re.MULTILINE)
    assert "old  ada: there is no graded notebook old: grader autograde comes before" in told
    assert "2  made" in told
    assert ("ada", "one") in pages(course)  # what was told before is not taken away
    assert not list((course / ".grader").glob("pages-*"))


class Stops(Here):
    """A pool in which one submission is interrupted, or ends its process."""

    what: BaseException = KeyboardInterrupt()

    def submit(self, work: Callable[[Wanted], Made], wanted: Wanted) -> Future[Made]:
        if (wanted.student, wanted.stage) != ("ben", "one"):
            return super().submit(work, wanted)
        done: Future[Made] = Future()
        done.set_exception(self.what)
        return done


def test_an_interrupted_run_goes_on(
    course: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "ProcessPoolExecutor", Stops)
    monkeypatch.setattr(feedback, "AHEAD", 1)
    status, told = say("--workers", "1")
    assert status == 130
    assert "left; the same command goes on from here." in told
    made = pages(course).keys()
    assert made < EVERYBODY
    with (course / ".grader" / feedback.RECORD).open("ab") as file:
        file.write(b'\n{"stage": "on')  # a line that was cut off
    (course / ".grader" / "pages-1" / "ben").mkdir(parents=True)  # and a page
    before = times(course)
    monkeypatch.setattr(feedback, "ProcessPoolExecutor", Here)
    assert say()[0] == 0
    assert changed(course, before) == EVERYBODY - made
    assert "4  as they were" in say()[1]
    assert not list((course / ".grader").glob("pages-*"))


def test_one_that_ends_its_process_leaves_the_others_alone(
    course: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "ProcessPoolExecutor", Stops)
    monkeypatch.setattr(Stops, "what", BrokenProcessPool())
    status, told = say()
    assert status == 1
    assert f"one  ben: {feedback.LOST}" in told
    assert pages(course).keys() == EVERYBODY - {("ben", "one")}


@pytest.mark.timeout(300)
def test_processes_make_the_same_pages(course: Path, say: Say) -> None:
    assert say("one", "--workers", "2")[0] == 0
    assert {key for key in EVERYBODY if key[1] == "one"} == pages(course).keys()
    assert not list((course / ".grader").glob("pages-*"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("two",), "The gradebook has no assignment 'two'."),
        (("--student", "cyd"), "'cyd' has no marks, so there is nothing to tell."),
    ],
)
def test_what_cannot_be_made_is_said(say: Say, words: tuple[str, ...], sentence: str) -> None:
    status, told = say(*words)
    assert status == 2
    assert sentence in told
    assert told.count("\n") == 1


def test_without_marks_or_gradebook_nothing_is_made(course: Path, say: Say) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for stage, students in tiny.CLASS.items():
            for student in students:
                book.remove_submission(stage, student)
    status, told = say()
    assert (status, "Nothing is graded yet" in told) == (2, True)
    (course / "gradebook.db").unlink()
    status, told = say()
    assert (status, "There is no gradebook at" in told) == (2, True)
    assert not os.path.exists(course / "feedback")
