"""Counts what the processes of one submission hold in memory together.

Limits of single processes do not add up, and do not see what is shared or lies in files that
exist only in memory. Where a page belongs to several processes, each holds its part of it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

LAYER = "memory of all processes"
WATCH_SECONDS = 0.1
PROC = Path("/proc")
ANONYMOUS = ("Pss_Anon:", "SwapPss:")
SHARED = "Pss_Shmem:"


def probe() -> None:
    """Find out whether a group can be watched here.

    Raises:
        OSError: if it cannot.
        AttributeError: if the platform has no such thing.
    """
    os.close(os.pidfd_open(os.getpid()))
    (PROC / "self" / "smaps_rollup").read_bytes()


def watch(pid: int, most: int, processes: int, folders: Sequence[Path]) -> int:
    """Wait for the end of a child, and end its process group when it takes more than it may.

    Args:
        pid: The child, which leads the group.
        most: Bytes that the group may hold beyond what it inherited from this process.
        processes: How many processes and threads it may have.
        folders: Where its files lie in memory.

    Returns:
        How it ended, as ``os.waitpid`` tells it.
    """
    handle = os.pidfd_open(pid)
    while not select.select([handle], [], [], WATCH_SECONDS)[0]:
        if _takes_more(pid, most, processes, folders):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
    os.close(handle)
    return os.waitpid(pid, 0)[1]


def _takes_more(group: int, most: int, processes: int, folders: Sequence[Path]) -> bool:
    inherited, _ = held(PROC / "self")  # the part that each of them has of what this one holds
    anonymous = shared = threads = 0
    for path, count in _members(group):
        own, with_others = held(path)
        anonymous += own - inherited
        shared += with_others
        threads += count
    in_files = sum(map(_used, folders))  # whether a process has them in its memory or not
    return threads > processes or anonymous + max(shared, in_files) > most


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
        return _resident(path), 0  # more than that it does not hold
    except OSError:
        return 0, 0  # it just ended
    told = {name: int(size) * 1024 for name, size, *_ in map(str.split, lines)}
    return sum(told.get(name, 0) for name in ANONYMOUS), told.get(SHARED, 0)


def _resident(path: Path) -> int:
    with contextlib.suppress(OSError):
        return int((path / "statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def _used(folder: Path) -> int:
    about = os.statvfs(folder)
    return (about.f_blocks - about.f_bfree) * about.f_frsize
