"""The ``grader`` command, run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

RIGHT = """\
def train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()
"""
WRONG = RIGHT.replace("    optimizer.zero_grad()\n", "")


def grader(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    files = {
        "right.py": RIGHT,
        "wrong.py": WRONG,
        "exits.py": "import os\nos._exit(3)\n",
        "endless.py": "while True: pass\n",
        "syntax.py": "def train_step(\n",
        "prints.py": 'import os\nos.write(1, b"noise")\nprint("noise")\n' + RIGHT,
        "empty.py": "",
        "broken.ipynb": "{",
    }
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8")
    cells = [
        nbformat.v4.new_code_cell("%matplotlib inline\nimport torch\n1 / 0"),
        nbformat.v4.new_code_cell(WRONG),
        nbformat.v4.new_code_cell('check("01_loop/train_step", train_step)'),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), made / "wrong.ipynb")
    return made


def test_json_is_one_object_per_file_in_order_whatever_happens(folder: Path) -> None:
    names = [
        "wrong.py", "exits.py", "endless.py", "missing.py", "syntax.py", "prints.py",
        "empty.py", "broken.ipynb", "wrong.ipynb", "right.py",
    ]  # fmt: skip
    files = [str(folder / name) for name in names]
    done = grader("check", "01_loop/train_step", *files, "--json", "--timeout", "10")
    rows = dict(zip(names, map(json.loads, done.stdout.splitlines()), strict=True))
    assert done.returncode == 2
    assert rows["wrong.py"]["mistakes"] == ["missing_zero_grad"]
    assert rows["wrong.ipynb"]["mistakes"] == ["missing_zero_grad"]
    assert rows["right.py"]["passed"]
    assert rows["prints.py"]["passed"]
    assert rows["right.py"]["kind"] == "pass"
    for name in ("exits.py", "endless.py", "missing.py", "syntax.py", "broken.ipynb"):
        assert rows[name]["kind"] == "crash", name
    assert "10 seconds" in rows["endless.py"]["message"]
    assert rows["empty.py"]["kind"] == "contract"
    assert set(rows["right.py"]) == {
        "exercise", "passed", "mistakes", "kind", "message", "points", "max_points", "evidence",
    }  # fmt: skip


def test_exit_status_is_0_when_all_passed(folder: Path) -> None:
    assert grader("check", "01_loop/train_step", str(folder / "right.py")).returncode == 0


def test_text_names_the_mistake_in_80_columns(folder: Path) -> None:
    done = grader("check", "01_loop/train_step", str(folder / "wrong.py"))
    assert done.returncode == 1
    assert "Gradients pile up" in done.stdout
    assert max(map(len, done.stdout.splitlines()[1:])) <= 80


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "01_loop/train_stp", "x.py"), 'Did you mean "01_loop/train_step"?'),
        (("explain", "missing_zero_gard"), 'Did you mean "missing_zero_grad"?'),
        (("new", "mistake", "Bad Name"), "small letters"),
        (("new", "mistake", "missing_step"), "already"),
        (("new", "stage", "epoch"), "two digits"),
    ],
)
def test_bad_usage_is_told_in_a_sentence(words: tuple[str, ...], told: str) -> None:
    done = grader(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_timeout_is_refused() -> None:
    done = grader("check", "01_loop/train_step", "x.py", "--timeout", "soon")
    assert done.returncode == 2
    assert "not a number of seconds" in done.stderr


def test_list_and_explain_and_help() -> None:
    assert "07_epoch/train_one_epoch" in grader("list").stdout
    assert "missing_zero_grad" in grader("list", "mistakes").stdout
    assert "Why it is easy to miss" in grader("explain", "missing_zero_grad").stdout
    assert "check" in grader("--help").stdout
