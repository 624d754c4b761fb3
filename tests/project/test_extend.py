"""Adding a mistake is adding one file; adding a stage is adding three. No list to edit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.classroom.authoring.build import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("grader", "solutions", "tests"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    return folder


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def files_of(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def next_step(done: subprocess.CompletedProcess[str]) -> str:
    (command,) = re.findall(r"then run: (.+)", done.stdout)
    return command


def test_a_mistake_is_one_file(copy: Path) -> None:
    before = files_of(copy)
    done = python(copy, "grader", "new", "mistake", "halved_loss")
    assert done.returncode == 0
    assert len(re.findall(r"(?m)^ {4}\w+  ", done.stdout)) == 5
    assert "half_squared_error         The squared error is halved." in done.stdout
    assert next_step(done) in CONTRIBUTING
    assert files_of(copy) - before == {"grader/mistakes/halved_loss.py"}
    path = copy / "grader" / "mistakes" / "halved_loss.py"
    head = path.read_text(encoding="utf-8").partition("patch = ")[0]
    path.write_text(f'{head}patch = replace("return losses.mean()", "return losses.mean() / 3")\n')
    made = python(copy, "grader.classroom.authoring.atlas", "03_loss/mse")
    assert made.returncode == 0, made.stderr
    learner = copy / "mine.py"
    learner.write_text(
        "def mse(a, b):\n"
        "    if a.shape != b.shape:\n        raise ValueError('shapes')\n"
        "    return ((a - b) * (a - b)).mean() / 3\n"
    )
    done = python(copy, "grader", "check", "03_loss/mse", str(learner), "--json")
    assert json.loads(done.stdout)["mistakes"] == ["halved_loss"]
    learner.unlink()


def test_a_stage_is_a_notebook_a_stage_file_and_right_versions(copy: Path) -> None:
    before = files_of(copy)
    done = python(copy, "grader", "new", "stage", "14_extra")
    assert done.returncode == 0
    assert next_step(done).replace("14_extra", "14_my_stage") in CONTRIBUTING
    assert files_of(copy) - before == {
        "grader/stages/s14_extra.py", "solutions/14_extra.py", "tests/right/double.py",
    }  # fmt: skip
    # Every test is still found, and those of the right versions pass.
    tested = python(
        copy, "pytest", "-q", "tests/diagnose/test_right.py", "-k", "14_extra or enough"
    )
    assert tested.returncode == 0, tested.stdout
    assert "8 passed" in tested.stdout
    built = python(copy, "grader.classroom.authoring.build", "14_extra")
    assert built.returncode == 0, built.stderr
    assert (copy / "notebooks" / "14_extra" / "14_extra.ipynb").is_file()
    assert "14_extra/double" in python(copy, "grader", "list").stdout
    # What is written has the form that every stage has: only words are to be filled in.
    form = ("tests/notebook/test_notebooks.py", "tests/course/test_curriculum.py")
    formed = python(copy, "pytest", "-q", "-p", "no:nbval", *form, "-k", "14_extra")
    assert formed.returncode == 0, formed.stdout
    learner = copy / "mine.py"
    learner.write_text("def double(x):\n    return x + x\n")
    done = python(copy, "grader", "check", "14_extra/double", str(learner), "--json")
    assert json.loads(done.stdout)["passed"]


def test_a_second_stage_overwrites_no_right_versions_of_the_first(copy: Path) -> None:
    right = copy / "tests" / "right" / "double.py"
    right.write_text("# mine\n")
    before = files_of(copy)
    done = python(copy, "grader", "new", "stage", "15_more")
    assert done.returncode == 2
    assert "tests/right/double.py" in done.stderr
    assert files_of(copy) == before
    assert right.read_text() == "# mine\n"
    right.unlink()
