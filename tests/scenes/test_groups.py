"""Groups of processes: they always end, tell what went wrong, and work inside the sandbox."""

from __future__ import annotations

import sys
import time
from functools import partial

import pytest
import torch
import torch.distributed as dist

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.judge.guest.jail import LOOPBACK
from grader.judge.host import marking
from grader.judge.host.sandbox import Sandbox
from grader.scenes.groups import play as groups
from grader.scenes.scene import play_here, run_probe
from tests.tools.hostile_run import perfect, points, worth

AVERAGE = "12_scale/average_gradients"
sandboxed = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


class Numbers:
    """What one rank is given: its number, for its only group and the next."""

    def __init__(self, rank: int) -> None:
        self.rank = rank

    def take(self) -> list[int]:
        return [self.rank, self.rank]

    def close(self) -> None:
        pass


def test_one_rank_that_waits_for_ever_is_ended_and_named() -> None:
    def average_gradients(model):
        if dist.get_rank() == 0:
            dist.all_reduce(next(model.parameters()).grad)

    (probe,) = exercise(AVERAGE).probes
    started = time.monotonic()
    run_probe(probe, partial(play_here, average_gradients), seed=0)
    assert time.monotonic() - started < groups.TOGETHER_SECONDS + 2
    verdict = judge(exercise(AVERAGE), average_gradients)
    assert verdict.kind == "crash"
    assert "rank 0 did not come to an end" in verdict.message
    assert "small part of that" not in verdict.message  # no time was told


def test_an_exception_in_a_rank_is_told_with_its_line() -> None:
    def average_gradients(model):
        for p in model.parameters():
            p.grad /= dist.get_number_of_ranks()

    verdict = judge(exercise(AVERAGE), average_gradients)
    assert verdict.kind == "crash"
    assert "AttributeError" in verdict.exception
    assert verdict.place
    assert "get_number_of_ranks" in verdict.place.text


def test_a_function_that_does_nothing_did_not_copy_anything() -> None:
    verdict = judge(exercise(AVERAGE), lambda model: None)
    assert "reduces_a_copy" not in verdict.slugs
    assert verdict.points == 0.0


def test_ranks_are_gone_and_this_process_has_no_group_afterwards() -> None:
    given = [Numbers(rank) for rank in range(3)]
    told = list(groups.in_groups([2, 3], None, lambda group, rank, own: [group, own], given))
    assert told == [(2, [[0, 0], [0, 1]]), (3, [[1, 0], [1, 1], [1, 2]])]
    assert not dist.is_initialized()


def test_a_group_works_although_this_process_used_threads() -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        torch.ones(600, 600) @ torch.ones(600, 600)
        given = [Numbers(rank) for rank in range(2)]
        ((_, told),) = groups.in_groups([2], None, lambda *_: float(torch.ones(9).sum()), given)
    finally:
        torch.set_num_threads(threads)
    assert told == [9.0, 9.0]


@sandboxed
@pytest.mark.xdist_group("judge")
def test_marks_and_what_is_said_without_a_network_of_its_own(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = sandbox.spawn(trial=True, loopback=True)
    trial.end()
    assert set(trial.layers.values()) == {"on"}
    assert LOOPBACK in trial.layers

    right = marking.mark(perfect("12_scale"), sandbox, marking.Rules(seed=lambda _: 7))
    assert points(right) == worth("12_scale")

    spawn = sandbox.spawn

    def without(loopback: bool = False):
        child = spawn()
        child.layers[LOOPBACK] = "it has no network of its own"
        return child

    monkeypatch.setattr(sandbox, "spawn", without)
    alone = marking.mark(perfect("12_scale"), sandbox, marking.Rules(seed=lambda _: 7))
    assert points(alone)["average_gradients"] == 0.0
    assert points(alone)["amp_step"] == worth("12_scale")["amp_step"]
    assert any(
        "cannot be marked on this machine" in str(cell.outputs)
        for cell in alone.cells
        if cell.cell_type == "code"
    )
