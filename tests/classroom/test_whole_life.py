"""A course from its first command to the next term's, with nbgrader's own where it has them."""

from __future__ import annotations

import io
import os
import re
import shlex
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeSubmit
from traitlets.config import Config

from grader.__main__ import main
from grader.classroom.authoring.build import ROOT
from grader.classroom.courses import checks
from grader.classroom.courses.checks import loaded
from grader.classroom.demo import demo, sample
from tests.classroom.platform_files import Moodle, moodle_zip, worksheet

pytestmark = [pytest.mark.xdist_group("tiny"), pytest.mark.usefixtures("shared_sandbox")]
STAGE = "00_start"
BEN_ID = "ben@example.org"
ADA, BEN = ("Ada Lovelace", 101), ("Ben Müller", 102)
SHEET = {ADA: "ada@example.org", BEN: "ben@example.org"}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], own_path: None) -> Run:
    """Return what runs a command: its status, and what it says."""

    def command(*words: object) -> tuple[int, str]:
        capsys.readouterr()
        status = main([str(word) for word in words])
        told = capsys.readouterr()
        return status, told.out + told.err

    return command


def commands() -> list[list[str]]:
    """Return the commands that README.md shows an instructor, without ``grader``."""
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text[text.index("## For instructors") :], re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    here = [words for words in lines if words[:2] != [".venv/bin/grader", "autograde"]]
    return [words[1:] for words in here[:6]]


def add_essay(course: Path) -> None:
    """Let the instructor add a question of their own that a person grades."""
    path = course / "source" / STAGE / f"{STAGE}.ipynb"
    made = nbformat.read(path, as_version=4)
    essay = nbformat.v4.new_markdown_cell("Your answer")
    about: dict[str, Any] = {"grade": True, "solution": True, "locked": False, "task": False}
    essay.metadata["nbgrader"] = {**about, "grade_id": "essay", "points": 2, "schema_version": 3}
    made.cells.append(essay)
    nbformat.write(made, path)


def answered(course: Path, *, right: bool) -> bytes:
    """Return the released notebook with answers in it."""
    made = nbformat.read(course / "release" / STAGE / f"{STAGE}.ipynb", as_version=4)
    solved = sample.notebook(ROOT, sample.Submission("x", {}, stage=STAGE))
    answers = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in solved.cells
    }
    for cell in made.cells:
        about = cell.metadata.get("nbgrader", {})
        if right and about.get("solution") and about["grade_id"] in answers:
            cell.source = answers[about["grade_id"]]
        if about.get("grade_id") == "essay":
            cell.source = "I learned to read a card."
    return nbformat.writes(made).encode()


def submit(folder: Path, exchange: str, content: bytes) -> None:
    """Hand in through nbgrader's exchange, as a learner's own program does."""
    (folder / STAGE).mkdir(parents=True)
    (folder / STAGE / f"{STAGE}.ipynb").write_bytes(content)
    config = Config()
    config.Exchange.root, config.Exchange.cache = exchange, str(folder / "cache")
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(folder), "ml-2027"
    config.CourseDirectory.assignment_id = STAGE
    before = Path.cwd()
    os.chdir(folder)
    try:
        folders, who = CourseDirectory(config=config), Authenticator(config=config)
        ExchangeSubmit(coursedir=folders, authenticator=who, config=config).start()
    finally:
        os.chdir(before)


def submitted_zip(path: Path, content: bytes, day: int) -> Path:
    moodle_zip(path, {BEN: {f"{STAGE} (1).ipynb": content}})
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as target:
        for info in old.infolist():
            content = old.read(info)
            info.date_time = (2026, 3, day, 12, 0, 0)
            target.writestr(info, content)
    path.write_bytes(made.getvalue())
    return path


def exported(course: Path) -> dict[int, float]:
    moodle = Moodle({101: ADA[0], 102: BEN[0]}, most=3)
    moodle.read(course / "exports" / f"{STAGE}-moodle.csv")
    return moodle.grades


def test_a_course_from_new_to_next(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, exchange = tmp_path / "ml-2027", tmp_path / "exchange"
    new, check, following, collect, autograde, export = commands()
    monkeypatch.setattr(checks, "_check_isolation", lambda course: None)  # another test does
    status, _ = run(*(word.replace("..", str(tmp_path)) for word in new), "--exchange", exchange)
    assert status == 0
    monkeypatch.chdir(course)
    assert run(*check)[0] == 0
    add_essay(course)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
        file.write("c.Judged.allow_weaker_isolation = True\n")
        file.write("c.Exchange.timezone = 'UTC'\n")
    api = NbGraderAPI(config=loaded(course))
    demo.checked(api.generate_assignment(STAGE, force=True, create=False), "generate")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.update_or_create_assignment(STAGE, duedate="2026-03-02 12:00:00 UTC")

    # Given out, and handed in in two ways.
    demo.checked(api.release_assignment(STAGE), "release")
    assert api.get_released_assignments() == {STAGE}
    right, wrong = (answered(course, right=each) for each in (True, False))
    submit(tmp_path / "learner", str(exchange), right)
    demo.checked(api.collect(STAGE), "collect")
    (learner,) = (path.name for path in (course / "submitted").iterdir())
    (course / "submitted" / learner / STAGE / "timestamp.txt").write_text("2026-03-01 08:00:00 UTC")
    submitted_zip(course / "submissions.zip", wrong, 1)
    worksheet(course / "worksheet.csv", SHEET, most="3.00")
    assert run(*collect)[0] == 0
    assert {path.name for path in (course / "submitted").iterdir()} == {learner, BEN_ID}

    # Marked; the essay waits, so nothing goes out.
    status, told = run(*autograde, "--workers", "1")
    assert status == 0, told
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.update_or_create_student(learner, first_name="Ada", last_name="Lovelace")
    status, told = run(*export)
    assert status == 1
    assert "2  not written: waits to be graded by hand" in told
    assert not (course / "exports").exists()

    # Ben hands in again, late; the essays are graded.
    again = submitted_zip(tmp_path / "again.zip", right, 9)
    status, told = run("collect", again, "--from", "moodle", "--timezone", "UTC")
    assert (status, "1  newer, replaces what was there; 1 of them late" in told) == (0, True)
    assert run(*autograde, "--workers", "1")[0] == 0
    grade_essays(course)
    assert run(*autograde)[0] == 0  # what is taken off for lateness is another amount now
    assert run(*export)[0] == 0
    assert exported(course) == {101: 3.0, 102: 0.0}

    # An extension for Ben: the same work is not late any more.
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.grant_extension(STAGE, BEN_ID, days=9)
    assert run(*autograde, "--workers", "1")[0] == 0
    demo.checked(api.generate_feedback(STAGE, force=True), "write feedback")
    assert run(*export)[0] == 0
    assert exported(course) == {101: 3.0, 102: 3.0}
    moodle = Moodle({101: ADA[0], 102: BEN[0]}, most=3)
    moodle.read_feedback(course / "exports" / f"{STAGE}-moodle-feedback.zip")
    assert {key: set(files) for key, files in moodle.files.items()} == {
        key: {f"{STAGE}.html"} for key in (101, 102)
    }
    assert run("export", "--to", "csv")[0] == 0

    # The term is over.
    assert run(*following)[0] == 0
    assert not (tmp_path / "ml-2028" / "submitted").exists()


def grade_essays(course: Path) -> None:
    """Do what the formgrader does when a person gives points."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(STAGE):
            for made in submission.notebooks:
                for grade in made.grades:
                    if grade.name == "essay":
                        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
