"""What a forged observation, or a second run of the cells, may cost the judge."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from grader.diagnose.show import name_of
from grader.judge.host.marking import Rules, _Marking
from grader.observe.recorder import BACKWARD_GRADIENT, BACKWARD_STALE
from grader.observe.run import Item, Run
from grader.scenes.batches.read import micro_batches


def test_a_name_is_no_format() -> None:
    """Width and attributes are for a submission to choose if its keys are read as formats."""
    assert name_of("update {n}: size", 3) == "update 3: size"
    assert name_of("{n:100000000} {n.real}", 3) == "{n:100000000} {n.real}"


def test_gradients_are_not_spread_over_each_other() -> None:
    new, stale = {"w": torch.ones(1, 50)}, {"w": torch.ones(50, 1)}
    forged = Run((Item(BACKWARD_GRADIENT, new), Item(BACKWARD_STALE, stale)))
    with pytest.raises(ValueError, match="different shapes"):
        micro_batches(forged, [])


def test_running_the_cells_again_gives_back_no_more_than_the_notebooks_own_time() -> None:
    child = SimpleNamespace(spawn=lambda **_: None)
    sandbox: Any = child
    marking = _Marking(sandbox, Rules(submission_seconds=600), False, {})
    before = marking.talk.ends
    for _ in range(40):
        marking._give_back(500.0)
    assert marking.talk.ends - before == pytest.approx(600)
