"""A course of three tiny assignments: each has one function to write and one graded cell."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from grader.classroom.config import release_preprocessors
from grader.classroom.demo import demo
from grader.classroom.grading import autograde
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.steps import versions

RIGHT = """\
def train_step(model, x, y, loss_fn, optimizer):
    ### BEGIN SOLUTION
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION
"""
WRONG = RIGHT.replace("    optimizer.zero_grad()\n", "")
GRADED = "grade_train_step"
POINTS = 4
# The grade of the second counts double; the exercise of the third is not there any more.
ADDRESSES = {"one": "01_loop/train_step", "rich": "01_loop/train_step", "old": "01_loop/train"}
WORTH = {"one": POINTS, "rich": 2 * POINTS, "old": POINTS}
CLASS = {"one": ("ada", "ben"), "rich": ("ben",), "old": ("ada",)}
WRITTEN = {"ada": RIGHT, "ben": WRONG}
LATE = "2026-03-02 12:00:00 UTC"


def settings(folder: Path) -> Config:
    """Return nbgrader's settings for the course."""
    return demo.settings(folder)


def graded_cell(address: str, called: float, worth: float) -> NotebookNode:
    """Return a cell that grades an exercise."""
    source = f'grade("{address}", train_step, points={called})'
    return _cell(source, GRADED, grade=True, locked=True, points=worth)


def _cell(source: str, name: str, **about: Any) -> NotebookNode:
    usual = {"grade": False, "locked": False, "solution": False, "task": False}
    made = nbformat.v4.new_code_cell(source)
    made.metadata["nbgrader"] = {**usual, "grade_id": name, "schema_version": 3, **about}
    return made


def assignment(stage: str) -> NotebookNode:
    """Return the solution of an assignment."""
    cells = [
        nbformat.v4.new_code_cell("from grader import check, grade"),
        _cell(RIGHT, "train_step", solution=True),
        graded_cell(ADDRESSES[stage], POINTS, WORTH[stage]),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def release(folder: Path) -> None:
    """Make a course folder and release its assignments."""
    demo.release(folder, stages=())
    config = settings(folder)
    config.GenerateAssignment.preprocessors = release_preprocessors()[1:]  # points may differ
    api = demo.NbGraderAPI(config=config)
    for stage in ADDRESSES:
        source = folder / "source" / stage
        source.mkdir(parents=True)
        (source / "data.txt").write_text("given")
        nbformat.write(assignment(stage), source / f"{stage}.ipynb")
        demo.checked(api.generate_assignment(stage, create=True, force=True), f"release {stage}")


def hand_in(folder: Path) -> None:
    """Hand in the work of everybody, late if anything was due before."""
    for stage, students in CLASS.items():
        for student in students:
            made = nbformat.read(folder / "release" / stage / f"{stage}.ipynb", as_version=4)
            made.cells[1].source = WRITTEN[student]
            made.metadata[versions.KEY] = {"grader": "says the submission"}
            place = folder / "submitted" / student / stage
            place.mkdir(parents=True)
            nbformat.write(made, place / f"{stage}.ipynb")
            (place / "timestamp.txt").write_text(LATE)


def grade(folder: Path) -> None:
    """Make the course and grade everybody's work."""
    release(folder)
    hand_in(folder)
    course = Course(settings(folder))
    told: list[Entry] = []
    tasks = [t for stage in CLASS for t in course.plan(stage, course.students(stage)).tasks]
    autograde.grade(course, tasks, 1, told.append)
    assert [(entry.saved, entry.reason) for entry in told] == [(True, "")] * len(tasks)


CONFIG = """from grader.classroom.config import course

c = get_config()
c.merge(course("."))
"""
MORE = ("cem", "dan", "eve")
A_FEW = 4 + 2 * len(MORE)


def a_few(folder: Path) -> None:
    """Make the course as an instructor has it, with more students; nothing is graded."""
    release(folder)
    hand_in(folder)
    for student in MORE:
        shutil.copytree(folder / "submitted" / "ada", folder / "submitted" / student)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    (folder / ".grader_secret").write_text("7" * 64)
    (folder / ".grader_secret").chmod(0o600)


ROWS = """
SELECT a.name, sa.student_id, n.name, c.name, g.auto_score, g.manual_score, g.needs_manual_grade
FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id
JOIN submitted_assignment sa ON sn.assignment_id = sa.id
JOIN assignment a ON sa.assignment_id = a.id
JOIN notebook n ON sn.notebook_id = n.id
JOIN base_cell c ON g.cell_id = c.id
ORDER BY 1, 2, 3, 4
"""


def rows(course: Path) -> list[tuple[Any, ...]]:
    """Return all grades of a gradebook, without the numbers by which it calls them."""
    with sqlite3.connect(course / "gradebook.db") as book:
        found = book.execute(ROWS).fetchall()
    book.close()
    return found


def change(folder: Path, statement: str, *values: object) -> None:
    """Change the gradebook behind the grader's back."""
    with sqlite3.connect(folder / "gradebook.db") as book:
        book.execute(statement, values)
    book.close()


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file of a folder with its time and its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
