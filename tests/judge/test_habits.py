"""What honest notebooks do earns the same in the sandbox as in an ordinary kernel."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbclient
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.judge.host.marking import CALLS_LIMIT, Rules, mark
from grader.judge.host.sandbox import Sandbox

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux"),
    pytest.mark.xdist_group("judge"),
    pytest.mark.timeout(900),
]
EXERCISE = "01_loop/train_step"
HABITS = Path(__file__).with_name("habits.txt")
ANSWER = """
def train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()
""".strip()
START = "import torch\nfrom torch import nn\nfrom grader import grade"
BESIDE = {
    "utils.py": b"def clear(optimizer):\n    optimizer.zero_grad()\n",
    "course_utils/__init__.py": b"NAME = 'course'\n",
    "course_utils/steps.py": b"from utils import clear\n",
    "lib/in_lib.py": b"",
    "data.csv": b"1,2\n3,4\n",
    "other.py": b"from_other = 3 + 4\n",
}


@cache
def habits() -> dict[str, list[str]]:
    """Return the cells of each habit by its name."""
    _, *parts = HABITS.read_text(encoding="utf-8").split("\n== ")
    named = (part.split("\n", 1) for part in parts)
    return {name: text.replace("<answer>", ANSWER).split("\n---\n") for name, text in named}


def notebook(chosen: list[str]) -> NotebookNode:
    """Return a notebook in which the answer is graded after each habit, and forgotten."""
    made = new_notebook(cells=[new_code_cell(START)])
    for name in chosen:
        made.cells += map(new_code_cell, habits()[name])
        graded = new_code_cell(f"grade({EXERCISE!r}, train_step, points=1.0)")
        graded.metadata["nbgrader"] = {"grade": True, "locked": True, "grade_id": name}
        made.cells += [graded, new_code_cell("del train_step")]
    return made


def earned(made: NotebookNode) -> dict[str, str]:
    """Return what was shown last in each graded cell: the points, or what went wrong."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: next(_last(cell), "nothing")
        for cell in made.cells
        if "nbgrader" in cell.metadata
    }


def _last(cell: NotebookNode) -> Iterator[str]:
    for output in reversed(cell.outputs):
        if output.output_type == "execute_result":
            yield output.data["text/plain"]
        elif output.output_type == "error":
            yield f"{output.ename}: {output.evalue}"


def full(chosen: list[str]) -> dict[str, str]:
    return dict.fromkeys(chosen, "1.0")


def parts(count: int = 3) -> list[list[str]]:
    names = list(habits())
    return [names[place::count] for place in range(count)]


@pytest.mark.parametrize("chosen", parts(), ids=range(3))
def test_a_habit_costs_nothing_in_the_sandbox(chosen: list[str], sandbox: Sandbox) -> None:
    assert len(chosen) <= CALLS_LIMIT
    made = mark(notebook(chosen), sandbox, Rules(), BESIDE)
    assert earned(made) == full(chosen)


@pytest.mark.usefixtures("quick_kernels")
@pytest.mark.parametrize("chosen", parts(), ids=range(3))
def test_a_habit_costs_nothing_in_an_ordinary_kernel(
    chosen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    for name, content in BESIDE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    made = notebook(chosen)
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(made, resources=resources, allow_errors=True, timeout=120).execute()
    assert earned(made) == full(chosen)


def test_there_are_enough_habits() -> None:
    assert len(habits()) >= 90
    assert all(any(ANSWER[:16] in cell for cell in cells) for cells in habits().values())
