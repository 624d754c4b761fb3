"""Tries out whether an enclosed process can get out."""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from grader.judge.guest.jail import PR_SET_DUMPABLE, needed

ELSEWHERE = ("192.0.2.1", 9)  # an address that is set aside for examples


def holes(forbidden: list[str], loopback: bool = False) -> list[str]:
    """Try to get out of an enclosed process; return what worked although it must not.

    Args:
        forbidden: Files and folders that may exist, of which nothing must be readable.
        loopback: Whether it may use TCP within its own network namespace.

    Raises:
        OSError: if it cannot even read the files of Python, its packages or the grader.
    """
    for path in needed():  # or no import would work, and right code would fail
        os.listdir(path) if path.is_dir() else path.read_bytes()
    kind = socket.SOCK_DGRAM if loopback else socket.SOCK_STREAM
    attempts: dict[str, Callable[[], object]] = {
        "it could open a network socket": lambda: socket.socket(socket.AF_INET, kind).close(),
        "it could reach another machine": lambda: socket.create_connection(ELSEWHERE, 0.2).close(),
        "it could start a program": lambda: os.posix_spawn(sys.executable, ["python", "-V"], {}),
        "it could become root": lambda: os.setuid(0),
        "it could write outside its folder": lambda: Path(os.getcwd(), "..", "outside").touch(),
        "it could see other processes": lambda: os.listdir("/proc"),
        "it could raise its limits": lambda: resource.setrlimit(resource.RLIMIT_CPU, (-1, -1)),
        "it could leave its group": os.setsid,
    }
    attempts["it could close a folder to others"] = lambda: os.chmod(Path("/tmp"), 0o700)
    attempts["it could share memory that no limit counts"] = lambda: mmap.mmap(-1, mmap.PAGESIZE)
    attempts["it could keep its memory from being counted"] = _hide
    attempts |= {f"it could read {p}": lambda p=p: _look(Path(p)) for p in forbidden}  # type: ignore[misc]
    return [told for told, attempt in attempts.items() if _works(attempt)]


def _hide() -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "refused")


def _look(path: Path) -> None:
    """Read a file, or list a folder; what lies covered up looks empty."""
    if not (os.listdir(path) if path.is_dir() else path.read_bytes()):
        raise OSError("empty")


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, ValueError, RuntimeError):
        return False
    return True
