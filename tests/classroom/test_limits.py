"""What a submission may use: enough for right answers, or the setting is refused."""

from __future__ import annotations

import nbformat
import pytest
from traitlets.config import Config

from grader.classroom.authoring.build import ROOT, solution_path
from grader.classroom.steps.cells import is_judged
from grader.classroom.steps.judge import LEAST_MB, Judged
from grader.judge.guest.jail import Limits
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Access, Sandbox

pytestmark = pytest.mark.xdist_group("tiny")
LARGEST = "12_scale"  # groups of processes take most


def test_less_memory_than_right_answers_need_is_refused() -> None:
    config = Config()
    config.Judged.memory_mb = LEAST_MB - 1
    with pytest.raises(ValueError, match=f"Give at least {LEAST_MB}"):
        Judged(config=config).limits()
    config.Judged.memory_mb = LEAST_MB
    assert Judged(config=config).limits().memory_mb == LEAST_MB


def test_with_the_least_memory_a_right_notebook_gets_full_marks(sandbox: Sandbox) -> None:
    notebook = nbformat.read(solution_path(ROOT, LARGEST), as_version=4)
    access = Access(sandbox.control, Limits(memory_mb=LEAST_MB))
    cells = list(filter(is_judged, mark(notebook, access, Rules()).cells))
    earned = [float(cell.outputs[-1].data["text/plain"]) for cell in cells]
    assert sum(earned) == sum(cell.metadata.nbgrader.points for cell in cells) > 0


def test_the_limit_acts(sandbox: Sandbox) -> None:
    cells = [nbformat.v4.new_code_cell(f"x = bytearray({mb} * 2**20)") for mb in (8, 4 * LEAST_MB)]
    access = Access(sandbox.control, Limits(memory_mb=LEAST_MB))
    mark(nbformat.v4.new_notebook(cells=cells), access, Rules())
    assert [bool(cell.outputs) for cell in cells] == [False, True]
