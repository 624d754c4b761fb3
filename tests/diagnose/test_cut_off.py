"""What was stopped before its end is not kept, compared or named."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import Any

import pytest

from grader.course.catalogue import exercise
from grader.diagnose import runs
from grader.diagnose.judge import judge
from grader.diagnose.programs import candidates
from grader.diagnose.runs import RunCache
from grader.observe import execute
from grader.observe.run import Failure
from grader.scenes.draws import PRACTICE
from tests.tools.support import right_versions

EPOCH = exercise("07_epoch/train_one_epoch")


@pytest.mark.parametrize("seconds", [0.001, 0.02])
@pytest.mark.parametrize(
    "address", ["07_epoch/train_one_epoch", "08_validate/fit", "13_capstone/run_experiment"]
)
def test_right_code_on_a_machine_that_is_far_too_slow_is_not_called_wrong(
    monkeypatch: pytest.MonkeyPatch, address: str, seconds: float
) -> None:
    right = right_versions(exercise(address))["reference"]
    monkeypatch.setattr(execute, "SECONDS", seconds)
    verdict = judge(exercise(address), right)
    if verdict.passed:  # a quick machine
        return
    assert verdict.message.startswith("Your code could not be judged: it was stopped")
    assert not verdict.slugs
    assert not verdict.same_effect_as
    assert not verdict.table
    monkeypatch.undo()
    assert judge(exercise(address), right).passed  # nothing of it was kept


def test_a_candidate_that_was_cut_off_is_run_anew_and_equals_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache, wrong = RunCache(EPOCH, PRACTICE), next(iter(candidates(EPOCH)))
    probe = EPOCH.probes[0]
    whole = RunCache(EPOCH, PRACTICE).run(wrong, probe)
    stopped = replace(whole, failure=Failure("TimeUp", "it was stopped after 10 seconds"))
    with monkeypatch.context() as patch:
        patch.setattr(runs, "run_probe", lambda *_, **__: stopped)
        assert cache.run(wrong, probe).cut_off
        assert not cache.runs_like(wrong, probe, stopped)
        assert not cache.runs_like(wrong, probe, whole)
    assert not cache.run(wrong, probe).cut_off
    assert cache.runs_like(wrong, probe, whole)


def test_a_reference_is_known_to_end_and_never_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[bool] = []
    monkeypatch.setattr(
        execute, "_limits", lambda trusted, ends: limits.append(ends) or contextlib.nullcontext()
    )
    cache, wrong = RunCache(EPOCH, PRACTICE), next(iter(candidates(EPOCH)))
    for candidate in (cache.reference, wrong):
        cache.run(candidate, EPOCH.probes[0])
    assert limits == [True, False]


def test_code_that_gets_little_of_a_processor_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside many other programs a second by the clock is little of the processor's time."""

    def slow(*arguments: Any) -> Any:
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            time.sleep(0.002)
            sum(range(20_000))
        return right_versions(EPOCH)["reference"](*arguments)

    monkeypatch.setattr(execute, "SECONDS", 2.0)
    monkeypatch.setattr(execute, "WAITING", 0.1)
    assert judge(EPOCH, slow).passed


def test_only_what_was_run_to_its_end_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, wrong = RunCache(EPOCH, PRACTICE), next(iter(candidates(EPOCH)))
    made: list[str] = []
    run_probe = runs.run_probe
    monkeypatch.setattr(runs, "run_probe", lambda *a, **k: made.append("run") or run_probe(*a, **k))
    for _ in range(2):
        cache.run(wrong, EPOCH.probes[0])
    assert made == ["run"]
