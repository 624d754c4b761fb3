"""Functions that are judged together: what is handed in, and what is said of something else."""

from __future__ import annotations

import copy
import linecache
import os
from pathlib import Path
from typing import Any

import pytest

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.observe.plain import can_be_called

ADDRESS = "10_lifecycle/checkpoint"
FULL = exercise(ADDRESS)
SAVE, LOAD = compiled(FULL, source_of(FULL))


@pytest.mark.parametrize("subject", [SAVE, (SAVE,), (SAVE, None), (SAVE, LOAD, LOAD), (), "both"])
def test_anything_but_the_pair_is_refused_in_words(subject: Any) -> None:
    verdict = judge(FULL, subject, points=4)
    assert verdict.kind == "contract"
    assert "should be the tuple (save_checkpoint, load_checkpoint)" in verdict.message
    assert verdict.points == 0


def test_a_tuple_is_no_function() -> None:
    verdict = judge(exercise("00_start/hello"), (lambda x: 2 * x + 1,), points=1)
    assert verdict.message == "hello should be a function, but it is a tuple of 1."


def test_a_returned_tuple_is_not_called_a_list() -> None:
    verdict = judge(exercise("02_forward/count_parameters"), lambda model: (1, 2, 3, 4))
    assert "should be a number (an int), but it is a list or tuple of 4." in verdict.message


def test_what_is_not_written_yet_is_told() -> None:
    def unwritten(*_: object) -> None:
        raise NotImplementedError

    verdict = judge(FULL, (unwritten, unwritten), points=4)
    assert verdict.message == "checkpoint is not written yet."


def test_the_line_that_stopped_is_shown() -> None:
    source = source_of(FULL).replace("torch.load(path)", "torch.load(missing)")
    linecache.cache["<pair>"] = (len(source), None, source.splitlines(True), "<pair>")
    names = dict(vars(__import__("grader.stages.s10_lifecycle", fromlist=["torch"])))
    exec(compile(source, "<pair>", "exec"), names)
    verdict = judge(FULL, (names["save_checkpoint"], names["load_checkpoint"]), points=4)
    assert verdict.kind == "crash"
    assert verdict.place is not None
    assert verdict.place.text == "checkpoint = torch.load(missing)"


def test_nothing_is_left_behind_where_the_check_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = source_of(FULL).replace("(checkpoint, path)", '(checkpoint, "here.pt")')
    verdict = judge(FULL, compiled(FULL, source), points=4)
    assert not verdict.passed
    assert Path.cwd() == tmp_path
    assert os.listdir(tmp_path) == []


def test_what_can_be_called() -> None:
    assert can_be_called(len)
    assert can_be_called((len, print))
    assert not can_be_called(())
    assert not can_be_called((len, 3))


def test_message_of_torch_is_shown_without_its_escape_codes() -> None:
    source = source_of(FULL).replace("model.state_dict()", "model")
    verdict = judge(FULL, compiled(FULL, source), points=4, without=["model_pickled_whole"])
    assert verdict.kind == "crash"
    assert "UnpicklingError" in verdict.exception
    assert "\x1b" not in verdict.exception
    assert "[1m" not in verdict.exception


def test_keeping_a_copy_of_the_model_is_not_taken_for_copying_it_at_restore() -> None:
    class Keeper:
        def __init__(self) -> None:
            self.best = float("inf")
            self.kept: Any = None

        def update(self, model: Any, val_loss: float) -> bool:
            if not val_loss < self.best:
                return False
            self.best, self.kept = val_loss, copy.deepcopy(model)
            return True

        def restore(self, model: Any) -> None:
            if self.kept is None:
                raise RuntimeError
            model = self.kept  # noqa: F841 (the caller's model is left as it was)

    verdict = judge(exercise("10_lifecycle/BestWeights"), Keeper)
    assert [m.slug for m in verdict.mistakes] == ["restore_changes_nothing"]
