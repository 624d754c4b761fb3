"""nbgrader itself collects, grades, writes feedback and exports a whole class."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from grader.classroom.authoring.build import ROOT
from grader.classroom.demo import demo, sample
from grader.course.catalogue import exercise
from grader.diagnose.judge import judge

pytestmark = pytest.mark.xdist_group("classroom")
EXPECTED: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parents[1] / "expected_marks.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "demo"
    demo.run(folder, seconds=10)  # what it says is shown with a failure
    return folder


def test_class_is_large_enough_and_fully_expected() -> None:
    students = {submission.student for submission in sample.submissions()}
    assert len(students) >= 16
    assert students == set(EXPECTED)


@pytest.mark.timeout(900)
def test_gradebook_holds_exactly_the_expected_points(course: Path) -> None:
    assert demo.marks(course / "gradebook.db") == EXPECTED


@pytest.mark.timeout(900)
def test_feedback_shows_the_card_and_no_solution(course: Path) -> None:
    page = next((course / "feedback" / "missing_zero_grad").rglob("*.html")).read_text("utf-8")
    assert "Gradients pile up from one update to the next." in page
    assert "data:image/svg+xml;base64" in page
    assert "BEGIN HIDDEN" not in page
    assert "BEGIN SOLUTION" not in page


@pytest.mark.timeout(900)
def test_grades_are_exported(course: Path) -> None:
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows["perfect"] == 11.0
    assert rows["untouched"] == 0.0


@pytest.mark.timeout(900)
def test_report_names_what_was_misunderstood(course: Path) -> None:
    text = (course / "report.txt").read_text(encoding="utf-8")
    assert "2  missing_zero_grad: Gradients pile up" in text
    page = (course / "report" / "report.html").read_text(encoding="utf-8")
    assert "two_mistakes" in page
    assert "<script" not in page


# What stops a cell, or is not handed in, earns nothing however good the code is.
NOT_JUDGED = {"renamed_notebook", "infinite_loop", "endless_cell", "untouched"}


@pytest.mark.parametrize("student", sorted(set(EXPECTED) - NOT_JUDGED))
def test_expected_points_are_those_of_the_judge(student: str) -> None:
    submission = next(s for s in sample.submissions() if s.student == student)
    names: dict[str, object] = {}
    for cell in sample.notebook(ROOT, submission).cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution") or cell.source.startswith("import"):
            exec(cell.source, names)
    for cell, points in {"train_one_epoch": 5, "make_loader": 2, "RunningAverage": 2}.items():
        verdict = judge(exercise(f"07_epoch/{cell}"), names[cell], points=points)
        assert verdict.points == EXPECTED[student][f"grade_{cell}"]


def test_a_folder_that_is_not_a_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="not empty"):
        demo.run(tmp_path, say=lambda line: None)
    assert (tmp_path / "thesis.txt").exists()
