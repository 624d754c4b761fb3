"""A course with one small assignment, which is released and graded within a second or two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from grader.classroom.authoring import source
from grader.classroom.demo import demo

STAGE = "03_loss"
FULL = {"grade_mse": 2.0}
NONE = {"grade_mse": 0.0}
AUTHORED = '''# %%
from grader import grade

# %% exercise="mse"
def mse(prediction, target):
    """Return the mean squared error."""
    ### BEGIN SOLUTION
    if prediction.shape != target.shape:
        raise ValueError("two shapes")
    return ((prediction - target) ** 2).mean()
    ### END SOLUTION

# %% graded="mse" points=2
grade("03_loss/mse", mse, points=2)
'''


def release(folder: Path) -> Path:
    """Make a course folder whose assignment has files of its own; return the folder."""
    demo._clear(folder, 30)
    stage = folder / "source" / STAGE
    (stage / "data").mkdir(parents=True)
    (stage / "data" / "values.txt").write_text("1 2 3")
    (stage / f"{STAGE}.ipynb").write_text(json.dumps(_authored(folder)))
    api = demo.NbGraderAPI(config=settings(folder))
    demo.checked(api.generate_assignment(STAGE, create=True, force=True), "release")
    return folder


def settings(folder: Path) -> Any:
    """Return nbgrader's settings for it."""
    return demo.settings(folder, 30)


def marks(folder: Path) -> dict[str, dict[str, float]]:
    """Return every submission's points per graded cell, from nbgrader's gradebook."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return {
            submission.student.id: {
                grade.name: float(grade.score)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.assignment_submissions(STAGE)
        }


def _authored(folder: Path) -> Any:
    path = folder / f"{STAGE}.py"
    path.write_text(AUTHORED)
    return source.notebook(path)


def solved(folder: Path) -> dict[str, Any]:
    """Return the right submission as JSON data: the released notebook with the solution in it."""
    text = (folder / "release" / STAGE / f"{STAGE}.ipynb").read_text()
    made: dict[str, Any] = json.loads(text)
    (answer,) = (cell for cell in made["cells"] if "".join(cell["source"]).startswith("def mse"))
    answer["source"] = nbformat.reads(json.dumps(_authored(folder)), 4).cells[1].source
    for marker in ("### BEGIN SOLUTION", "### END SOLUTION"):
        answer["source"] = answer["source"].replace(marker, "")
    return made
