"""What a forged observation, or a second run of the cells, may cost the judge."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from grader.diagnose.show import name_of
from grader.judge import wire
from grader.judge.host.marking import Rules, _Marking
from grader.judge.host.sandbox import Sandbox
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


LEASE = """
import fcntl, os
open("own.txt", "w").close()
handle = os.open("own.txt", os.O_RDONLY)
for command in (fcntl.F_SETLEASE, fcntl.F_NOTIFY, fcntl.F_SETLEASE | 1 << 32):
    try:
        print("taken", fcntl.fcntl(handle, command, fcntl.F_WRLCK))
    except (OSError, OverflowError) as error:
        print("refused")
os.close(os.dup(fcntl.fcntl(handle, fcntl.F_DUPFD_CLOEXEC, 0)))
print(fcntl.fcntl(handle, fcntl.F_GETFL) >= 0)
"""


@pytest.mark.xdist_group("judge")
def test_nobody_waits_for_a_file_because_of_a_lease(sandbox: Sandbox) -> None:
    """As an ordinary user a submission has the owner of Python's files, which others open."""
    child = sandbox.spawn()
    wire.send(child.channel, {"op": "cell", "source": LEASE})
    (told,) = wire.receive(child.channel, time.monotonic() + 60)["outputs"]
    child.end()
    assert told["text"].split() == ["refused"] * 3 + ["True"]
