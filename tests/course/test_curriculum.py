"""Every line of the curriculum has a cell that teaches it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

from grader.classroom.authoring import build
from grader.classroom.authoring.questions import options
from grader.course.catalogue import questions, stages

STAGES = build.stages()
CURRICULUM = yaml.safe_load(Path(__file__).with_name("curriculum.yaml").read_text())


def lines(part: str) -> list[Any]:
    """Return (stage, line, where) for every line of one part of the curriculum."""
    return [
        pytest.param(stage, where, id=f"{stage}: {line}")
        for stage, parts in CURRICULUM.items()
        for line, where in parts.get(part, {}).items()
    ]


@cache
def executed(stage: str) -> NotebookNode:
    return nbformat.read(build.solution_path(build.ROOT, stage), as_version=4)


def found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.DOTALL) is not None


def section(stage: str, title: str) -> list[NotebookNode]:
    """Return the cells from the one with a heading to the one before the next such heading."""
    cells = executed(stage).cells
    heads = [re.findall(r"^## (.*)$", c.source, re.M) if prose(c) else [] for c in cells]
    first = next(i for i, head in enumerate(heads) if title in head)
    ends = (i for i in range(first + 1, len(cells)) if heads[i])
    return cells[first : next(ends, len(cells))]


def prose(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown"


def shows_something(cell: NotebookNode) -> bool:
    """Say whether a code cell printed or drew when it was executed."""
    return any(o.get("text", "").strip() or o.get("data") for o in cell.outputs)


def test_every_stage_of_the_curriculum_exists() -> None:
    assert [stage for stage in STAGES if stage in CURRICULUM] == list(CURRICULUM)


@pytest.mark.parametrize("stage", CURRICULUM)
def test_exercises_are_written_by_the_learner_then_checked_at_once(stage: str) -> None:
    cells = executed(stage).cells
    for line in CURRICULUM[stage]["exercises"]:
        flat = line.replace(" ", "")
        (at,) = (
            i
            for i, cell in enumerate(cells)
            if cell.metadata.get("nbgrader", {}).get("solution")
            and flat in re.sub(r"\s", "", cell.source)
        )
        name = cells[at].metadata.nbgrader.grade_id
        assert f'check("{stage}/{name}", {name})' in cells[at + 1].source, line
        assert any(f'grade("{stage}/{name}", {name}, points=' in c.source for c in cells), line


@pytest.mark.parametrize(("stage", "where"), lines("shows"))
def test_what_is_to_be_shown_is_drawn_or_printed(stage: str, where: str) -> None:
    cells = [c for c in executed(stage).cells if not prose(c) and found(where, c.source)]
    assert any(shows_something(c) for c in cells)


@pytest.mark.parametrize(("stage", "where"), lines("covers"))
def test_every_topic_has_a_home(stage: str, where: str) -> None:
    assert any(found(where, c.source) for c in executed(stage).cells)


@pytest.mark.parametrize(("stage", "where"), lines("myths"))
def test_a_myth_is_named_and_probed(stage: str, where: list[str]) -> None:
    claim, probe = where
    cells = section(stage, "Myths")
    (at,) = (i for i, c in enumerate(cells) if prose(c) and found(rf'\*".*{claim}', c.source))
    assert found(probe, cells[at + 1].source)
    assert shows_something(cells[at + 1])


# The template of every stage, beyond the headings that test_notebooks.py looks for -----------


@pytest.mark.parametrize("stage", STAGES)
def test_every_myth_is_followed_by_its_probe(stage: str) -> None:
    cells = executed(stage).cells
    myths = [i for i, c in enumerate(cells) if prose(c) and re.search(r'^\*"', c.source, re.M)]
    inside = {cell.id for cell in section(stage, "Myths")}
    assert myths
    for i in myths:
        assert cells[i].id in inside
        assert len(re.findall(r'^\*"', cells[i].source, re.M)) == 1, cells[i].source
        assert shows_something(cells[i + 1]), cells[i].source


@pytest.mark.parametrize("stage", STAGES[1:])
def test_recall_reaches_back_one_three_and_six_stages(stage: str) -> None:
    number = int(stage[:2])
    (asked, *_) = section(stage, "Recall")
    of = [int(tag) for tag in re.findall(r"\*\*\d\.\*\* \((\d\d)\)", asked.source)]
    assert len(of) == 3
    assert set(of) >= {number - back for back in (1, 3, 6) if back <= number}
    assert max(of) < number


@pytest.mark.parametrize("stage", STAGES)
def test_every_option_is_answered_with_a_reason(stage: str) -> None:
    offered = options(executed(stage))
    for address, question in questions().items():
        if address.startswith(f"{stage}/"):
            assert sorted(offered[address]) == sorted(question.because), address
            assert all(question.because.values()), address


@pytest.mark.parametrize("stage", STAGES)
def test_time_and_difficulty_are_of_the_usual_kind(stage: str) -> None:
    assert 20 <= stages()[stage].minutes <= 150
    assert stages()[stage].difficulty in ("gentle", "steady", "demanding")


@pytest.mark.parametrize("stage", STAGES)
def test_the_error_clinic_raises_and_reads_real_errors(stage: str) -> None:
    clinic = section(stage, "Error clinic")
    raised = [i for i, c in enumerate(clinic) if not prose(c) and "except " in c.source]
    assert raised
    for i in raised:
        assert shows_something(clinic[i])


@pytest.mark.parametrize("stage", STAGES[1:])
def test_the_lab_draws_what_goes_wrong(stage: str) -> None:
    lab = section(stage, "Break it on purpose")
    shown = [o.get("data", {}) for c in lab if not prose(c) for o in c.outputs]
    assert any("image/png" in data or "<img " in data.get("text/html", "") for data in shown)
