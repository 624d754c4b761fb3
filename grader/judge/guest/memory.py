"""Counts what the processes of one submission hold in memory together.

Limits of single processes do not add up, and do not see what is shared or lies in files that
exist only in memory. Where a page belongs to several processes, each holds its part of it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LAYER = "memory of all processes"
WATCH_SECONDS = 0.1
PROC = Path("/proc")
ANONYMOUS = ("Pss_Anon:", "SwapPss:")
SHARED = "Pss_Shmem:"
IN_USE = ("VmRSS:", "VmSwap:")


def probe() -> None:
    """Find out whether a group can be watched here.

    Raises:
        OSError: if it cannot.
        AttributeError: if the platform has no such thing.
    """
    os.close(os.pidfd_open(os.getpid()))
    (PROC / "self" / "smaps_rollup").read_bytes()


@dataclass(frozen=True)
class Most:
    """What a process group may take.

    Attributes:
        size: Bytes beyond what it inherited.
        inherited: Bytes that the process which forks the groups held before. A group is
            charged for none of them, whatever part of them it still has.
        processes: Processes and threads.
        folders: Where its files lie in memory.
    """

    size: int
    inherited: int
    processes: int
    folders: Sequence[Path] = ()


def watch(pid: int, most: Most) -> int:
    """Wait for the end of a child, and end its process group when it takes more than it may.

    Args:
        pid: The child, which leads the group.
        most: What the group may take.

    Returns:
        How it ended, as ``os.waitpid`` tells it.
    """
    handle = os.pidfd_open(pid)
    while not select.select([handle], [], [], WATCH_SECONDS)[0]:
        if _takes_more(pid, most):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
    os.close(handle)
    return os.waitpid(pid, 0)[1]


def _takes_more(group: int, most: Most) -> bool:
    members = list(_members(group))
    if sum(threads for _, threads in members) > most.processes:
        return True
    in_files = sum(map(_used, most.folders))  # whether a process has them mapped or not
    if in_files + sum(_at_most(path) for path, _ in members) <= most.size:
        return False  # which is soon found out, unlike what follows
    parts = [held(path) for path, _ in members]
    here, _ = held(PROC / "self")  # about the part that each member has of what it inherited
    own = sum(anonymous for anonymous, _ in parts) - min(here * len(parts), most.inherited)
    return own + max(in_files, sum(shared for _, shared in parts)) > most.size


def _members(group: int) -> Iterator[tuple[Path, int]]:
    """Yield the folders of a group's processes, each with its number of threads."""
    for path in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):  # it may just have ended
            fields = (path / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                yield path, int(fields[17])


def held(path: Path) -> tuple[int, int]:
    """Return the bytes that a process holds: its own, and its part of what is shared.

    Args:
        path: Its folder below ``/proc``.
    """
    try:
        lines = (path / "smaps_rollup").read_text().splitlines()[1:]
    except PermissionError:
        return _at_most(path), 0
    except OSError:
        return 0, 0  # it just ended
    told = {name: int(size) * 1024 for name, size, *_ in map(str.split, lines)}
    return sum(told.get(name, 0) for name in ANONYMOUS), told.get(SHARED, 0)


def _at_most(path: Path) -> int:
    """Return what a process cannot hold more than: all that it has mapped and in use."""
    try:
        lines = (path / "status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(IN_USE))


def _used(folder: Path) -> int:
    about = os.statvfs(folder)
    return (about.f_blocks - about.f_bfree) * about.f_frsize
