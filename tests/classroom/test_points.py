"""Points stand in one place: a release in which they disagree is stopped, and so is make build."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.classroom.authoring.source import BadSource, notebook
from grader.classroom.demo import demo
from grader.classroom.steps.points import disagreement, pay_share
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")
STEP = "01_loop/train_step"


def cell(source: str, worth: float = 4, **about: bool) -> NotebookNode:
    made = tiny.graded_cell(STEP, 4, worth)
    made.source = source
    made.metadata["nbgrader"] |= about
    return made


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (tiny.graded_cell(STEP, 4, 4), ""),
        (tiny.graded_cell(STEP, 4.0, 4), ""),
        (tiny.graded_cell(STEP, 4, 5), "for 4 points, and its metadata for nbgrader says 5"),
        (tiny.graded_cell(STEP, 0.5, 5), "for 0.5 points"),
        (cell(f'grade("{STEP}", f, 2)\ngrade("02_forward/linear", f, 2)'), "no such exercise"),
        (cell(f'grade("{STEP}", f, 3)\ngrade("{STEP}", f, 3)'), "for 3 points"),
        (cell(f'grade("{STEP}", f, points=N)'), "without spelling out"),
        (cell('grade("01_loop/train_stp", f, points=4)'), 'Did you mean "01_loop/train_step"?'),
        (cell("assert train_step"), ""),
        (cell(f'grade("{STEP}", f, points=3)', grade=False), ""),
        (nbformat.v4.new_markdown_cell("grade"), ""),
    ],
)
def test_a_cell_that_says_two_things_is_told(made: NotebookNode, told: str) -> None:
    found = disagreement(made)
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.parametrize(
    ("called", "worth", "earned", "paid"),
    [(4, 4, 3.1, 3.1), (4, 8, 3.1, 6.2), (4, 1, 4.0, 1.0), (3, 1, 1.0, 0.3333), (4, 0, 2.0, 0.0)],
)
def test_the_share_of_what_a_cell_is_worth_is_paid(
    called: float, worth: float, earned: float, paid: float
) -> None:
    made = tiny.graded_cell(STEP, called, worth)
    result = nbformat.v4.new_output("execute_result", data={"text/plain": repr(earned)})
    made.outputs = [result]
    pay_share(made)
    assert float(made.outputs[-1].data["text/plain"]) == paid
    assert len(made.outputs) == (1 if called == worth else 2)


def test_nbgrader_releases_nothing_in_which_points_disagree(again: Path) -> None:
    source = again / "source" / "new"
    source.mkdir()
    nbformat.write(tiny.assignment("rich"), source / "new.ipynb")
    api = demo.NbGraderAPI(config=tiny.settings(again))
    result = api.generate_assignment("new", create=True, force=True)
    assert not result["success"]
    assert f"The cell {tiny.GRADED} calls grade(...) for 4 points" in str(result)
    assert not (again / "release" / "new").exists()


def test_an_authored_cell_whose_points_disagree_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "50_x.py"
    path.write_text(f'# %% graded="train_step" points=5\ngrade("{STEP}", train_step, points=4)\n')
    with pytest.raises(BadSource, match=r"50_x\.py: The cell grade_train_step calls .* 4 points"):
        notebook(path)
