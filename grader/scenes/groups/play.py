"""Runs functions in a group of processes, one call in every rank.

Each rank is a process forked from this one. It reads its own numbers, which nobody else is
given, after the fork. The ranks meet through a file and talk over loopback with gloo, as ranks
on several machines would over their network. Whatever happens in them, they are gone when a
play is over.

A fork is what costs time here, so the same processes form one group after another.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn

from grader.observe.execute import failure_of
from grader.observe.plain import plain, scalar
from grader.observe.recorder import Channel, Elsewhere, OwnError, Recorder
from grader.observe.run import Failure

# What is observed; {n} counts the calls.
GRADIENTS = "rank {rank} of {world}: gradients after call {{n}}, norm"
UNTOUCHED = "weights as before"
RESULT = "rank {rank} of {world}: result"
EXCHANGED = "the ranks exchanged something"

TOGETHER_SECONDS = 8.0  # for all groups; less than what a run may take
WAITING_SECONDS = 2.5  # for the others, once a rank has come to an end
GRACE_SECONDS = 0.3  # for the others, once a rank has raised an exception
LOOPBACK = "lo0" if sys.platform == "darwin" else "lo"
WITHOUT = "No group of processes can work here, which says nothing about your code: "

Work = Callable[[int, int, Any], Any]  # group, rank, its own numbers: gives plain data


class NoGroup(RuntimeError):
    """This system cannot run a group of processes."""


def averaging(
    recorder: Recorder,
    subject: Any,
    *,
    worlds: list[int],
    models: list[dict[str, Any]],
    calls: int,
) -> None:
    """Call ``average_gradients(model)`` in every rank of groups of these sizes."""
    made = [_model(**about) for about in models]

    def work(group: int, rank: int, own: list[Any]) -> tuple[list[Any], bool]:
        return [_averaged(subject, made[group], gradients) for gradients in own], _exchanged()

    for world, told in in_groups(worlds, subject, work, recorder.ranks):
        for call in range(calls):
            recorder.calls += 1
            for rank in range(world):
                gradients, untouched = told[rank][0][call]
                recorder.note(GRADIENTS.format(rank=rank, world=world), gradients)
                recorder.note(UNTOUCHED, untouched)
        recorder.note(EXCHANGED, all(exchanged for _, exchanged in told))


def measuring(recorder: Recorder, subject: Any, *, worlds: list[int]) -> None:
    """Call ``mean_over_ranks(total, count)`` in every rank of some groups."""

    def work(group: int, rank: int, own: list[Any]) -> tuple[Any, bool]:
        return plain(subject(*own)), _exchanged()

    for world, told in in_groups(worlds, subject, work, recorder.ranks):
        recorder.calls += 1
        for rank, (value, _) in enumerate(told):
            recorder.results.append(value)
            recorder.note(RESULT.format(rank=rank, world=world), scalar(value))
        recorder.note(EXCHANGED, all(exchanged for _, exchanged in told))


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


MODELS: Mapping[str, Callable[[], nn.Module]] = {"plain": _plain, "partly": Partly}


def _model(kind: str, state: dict[str, torch.Tensor]) -> nn.Module:
    made = MODELS[kind]()
    made.load_state_dict(state)
    return made


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


def in_groups(
    worlds: Sequence[int], subject: Any, work: Work, numbers: Sequence[Channel]
) -> Iterator[tuple[int, list[Any]]]:
    """Do ``work(group, rank, own)`` in every rank of one group after another.

    Args:
        worlds: Number of ranks of each group.
        subject: The learner's function; an exception is told with its line.
        work: Gives plain data back.
        numbers: Where each rank takes what it has in each group.

    Yields:
        For each group, its number of ranks and what they gave, by rank.

    Raises:
        Elsewhere: if the work of a rank ended with an exception, or without an end.
        NoGroup: if this system cannot run a group.
        OwnError: if a group could not be formed for any other reason.
    """
    if not hasattr(os, "fork") or not dist.is_gloo_available():
        raise NoGroup(WITHOUT + "this system cannot fork processes, or torch lacks gloo.")
    ends = time.monotonic() + TOGETHER_SECONDS
    with tempfile.TemporaryDirectory() as name, _ranks(Path(name), worlds, subject, work, numbers):
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
        if "own" in one:
            raise OwnError(f"a group of processes was not formed:\n{one['own']}")
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
def _ranks(
    folder: Path, worlds: Sequence[int], subject: Any, work: Work, numbers: Sequence[Channel]
) -> Iterator[None]:
    """Start a process for every rank; end them all."""
    pids: list[int] = []
    try:
        for rank in range(max(worlds)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on forks beside threads
                pid = os.fork()
            if pid == 0:
                _serve(folder, worlds, rank, subject, work, numbers)
            pids.append(pid)
        for channel in numbers:
            channel.close()
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)


def _serve(
    folder: Path,
    worlds: Sequence[int],
    rank: int,
    subject: Any,
    work: Work,
    numbers: Sequence[Channel],
) -> None:
    """Be one rank; never return."""
    try:
        for other, channel in enumerate(numbers):
            if other != rank:
                channel.close()
        own = numbers[rank].take()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(round(2 * TOGETHER_SECONDS))  # for the day when nobody ends it
        torch.set_num_threads(1)  # threads of the parent are not there after a fork
        for group, world in enumerate(worlds):
            # A rank that is in no such group makes one of its own: groups are counted, and the
            # count is part of their names, which must be the same in all ranks.
            place, ranks = (rank, world) if rank < world else (0, 1)
            store = folder / (f"store{group}" if rank < world else f"store{group}of{rank}")
            here = partial(work, group, rank, own[group])
            told = _told(store, ranks, place, subject, here if rank < world else bool)
            if rank < world:
                _write(_result(folder, group, rank), told)
        signal.pause()  # whoever left now would break the others' connections
    finally:
        os._exit(1)


def _told(
    store: Path, world: int, rank: int, subject: Any, work: Callable[[], Any]
) -> dict[str, Any]:
    try:
        _join(store, world, rank)
    except (OSError, dist.DistError) as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    except Exception:
        return {"own": traceback.format_exc(limit=-3)}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            return {"value": work(), "output": printed.getvalue()}
        except (Exception, SystemExit) as error:
            failure = failure_of(error, subject)
            return {"failure": list(vars(failure).values()), "output": printed.getvalue()}


def _join(store: Path, world: int, rank: int) -> None:
    os.environ["GLOO_SOCKET_IFNAME"] = LOOPBACK  # whatever this machine's name stands for
    # There may be a group already: the one before, or one of the learner's own. It is left as
    # it is, since whoever closes a connection breaks it for others.
    dist.GroupMember.WORLD = None
    dist.init_process_group(
        "gloo",
        store=dist.FileStore(str(store), world),  # type: ignore[attr-defined]
        rank=rank,
        world_size=world,
        timeout=timedelta(seconds=2 * TOGETHER_SECONDS),
    )


def _result(folder: Path, group: int, rank: int) -> Path:
    return folder / f"group{group}-rank{rank}.pt"


def _write(path: Path, told: dict[str, Any]) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(pickle.dumps(told))
    os.replace(unfinished, path)
