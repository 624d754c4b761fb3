"""Folders that were handed in to get at something, or to stop the grader, and honest ones.

Each attack is a function whose docstring says what it tries. It is handed in by a student of its
name, in one class with honest students, and the class is graded twice: by ``grader autograde``
and by nbgrader's own command.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect

from grader.classroom.demo import demo
from grader.classroom.grading.autograde import Course, grade
from grader.classroom.grading.graded_already import Entry
from grader.classroom.steps import judge as judge_step
from grader.classroom.submission import handed_in
from grader.classroom.submission.handed_in import digest, look
from grader.judge.host.sandbox import Access, Sandbox
from tests.tools import small_course
from tests.tools.small_course import FULL, NONE, STAGE

pytestmark = [pytest.mark.xdist_group("autograde"), pytest.mark.timeout(900)]
SECRET = "5ec2e7" * 8
CANARY = "what only the instructor may read"
WORK = "# the work of ada"
NOTEBOOK = f"{STAGE}.ipynb"


@dataclass(frozen=True)
class Attack:
    """A way to hand something in.

    Attributes:
        plant: Makes the folder at the place that it is given.
        says: Part of the sentence about it.
        earns: What is marked honestly; it is nothing where the notebook is refused.
        named: Whether nbgrader finds a notebook of the right name, without which it does nothing.
    """

    plant: Callable[[Path], None]
    says: str
    earns: dict[str, float]
    named: bool


ATTACKS: dict[str, Attack] = {}


def attack(says: str, *, graded: bool = False, named: bool = True) -> Callable[[Any], Any]:
    """Register an attack, the sentence about it, and whether its honest part is marked."""

    def register(plant: Callable[[Path], None]) -> Callable[[Path], None]:
        ATTACKS[plant.__name__] = Attack(plant, says, FULL if graded else NONE, named)
        return plant

    return register


def root(place: Path) -> Path:
    """Return the course folder."""
    return place.parents[2]


def solved(place: Path, before: str = "") -> dict[str, Any]:
    """Return the right notebook, with a line before the answer."""
    made = small_course.solved(root(place))
    made["cells"][1]["source"] = f"{before}\n{made['cells'][1]['source']}"
    return made


def as_node(made: dict[str, Any]) -> NotebookNode:
    return nbformat.reads(json.dumps(made), as_version=4)


def fill(place: Path, made: Any = None, before: str = "") -> None:
    """Hand in a notebook: the right one, or other content."""
    place.mkdir(parents=True, exist_ok=True)
    made = solved(place, before) if made is None else made
    text = made if isinstance(made, bytes) else json.dumps(made).encode()
    (place / NOTEBOOK).write_bytes(text)


SHOW = """
import pathlib
for path in sorted(pathlib.Path().rglob("*")):
    print(path, path.read_text(errors="replace") if path.is_file() else "")
"""


# Links --------------------------------------------------------------------------------------


@attack("03_loss.ipynb was not opened: it is a symbolic link")
def linked_notebook(place: Path) -> None:
    """Tries to earn another student's marks with a link to that notebook."""
    place.mkdir(parents=True)
    (place / NOTEBOOK).symlink_to(root(place) / "submitted" / "ada" / STAGE / NOTEBOOK)


@attack("03_loss.ipynb was not opened: it is a symbolic link")
def relatively_linked_notebook(place: Path) -> None:
    """Tries the same with a relative link to a link."""
    place.mkdir(parents=True)
    (place / "there.ipynb").symlink_to(f"../../ada/{STAGE}/{NOTEBOOK}")
    (place / NOTEBOOK).symlink_to("there.ipynb")


@attack("03_loss.ipynb was not opened: it is a hard link")
def hard_linked_notebook(place: Path) -> None:
    """Tries the same with a second name of that file."""
    other = root(place) / "submitted" / "ada" / STAGE / NOTEBOOK
    place.mkdir(parents=True)
    while place.stat().st_ctime_ns == other.parent.stat().st_ctime_ns:
        place.touch()  # clocks of file systems are coarse
    os.link(other, place / NOTEBOOK)


@attack("The folder linked_student is a symbolic link")
def linked_student(place: Path) -> None:
    """Tries the same with a link in place of the student's whole folder."""
    place.parent.symlink_to(root(place) / "submitted" / "ada")


@attack("The folder 03_loss is a symbolic link")
def linked_assignment(place: Path) -> None:
    """Tries the same with a link in place of the assignment's folder."""
    place.parent.mkdir()
    place.symlink_to(root(place) / "submitted" / "ada" / STAGE)


@attack("secret.txt (a symbolic link)", graded=True)
def linked_secret(place: Path) -> None:
    """Tries to print the course's secret, and to have it copied into the feedback."""
    fill(place, before=SHOW)
    (place / "secret.txt").symlink_to(root(place) / ".grader_secret")


@attack("secret.txt (a hard link to a file elsewhere)", graded=True)
def hard_linked_secret(place: Path) -> None:
    """Tries the same with a second name of that file, as an archive can bring it."""
    fill(place, before=SHOW)
    os.link(root(place) / ".grader_secret", place / "secret.txt")


@attack("data/gradebook.db (a symbolic link)", graded=True)
def linked_gradebook(place: Path) -> None:
    """Tries to have the gradebook copied, from a folder inside."""
    fill(place, before=SHOW)
    (place / "data").mkdir()
    (place / "data" / "gradebook.db").symlink_to("../../../../gradebook.db")


@attack("others (a symbolic link)", graded=True)
def linked_folder(place: Path) -> None:
    """Tries to have all submissions copied, with a link to their folder."""
    fill(place, before=SHOW)
    (place / "others").symlink_to(root(place) / "submitted")


@attack("03_loss.ipynb was not opened: it is a symbolic link")
def linked_to_itself(place: Path) -> None:
    """Tries to lead the reader round in a circle."""
    place.mkdir(parents=True)
    (place / NOTEBOOK).symlink_to(NOTEBOOK)


@attack("data.csv (a symbolic link)", graded=True)
def linked_without_end(place: Path) -> None:
    """Tries to fill the disk with a file that does not end."""
    fill(place)
    (place / "data.csv").symlink_to("/dev/zero")


@attack("timestamp.txt (a symbolic link)", graded=True)
def linked_timestamp(place: Path) -> None:
    """Tries to have the course's secret read as the time when this was handed in."""
    fill(place)
    (place / "timestamp.txt").symlink_to(root(place) / ".grader_secret")


# Things that are no files -------------------------------------------------------------------


@attack("03_loss.ipynb was not opened: it is a pipe")
def pipe_for_a_notebook(place: Path) -> None:
    """Tries to let the reader wait for ever."""
    place.mkdir(parents=True)
    os.mkfifo(place / NOTEBOOK)


@attack("data.csv (a pipe)", graded=True)
def pipe_beside(place: Path) -> None:
    """Tries to let what copies files wait for ever."""
    fill(place)
    os.mkfifo(place / "data.csv")


@attack("timestamp.txt (a pipe)", graded=True)
def pipe_for_a_timestamp(place: Path) -> None:
    """Tries to let what looks for the time wait for ever."""
    fill(place)
    os.mkfifo(place / "timestamp.txt")


@attack("talk (a socket)", graded=True)
def socket_beside(place: Path) -> None:
    """Tries to stop the copying at something that cannot be opened."""
    fill(place)
    with contextlib.chdir(place), socket.socket(socket.AF_UNIX) as made:
        made.bind("talk")


@attack("03_loss.ipynb was not handed in")
def folder_for_a_notebook(place: Path) -> None:
    """Tries to stop the reader at a folder of the notebook's name."""
    (place / NOTEBOOK).mkdir(parents=True)


# Names --------------------------------------------------------------------------------------


@attack("(a name that is not text in UTF-8, or has control characters)", graded=True)
def name_in_no_encoding(place: Path) -> None:
    """Tries to stop whatever prints or sends names."""
    fill(place)
    Path(os.fsdecode(os.fsencode(place) + b"/\xff\xfe.txt")).write_text("")


@attack("??2J??H 11 graded (a name", graded=True)
def name_that_clears_the_screen(place: Path) -> None:
    """Tries to wipe the table that the instructor reads, and to begin one of its own."""
    fill(place)
    (place / "\x1b[2J\x1b[H   11  graded\n").write_text("")


@attack("there is ?img src=x onerror=?alert(1)??.ipynb instead", named=False)
def name_with_a_script(place: Path) -> None:
    """Tries to run a script where the sentence about the missing notebook is shown."""
    place.mkdir(parents=True)
    (place / "<img src=x onerror='alert(1)'>.ipynb").write_text("{}")


@attack("there is a?gpj.ipynb instead", named=False)
def name_that_turns_the_direction(place: Path) -> None:
    """Tries to show its name backwards."""
    place.mkdir(parents=True)
    (place / "a\u202egpj.ipynb").write_text("{}")


@attack("12 folders deep", graded=True)
def deep_folders(place: Path) -> None:
    """Tries to exhaust what walks through folders."""
    fill(place)
    (place / "/".join("d" * 60)).mkdir(parents=True)


@attack("It holds more than 2,000 files and folders")
def many_files(place: Path) -> None:
    """Tries to keep the grader busy with the number of files."""
    fill(place)
    for number in range(handed_in.ENTRIES):
        (place / f"{number}.txt").touch()


# What the guest puts where the assignment has files of its own -------------------------------


@attack("", graded=True)
def file_for_a_folder(place: Path) -> None:
    """Tries to stop the copying of the assignment's files with a file of their folder's name."""
    fill(place)
    (place / "data").write_text("in the way")


@attack("", graded=True)
def folder_for_a_file(place: Path) -> None:
    """Tries the same with a folder of a file's name."""
    fill(place)
    (place / "data" / "values.txt").mkdir(parents=True)
    (place / "data" / "values.txt" / "more.txt").write_text("in the way")


# Sizes --------------------------------------------------------------------------------------


def sparse(path: Path, megabytes: int) -> None:
    """Make a file of zeros that takes no room."""
    path.touch()
    os.truncate(path, megabytes * 2**20)


@attack("The files beside the notebook have 1,048,576 MB")
def sparse_file(place: Path) -> None:
    """Tries to have a million megabytes read, which take no room where they lie."""
    fill(place)
    sparse(place / "data.bin", 2**20)


@attack("03_loss.ipynb was not opened: it is 4,096 MB large")
def sparse_notebook(place: Path) -> None:
    """Tries the same with the notebook."""
    place.mkdir(parents=True)
    sparse(place / NOTEBOOK, 4096)


@attack("It has 297 MB; 200 are the most")
def many_notebooks(place: Path) -> None:
    """Tries the same with many notebooks, each of which would be small enough."""
    fill(place)
    for number in range(3):
        sparse(place / f"{number}.ipynb", 99)


# Content ------------------------------------------------------------------------------------


@attack("is nested too deeply")
def deep_lists(place: Path) -> None:
    """Tries to end the reader with lists in lists."""
    fill(place, b"[" * 1_000_000)


@attack("holds more than 3,000,000 values")
def many_values(place: Path) -> None:
    """Tries to use twenty times the memory that the file has."""
    fill(place, b'{"nbformat": 4, "cells": [' + b"{}," * 2_000_000 + b"{}]}")


@attack("it has 1,001 cells; 1,000 are the most")
def many_cells(place: Path) -> None:
    """Tries to keep the grader busy with the number of cells."""
    made = solved(place)
    made["cells"] += [dict(made["cells"][0], id=str(n)) for n in range(1001 - len(made["cells"]))]
    fill(place, made)


@attack("cell 2 has")
def long_cell(place: Path) -> None:
    """Tries to send more than a message may hold."""
    fill(place, before="#" * handed_in.MEGABYTE)


@attack("was cut off, or is no notebook")
def long_number(place: Path) -> None:
    """Tries to keep the reader busy with one number."""
    fill(place, b'{"nbformat": ' + b"9" * 5_000_000 + b"}")


@attack("old notebook format 3", graded=True)
def high_heading(place: Path) -> None:
    """Tries to let the conversion of a heading use all memory."""
    made = json.loads(nbformat.v3.writes_json(nbformat.convert(as_node(solved(place)), 3)))
    heading = {"cell_type": "heading", "level": 10**12, "source": "x", "metadata": {}}
    made["worksheets"][0]["cells"].append(heading)
    fill(place, made)


@attack("", graded=True)
def half_characters(place: Path) -> None:
    """Tries to stop whatever writes text, with halves of characters."""
    made = solved(place, before="x = '\ud800'")
    made["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "\udfff"})
    made["metadata"]["title"] = "\udcff"
    fill(place, made)


@attack("", graded=True)
def no_numbers(place: Path) -> None:
    """Tries to bring numbers in that are none."""
    made = solved(place)
    about = {"execution_count": float("nan"), "id": float("inf")}
    made["cells"] = [cell | about for cell in made["cells"]]
    fill(place, made)


@attack("", graded=True)
def twice_in_one_object(place: Path) -> None:
    """Tries to be one notebook for one reader and another one for the next."""
    text = json.dumps(solved(place))
    fill(place, ('{"cells": [], "nbformat": 2, ' + text[1:]).encode())


@attack("saved for R??31m ?script?; it", graded=True)
def language_with_a_script(place: Path) -> None:
    """Tries to run a script, or to colour the table, with the name of a language."""
    made = solved(place)
    made["metadata"]["kernelspec"] = {"language": "R\x1b[31m <script>", "name": "<script>"}
    fill(place, made)


@attack("There are 2 cells named mse; the last one counts", graded=True)
def second_cell_of_a_name(place: Path) -> None:
    """Tries to have a cell marked twice that says of itself that it is not marked."""
    made = solved(place)
    second = json.loads(json.dumps(made["cells"][1])) | {"id": "second"}
    for kind in ("solution", "grade", "locked"):
        second["metadata"]["nbgrader"][kind] = False
    second["source"] = "def mse(*_):\n    return 0"
    made["cells"].insert(1, second)
    fill(place, made)


@attack("", graded=True)
def kinds_of_its_own(place: Path) -> None:
    """Tries to decide what is marked, and with how many points."""
    made = solved(place)
    kinds = {"grade": True, "solution": False, "locked": False, "points": 10**6, "task": 3}
    for cell in made["cells"]:
        if about := cell["metadata"].get("nbgrader"):
            about |= kinds | {"schema_version": "3", "checksum": [], "cell_type": 7}
    fill(place, made)


@attack("", graded=True)
def odd_everywhere(place: Path) -> None:
    """Tries to stop each step with something of another type."""
    made = solved(place)
    made["metadata"] = {"kernelspec": [1], "language_info": 2, "authors": {"a": [None]}}
    for cell in made["cells"]:
        cell |= {"id": [1], "outputs": "none", "execution_count": "1", "attachments": 5, "more": {}}
    for odd in ([["a"]], {"x": 1}, 7, None, "<b>", "x" * 300):
        about = {"nbgrader": {"grade_id": odd, "grade": True}}
        made["cells"].append({"cell_type": "code", "source": [], "metadata": about})
    fill(place, made)


# The class ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which all of it was handed in, and the work of honest students."""
    course = small_course.release(tmp_path_factory.mktemp("class") / "course")
    (course / ".grader_secret").write_text(SECRET)
    (course / ".grader_secret").chmod(0o600)
    (course / "notes.txt").write_text(CANARY)
    submitted = course / "submitted"
    for student in ("ada", "zoe"):
        fill(submitted / student / STAGE, before=WORK)
    for name, planned in ATTACKS.items():
        planned.plant(submitted / name / STAGE)
    return course


@pytest.fixture
def judged(
    planted: Path, tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Return the course; nothing in it is graded yet."""
    monkeypatch.setattr(judge_step._Given, "access", Access(sandbox.control, sandbox.limits))
    for made in ("autograded", "feedback", ".grader"):
        shutil.rmtree(planted / made, ignore_errors=True)
    before = (planted / "gradebook.db").read_bytes()
    yield planted
    (planted / "gradebook.db").write_bytes(before)


def expected() -> dict[str, dict[str, float]]:
    return {"ada": FULL, "zoe": FULL} | {name: a.earns for name, a in ATTACKS.items()}


def harm(course: Path) -> list[str]:
    """Return what marked notebooks and feedback hold that they should not."""
    paths = [p for step in ("autograded", "feedback") for p in (course / step).rglob("*")]
    kept = {p: p.read_bytes() for p in paths if p.is_file() and not p.is_symlink()}
    found = [f"{path} is a link" for path in paths if path.is_symlink()]
    for path, content in kept.items():
        ours = "ada" not in path.parts and "zoe" not in path.parts
        secret = [SECRET, CANARY, "SQLite format 3", *([WORK] if ours else [])]
        found += [f"{path} holds {text}" for text in secret if text.encode() in content]
    return found


def said(entry: Entry) -> str:
    return f"{entry.reason} {entry.oddities}"


@pytest.mark.usefixtures("shared_sandbox")
def test_a_class_with_all_attacks_is_graded(judged: Path) -> None:
    place = Course(small_course.settings(judged))
    told: dict[str, Entry] = {}
    tasks = place.plan(STAGE, place.students(STAGE)).tasks
    grade(place, tasks, 2, lambda entry: told.update({entry.student: entry}))

    for name, planned in ATTACKS.items():
        assert planned.says in said(told[name]), name
        assert bool(told[name].reason) == (planned.earns == NONE), name
    assert {who: said(told[who]) for who in ("ada", "zoe")} == {"ada": " ", "zoe": " "}
    for entry in told.values():
        assert said(entry).isprintable(), entry
        assert not set("<>&`*[]\\$") & set(said(entry)), entry
    assert small_course.marks(judged) == expected()
    feedback(judged)
    assert harm(judged) == []


def test_nbgrader_grades_the_same_class_the_same(judged: Path) -> None:
    unnamed = [name for name, planned in ATTACKS.items() if not planned.named]
    config = small_course.settings(judged)
    config.CourseDirectory.student_id_exclude = ",".join(unnamed)
    result = demo.NbGraderAPI(config=config).autograde(STAGE, "*")
    demo.checked(result, "autograde")
    wanted = {who: points for who, points in expected().items() if who not in unnamed}
    assert small_course.marks(judged) == wanted
    feedback(judged)
    assert harm(judged) == []


def feedback(course: Path) -> None:
    api = demo.NbGraderAPI(config=small_course.settings(course))
    demo.checked(api.generate_feedback(STAGE, force=True), "write feedback")


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) > 40
    for name, planned in ATTACKS.items():
        assert str(planned.plant.__doc__).startswith("Tries "), name


# Looking, alone -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder of a student."""
    made = tmp_path / "submitted" / "ada" / STAGE
    made.mkdir(parents=True)
    return made


def test_what_honest_folders_hold_is_taken(folder: Path) -> None:
    passed_over = (".git/objects/1", "__pycache__/a.pyc", "feedback/x.html", "b.pyc")
    for name in ("a.py", "my data/ä é (1).csv", ".env", "empty", "x.ipynb", *passed_over):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    os.link(folder / "a.py", folder / "b.py")
    os.link(folder / "x.ipynb", folder.parents[2] / "backup.ipynb")
    while (folder / "x.ipynb").stat().st_ctime_ns <= folder.stat().st_ctime_ns:
        (folder / "x.ipynb").chmod(0o600)  # clocks of file systems are coarse

    found = look(folder, "ada")
    taken = {"a.py", "b.py", "my data/ä é (1).csv", ".env", "empty", "x.ipynb"}
    assert (set(found.files), found.left_out, found.refused) == (taken, {}, "")
    assert {name: found.read(name).decode() for name in taken} == {
        name: "a.py" if name == "b.py" else name for name in taken
    }


def test_the_path_to_a_student_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").symlink_to(tmp_path / "submitted")
    assert not look(tmp_path / "elsewhere" / "ada" / STAGE, "ada").refused
    (tmp_path / "submitted" / "eve").symlink_to("ada")
    assert "eve is a symbolic link" in look(tmp_path / "submitted" / "eve" / STAGE, "eve").refused


@pytest.mark.parametrize("place", [".", "data"])
def test_a_folder_that_cannot_be_listed_is_said_to_be_one(
    place: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was handed in is refused, one inside is left out."""
    (folder / "data").mkdir()
    scandir = os.scandir

    def denied(path: Path) -> Any:
        if path == folder / place:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    found = look(folder, "ada")
    told = found.refused if place == "." else found.left_out.pop("data")
    assert "a folder that cannot be read (Permission denied)" in told
    assert found.left_out == {}
    assert digest(folder, "") == digest(folder, "")


@pytest.mark.parametrize("swapped", ["data", "data/x.txt"])
def test_a_link_that_comes_after_the_look_is_not_followed(folder: Path, swapped: str) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "x.txt").write_text("mine")
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.txt").write_text(SECRET)
    found = look(folder, "ada")
    assert found.read("data/x.txt") == b"mine"

    shutil.rmtree(folder / "data")
    (folder / swapped).parent.mkdir(exist_ok=True)
    (folder / swapped).symlink_to(elsewhere / "x.txt" if "/" in swapped else elsewhere)
    with pytest.raises(handed_in.Unreadable, match="could not be opened"):
        found.read("data/x.txt")


def test_nbgrader_collects_plain_files_only(folder: Path, tmp_path: Path) -> None:
    """A learner owns what lies in the exchange, and nbgrader reads it as the instructor."""
    config = small_course.settings(tmp_path)
    secret = tmp_path / ".grader_secret"
    secret.write_text(SECRET)
    (folder / NOTEBOOK).write_text("{}")
    (folder / "data").mkdir()
    (folder / "data" / "mine.txt").write_text("mine")
    (folder / "secret.txt").symlink_to(secret)
    (folder / "course").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    collect = ExchangeCollect(coursedir=CourseDirectory(config=config), config=config)

    collect.do_copy(str(folder), str(tmp_path / "collected"))
    (tmp_path / "linked").symlink_to(folder)
    collect.do_copy(str(tmp_path / "linked"), str(tmp_path / "nothing"))

    taken = {path.relative_to(tmp_path / "collected") for path in tmp_path.glob("collected/**/*")}
    assert set(map(str, taken)) == {NOTEBOOK, "data", "data/mine.txt"}
    assert list((tmp_path / "nothing").iterdir()) == []


TIMES = {
    "2026-01-11 12:00:00 UTC": 2026,
    "2026-01-11 12:00:00.123456 CET\n": 2026,
    "2026-01-11T12:00:00+01:00": 2026,
    "yesterday, about noon": 0,
    "2026-13-45 12:00:00 UTC": 0,
    "2026-01-11 12:00:00 /etc/localtime": 0,
    "9" * 60: 0,
    "\0": 0,
    "\udcff": 0,
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_read_or_said_to_be_none(text: str, folder: Path) -> None:
    (folder / "timestamp.txt").write_text(text, errors="surrogateescape")
    small_course.settings(folder)  # from here on nbgrader reads what it should
    read = CourseDirectory().get_existing_timestamp
    if year := TIMES[text]:
        assert read(str(folder)).year == year
    else:
        with pytest.raises(ValueError, match=r"time|month|year|day"):
            read(str(folder))


def test_a_digest_tells_apart_what_was_handed_in(folder: Path) -> None:
    """Each step changes it, also those after which nothing could be read."""
    outside = folder.parents[1] / "outside.txt"
    outside.write_text("1")

    def link() -> None:
        (folder / "b.txt").symlink_to(outside)

    def swap_student() -> None:
        folder.parent.rename(folder.parents[1] / "moved")
        folder.parent.symlink_to("moved")

    steps: list[Callable[[], object]] = [
        lambda: (folder / "a.txt").write_text("one"),
        lambda: (folder / "a.txt").write_text("two"),
        lambda: (folder / "a.txt").rename(folder / "b.txt"),
        lambda: ((folder / "b.txt").unlink(), link()),
        lambda: ((folder / "b.txt").unlink(), os.mkfifo(folder / "b.txt")),
        lambda: sparse(folder / "c.bin", 2**20),
        swap_student,
    ]
    seen = [digest(folder, "basis")]
    for step in steps:
        step()
        seen.append(digest(folder, "basis"))
        assert seen[-1] == digest(folder, "basis")
    assert len(set(seen)) == len(seen)
    assert digest(folder, "another basis") not in seen


def test_what_a_link_points_to_is_in_no_digest(folder: Path) -> None:
    outside = folder.parents[1] / "outside.txt"
    (folder / "a.txt").symlink_to(outside)
    seen = []
    for content in ("1", "2"):
        outside.write_text(content)
        seen.append(digest(folder, ""))
    assert seen[0] == seen[1]
