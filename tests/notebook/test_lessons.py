"""What a learner meets in a notebook: how soon, how often, in which form."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.classroom.authoring import build, pictures
from grader.classroom.authoring.questions import QUESTION
from grader.classroom.authoring.source import notebook
from grader.course.catalogue import asked, exercises, questions

SOON = 8  # cells until the first exercise, and until the next thing to do
STAGES = build.stages()
HEAD = re.compile(
    r"^##+ Exercise: .+\n\n\*About (\d+) minutes · (gentle|steady|demanding)\*$", re.M
)


@cache
def released(stage: str) -> list[NotebookNode]:
    return list(nbformat.read(build.release_path(build.ROOT, stage), as_version=4).cells)


def text(stage: str) -> str:
    return "\n\n".join(c.source for c in released(stage) if c.cell_type == "markdown")


def is_exercise(cell: NotebookNode) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("solution"))


def asks(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and re.search(r"^predict\(", cell.source, re.M) is not None


@pytest.mark.parametrize("stage", STAGES)
def test_there_is_something_to_do_soon_and_often(stage: str) -> None:
    cells = released(stage)
    first = next(n for n, cell in enumerate(cells, 1) if is_exercise(cell))
    todo = [0, *(n for n, cell in enumerate(cells, 1) if is_exercise(cell) or asks(cell))]
    assert first <= SOON
    assert max(after - before for before, after in pairwise(todo)) <= SOON


@pytest.mark.parametrize("stage", STAGES)
def test_the_first_cell_has_a_picture_in_words_and_in_ink(stage: str) -> None:
    first = released(stage)[0]
    shown = re.findall(r"!\[([^\]]+)\]\(attachment:([\w.-]+)\)", first.source)
    assert any(name.startswith("ring-") for _, name in shown)
    for words, name in shown:
        assert words.endswith(".")
        assert len(words.split()) > 5
        assert first.attachments[name]["image/png"].startswith("iVBOR")


@pytest.mark.parametrize("stage", STAGES)
def test_every_picture_that_text_refers_to_is_there(stage: str) -> None:
    for cell in released(stage):
        named = (
            re.findall(r"attachment:([\w.-]+)", cell.source) if "attachment" in cell.source else []
        )
        assert set(named) == set(cell.get("attachments", {}))


@pytest.mark.parametrize("stage", STAGES)
def test_time_and_difficulty_stand_at_each_exercise(stage: str) -> None:
    here = [e for e in exercises().values() if e.stage == stage]
    assert len(HEAD.findall(text(stage))) == len(here)


@pytest.mark.parametrize("stage", STAGES)
def test_options_are_lists_and_the_answer_is_in_the_call(stage: str) -> None:
    cells = released(stage)
    assert not re.search(r" · B: ", text(stage))
    for before, cell in pairwise(cells):
        for address in re.findall(r'^predict\("([^"]+)"', cell.source, re.M):
            assert before.cell_type == "markdown", address
            assert len(QUESTION.findall(before.source)) >= len(asked(address))
            empty = ', ""' * len(asked(address))
            assert cell.source == f'predict("{address}"{empty})'


def test_curves_to_choose_from_are_those_of_the_options() -> None:
    for address, question in questions().items():
        if question.curves is not None:
            assert question.curves.measure().keys() == question.because.keys(), address


def test_a_picture_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="no part 'lunch'"):
        pictures.attachments("01_loop", "![a](attachment:ring-lunch.png)")
    with pytest.raises(ValueError, match="no curves"):
        pictures.attachments("01_loop", "![a](attachment:prediction_1.png)")


def test_pictures_are_drawn_when_a_notebook_is_built(tmp_path: Path) -> None:
    path = tmp_path / "01_loop.py"
    path.write_text("# %% [markdown]\n# ![The ring.](attachment:ring-loss.png)\n")
    (cell,) = notebook(path).cells
    assert cell.attachments.keys() == {"ring-loss.png"}
