"""From downloads of learning platforms to what nbgrader grades: who, what, when, and what not."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.__main__ import main
from grader.classroom.platforms import collecting, placing
from grader.classroom.platforms.names import meant
from tests.classroom import tiny
from tests.classroom.platform_files import (
    canvas_book,
    moodle_zip,
    notebook,
    table,
    worksheet,
    zipped,
)

pytestmark = pytest.mark.xdist_group("tiny")
ADA, BEN = ("Ada Lovelace", 101), ("Ben Müller", 102)
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def empty(again: Path) -> Path:
    """Return a course in which nobody handed in anything yet."""
    for name in ("submitted", "autograded", ".grader"):
        shutil.rmtree(again / name)
    for name in ("submitted_assignment", "student"):
        tiny.change(again, f"DELETE FROM {name}")
    return again


@pytest.fixture
def say(empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs ``grader collect`` in the course."""
    monkeypatch.chdir(empty)

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["collect", *map(str, words)])
        except SystemExit as error:  # argparse's
            status = int(str(error.code))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def there(course: Path) -> dict[str, set[str]]:
    """Return the files of every submission, by student and assignment."""
    folders = (course / "submitted").glob("*/*")
    return {
        path.relative_to(course / "submitted").as_posix(): {
            file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()
        }
        for path in folders
    }


def stamp(course: Path, student: str, stage: str = "one") -> str:
    return (course / "submitted" / student / stage / "timestamp.txt").read_text()


def people(course: Path) -> dict[str, tuple[str | None, str | None, str | None]]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {s.id: (s.first_name, s.last_name, s.email) for s in book.students}


def due(course: Path, when: str, stage: str = "one") -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.update_or_create_assignment(stage, duedate=when)


# Moodle ------------------------------------------------------------------------------------------


def test_a_download_of_moodles_is_taken_with_names_and_times(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    right = notebook(empty, "one")
    inner = zipped({"homework/one.ipynb": right, "homework/helper.py": b"x = 1"})
    path = moodle_zip(
        tmp_path / "all.zip",
        {ADA: {"one (1).ipynb": right, "notes.txt": b"hello"}, BEN: {"Abgabe.zip": inner}},
    )
    roster = worksheet(
        tmp_path / "sheet.csv",
        {ADA: "ada@example.org", BEN: "ben@example.org"},
        when="Sunday, 1 March 2026, 11:59 PM",
    )
    status, out, _ = say(path, "--from", "moodle", "--roster", roster, "--timezone", "Etc/GMT-1")
    assert status == 0
    assert "    2  new" in out
    assert "one (1).ipynb renamed" in out
    assert there(empty) == {
        "ada@example.org/one": {"one.ipynb", "notes.txt", "timestamp.txt"},
        "ben@example.org/one": {"one.ipynb", "helper.py", "timestamp.txt"},
    }
    assert stamp(empty, "ada@example.org") == "2026-03-01 22:59:00 UTC"
    assert people(empty) == {
        "ada@example.org": ("Ada", "Lovelace", "ada@example.org"),
        "ben@example.org": ("Ben", "Müller", "ben@example.org"),
    }


def test_without_a_worksheet_names_and_times_are_those_of_the_files(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    path = moodle_zip(tmp_path / "a.zip", {BEN: {"one.ipynb": notebook(empty, "one")}})
    status, out, _ = say(path, "--from", "moodle", "--timezone", "UTC")
    assert status == 0
    assert "told apart by their names alone" in out
    assert stamp(empty, "ben-müller") == "2026-03-01 12:00:00 UTC"
    assert people(empty) == {"ben-müller": ("Ben", "Müller", None)}


SHEET = {ADA: "ada@example.org", ("Benjamin Müller", 102): "ben@example.org"}


def test_a_worksheet_that_comes_later_says_names_and_times(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    due(empty, "2026-03-01 11:00:00 UTC")
    files = {"one.ipynb": notebook(empty, "one")}
    path = moodle_zip(tmp_path / "all.zip", {ADA: files, BEN: files})
    words = (path, "--from", "moodle", "--timezone", "UTC")
    assert "2  new; 2 of them late" in say(*words)[1]
    sheet = worksheet(tmp_path / "s.csv", SHEET, when="Sunday, 1 March 2026, 9:59 AM")
    status, out, _ = say(*words, "--roster", sheet)
    assert status == 0
    assert "2  the same as what is there; name or time taken over from --roster\n" in f"{out}\n"
    assert {stamp(empty, who) for who in people(empty)} == {"2026-03-01 09:59:00 UTC"}
    assert people(empty) == {
        "ada-lovelace": ("Ada", "Lovelace", "ada@example.org"),
        "ben-müller": ("Benjamin", "Müller", "ben@example.org"),
    }
    for again in (words, (*words, "--roster", sheet)):
        assert "2  the same as what is there" in say(*again)[1].splitlines()[1]
    assert {stamp(empty, who) for who in people(empty)} == {"2026-03-01 09:59:00 UTC"}


def test_the_same_handed_in_again_keeps_the_earlier_time(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    path = moodle_zip(tmp_path / "all.zip", {ADA: {"one.ipynb": notebook(empty, "one")}})
    words = (path, "--from", "moodle", "--timezone", "UTC", "--roster")
    for hour, said in ((9, "new"), (10, "the earlier time stays"), (8, "taken over")):
        when = f"Sunday, 1 March 2026, {hour}:00 AM"
        sheet = worksheet(tmp_path / "s.csv", {ADA: "ada@example.org"}, when=when)
        assert said in say(*words, sheet)[1]
        assert stamp(empty, "ada@example.org") == f"2026-03-01 0{min(hour, 9)}:00:00 UTC"


def test_a_name_that_a_person_gave_stays_when_a_worksheet_comes(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    path = moodle_zip(tmp_path / "all.zip", {BEN: {"one.ipynb": notebook(empty, "one")}})
    say(path, "--from", "moodle")
    with Gradebook(f"sqlite:///{empty / 'gradebook.db'}") as book:
        book.update_or_create_student("ben-müller", first_name="Benno")
    say(path, "--from", "moodle", "--roster", worksheet(tmp_path / "s.csv", SHEET))
    assert people(empty) == {"ben-müller": ("Benno", "Müller", "ben@example.org")}


def test_what_a_worksheet_does_not_say_is_told(say: Say, empty: Path, tmp_path: Path) -> None:
    files = {"one.ipynb": notebook(empty, "one")}
    path = moodle_zip(tmp_path / "all.zip", {ADA: files, BEN: files})
    words = (path, "--from", "moodle", "--timezone", "UTC", "--roster")
    out = say(*words, worksheet(tmp_path / "s.csv", {ADA: "ada@example.org"}))[1]
    assert "does not have Ben Müller: names and times of 1 are those of the files" in out
    out = say(*words, worksheet(tmp_path / "t.csv", SHEET, when="-"))[1]
    assert "says that Ada Lovelace, Ben Müller handed in nothing" in out


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_one_person_is_one_student_in_all_assignments(
    say: Say, empty: Path, tmp_path: Path, form: str
) -> None:
    """Moodle gives other numbers in each assignment."""
    name = unicodedata.normalize(form, BEN[0])  # type: ignore[arg-type]
    one = moodle_zip(tmp_path / "a.zip", {BEN: {"one.ipynb": notebook(empty, "one")}})
    rich = moodle_zip(tmp_path / "b.zip", {(name, 977): {"rich.ipynb": notebook(empty, "rich")}})
    assert say(one, "--from", "moodle")[0] == say(rich, "--from", "moodle")[0] == 0
    assert there(empty).keys() == {"ben-müller/one", "ben-müller/rich"}


def test_two_of_one_name_are_told_apart_or_not_taken(say: Say, empty: Path, tmp_path: Path) -> None:
    right = notebook(empty, "one")
    twins = {("Ada Lovelace", 1): {"one.ipynb": right}, ("Ada Lovelace", 2): {"one.ipynb": right}}
    path = moodle_zip(tmp_path / "a.zip", {**twins, BEN: {"one.ipynb": right}})
    status, out, _ = say(path, "--from", "moodle")
    assert status == 1
    assert "more than one is called Ada Lovelace: give --roster" in out
    assert there(empty).keys() == {"ben-müller/one"}
    roster = worksheet(
        tmp_path / "s.csv",
        {("Ada Lovelace", 1): "ada@a.org", ("Ada Lovelace", 2): "ada@b.org", BEN: "b@b.org"},
    )
    assert say(path, "--from", "moodle", "--roster", roster)[0] == 0
    assert there(empty).keys() == {"ben-müller/one", "ada@a.org/one", "ada@b.org/one"}


def test_hidden_names_are_numbers(say: Say, empty: Path, tmp_path: Path) -> None:
    right = notebook(empty, "one")
    hidden = {("Participant", n): {"one.ipynb": right} for n in (7, 8)}
    assert say(moodle_zip(tmp_path / "a.zip", hidden), "--from", "moodle")[0] == 0
    assert there(empty).keys() == {"moodle-7/one", "moodle-8/one"}


def test_the_same_download_again_takes_nothing(say: Say, empty: Path, tmp_path: Path) -> None:
    path = moodle_zip(tmp_path / "a.zip", {ADA: {"one.ipynb": notebook(empty, "one")}})
    assert say(path, "--from", "moodle")[0] == 0
    before = tiny.contents(empty / "submitted")
    status, out, _ = say(path, "--from", "moodle")
    assert status == 0
    assert "the same as what is there" in out
    assert tiny.contents(empty / "submitted") == before
    assert not (empty / ".grader" / "replaced").exists()
    assert len((empty / ".grader" / "collected.jsonl").read_text().splitlines()) == 1


def test_what_is_newer_replaces_and_what_is_older_does_not(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    def attempt(answer: str, day: int) -> Path:
        files = {
            "Ada Lovelace_101_assignsubmission_file_/one.ipynb": notebook(empty, "one", answer)
        }
        path = tmp_path / f"{day}.zip"
        path.write_bytes(zipped(files, (2026, 3, day, 12, 0, 0)))
        return path

    first, second = attempt("first = 1", 1), attempt("second = 2", 2)
    say(first, "--from", "moodle")
    status, out, _ = say(second, "--from", "moodle")
    assert (status, "newer, replaces what was there" in out) == (0, True)
    assert "second = 2" in (empty / "submitted/ada-lovelace/one/one.ipynb").read_text()
    (kept,) = (empty / ".grader" / "replaced" / "ada-lovelace" / "one").iterdir()
    assert "first = 1" in (kept / "one.ipynb").read_text()

    status, out, _ = say(first, "--from", "moodle")
    assert (status, "older than what is there" in out) == (0, True)
    assert "second = 2" in (empty / "submitted/ada-lovelace/one/one.ipynb").read_text()


def test_of_several_versions_in_one_submission_the_last_is_taken(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    versions = {f"one ({n}).ipynb": notebook(empty, "one", f"v = {n}") for n in (2, 10, 1)}
    status, out, _ = say(moodle_zip(tmp_path / "a.zip", {ADA: versions}), "--from", "moodle")
    assert status == 0
    assert "v = 10" in (empty / "submitted/ada-lovelace/one/one.ipynb").read_text()
    assert "is an earlier version" in out


def test_a_notebook_is_known_by_its_cells_where_its_name_says_nothing(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    files = {"Lösung.ipynb": notebook(empty, "one"), "scratch.ipynb": b"{}"}
    status, out, _ = say(
        moodle_zip(tmp_path / "a.zip", {ADA: files}), "--from", "moodle", "--assignment", "one"
    )
    assert status == 0
    assert "told by its cells" in out
    assert there(empty) == {"ada-lovelace/one": {"one.ipynb", "scratch.ipynb", "timestamp.txt"}}


def test_late_work_is_late_and_other_work_is_not(say: Say, empty: Path, tmp_path: Path) -> None:
    due(empty, "2026-03-01 12:00:00 UTC")
    right = notebook(empty, "one")
    path = moodle_zip(tmp_path / "a.zip", {ADA: {"one.ipynb": right}, BEN: {"one.ipynb": right}})
    sheet = worksheet(tmp_path / "s.csv", {ADA: "a@a.org", BEN: "b@b.org"})
    lines = sheet.read_text().splitlines()
    late = lines[2].replace("12:00 PM", "12:01 PM")
    sheet.write_text("\n".join([*lines[:2], late]))
    _, out, _ = say(path, "--from", "moodle", "--roster", sheet, "--timezone", "UTC")
    assert "2  new; 1 of them late" in out
    assert stamp(empty, "a@a.org") == "2026-03-01 12:00:00 UTC"
    assert stamp(empty, "b@b.org") == "2026-03-01 12:01:00 UTC"


def test_a_learner_cannot_say_when_it_was(say: Say, empty: Path, tmp_path: Path) -> None:
    files = {"one.ipynb": notebook(empty, "one"), "timestamp.txt": b"2001-01-01 00:00:00 UTC"}
    say(moodle_zip(tmp_path / "a.zip", {ADA: files}), "--from", "moodle", "--timezone", "UTC")
    assert stamp(empty, "ada-lovelace") == "2026-03-01 12:00:00 UTC"


def test_names_of_the_instructor_are_kept(say: Say, empty: Path, tmp_path: Path) -> None:
    with Gradebook(f"sqlite:///{empty / 'gradebook.db'}") as book:
        book.add_student("al1815", first_name="Ada", last_name="Lovelace, Countess")
    path = moodle_zip(tmp_path / "a.zip", {ADA: {"one.ipynb": notebook(empty, "one")}})
    table_of = worksheet(tmp_path / "s.csv", {ADA: "AL1815@example.org"})
    assert say(path, "--from", "moodle", "--roster", table_of)[0] == 0
    assert people(empty) == {"al1815": ("Ada", "Lovelace, Countess", "AL1815@example.org")}


@pytest.mark.parametrize(("known", "student"), [("", "al"), ("al@uni.org", "al@mail.org")])
def test_an_address_elsewhere_makes_nobody_a_student_who_has_another(
    say: Say, empty: Path, tmp_path: Path, known: str, student: str
) -> None:
    with Gradebook(f"sqlite:///{empty / 'gradebook.db'}") as book:
        book.add_student("al", email=known)
    path = moodle_zip(tmp_path / "a.zip", {ADA: {"one.ipynb": notebook(empty, "one")}})
    roster = worksheet(tmp_path / "s.csv", {ADA: "al@mail.org"})
    assert say(path, "--from", "moodle", "--roster", roster)[0] == 0
    assert there(empty).keys() == {f"{student}/one"}


def test_typed_text_and_strangers_are_told(say: Say, empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped(
            {
                "Ada Lovelace_101_assignsubmission_file_/one.ipynb": notebook(empty, "one"),
                "Ada Lovelace_101_assignsubmission_onlinetext_/onlinetext.html": b"<p>hi",
                "README.txt": b"",
            }
        )
    )
    status, out, _ = say(path, "--from", "moodle")
    assert status == 1
    assert "text that was typed into Moodle" in out
    assert "README.txt: not in a folder of Moodle's" in out


def test_an_unpacked_download_is_the_same(say: Say, empty: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all" / "Ada Lovelace_101_assignsubmission_file_"
    folder.mkdir(parents=True)
    (folder / "one.ipynb").write_bytes(notebook(empty, "one"))
    assert say(tmp_path / "all", "--from", "moodle")[0] == 0
    assert there(empty).keys() == {"ada-lovelace/one"}


# Canvas ------------------------------------------------------------------------------------------


def test_a_download_of_canvas_is_taken(say: Say, empty: Path, tmp_path: Path) -> None:
    due(empty, "2026-02-20 12:00:00 UTC")
    right = notebook(empty, "one")
    files = {
        "lovelaceada_7001_9001_one.ipynb": notebook(empty, "one", "old = 1"),
        "lovelaceada_7001_9005_one-1.ipynb": right,
        "lovelaceada_7001_9006_helper.py": b"x = 1",
        "müllerben_LATE_7002_9002_one.ipynb": right,
        "typedtom_7003_text.html": b"hi",
    }
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped(files))
    book = canvas_book(
        tmp_path / "book.csv",
        {("Lovelace, Ada", 7001): ("al1", ""), ("Müller, Ben", 7002): ("bm@example.org", "")},
    )
    status, out, _ = say(path, "--from", "canvas", "--roster", book)
    assert status == 1
    assert "text or a link that was typed into Canvas" in out
    assert there(empty) == {
        "al1/one": {"one.ipynb", "helper.py", "timestamp.txt"},
        "bm@example.org/one": {"one.ipynb", "timestamp.txt"},
    }
    assert "optimizer" in (empty / "submitted/al1/one/one.ipynb").read_text()
    assert stamp(empty, "al1") == "2026-02-20 12:00:00 UTC"
    assert stamp(empty, "bm@example.org") == "2026-02-20 12:01:00 UTC"
    assert people(empty)["bm@example.org"] == ("Ben", "Müller", "bm@example.org")


def test_canvas_numbers_say_what_is_newer(say: Say, empty: Path, tmp_path: Path) -> None:
    def attempt(number: int, answer: str) -> Path:
        path = tmp_path / f"{number}.zip"
        made = notebook(empty, "one", answer)
        path.write_bytes(zipped({f"lovelaceada_7001_{number}_one.ipynb": made}))
        return path

    first, second = attempt(9001, "first = 1"), attempt(9010, "second = 2")
    for path, what in ((first, "new"), (second, "newer"), (first, "older"), (second, "the same")):
        assert what in say(path, "--from", "canvas")[1]
    assert "second = 2" in (empty / "submitted/canvas-7001/one/one.ipynb").read_text()


# Files -------------------------------------------------------------------------------------------


def test_folders_and_files_of_students_are_taken(say: Say, empty: Path, tmp_path: Path) -> None:
    right = notebook(empty, "one")
    folder = tmp_path / "handed_in"
    for name, content in {
        "ada/one/one.ipynb": right,
        "ada/one/timestamp.txt": b"2026-03-04 05:06:07 UTC",
        "ada/rich/rich.ipynb": notebook(empty, "rich"),
        "ben_one.ipynb": right,
        "cyd__one.ipynb": right,
        "dora.zip": zipped({"one.ipynb": right}),
        "essay.txt": b"",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    status, out, _ = say(folder, "--from", "files")
    assert status == 1
    assert "essay.txt: neither in the folder of a student" in out
    names = {"ada/one", "ada/rich", "ben/one", "cyd/one", "dora/one"}
    assert there(empty).keys() == names
    assert stamp(empty, "ada") == "2026-03-04 05:06:07 UTC"


def test_all_of_it_can_be_of_one(say: Say, empty: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    (folder / "hw").mkdir(parents=True)
    (folder / "hw" / "one.ipynb").write_bytes(notebook(empty, "one"))
    assert say(folder, "--from", "files", "--student", "ada")[0] == 0
    assert there(empty).keys() == {"ada/one"}


def test_a_student_known_by_an_address_is_asked_about(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "one.ipynb").write_bytes(notebook(empty, "one"))
    with Gradebook(f"sqlite:///{empty / 'gradebook.db'}") as book:
        book.update_or_create_student("keller@uni.example")
    words = (folder, "--from", "files", "--student")
    for slip in ("keller", "Keller", "kellr@uni.example"):
        status, out, said = say(*words, slip)
        assert (status, out) == (2, "")
        assert f"no student {slip}: did you mean keller@uni.example? " in said
    assert there(empty) == {}
    assert list(people(empty)) == ["keller@uni.example"]
    assert say(*words, "keller@uni.example")[0] == say(*words, "meyer")[0] == 0
    assert say(*words, "keller", "--new-student")[0] == 0
    assert there(empty).keys() == {"keller@uni.example/one", "meyer/one", "keller/one"}


def test_a_folder_around_all_is_looked_through(say: Say, empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    right = notebook(empty, "one")
    path.write_bytes(zipped({"week 1/ada/one.ipynb": right, "week 1/ben/one.ipynb": right}))
    assert say(path, "--from", "files")[0] == 0
    assert there(empty).keys() == {"ada/one", "ben/one"}


# Clones ------------------------------------------------------------------------------------------


def git(folder: Path, *words: str, when: str = "2026-03-04T05:06:07+01:00") -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    environment |= {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
    subprocess.run(["git", *who, *words], cwd=folder, env=environment, check=True)


def clone(folder: Path, content: bytes, attributes: str = "") -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "one.ipynb").write_bytes(content)
    (folder / "helper.py").write_text("x = 1")
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / ".gitattributes").write_text(attributes)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "work")
    return folder


def test_what_was_committed_last_is_taken(say: Say, empty: Path, tmp_path: Path) -> None:
    folder = tmp_path / "hw1-submissions"
    ada = clone(folder / "hw1-ada", notebook(empty, "one"))
    ben = clone(folder / "one-ben-k", notebook(empty, "one"))
    (ada / "one.ipynb").write_text("not committed")
    git(ben, "pack-refs", "--all")
    git(ben, "gc", "--quiet")
    (folder / "cyd").mkdir()
    git(folder / "cyd", "init", "--quiet")
    status, out, _ = say(folder, "--from", "git")
    assert status == 1
    assert "without link.txt, which is a symbolic link" in out
    assert "a repository without a commit" in out
    files = {"one.ipynb", "helper.py", "timestamp.txt"}
    assert there(empty) == {"ada/one": files, "ben-k/one": files}
    assert stamp(empty, "ada") == "2026-03-04 04:06:07 UTC"


def test_no_settings_of_a_clone_run_anything(say: Say, empty: Path, tmp_path: Path) -> None:
    attributes = "* filter=evil diff=evil\n"
    ada = clone(tmp_path / "clones" / "ada", notebook(empty, "one"), attributes)
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    program.chmod(0o755)
    (ada / ".git" / "config").write_text(
        f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n\tsshCommand = {program}\n"
        f'[filter "evil"]\n\tsmudge = {program}\n\tclean = {program}\n'
        f"[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {program}\n"
        f'[diff "evil"]\n\ttextconv = {program}\n[tar "zip"]\n\tcommand = {program}\n'
    )
    for hook in (ada / ".git" / "hooks").glob("*"):
        hook.unlink()
    (ada / ".git" / "hooks" / "post-checkout").write_bytes(program.read_bytes())
    assert say(tmp_path / "clones", "--from", "git")[0] == 0
    assert there(empty).keys() == {"ada/one"}
    assert not ran.exists()


@pytest.mark.parametrize("head", ["ref: refs/../../../x", "ref: refs/heads/none", "", "x" * 5000])
def test_a_head_that_leads_nowhere_is_told(
    say: Say, empty: Path, tmp_path: Path, head: str
) -> None:
    ada = clone(tmp_path / "clones" / "ada", notebook(empty, "one"))
    (ada / ".git" / "HEAD").write_text(head)
    status, out, _ = say(tmp_path / "clones", "--from", "git")
    assert status == 1
    assert "    1  not taken" in out


# Whatever happens --------------------------------------------------------------------------------


def test_work_that_cannot_be_read_leaves_what_is_there(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    path = moodle_zip(tmp_path / "a.zip", {ADA: {"one.ipynb": notebook(empty, "one")}})
    say(path, "--from", "moodle")
    before = tiny.contents(empty / "submitted")
    broken = moodle_zip(tmp_path / "b.zip", {ADA: {"hw.zip": b"PK no zip"}, BEN: {"a.txt": b""}})
    status, out, _ = say(broken, "--from", "moodle")
    assert status == 1
    assert "hw.zip is a damaged zip" in out
    assert "no notebook of the course is in it: a.txt" in out
    assert tiny.contents(empty / "submitted") == before


def test_a_full_disk_loses_nothing(
    say: Say, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = moodle_zip(tmp_path / "a.zip", {ADA: {"one.ipynb": notebook(empty, "one", "a = 1")}})
    say(first, "--from", "moodle")
    before = {name: text for name, (_, text) in tiny.contents(empty / "submitted").items()}
    real = shutil.move

    def full(source: object, target: object) -> object:
        if "placing" in str(source):
            raise OSError(28, "No space left on device")
        return real(str(source), str(target))

    monkeypatch.setattr(placing.shutil, "move", full)
    later = {"Ada Lovelace_101_assignsubmission_file_/one.ipynb": notebook(empty, "one", "b = 2")}
    (tmp_path / "b.zip").write_bytes(zipped(later, (2026, 3, 5, 12, 0, 0)))
    status, _, said = say(tmp_path / "b.zip", "--from", "moodle")
    assert status == 2
    assert "there is no room left on the disk" in said
    after = {name: text for name, (_, text) in tiny.contents(empty / "submitted").items()}
    assert after == before
    assert not list((empty / ".grader").glob("collecting.*"))


def test_a_link_in_the_place_of_a_student_is_not_followed(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (empty / "submitted").mkdir()
    (empty / "submitted" / "ada-lovelace").symlink_to(tmp_path / "elsewhere")
    path = moodle_zip(tmp_path / "a.zip", {ADA: {"one.ipynb": notebook(empty, "one")}})
    status, out, _ = say(path, "--from", "moodle")
    assert (status, "is a symbolic link" in out) == (1, True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


HOSTILE = [
    "../../../etc",
    "..",
    "x" * 200,
    "=cmd|' /C calc'!A0",
    "a\x1b[31mb",
    "<script>",
    "ada\u202e",
]


def test_no_name_gets_out_of_the_folder_or_acts(say: Say, empty: Path, tmp_path: Path) -> None:
    right = notebook(empty, "one")
    path = tmp_path / "a.zip"
    named = {
        f"{name}_{n}_assignsubmission_file_/one.ipynb": right for n, name in enumerate(HOSTILE)
    }
    path.write_bytes(zipped(named))
    _, out, _ = say(path, "--from", "moodle")
    assert "\x1b" not in out
    assert "\u202e" not in out
    for submission in there(empty):
        assert len(submission.split("/")) == 2
        assert not set(submission) & set("\x1b\u202e<>=|")
    assert {path.name for path in empty.parent.iterdir()} == {"again", "a.zip"}


def bad_inputs(course: Path, tmp: Path) -> dict[str, tuple[list[object], str]]:
    """Return bad input by what is bad about it: the words, and part of the sentence."""
    right = notebook(course, "one")
    good = moodle_zip(tmp / "good.zip", {ADA: {"one.ipynb": right}})
    (tmp / "empty.zip").write_bytes(zipped({}))
    (tmp / "none.zip").write_bytes(b"")
    (tmp / "cut.zip").write_bytes(good.read_bytes()[:200])
    (tmp / "no.zip").write_text("hello, this is no zip")
    (tmp / "void").mkdir()
    (tmp / "loop").symlink_to(tmp / "loop")
    (tmp / "words.csv").write_text("hello")
    (tmp / "latin.csv").write_bytes("Identifier,Full name\n1,Müller".encode("latin-1"))
    (tmp / "book.csv").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    (tmp / "ragged.csv").write_text("Identifier,Full name\nParticipant 1\n")
    (tmp / "quote.csv").write_text('Identifier,Full name\n"Participant 1,x\n')
    table(tmp / "other.csv", [("a", "b"), ("c", "d")])
    moodle, canvas = ["--from", "moodle"], ["--from", "canvas"]
    return {
        "no such file": ([tmp / "gone.zip", *moodle], "There is nothing at"),
        "an empty zip": ([tmp / "empty.zip", *moodle], "nobody is in it"),
        "an empty file": ([tmp / "none.zip", *moodle], "is an empty file: download it again"),
        "a zip that was cut off": ([tmp / "cut.zip", *moodle], "is a damaged zip"),
        "no zip": ([tmp / "no.zip", *moodle], "is a damaged zip: download it again"),
        "an empty folder": ([tmp / "void", *moodle], "nobody is in it"),
        "a link to itself": ([tmp / "loop", *moodle], "is neither a folder nor a zip"),
        "another platform's": ([good, *canvas], "is no download from canvas"),
        "no platform": ([good], "required: --from"),
        "an unknown platform": ([good, "--from", "blackboard"], "invalid choice"),
        "no such assignment": ([good, *moodle, "--assignment", "onne"], "Did you mean 'one'?"),
        "the start of its name": ([good, *moodle, "--assignment", "on"], "Did you mean 'one'?"),
        "no such time zone": ([good, *moodle, "--timezone", "Mars"], "There is no time zone Mars"),
        "a zone that leads out": ([good, *moodle, "--timezone", "../x"], "There is no time zone"),
        "no such roster": ([good, *moodle, "--roster", tmp / "x.csv"], "x.csv cannot be read"),
        "a roster that is a folder": ([good, *moodle, "--roster", tmp], "cannot be read"),
        "no table": ([good, *moodle, "--roster", tmp / "words.csv"], "it has no columns"),
        "another encoding": ([good, *moodle, "--roster", tmp / "latin.csv"], "not text in UTF-8"),
        "a workbook": ([good, *moodle, "--roster", tmp / "book.csv"], "save it as CSV"),
        "a ragged table": ([good, *moodle, "--roster", tmp / "ragged.csv"], "row 2 has 1 cells"),
        "an open quote": ([good, *moodle, "--roster", tmp / "quote.csv"], "is no table"),
        "another table": (
            [good, *moodle, "--roster", tmp / "other.csv"],
            "is no grading worksheet",
        ),
        "a table of Canvas": ([good, *canvas, "--roster", tmp / "other.csv"], "is no gradebook"),
        "a student of a platform": ([good, *moodle, "--student", "x"], "--student belongs to"),
        "nobody new": ([good, *moodle, "--new-student"], "--new-student belongs to --student"),
        "a table of others": (
            [good, *moodle, "--roster", worksheet(tmp / "s.csv", {(ADA[0], 9): "a@example.org"})],
            "has nobody who handed this in (Ada Lovelace)",
        ),
        "a table with others": (
            [good, *moodle, "--roster", worksheet(tmp / "t.csv", {("Eve X", 101): "e@x.org"})],
            "has nobody who handed this in (Ada Lovelace)",
        ),
        "no student": ([tmp, "--from", "files", "--student", "../x"], "is no id for a student"),
        "no clones": ([tmp / "void", "--from", "git"], "has no clones"),
        "a zip of clones": ([good, "--from", "git"], "There is no folder"),
        "a roster for files": ([tmp, "--from", "files", "--roster", good], "--roster belongs to"),
    }


BAD = [
    "no such file", "an empty zip", "an empty file", "a zip that was cut off", "no zip",
    "an empty folder", "a link to itself", "another platform's", "no platform",
    "an unknown platform", "no such assignment", "the start of its name", "no such time zone",
    "a zone that leads out", "no such roster", "a roster that is a folder", "no table",
    "another encoding", "a workbook", "a ragged table", "an open quote", "another table",
    "a table of Canvas", "a student of a platform", "nobody new", "a table of others",
    "a table with others", "no student", "no clones", "a zip of clones", "a roster for files",
]  # fmt: skip


def test_bad_input_is_told_in_a_sentence_and_changes_nothing(
    say: Say, empty: Path, tmp_path: Path
) -> None:
    inputs = bad_inputs(empty, tmp_path)
    assert list(inputs) == BAD
    before = {name: text for name, (_, text) in tiny.contents(empty).items()}
    for what, (words, told) in inputs.items():
        status, out, said = say(*words)
        assert (status, out) == (2, ""), what
        assert told in said, what
        assert "Traceback" not in said, what
    after = {name: text for name, (_, text) in tiny.contents(empty).items()}
    after.pop(str(empty / ".grader" / "lock"), None)
    assert after == before


def test_a_folder_that_is_no_course_is_left_as_it_is(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    status, _, said = say(tmp_path, "--from", "files")
    assert (status, "There is no gradebook" in said) == (2, True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


# Names -------------------------------------------------------------------------------------------

KNOWN = ("07_epoch", "08_validate", "ps-1")
MEANT: Mapping[str, str | None] = {
    "07_epoch.ipynb": "07_epoch",
    "07_epoch (1).ipynb": "07_epoch",
    "07_epoch-2.ipynb": "07_epoch",
    "07_epoch-Copy1.ipynb": "07_epoch",
    "Kopie von 07_epoch.ipynb": "07_epoch",
    "07 Epoch.ipynb": "07_epoch",
    "07-epoch_final(3).ipynb": "07_epoch",
    "07_epoch.ipynb.txt": "07_epoch",
    "07_epoch.ipynb.json": "07_epoch",
    "07_epoch.ipynb (1).ipynb": "07_epoch",
    "ps-1.ipynb": "ps-1",
    "ps-1-1.ipynb": "ps-1",
    "ps.ipynb": None,
    "7_epoch.ipynb": None,
    "07_epochs.ipynb": None,
    "(1).ipynb": None,
    ".ipynb": None,
}


@pytest.mark.parametrize("name", MEANT)
def test_a_notebook_is_found_whatever_was_put_around_its_name(name: str) -> None:
    found = meant(name, KNOWN)
    assert (found[0] if found else None) == MEANT[name]


def test_there_is_a_way_in_for_each_platform() -> None:
    assert collecting.SORTERS.keys() == {"moodle", "canvas", "files", "git"}
