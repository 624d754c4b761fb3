"""Builders for functions that run in a group of processes, one call in every rank.

Each rank is a process forked from this one. They meet through a file and talk over
loopback with gloo, as ranks on several machines would over their network. Whatever
happens in them, they are gone when a builder's function returns.

A fork is what costs time here, so the same processes form one group after another.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed import distributed_c10d

from grader.observe.execute import failure_of
from grader.observe.plain import plain, scalar
from grader.observe.recorder import Elsewhere, Recorder
from grader.observe.run import Failure
from grader.rigs.training import Use

# What is observed; {n} counts the calls.
GRADIENTS = "rank {rank} of {world}: gradients after call {{n}}, norm"
UNTOUCHED = "weights as before"
RESULT = "rank {rank} of {world}: result"
EXCHANGED = "the ranks exchanged something"

TOGETHER_SECONDS = 8.0  # for all groups; less than what a run may take
WAITING_SECONDS = 2.5  # for the others, once a rank has come to an end
GRACE_SECONDS = 0.3  # for the others, once a rank has raised an exception
FIRST_NAME = 1000
WITHOUT = "No group of processes can work here, which says nothing about your code: "

Work = Callable[[int, int], Any]


class NoGroup(RuntimeError):
    """This system cannot run a group of processes."""


# -- what builders use ---------------------------------------------------------------


def averaging(rig: Recorder, *, worlds: Sequence[int] = (2, 3), calls: int = 2) -> Use:
    """Call ``average_gradients(model)`` in every rank of groups of these sizes.

    The weights are the same in all ranks, the gradients are not. In the first group every
    parameter has a gradient. In the others some have none, in no rank.

    Args:
        rig: Source of the random numbers.
        worlds: Number of ranks of each group.
        calls: Number of calls in each group, every time with other gradients.
    """
    models = [_plain() if group == 0 else Partly() for group in range(len(worlds))]
    given = [
        [[_drawn(rig, model) for _ in range(calls)] for _ in range(world)]
        for model, world in zip(models, worlds, strict=True)
    ]

    def use(subject: Any) -> None:
        def work(group: int, rank: int) -> tuple[list[Any], bool]:
            return [_averaged(subject, models[group], g) for g in given[group][rank]], _exchanged()

        for world, told in in_groups(worlds, subject, work):
            for call in range(calls):
                rig.calls += 1
                for rank in range(world):
                    gradients, untouched = told[rank][0][call]
                    rig.note(GRADIENTS.format(rank=rank, world=world), gradients)
                    rig.note(UNTOUCHED, untouched)
            rig.note(EXCHANGED, all(exchanged for _, exchanged in told))

    return use


def measuring(rig: Recorder, *, parts: Sequence[Sequence[tuple[float, int]]]) -> Use:
    """Call ``mean_over_ranks(total, count)`` in every rank of some groups.

    Args:
        rig: Source of other numbers.
        parts: For each group, total and count of every rank.
    """
    given = [[(rig.number(total), rig.count(count)) for total, count in group] for group in parts]

    def use(subject: Any) -> None:
        def work(group: int, rank: int) -> tuple[Any, bool]:
            return plain(subject(*given[group][rank])), _exchanged()

        for world, told in in_groups([len(group) for group in given], subject, work):
            rig.calls += 1
            for rank, (value, _) in enumerate(told):
                rig.results.append(value)
                rig.note(RESULT.format(rank=rank, world=world), scalar(value))
            rig.note(EXCHANGED, all(exchanged for _, exchanged in told))

    return use


def _exchanged() -> bool:
    """Return whether this rank took part in any call that ranks make together."""
    group: Any = dist.group.WORLD
    return bool(group._get_sequence_number_for_group())


class Partly(nn.Module):
    """Has a single number among its parameters, and a layer in the middle that nothing uses."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.spare = nn.Linear(4, 2)
        self.scale = nn.Parameter(torch.ones(()))
        self.last = nn.Linear(4, 2, bias=False)


def _plain() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))


def _drawn(rig: Recorder, model: nn.Module) -> dict[str, torch.Tensor | None]:
    return {
        name: None if name.startswith("spare") else torch.randn(p.shape, generator=rig.generator)
        for name, p in model.named_parameters()
    }


def _averaged(
    subject: Any, model: nn.Module, gradients: dict[str, torch.Tensor | None]
) -> tuple[dict[str, Any], bool]:
    before = [value.clone() for value in model.state_dict().values()]
    for name, parameter in model.named_parameters():
        parameter.grad = gradients[name]
    subject(model)
    untouched = all(map(torch.equal, model.state_dict().values(), before))
    return {name: plain(p.grad) for name, p in model.named_parameters()}, untouched


# -- groups --------------------------------------------------------------------------


def in_groups(worlds: Sequence[int], subject: Any, work: Work) -> Iterator[tuple[int, list[Any]]]:
    """Do ``work(group, rank)`` in every rank of one group after another.

    Args:
        worlds: Number of ranks of each group.
        subject: The learner's function; an exception is told with its line.
        work: Gives plain data back.

    Yields:
        For each group, its number of ranks and what they gave, by rank.

    Raises:
        Elsewhere: if the work of a rank ended with an exception, or without an end.
        NoGroup: if this system cannot run a group.
    """
    if not hasattr(os, "fork") or not dist.is_gloo_available():
        raise NoGroup(WITHOUT + "this system cannot fork processes, or torch lacks gloo.")
    ends = time.monotonic() + TOGETHER_SECONDS
    with tempfile.TemporaryDirectory() as name, _ranks(Path(name), worlds, subject, work):
        for group, world in enumerate(worlds):
            paths = [_result(Path(name), group, rank) for rank in range(world)]
            yield world, _sorted_out(_awaited(paths, ends))


def _awaited(paths: list[Path], ends: float) -> list[dict[str, Any] | None]:
    """Return what all ranks tell, or those that do so in time."""
    told: dict[Path, dict[str, Any]] = {}
    while len(told) < len(paths) and time.monotonic() < ends:
        for path in paths:
            if path not in told and path.exists():
                told[path] = pickle.loads(path.read_bytes())  # of code in this very process
                left = WAITING_SECONDS if "value" in told[path] else GRACE_SECONDS
                ends = min(ends, time.monotonic() + left)
        time.sleep(0.001)
    return [told.get(path) for path in paths]


def _sorted_out(told: list[dict[str, Any] | None]) -> list[Any]:
    known = [one for one in told if one]
    for one in known:
        if "refused" in one:
            raise NoGroup(WITHOUT + one["refused"])
    failed = [one for one in known if "failure" in one]
    for one in failed or known[:1]:
        print(one["output"], end="")
        if failed:
            raise Elsewhere(Failure(*one["failure"]))
    if len(known) < len(told):
        raise Elsewhere(Failure("TimeUp", _stuck([r for r, one in enumerate(told) if not one])))
    return [one["value"] for one in known]


def _stuck(waiting: list[int]) -> str:
    ranks = ", ".join(map(str, waiting))
    return f"rank {ranks} did not come to an end: all ranks have to make the same calls"


@contextlib.contextmanager
def _ranks(folder: Path, worlds: Sequence[int], subject: Any, work: Work) -> Iterator[None]:
    """Start a process for every rank; end them all."""
    pids: list[int] = []
    try:
        for rank in range(max(worlds)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on forks beside threads
                pid = os.fork()
            if pid == 0:
                _serve(folder, worlds, rank, subject, work)
            pids.append(pid)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)


def _serve(folder: Path, worlds: Sequence[int], rank: int, subject: Any, work: Work) -> None:
    """Be one rank; never return."""
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(round(2 * TOGETHER_SECONDS))  # for the day when nobody ends it
        torch.set_num_threads(1)  # threads of the parent are not there after a fork
        for group, world in enumerate(worlds):
            if rank < world:
                told = _told(folder / f"store{group}", world, rank, subject, partial(work, group))
                _write(_result(folder, group, rank), told)
        signal.pause()  # whoever left now would break the others' connections
    finally:
        os._exit(1)


def _told(
    store: Path, world: int, rank: int, subject: Any, work: Callable[[int], Any]
) -> dict[str, Any]:
    try:
        _join(store, world, rank)
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            return {"value": work(rank), "output": printed.getvalue()}
        except (Exception, SystemExit) as error:
            failure = failure_of(error, subject)
            return {"failure": list(vars(failure).values()), "output": printed.getvalue()}


def _join(store: Path, world: int, rank: int) -> None:
    distributed_c10d.ProcessGroupGloo = _on_loopback()  # type: ignore[misc]
    # There may be a group already: the one before, or one of the learner's own. The name of
    # a group is a count, which must be new here and the same in all ranks.
    distributed_c10d.GroupMember.WORLD = None
    distributed_c10d._world.group_count = FIRST_NAME + world
    dist.init_process_group(
        "gloo",
        store=dist.FileStore(str(store), world),  # type: ignore[attr-defined]
        rank=rank,
        world_size=world,
        timeout=timedelta(seconds=2 * TOGETHER_SECONDS),
    )


@cache
def _on_loopback() -> Any:
    """Return gloo's class of groups, made to listen on loopback whatever this machine's name."""
    gloo: Any = dist.ProcessGroupGloo

    class OnLoopback(gloo):  # type: ignore[misc, valid-type]
        def __init__(self, store: Any, rank: int, size: int, timeout: timedelta) -> None:
            options = gloo._Options()
            options._timeout = timeout
            options._devices = [gloo.create_device(hostname="127.0.0.1")]
            super().__init__(store, rank, size, options)

    return OnLoopback


def _result(folder: Path, group: int, rank: int) -> Path:
    return folder / f"group{group}-rank{rank}.pt"


def _write(path: Path, told: dict[str, Any]) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(pickle.dumps(told))
    os.replace(unfinished, path)
