"""What students are given holds the course, and no solution."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.classroom.authoring import build, handout

ROOT = build.ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handout") / "course"
    handout.handout(ROOT, folder)
    return folder


def test_it_holds_every_released_notebook_and_no_solution(made: Path) -> None:
    for stage in build.stages():
        released = (ROOT / "notebooks" / stage / f"{stage}.ipynb").read_bytes()
        assert (made / "notebooks" / stage / f"{stage}.ipynb").read_bytes() == released
    assert not list(made.rglob("*solution*"))


def test_the_archive_holds_the_same(made: Path) -> None:
    with zipfile.ZipFile(made.with_name("course.zip")) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    here = {f"course/{p.relative_to(made).as_posix()}" for p in made.rglob("*") if p.is_file()}
    assert names == here


def test_its_wheel_checks_without_this_repository(made: Path, tmp_path: Path) -> None:
    (wheel,) = made.glob("*.whl")
    assert wheel.name in (made / "README.md").read_text("utf-8")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "hello.py").write_text("def hello(x):\n    return x\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); import grader;"
        "from grader.__main__ import main;"
        f"assert grader.__file__.startswith({str(tmp_path)!r});"
        "sys.exit(main(['check', '00_start/hello', 'hello.py']))"
    )
    words = [sys.executable, "-P", "-c", code]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert done.returncode == 1, done.stderr
    assert "00_start/hello" in done.stdout or "hello" in done.stdout


def test_it_is_made_anew_over_an_older_one(made: Path, tmp_path: Path) -> None:
    older = shutil.copytree(made, tmp_path / "older")
    (older / "left over").write_text("")
    handout._make_room(older)
    assert list(older.iterdir()) == []


def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.tex").write_text("words")
    assert handout.main([str(tmp_path)]) == 2
    assert "is there already, and is no handout" in capsys.readouterr().err
    assert (tmp_path / "thesis.tex").read_text() == "words"
