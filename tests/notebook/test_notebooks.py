"""Nothing a learner sees is out of date, and nothing gives the answers away."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from grader.classroom.authoring import build
from grader.classroom.authoring.source import BadSource, notebook
from grader.classroom.steps.clear import REPAIR
from grader.course.catalogue import asked, exercises, questions, stages

STAGES = build.stages()
WIDEST = 108  # characters of code; a cell in a window of 1150 pixels shows 112


def test_every_stage_has_a_notebook() -> None:
    assert list(stages()) == STAGES


@pytest.mark.usefixtures("own_path")
def test_nothing_has_drifted() -> None:
    assert build.drift(build.ROOT, STAGES) == []


@pytest.mark.parametrize("stage", STAGES)
def test_release_holds_no_solution_and_no_output(stage: str) -> None:
    released = nbformat.read(build.release_path(build.ROOT, stage), as_version=4)
    for cell in released.cells:
        assert "SOLUTION" not in cell.source
        assert not cell.get("outputs")
    source = "\n".join(c.source for c in released.cells)
    assert re.search(r'PREDICTION_1.* = ""|^predict\(".*prediction_1", ""\)$', source, re.M)
    assert not re.search(r'^predict\(.*"[A-Z]"', source, re.M)


@pytest.mark.usefixtures("quick_kernels")
@pytest.mark.xdist_group("judge")  # which uses these kernels as well
@pytest.mark.parametrize("stage", STAGES)
def test_unsolved_notebook_runs_to_the_end_and_fails(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")  # as behind its button in JupyterLab
    released = nbformat.read(build.release_path(build.ROOT, stage), as_version=4)
    executed = build.execute(released, tmp_path)
    for cell in executed.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade") and cell.cell_type == "code":
            results = [
                o.data["text/plain"] for o in cell.outputs if o.output_type == "execute_result"
            ]
            assert results == ["0.0"], about["grade_id"]


def test_an_essay_is_empty_and_left_to_a_person() -> None:
    released = nbformat.read(build.release_path(build.ROOT, "13_capstone"), as_version=4)
    (essay,) = (c for c in released.cells if c.cell_type == "markdown" and "nbgrader" in c.metadata)
    about = essay.metadata.nbgrader
    assert (about.grade, about.solution, about.locked, about.points) == (True, True, False, 5)
    assert essay.source == "YOUR ANSWER HERE"


def test_a_loop_with_a_fault_stays_in_the_released_cell() -> None:
    released = nbformat.read(build.release_path(build.ROOT, "13_capstone"), as_version=4)
    sources = {c.metadata.get("nbgrader", {}).get("grade_id"): c.source for c in released.cells}
    for number in range(1, 9):
        source = sources[f"repair_{number}"]
        assert source.count(f"def repair_{number}(") == 1
        assert source.endswith(REPAIR)


@pytest.mark.parametrize("stage", STAGES)
def test_stage_follows_the_template(stage: str) -> None:
    authored = notebook(build.ROOT / "solutions" / f"{stage}.py")
    prose = "\n".join(c.source for c in authored.cells if c.cell_type == "markdown")
    parts = [
        "## Why this matters",
        "## Recall",
        "## Idea and demonstration",
        "## Exercise",
        "## Break it on purpose",
        "## Error clinic",
        "## Myths",
        "## Check your understanding",
        "## For your mark",
        "## Take-aways",
    ]
    places = [prose.index(part) for part in parts]
    assert places == sorted(places)
    assert parts[2] in prose.split("## Predict, then run")[0]  # among the exercises, or before
    assert prose.splitlines()[-1].startswith("Next: ")
    about = stages()[stage]
    assert f"About {about.minutes} minutes · {about.difficulty}" in prose
    assert f"# {about.title}" in prose


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_is_missing_where_all_exercises_are_solved(stage: str) -> None:
    solved = nbformat.read(build.solution_path(build.ROOT, stage), as_version=4)
    outputs = [o for c in solved.cells if c.cell_type == "code" for o in c.outputs]
    assert [o.text for o in outputs if "not yet" in o.get("text", "")] == []


@pytest.mark.parametrize("stage", STAGES)
def test_no_line_of_code_is_wider_than_its_cell(stage: str) -> None:
    solved = nbformat.read(build.solution_path(build.ROOT, stage), as_version=4)
    lines = [line for c in solved.cells if c.cell_type == "code" for line in c.source.split("\n")]
    assert [line for line in lines if len(line) > WIDEST] == []


@pytest.mark.parametrize("stage", STAGES)
def test_every_exercise_is_checked_and_graded(stage: str) -> None:
    code = (build.ROOT / "solutions" / f"{stage}.py").read_text(encoding="utf-8")
    for address, exercise in exercises().items():
        if exercise.stage == stage:
            assert f'check("{address}", {exercise.name})' in code
            assert f'grade("{address}", {exercise.name}, points=' in code


@pytest.mark.parametrize("stage", STAGES)
def test_every_question_is_asked(stage: str) -> None:
    code = (build.ROOT / "solutions" / f"{stage}.py").read_text(encoding="utf-8")
    called = re.findall(r'predict\("([^"]+)"', code)
    every = [address for call in called for address in asked(call)]
    assert sorted(every) == sorted(q for q in questions() if q.startswith(f"{stage}/"))
    kinds = [q.split("/")[1].rpartition("_")[0] for q in every]
    assert kinds.count("recall") == 3
    assert kinds.count("prediction") >= 2


def test_right_options_exist_and_experiments_agree_with_themselves() -> None:
    for address, question in questions().items():
        answer = question.experiment().answer if question.experiment else question.answer
        assert answer in question.because, address
        assert len(question.because) >= 3, address


def test_graded_cell_without_points_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "99_bad.py"
    path.write_text('# %% graded="f"\ngrade("x", f, points=1)\n')
    with pytest.raises(BadSource, match="needs points"):
        notebook(path)


def test_unknown_stage_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["07_epcoh"]) == 2
    assert 'Did you mean "07_epoch"?' in capsys.readouterr().err
