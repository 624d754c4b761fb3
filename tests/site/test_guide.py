"""Every command of the instructor's guide is there, and prints what its page says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import nbformat
import pytest

from grader.__main__ import main
from grader.classroom.authoring.build import ROOT
from grader.classroom.config import find_tools
from grader.classroom.courses import checks
from grader.classroom.demo import sample
from tests.classroom.platform_files import canvas_book, moodle_zip, worksheet, zipped

pytestmark = [pytest.mark.xdist_group("guide"), pytest.mark.usefixtures("shared_sandbox")]
STAGE = "00_start"
NAME = "ml-2027"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ANY = "…"  # stands on a page for whatever is printed there
WEAK = "c.Judged.allow_weaker_isolation = True\nc.Exchange.timezone = 'UTC'\n"
ADA, BEN = ("Ada Lovelace", 7001), ("Ben Müller", 7002)
PAGES = {path.stem: path for path in sorted((ROOT / "docs").glob("*.md"))}
NOT_RUN = {"index", "scale"}  # the second needs several machines; test_scale_guide.py reads it


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, and what language it is in."""

    language: str
    text: str


def blocks(path: Path) -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(path.read_text("utf-8"))]


# What a page finds -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A course that is only released, and notebooks that learners could hand in."""

    course: Path
    right: bytes
    wrong: bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    course = tmp_path_factory.mktemp("guide") / NAME
    assert main(["course", "new", str(course), "--stages", "00"]) == 0
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(WEAK)
    released = (course / "release" / STAGE / f"{STAGE}.ipynb").read_bytes()
    return Made(course, with_answers(released), released)


def with_answers(released: bytes) -> bytes:
    """Return a released notebook with the answers of the solution."""
    notebook = nbformat.reads(released.decode(), as_version=4)
    solved = sample.notebook(ROOT, sample.Submission("x", {}, stage=STAGE))
    answers = {c.metadata.get("nbgrader", {}).get("grade_id"): c.source for c in solved.cells}
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution") and about["grade_id"] in answers:
            cell.source = answers[about["grade_id"]]
    return nbformat.writes(notebook).encode()


def copied(made: Made, folder: Path) -> Path:
    return Path(shutil.copytree(made.course, folder / NAME))


def put(folder: Path, files: dict[str, bytes]) -> None:
    for student, content in files.items():
        (folder / student).mkdir(parents=True)
        (folder / student / f"{STAGE}.ipynb").write_bytes(content)


def nothing(made: Made, folder: Path) -> Path:
    put(folder / "handed-in", {"ada": made.right, "ben": made.wrong})
    return folder


def handed_in(made: Made, folder: Path) -> Path:
    """Give a course with the work of two, of which one came late."""
    course = copied(made, folder)
    put(folder / "handed-in", {"ada": made.right, "ben": made.wrong})
    put(folder / "handed-in-again", {"ben": made.right})
    for student, day in (("ada", 1), ("ben", 9)):
        target = course / "submitted" / student / STAGE
        target.mkdir(parents=True)
        source = folder / "handed-in" / student / f"{STAGE}.ipynb"
        shutil.copyfile(source, target / source.name)
        (target / "timestamp.txt").write_text(f"2026-03-0{day} 08:00:00 UTC")
    return course


def from_moodle(made: Made, folder: Path) -> Path:
    course = copied(made, folder)
    files = {ADA: {f"{STAGE} (1).ipynb": made.right}, BEN: {f"{STAGE}.ipynb": made.wrong}}
    moodle_zip(course / "submissions.zip", files)
    people = {ADA: "ada@example.org", BEN: "ben@example.org"}
    worksheet(course / "worksheet.csv", people, most="1.00")
    return course


def from_canvas(made: Made, folder: Path) -> Path:
    course = copied(made, folder)
    files = {
        f"lovelaceada_7001_501_{STAGE}.ipynb": made.right,
        f"mullerben_7002_502_{STAGE}.ipynb": made.wrong,
    }
    (course / "submissions.zip").write_bytes(zipped(files))
    book = canvas_book(course / "gradebook.csv", {ADA: ("ada", ""), BEN: ("ben", "")})
    text = book.read_text("utf-8").replace("one (4711)", "Start (4711)").replace("4.00", "1.00")
    book.write_text(text, "utf-8")
    return course


def with_own_exercise(made: Made, folder: Path) -> Path:
    course = copied(made, folder)
    notebook = nbformat.reads(made.right.decode(), as_version=4)
    cell = nbformat.v4.new_code_cell("def double(x):\n    return x + x")
    about = {"grade": False, "solution": True, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {**about, "grade_id": "double", "schema_version": 3}
    notebook.cells.append(cell)
    put(folder / "handed-in-double", {"ada": nbformat.writes(notebook).encode()})
    return course


def late(made: Made, folder: Path) -> Path:
    """Give a course in which the right work came late, and the wrong one is handed in again."""
    course = handed_in(made, folder)
    for student, content in (("ada", made.wrong), ("ben", made.right)):
        (course / "submitted" / student / STAGE / f"{STAGE}.ipynb").write_bytes(content)
    shutil.rmtree(folder / "handed-in-again")
    put(folder / "handed-in-again", {"ada": made.right})
    return course


START: dict[str, Callable[[Made, Path], Path]] = {
    "first-course": nothing,
    "moodle": from_moodle,
    "canvas": from_canvas,
    "deadlines": late,
    "changing": handed_in,
    "own-exercises": with_own_exercise,
    "translating": handed_in,
    "jupyterhub": nothing,
    "marks": handed_in,
    "trouble": handed_in,
}
MARKED = {"marks", "trouble", "changing"}  # pages for a course in which all is graded


# Running it ------------------------------------------------------------------------------------


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, own_path: None) -> Iterator[None]:
    monkeypatch.setattr(checks, "_check_isolation", lambda course: None)  # another test does
    find_tools()
    before = Path.cwd()
    yield
    os.chdir(before)


def run(block: Block) -> str:
    """Do what a block says; return what was printed."""
    told = StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        if block.language == "python":
            exec(compile(block.text, "<guide>", "exec"), {})
        else:
            for line in block.text.splitlines():
                told.write(command(line))
    return told.getvalue()


def command(line: str) -> str:
    """Run a line as a shell would; ``grader`` runs in this process, which is warm."""
    words = shlex.split(line, comments=True)
    tail = words[-2:] if words[-2:] == ["||", "true"] else []
    if words[0] == "cd":
        os.chdir(words[1])
        return ""
    if words[0] == "grader" and ">" not in words:
        here = ["--workers", "1"] if words[1] == "autograde" else []
        status = main([*words[1 : len(words) - len(tail)], *here])
        assert status == 0 or tail, line
        weaken(words)
        return ""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        ["bash", "-c", line], env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def weaken(words: list[str]) -> None:
    """Let a course that was just made grade on this machine, whatever it can isolate."""
    if words[1:3] == ["course", "new"]:
        with Path(words[3], "nbgrader_config.py").open("a") as file:
            file.write(WEAK)


def missing(expected: str, told: str) -> list[str]:
    """Return the lines that a page says are printed, and that are not, in their order."""
    left, lost = " ".join(told.split()), []
    for line in filter(None, map(str.strip, expected.splitlines())):
        pattern = r".*?".join(map(re.escape, " ".join(line.split()).split(ANY)))
        found = re.search(pattern, left)
        if found is None:
            lost.append(line)
        else:
            left = left[found.end() :]
    return lost


@pytest.mark.parametrize("name", START)
def test_every_command_prints_what_its_page_says(
    name: str, made: Made, tmp_path: Path, place: None
) -> None:
    os.chdir(START[name](made, tmp_path))
    if name in MARKED:
        assert main(["autograde", "--workers", "1"]) == 0
    told = ""
    for block in blocks(PAGES[name]):
        if block.language == "text":
            assert missing(block.text, told) == [], told
        else:
            told = run(block)


def test_every_page_is_run_and_shows_what_is_printed() -> None:
    assert PAGES.keys() - NOT_RUN == START.keys()
    for name in START:
        assert {b.language for b in blocks(PAGES[name])} <= {"sh", "python", "text"}, name
    index = PAGES["index"].read_text("utf-8")
    assert all(f"({name}.md)" in index for name in PAGES.keys() - {"index"})


def test_what_is_not_printed_is_found() -> None:
    assert missing("2 new\n… done", "table  2\nnew\nall done") == []
    assert missing("done\n2 new", "2 new, done") == ["2 new"]
