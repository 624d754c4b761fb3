"""A course is made whole or not at all, says what is wrong with it, and is followed by another."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.__main__ import main
from grader.classroom.courses import checks, new
from grader.classroom.grading.course import Course
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")
Say = Callable[..., tuple[int, str, str]]
STAGE = "00_start"
WHO = "lovelace1815"


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs ``grader course``."""

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["course", *map(str, words)])
        except SystemExit as error:  # argparse's
            status = int(str(error.code))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new course; do not write to it."""
    above = tmp_path_factory.mktemp("courses")
    words = ["--stages", "0", "--name", "ml-1", "--exchange", str(above / "exchange")]
    assert main(["course", "new", str(above / "course"), *words]) == 0
    return above / "course"


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Path:
    """Return a new course."""
    shutil.copytree(made, tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not try the sandbox out, which takes several seconds; another test does."""
    monkeypatch.setattr(checks, "_check_isolation", lambda course: None)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# New ---------------------------------------------------------------------------------------------


def test_a_new_course_has_all_that_nbgrader_needs(made: Path) -> None:
    assert names(made) == {
        "nbgrader_config.py",
        "README.md",
        "gradebook.db",
        ".grader_secret",
        f"source/{STAGE}/{STAGE}.ipynb",
        f"release/{STAGE}/{STAGE}.ipynb",
    }
    config = checks.loaded(made)
    found = Course(config, frozen=True)
    assert found.folders.course_id == "ml-1"
    assert config.Exchange.root == str(made.parent / "exchange")
    with found.gradebook() as book:
        assert [assignment.name for assignment in book.assignments] == [STAGE]
        assert list(book.students) == []


def test_solutions_are_not_released_and_nobody_else_reads_the_course(made: Path) -> None:
    released = (made / "release" / STAGE / f"{STAGE}.ipynb").read_text()
    assert "BEGIN SOLUTION" not in released
    assert "NotImplementedError" in released
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE((made / ".grader_secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((made.parent / "exchange").stat().st_mode) == 0o777


def test_its_readme_names_commands_that_are_there(made: Path) -> None:
    text = (made / "README.md").read_text()
    for command in re.findall(r"`grader ([^`]+)`", text):
        words = command.replace(" . ", " ").split()
        with pytest.raises(SystemExit) as ended:
            main([*words[: 2 if words[0] == "course" else 1], "--help"])
        assert ended.value.code == 0
        options = [word for word in words if word.startswith("--")]
        assert set(options) <= {
            "--from", "--to", "--roster", "--worksheet", "--student"
        }, command  # fmt: skip
    assert f"grader autograde {STAGE}" in text
    assert str(made.parent / "exchange") in text


def test_stages_are_chosen_by_number_or_name() -> None:
    assert new.chosen_stages("7, 01,07_epoch") == ["07_epoch", "01_loop"]
    assert len(new.chosen_stages(None)) == 14


def bad_courses(tmp: Path) -> dict[str, tuple[list[object], str]]:
    """Return bad input by what is bad about it: the words, and part of the sentence."""
    (tmp / "full").mkdir()
    (tmp / "full" / "thesis.txt").write_text("mine")
    (tmp / "file").write_text("mine")
    (tmp / "gone").symlink_to(tmp / "nowhere")
    (tmp / "bare").mkdir()
    place = tmp / "course"
    return {
        "a full folder": (["new", tmp / "full"], "is not empty: choose another"),
        "a file": (["new", tmp / "file"], "is a file: choose another"),
        "a link to nothing": (["new", tmp / "gone"], "is a link to nothing"),
        "below a file": (["new", tmp / "file" / "course"], "No course can be made at"),
        "no such stage": (["new", place, "--stages", "01,77"], "There is no stage 77."),
        "a misspelt stage": (["new", place, "--stages", "7_epoch"], 'Did you mean "07_epoch"?'),
        "no stage": (["new", place, "--stages", ","], "--stages names no stage"),
        "a bad name": (["new", place, "--name", "a b/../c"], "is no id for a course"),
        "no name": (["new", place, "--name", ""], "Nothing is no id for a course"),
        "a bad folder name": (["new", tmp / "ml 2027"], "ml 2027 is no id for a course"),
        "an exchange within": (
            ["new", place, "--exchange", place / "exchange"], "lie in one another"
        ),
        "an exchange around": (["new", place, "--exchange", tmp], "lie in one another"),
        "an exchange that is a file": (
            ["new", place, "--exchange", tmp / "file"], "is a file: name a folder"
        ),
        "no folder to check": (["check", tmp / "none"], "There is no folder"),
        "no course to check": (["check", tmp / "bare"], "is no course: it has neither"),
        "no course to follow": (["next", tmp / "bare"], "is no course: it has neither"),
        "nothing": ([], "required: WHAT"),
    }  # fmt: skip


def test_bad_input_is_told_in_a_sentence_and_makes_nothing(say: Say, tmp_path: Path) -> None:
    inputs = bad_courses(tmp_path)
    assert len(inputs) == 17
    before = sorted(path.name for path in tmp_path.rglob("*"))
    for what, (words, told) in inputs.items():
        status, out, said = say(*words)
        assert (status, out) == (2, ""), what
        assert told in said, what
        assert "Traceback" not in said, what
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_nothing_is_left_of_a_course_that_could_not_be_made(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new, "release", full)
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "none"):
        status, _, said = say("new", tmp_path / folder, "--stages", "0")
        assert (status, "there is no room left on the disk" in said) == (2, True)
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


# Check -------------------------------------------------------------------------------------------


def test_nothing_is_wrong_with_a_new_course(say: Say, course: Path) -> None:
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.Judged.allow_weaker_isolation = True\n")  # wherever this test is run
    before = {name: text for name, (_, text) in tiny.contents(course).items()}
    status, out, _ = say("check", course)
    assert (status, out.splitlines()[-1]) == (0, "Nothing to mend.")
    assert {name: text for name, (_, text) in tiny.contents(course).items()} == before


def worth_one(path: Path) -> None:
    made = nbformat.read(path, as_version=4)
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata["nbgrader"]["points"] = 7
    nbformat.write(made, path)


def changed_points(course: Path) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.find_grade_cell("grade_hello", STAGE, STAGE).max_score = 3
        book.db.commit()


def another_kernel(path: Path) -> None:
    made = nbformat.read(path, as_version=4)
    made.metadata["kernelspec"]["name"] = "julia-1.6"
    nbformat.write(made, path)


def damage(course: Path, what: str) -> None:
    source = course / "source" / STAGE / f"{STAGE}.ipynb"
    config = course / "nbgrader_config.py"
    {
        "lines": lambda: config.write_text("c.CourseDirectory.course_id = 'x'\n"),
        "id": lambda: config.write_text(config.read_text().replace("'ml-1'", "'m l'")),
        "exchange": lambda: config.write_text(
            re.sub(r"root = .*", f"root = '{course / 'none'}'", config.read_text())
        ),
        "gradebook": lambda: (course / "gradebook.db").write_bytes(b"no gradebook at all" * 9),
        "no gradebook": lambda: (course / "gradebook.db").unlink(),
        "secret": lambda: (course / ".grader_secret").chmod(0o644),
        "no secret": lambda: (course / ".grader_secret").unlink(),
        "points": lambda: worth_one(source),
        "other points": lambda: changed_points(course),
        "source": lambda: shutil.rmtree(source.parent),
        "notebook": lambda: source.write_text("{"),
        "release": lambda: shutil.rmtree(course / "release"),
        "unreleased": lambda: shutil.copytree(source.parent, course / "source" / "new"),
        "kernel": lambda: another_kernel(source),
        "penalty": lambda: config.write_text(
            f'{config.read_text()}\nc.AssignLatePenalties.plugin_class = "none.PerDay"\n'
        ),
        "spelling": lambda: config.write_text(
            f'{config.read_text()}\nc.LateSubmissionPlugin.penalty_methods = "zero"\n'
        ),
        "syntax": lambda: config.write_text("c = ("),
    }[what]()


WRONG = {
    "lines": "lacks the two lines",
    "id": "The course id m l has more than",
    "exchange": "is not there: make that folder",
    "gradebook": "the file is no gradebook",
    "no gradebook": "There is no gradebook at",
    "secret": "is open to others (mode 644)",
    "no secret": "There is no secret at",
    "points": "calls grade(...) for 1 points, and its metadata for nbgrader says 7",
    "other points": "grade_hello has 1 points in the source, 3 in the gradebook",
    "source": "The gradebook has 00_start, and there is no source of it any more",
    "notebook": "00_start.ipynb cannot be read",
    "release": "The release of 00_start is gone: run nbgrader generate_assignment 00_start",
    "unreleased": "new was never released: run nbgrader generate_assignment new",
    "penalty": "is none.PerDay, which cannot be used (ModuleNotFoundError",
    "spelling": "has no setting penalty_methods, so what is said there changes nothing. "
    "Did you mean penalty_method?",
    "kernel": "The kernel julia-1.6 of 00_start is not installed",
}


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_course_is_said(say: Say, course: Path, what: str) -> None:
    (course.parent / "exchange").mkdir()
    damage(course, what)
    status, out, said = say("check", course)
    assert (status, said) == (1, "")
    assert WRONG[what] in out
    assert re.search(r"^\d+ things? to mend\.$", out, re.MULTILINE)


def test_settings_that_cannot_be_read_are_said(say: Say, course: Path) -> None:
    damage(course, "syntax")
    status, _, said = say("check", course)
    assert (status, "nbgrader_config.py could not be loaded: SyntaxError" in said) == (2, True)


# Next term ---------------------------------------------------------------------------------------


def used(course: Path) -> Path:
    """Let a term go by: students, work, marks, changed points, other files."""
    changed_points(course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.add_student(WHO, first_name="Ada", email=f"{WHO}@example.org")
        book.update_or_create_assignment(STAGE, duedate="2026-03-01 12:00:00 UTC")
    for name in (f"submitted/{WHO}/{STAGE}/x.ipynb", f"slides/{WHO}.pdf", ".grader/ledger.jsonl"):
        (course / name).parent.mkdir(parents=True)
        (course / name).write_text(WHO)
    (course / "source" / STAGE / "data.txt").write_text("given")
    return course


def test_next_terms_course_has_nothing_of_anybody(say: Say, course: Path, tmp_path: Path) -> None:
    used(course)
    before = {name: text for name, (_, text) in tiny.contents(course).items()}
    status, out, _ = say("next", course, "--to", tmp_path / "ml-2")
    assert status == 0
    assert "Not taken over: slides." in out
    assert "00_start: grade_hello is worth 3 points, as in the gradebook." in out
    assert {name: text for name, (_, text) in tiny.contents(course).items()} == before

    following = tmp_path / "ml-2"
    assert names(following) == {
        "nbgrader_config.py",
        "README.md",
        "gradebook.db",
        ".grader_secret",
        f"source/{STAGE}/{STAGE}.ipynb",
        f"source/{STAGE}/data.txt",
        f"release/{STAGE}/{STAGE}.ipynb",
        f"release/{STAGE}/data.txt",
    }
    for name in names(following):
        assert WHO.encode() not in (following / name).read_bytes(), name
    assert (following / ".grader_secret").read_text() != (course / ".grader_secret").read_text()
    config = checks.loaded(following)
    assert config.CourseDirectory.course_id == "ml-2"
    assert config.Exchange.root == checks.loaded(course).Exchange.root
    with closing(sqlite3.connect(following / "gradebook.db")) as book:
        assert book.execute("SELECT count(*) FROM student").fetchone() == (0,)
        assert book.execute("SELECT duedate FROM assignment").fetchall() == [(None,)]


def test_it_stands_beside_unless_it_is_told_where(
    say: Say, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def release(config: object, name: str, chosen: object) -> None:
        shutil.copy(course / "gradebook.db", course.parent / name)

    monkeypatch.setattr(new, "release", release)
    assert say("next", course)[0] == 0
    assert (course.parent / "course-next" / "gradebook.db").exists()


def test_a_course_that_would_share_anything_is_not_made(
    say: Say, course: Path, tmp_path: Path
) -> None:
    config = course / "nbgrader_config.py"
    for words, line, told in (
        (["--to", course / "next"], "", "lie in one another"),
        (["--to", tmp_path / "b", "--name", "ml-1"], "", "has the id ml-1 too"),
        (
            ["--to", tmp_path / "b"],
            f"c.Judged.secret = '{course / '.grader_secret'}'\n",
            "belongs to this term's course",
        ),
        (
            ["--to", tmp_path / "b"],
            f"c.CourseDirectory.db_url = 'sqlite:///{course / 'gradebook.db'}'\n",
            "belongs to this term's course",
        ),
    ):
        before = config.read_text()
        config.write_text(before + line)
        status, _, said = say("next", course, *words)
        config.write_text(before)
        assert (status, told in said) == (2, True), said
    assert {path.name for path in tmp_path.iterdir()} == {"course"}


def test_sources_that_nbgrader_refuses_leave_nothing(
    say: Say, course: Path, tmp_path: Path
) -> None:
    damage(course, "points")
    status, _, said = say("next", course, "--to", tmp_path / "b")
    assert (status, "nbgrader could not release 00_start" in said) == (2, True)
    assert {path.name for path in tmp_path.iterdir()} == {"course"}
