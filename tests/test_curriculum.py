"""Every line of the curriculum has a cell that teaches it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

from grader.catalogue import questions, stages
from grader.classroom import build

STAGES = build.stages()
CURRICULUM = yaml.safe_load(Path(__file__).with_name("curriculum.yaml").read_text())


def lines(part: str) -> list[pytest.param]:
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
    return any(
        o.get("text", "").strip() or any(kind in o.get("data", {}) for kind in ("image/png", "text/plain"))
        for o in cell.outputs
    )


def test_the_curriculum_has_every_stage() -> None:
    assert list(CURRICULUM) == STAGES


@pytest.mark.parametrize("stage", STAGES)
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
