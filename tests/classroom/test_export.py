"""Marks in the forms of learning platforms, each read as that platform reads it."""

from __future__ import annotations

import csv
import html
import json
import os
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.__main__ import main
from grader.classroom.grading import autograde
from grader.classroom.grading.course import Course
from grader.classroom.platforms import gradescope
from grader.classroom.platforms.record import Record, Taken
from tests.classroom import tiny
from tests.classroom.platform_files import (
    Canvas,
    Moodle,
    canvas_book,
    notebook,
    read_github,
    read_gradescope,
    table,
    worksheet,
)

pytestmark = pytest.mark.xdist_group("tiny")
ADA, BEN = ("Ada Lovelace", 101), ("Ben Müller", 102)
PEOPLE = {ADA: "ada@example.org", BEN: "ben@example.org"}
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def named(again: Path) -> Path:
    """Return a graded course whose students have names: ada is right, ben is not."""
    with Gradebook(f"sqlite:///{again / 'gradebook.db'}") as book:
        for student, first, last in (("ada", "Ada", "Lovelace"), ("ben", "Ben", "Müller")):
            address = f"{student}@example.org"
            book.update_or_create_student(student, first_name=first, last_name=last, email=address)
        book.add_student("cyd", first_name="Cyd", last_name="=HYPERLINK(1)")
    return again


@pytest.fixture
def say(named: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs ``grader export`` in the course."""
    monkeypatch.chdir(named)

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["export", *map(str, words)])
        except SystemExit as error:  # argparse's
            status = int(str(error.code))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def score(course: Path, student: str, stage: str = "one") -> float:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return float(book.find_submission(stage, student).score)


def wait(course: Path, student: str) -> None:
    """Let something of a student wait to be graded by hand."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for made in book.find_submission("one", student).notebooks:
            for grade in made.grades:
                grade.needs_manual_grade = True
        book.db.commit()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Moodle ------------------------------------------------------------------------------------------


def test_moodle_reads_grades_comments_and_pages(say: Say, named: Path, tmp_path: Path) -> None:
    for student in ("ada", "ben"):
        page = named / "feedback" / student / "one" / "one.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"feedback for {student}")
    sheet = worksheet(tmp_path / "sheet.csv", PEOPLE)
    status, out, _ = say("one", "--to", "moodle", "--worksheet", sheet)
    assert status == 0
    assert "2  marks written" in out
    moodle = Moodle({101: "Ada", 102: "Ben"})
    moodle.read(named / "exports" / "one-moodle.csv")
    moodle.read_feedback(named / "exports" / "one-moodle-feedback.zip")
    assert moodle.grades == {101: 4.0, 102: pytest.approx(score(named, "ben"), abs=0.005)}
    assert moodle.grades[102] < 4
    assert moodle.comments[101] == "Marks: 4 of 4 points. train_step: 4 of 4."
    assert "(Gradients pile up from one update to the next)" in moodle.comments[102]
    assert moodle.files == {
        101: {"one.html": b"feedback for ada"},
        102: {"one.html": b"feedback for ben"},
    }


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            "def train_step(:",
            "train_step: 0 of 4 (grade_train_step stopped with NameError: name 'train_step' is not "
            "defined. Before that, train_step stopped with SyntaxError: invalid syntax",
        ),
        (None, "train_step: 0 of 4 (one.ipynb was cut off, or is no notebook)."),
    ],
)
def test_a_comment_says_why_there_is_no_verdict(
    say: Say, named: Path, tmp_path: Path, source: str | None, why: str
) -> None:
    path = named / "submitted" / "ben" / "one" / "one.ipynb"
    made = nbformat.read(path, as_version=4)
    made.cells[1].source = source or ""
    path.write_text("{" if source is None else nbformat.writes(made), "utf-8")
    course = Course(tiny.settings(named))
    autograde.grade(course, course.plan("one", ["ben"]).tasks, 1, lambda entry: None)
    sheet = worksheet(tmp_path / "sheet.csv", PEOPLE)
    assert say("one", "--to", "moodle", "--worksheet", sheet)[0] == 0
    comments = [row["Feedback comments"] for row in rows(named / "exports" / "one-moodle.csv")]
    assert why in html.unescape(comments[1])
    assert "stopped" not in comments[0]


def test_all_else_in_the_worksheet_stays(say: Say, named: Path, tmp_path: Path) -> None:
    sheet = worksheet(tmp_path / "sheet.csv", PEOPLE | {("Zoe Stranger", 103): "zoe@example.org"})
    before = rows(sheet)
    assert "1 of its rows (Zoe Stranger)" in say("one", "--to", "moodle", "--worksheet", sheet)[1]
    after = rows(named / "exports" / "one-moodle.csv")
    assert len(after) == len(before) == 3
    filled = {"Grade", "Feedback comments"}
    for old, new in zip(before, after, strict=True):
        assert {name for name in old if old[name] != new[name]} <= filled
    assert after[2] == before[2]


def test_numbers_of_collected_work_come_before_names(say: Say, named: Path, tmp_path: Path) -> None:
    record = Record(named / ".grader" / "collected.jsonl")
    record.add(Taken("moodle", "one", "102", "ada"))
    sheet = worksheet(tmp_path / "sheet.csv", {("Somebody Else", 102): ""})
    assert say("one", "--to", "moodle", "--worksheet", sheet)[0] == 1  # ben has no row
    (row,) = rows(named / "exports" / "one-moodle.csv")
    assert row["Grade"] == "4"


def test_what_waits_is_counted_and_not_exported(say: Say, named: Path, tmp_path: Path) -> None:
    wait(named, "ada")
    sheet = worksheet(tmp_path / "sheet.csv", PEOPLE, Grade="1.00")
    status, out, _ = say("one", "--to", "moodle", "--worksheet", sheet)
    assert status == 1
    assert "1  not written: waits to be graded by hand (ada)" in out
    grades = {row["Identifier"]: row["Grade"] for row in rows(named / "exports/one-moodle.csv")}
    assert grades["Participant 101"] == "1.00"
    assert grades["Participant 102"] != "1.00"


def test_what_waits_goes_to_no_platform(say: Say, named: Path, tmp_path: Path) -> None:
    wait(named, "ada")
    book = canvas_book(tmp_path / "book.csv", {k: BOOK[k] for k in list(BOOK)[:2]})
    assert say("one", "--to", "canvas", "--worksheet", book)[0] == 1
    canvas = Canvas({7001, 7002}, {4711: "one", 4712: "Other"})
    canvas.read(named / "exports" / "one-canvas.csv")
    assert {student for student, _ in canvas.grades} == {7002}
    for platform, student in (("gradescope", ("--student", "ada")), ("github", ())):
        status, out, _ = say("one", "--to", platform, *student)
        assert status == 1
        assert "waits to be graded by hand (ada)" in out
        assert not list((named / "exports" / f"one-{platform}").glob("ada*"))
    assert say("one", "--to", "csv")[0] == 1
    marked = {row["student_id"]: row for row in rows(named / "exports" / "marks.csv")}
    assert marked["ada"]["state"] == "waits"
    assert not [
        value
        for name, value in marked["ada"].items()
        if name in ("score", "late_penalty") and value
    ]


def test_another_maximum_is_not_passed_over(say: Say, named: Path, tmp_path: Path) -> None:
    sheet = worksheet(tmp_path / "sheet.csv", PEOPLE, most="100,00")
    status, _, said = say("one", "--to", "moodle", "--worksheet", sheet)
    assert status == 2
    assert "The maximum is 100 in Moodle, and 4 here" in said
    assert not (named / "exports").exists()
    assert say("one", "--to", "moodle", "--worksheet", sheet, "--scale")[0] == 0
    first, second = rows(named / "exports" / "one-moodle.csv")
    assert first["Grade"] == "100"
    assert "," in second["Grade"] or float(second["Grade"]) == 25 * score(named, "ben")


def test_columns_of_another_language_are_named_and_what_is_not_seen_to_is_said(
    say: Say, named: Path, tmp_path: Path
) -> None:
    columns = ("ID", "Vollständiger Name", "E-Mail", "Bewertung", "Beste Bewertung")
    row = ("Teilnehmer/in101", "Ada Lovelace", "ada@example.org", "", "4,00")
    sheet = table(tmp_path / "s.csv", [columns, row])
    Record(named / ".grader" / "collected.jsonl").add(Taken("moodle", "one", "101", "ada"))
    fill = ("one", "--to", "moodle", "--worksheet", sheet)
    assert "There is no column Grade: name the one for marks with --column." in say(*fill)[2]
    _, out, _ = say(*fill, "--column", "Bewertung")
    assert "There is no column Maximum grade: see that the maximum in Moodle is 4." in out
    assert "no comments are written" in out
    assert rows(named / "exports" / "one-moodle.csv")[0]["Bewertung"] == "4"
    status, _, said = say(*fill, "--column", "Bewertung", "--scale")
    assert (status, "cannot be read, so no mark can be converted" in said) == (2, True)


def test_comments_of_a_person_stay_and_ours_are_renewed(
    say: Say, named: Path, tmp_path: Path
) -> None:
    own = worksheet(tmp_path / "own.csv", {ADA: ""}, **{"Feedback comments": "See me."})
    say("one", "--to", "moodle", "--worksheet", own)
    assert rows(named / "exports" / "one-moodle.csv")[0]["Feedback comments"] == "See me."
    ours = worksheet(tmp_path / "ours.csv", {ADA: ""}, **{"Feedback comments": "Marks: 1 of 4."})
    say("one", "--to", "moodle", "--worksheet", ours)
    assert "Marks: 4 of 4" in rows(named / "exports" / "one-moodle.csv")[0]["Feedback comments"]


def test_a_grade_that_moodle_has_closed_is_left(say: Say, named: Path, tmp_path: Path) -> None:
    sheet = worksheet(tmp_path / "sheet.csv", {ADA: ""}, **{"Grade can be changed": "No"})
    status, out, _ = say("one", "--to", "moodle", "--worksheet", sheet)
    assert (status, "cannot be changed" in out) == (1, True)


def test_late_penalties_are_taken_off(say: Say, named: Path, tmp_path: Path) -> None:
    with Gradebook(f"sqlite:///{named / 'gradebook.db'}") as book:
        for made in book.find_submission("one", "ada").notebooks:
            made.late_submission_penalty = 1.255
        book.db.commit()
    say("one", "--to", "moodle", "--worksheet", worksheet(tmp_path / "s.csv", {ADA: ""}))
    (row,) = rows(named / "exports" / "one-moodle.csv")
    assert row["Grade"] == "2.75"  # 2.745, rounded as people do
    assert "1.26 were taken off, since it was late" in row["Feedback comments"]


# Canvas ------------------------------------------------------------------------------------------

BOOK = {
    ("Lovelace, Ada", 7001): ("ada", ""),
    ("Müller, Ben", 7002): ("ben@example.org", "1.00"),
    ("Excused, Eve", 7003): ("eve", "EX"),
    ("Stranger, Zoe", 7004): ("zoe", "2.00"),
    ("Student, Test", 7005): ("", "N/A"),
}


def test_canvas_reads_one_column_and_makes_none(say: Say, named: Path, tmp_path: Path) -> None:
    book = canvas_book(tmp_path / "book.csv", BOOK)
    status, out, _ = say("one", "--to", "canvas", "--worksheet", book)
    assert status == 0
    assert "2  marks written" in out
    canvas = Canvas({7001, 7002, 7003, 7004, 7005}, {4711: "one", 4712: "Other"})
    canvas.read(named / "exports" / "one-canvas.csv")
    assert canvas.made == []
    ben = f"{score(named, 'ben'):.2f}".rstrip("0").rstrip(".")
    assert canvas.grades == {(7001, "one"): "4", (7002, "one"): ben, (7003, "one"): "EX"}
    lines = (named / "exports" / "one-canvas.csv").read_text("utf-8").splitlines()
    assert lines[2].startswith("    Points Possible,")


def test_who_is_excused_stays_excused_whatever_the_mark(
    say: Say, named: Path, tmp_path: Path
) -> None:
    book = canvas_book(tmp_path / "book.csv", {("Lovelace, Ada", 7001): ("ada", "EX")})
    status, out, _ = say("one", "--to", "canvas", "--worksheet", book)
    assert status == 1
    assert "is excused in Canvas (ada)" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("rich",), "There is no column for rich: name it with --column. The columns are:"),
        (("one", "--column", "Two"), "There is no column for Two"),
        (("one", "--column", "Other"), "The maximum is 10 in Canvas, and 4 here"),
        (("one", "--column", "Current Score"), "Canvas lets nobody change"),
    ],
)
def test_a_column_that_cannot_be_meant_is_not_filled(
    say: Say, named: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    book = canvas_book(tmp_path / "book.csv", BOOK)
    status, _, said = say(*words, "--to", "canvas", "--worksheet", book)
    assert status == 2
    assert told in said
    assert not (named / "exports").exists()


def test_two_columns_of_one_title_are_told_apart(say: Say, named: Path, tmp_path: Path) -> None:
    columns = ("Student", "ID", "SIS Login ID", "Section", "one (1)", "one (2)")
    possible = ("    Points Possible", "", "", "", "4", "4")
    book = table(tmp_path / "b.csv", [columns, possible, ("A", "7", "ada", "All", "", "")], ";")
    status, _, said = say("one", "--to", "canvas", "--worksheet", book)
    assert (status, "more than one column for one" in said) == (2, True)
    status, _, _ = say("one", "--to", "canvas", "--worksheet", book, "--column", "one (2)")
    assert status == 1  # ben has no row
    canvas = Canvas({7}, {1: "one", 2: "second"})
    canvas.read(named / "exports" / "one-canvas.csv")
    assert canvas.grades == {(7, "second"): "4"}


# Tables ------------------------------------------------------------------------------------------


def test_tables_have_a_line_for_each_mark_exercise_and_promise(say: Say, named: Path) -> None:
    wait(named, "ada")
    status, _, _ = say("--to", "csv")
    assert status == 1
    marks = {(r["assignment"], r["student_id"]): r for r in rows(named / "exports/marks.csv")}
    assert marks["one", "ada"] | {"timestamp": ""} == {
        "assignment": "one", "student_id": "ada", "last_name": "Lovelace", "first_name": "Ada",
        "email": "ada@example.org", "timestamp": "", "state": "waits", "waiting": "1",
        "late_penalty": "", "score": "", "max_score": "4",
    }  # fmt: skip
    assert marks["one", "cyd"]["state"] == "nothing handed in"
    assert marks["one", "cyd"]["score"] == ""
    assert marks["one", "cyd"]["last_name"] == "'=HYPERLINK(1)"
    assert float(marks["rich", "ben"]["score"]) == pytest.approx(
        score(named, "ben", "rich"), abs=0.01
    )

    exercises = rows(named / "exports" / "exercises.csv")
    ben = next(r for r in exercises if (r["assignment"], r["student_id"]) == ("one", "ben"))
    assert ben["exercise"] == "01_loop/train_step"
    assert ben["mistakes"] == "missing_zero_grad"
    promises = [r for r in rows(named / "exports/promises.csv") if r["student_id"] == "ben"]
    assert {r["kept"] for r in promises} == {"yes", "no"}
    earned = sum(float(r["points"]) for r in promises if r["assignment"] == "one")
    assert earned == pytest.approx(score(named, "ben"), abs=0.03)


def test_one_assignment_and_one_student_can_be_asked_for(say: Say, named: Path) -> None:
    assert say("one", "--to", "csv", "--student", "ben", "--output", "there")[0] == 0
    (row,) = rows(named / "there" / "marks.csv")
    assert (row["assignment"], row["student_id"]) == ("one", "ben")


def test_who_handed_in_nothing_is_no_stranger(say: Say, named: Path, tmp_path: Path) -> None:
    sheet = worksheet(tmp_path / "sheet.csv", PEOPLE)
    for words in (("--to", "moodle", "--worksheet", sheet), ("--to", "csv"), ("--to", "github")):
        _, out, _ = say("one", *words, "--student", "cyd")
        assert "cyd handed in nothing for one." in out
        assert "whom the course knows" not in out
        assert "marks written" not in out
    _, out, _ = say("one", "--to", "moodle", "--worksheet", sheet, "--student", "ada")
    assert "1  mark written" in out
    assert "whom the course knows" not in out


def test_what_was_handed_in_and_not_graded_is_said(say: Say, named: Path) -> None:
    (named / "submitted" / "cyd" / "one").mkdir(parents=True)
    status, out, _ = say("one", "--to", "csv")
    assert (status, "handed in and not graded: run grader autograde (cyd)" in out) == (1, True)


def test_what_was_handed_in_again_since_has_no_mark_yet(say: Say, named: Path) -> None:
    (named / "submitted" / "ada" / "one" / "timestamp.txt").write_text("2026-03-05 12:00:00 UTC")
    status, out, _ = say("one", "--to", "csv")
    assert status == 1
    assert "handed in again and not graded since: run grader autograde (ada)" in out
    by_student = {row["student_id"]: row for row in rows(named / "exports/marks.csv")}
    assert (by_student["ada"]["state"], by_student["ada"]["score"]) == ("handed in again", "")


# Gradescope and GitHub ---------------------------------------------------------------------------


def test_gradescope_reads_a_result(say: Say, named: Path) -> None:
    assert say("one", "--to", "gradescope", "--student", "ben")[0] == 0
    total, tests = read_gradescope(named / "exports" / "one-gradescope" / "ben.json")
    assert total == pytest.approx(score(named, "ben"), abs=0.005)
    assert tests == {"01_loop/train_step": total}


def test_gradescopes_archive_has_what_it_asks_for(say: Say, named: Path) -> None:
    (named / "promise_weights.toml").write_text('["01_loop/train_step"]\n')
    assert say("one", "--to", "gradescope")[0] == 0
    with zipfile.ZipFile(named / "exports" / "one-gradescope.zip") as archive:
        names = set(archive.namelist())
        for script in ("setup.sh", "run_autograder"):
            assert archive.read(script).startswith(b"#!")
            assert (archive.getinfo(script).external_attr >> 16) & stat.S_IXUSR
            assert b"one" in archive.read(script)
        json.loads(archive.read("not_graded.json"))
    own = {"source/one/one.ipynb", ".grader_secret", "promise_weights.toml"}
    assert {f"course/{name}" for name in own} <= names
    assert {"grader/pyproject.toml", "grader/grader/__main__.py"} <= names
    assert not any("gradebook" in name or "submitted" in name for name in names)


@pytest.mark.usefixtures("shared_sandbox")
def test_what_gradescope_runs_makes_a_result(
    named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of run_autograder, below another folder than Gradescope's."""
    with (named / "nbgrader_config.py").open("a") as file:
        file.write("c.Judged.allow_weaker_isolation = True\n")
    (tmp_path / "submission" / "hw").mkdir(parents=True)
    (tmp_path / "submission" / "hw" / "one (1).ipynb").write_bytes(notebook(named, "one"))
    text = gradescope.RUN.format(stage="one").replace("/autograder", str(tmp_path))
    monkeypatch.chdir(named)
    for line in text.splitlines():
        if line.startswith("grader "):
            assert main(line.split()[1:]) == 0, line
    made = re.search(r"^made=(.*)$", text, re.MULTILINE)
    assert made
    assert read_gradescope(Path(made[1])) == (4.0, {"01_loop/train_step": 4.0})


def test_github_reads_a_result(say: Say, named: Path) -> None:
    assert say("one", "--to", "github")[0] == 0
    folder = named / "exports" / "one-github"
    assert read_github((folder / "ada.env").read_text()) == (4.0, 4.0, "pass")
    earned, most, status = read_github((folder / "ben.env").read_text())
    assert earned == pytest.approx(score(named, "ben"), abs=0.005)
    assert (most, status) == (4.0, "fail")


# Bad input ---------------------------------------------------------------------------------------


def bad_inputs(tmp: Path) -> dict[str, tuple[list[object], str]]:
    """Return bad input by what is bad about it: the words, and part of the sentence."""
    sheet = worksheet(tmp / "sheet.csv", PEOPLE)
    (tmp / "file").write_text("")
    table(tmp / "short.csv", [("Identifier", "Full name"), ("Participant 1", "Ada")])
    table(tmp / "other.csv", [("a", "b"), ("c", "d")])
    moodle, canvas = ["--to", "moodle"], ["--to", "canvas"]
    fill = ["--worksheet", sheet]
    return {
        "no platform": (["one"], "required: --to"),
        "an unknown platform": (["one", "--to", "ilias"], "invalid choice"),
        "no such assignment": (["onne", *moodle, *fill], "Those that it has: old, one, rich."),
        "no assignment": ([*moodle, *fill], "Name the assignment"),
        "no assignment for github": (["--to", "github"], "Name the assignment"),
        "no worksheet": (["one", *moodle], "Name the file to fill with --worksheet"),
        "no gradebook": (["one", *canvas], "Canvas gives it in the gradebook, under Export"),
        "no such worksheet": (["one", *moodle, "--worksheet", tmp / "x"], "x cannot be read"),
        "no grade column": (
            ["one", *moodle, "--worksheet", tmp / "short.csv"],
            "There is no column Grade: name the one for marks with --column.",
        ),
        "another table": (
            ["one", *moodle, "--worksheet", tmp / "other.csv"],
            "no grading worksheet",
        ),
        "Moodle's for Canvas": (["one", *canvas, *fill], "This is no gradebook of Canvas's"),
        "no such student": (["one", "--to", "csv", "--student", "x"], "has no student 'x'"),
        "a worksheet for csv": (["one", "--to", "csv", *fill], "--worksheet belongs to"),
        "a scale for github": (["one", "--to", "github", "--scale"], "--scale belongs to"),
        "a file as folder": (["--to", "csv", "--output", tmp / "file"], "cannot be written"),
        "no such column": (["one", *moodle, *fill, "--column", "Mark"], "There is no column Mark"),
    }


def test_bad_input_is_told_in_a_sentence_and_changes_nothing(
    say: Say, named: Path, tmp_path: Path
) -> None:
    inputs = bad_inputs(tmp_path)
    assert len(inputs) == 16
    before = tiny.contents(named)
    for what, (words, told) in inputs.items():
        status, out, said = say(*words)
        assert (status, out) == (2, ""), what
        assert told in said, what
        assert "Traceback" not in said, what
    assert tiny.contents(named) == before


def test_nothing_is_exported_over_what_was_exported(say: Say, named: Path, tmp_path: Path) -> None:
    say("one", "--to", "moodle", "--worksheet", worksheet(tmp_path / "s.csv", PEOPLE))
    again = named / "exports" / "one-moodle.csv"
    status, _, said = say("one", "--to", "moodle", "--worksheet", again)
    assert (status, "fill the file that you downloaded" in said) == (2, True)


def test_a_gradebook_without_marks_writes_no_worksheet(
    say: Say, named: Path, tmp_path: Path
) -> None:
    sheet = worksheet(tmp_path / "s.csv", {("Zoe", 9): "zoe@example.org"})
    _, out, _ = say("one", "--to", "moodle", "--worksheet", sheet)
    assert "Nothing was written" in out
    assert not (named / "exports").exists()
    assert os.listdir(tmp_path / "again")
