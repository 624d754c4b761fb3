"""nbgrader's own command in our courses, and in one that does not have our two lines."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from traitlets.config import Config

from grader.classroom.config import is_judged
from grader.classroom.demo import demo
from grader.classroom.grading.course import Course
from grader.classroom.steps import judge, versions
from grader.judge.host.sandbox import Sandbox
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")


@pytest.fixture
def api(again: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> demo.NbGraderAPI:
    """Return nbgrader with our two lines in a course without marks."""
    monkeypatch.setattr(judge._Given, "access", sandbox)
    tiny.change(again, "UPDATE grade SET auto_score = NULL, needs_manual_grade = 0")
    return demo.NbGraderAPI(config=tiny.settings(again))


def graded(folder: Path, stage: str, student: str) -> NotebookNode:
    return nbformat.read(folder / "autograded" / student / stage / f"{stage}.ipynb", as_version=4)


def test_nbgrader_gives_the_same_marks_as_grader_autograde(
    graded_course: Path, again: Path, api: demo.NbGraderAPI
) -> None:
    wanted = Course(tiny.settings(graded_course))
    for stage, students in tiny.CLASS.items():
        for student in students:
            demo.checked(api.autograde(stage, student), f"grade {stage} of {student}")
            made = graded(again, stage, student)
            assert made.metadata[versions.KEY] == wanted.about(stage).versions
    found = Course(tiny.settings(again))
    assert {s: found.marks(s) for s in tiny.CLASS} == {s: wanted.marks(s) for s in tiny.CLASS}
    with found.gradebook() as book:
        (grade,) = book.find_submission_notebook("old", "old", "ada").grades
        assert grade.needs_manual_grade


def test_nbgrader_makes_no_secret_beside_marks_either(again: Path, api: demo.NbGraderAPI) -> None:
    tiny.change(again, "UPDATE grade SET auto_score = 1")
    (again / ".grader_secret").unlink()
    result = api.autograde("one", "ada")
    assert not result["success"]
    assert "marks were given in this course already" in str(result)
    assert not (again / ".grader_secret").exists()


@pytest.mark.usefixtures("quick_kernels")
def test_nbgrader_without_our_two_lines_says_that_code_ran_unprotected(again: Path) -> None:
    config = Config()
    config.CourseDirectory.root = str(again)
    config.CourseDirectory.db_url = f"sqlite:///{again / 'gradebook.db'}"
    assert not is_judged(config)
    assert is_judged(tiny.settings(again))
    before = Course(tiny.settings(again)).marks("one")
    api = demo.NbGraderAPI(config=config)
    demo.checked(api.autograde("one", "ada"), "grade with an ordinary kernel")

    assert Course(tiny.settings(again)).marks("one") == before
    outputs = graded(again, "one", "ada").cells[2].outputs
    shown = [str(output.data) for output in outputs if output.output_type == "display_data"]
    assert sum("outside the judge's sandbox" in " ".join(text.split()) for text in shown) == 1
    assert "stream" not in [output.output_type for output in outputs]
