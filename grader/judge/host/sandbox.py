"""Starts the warm process in bubblewrap, asks it for children, and says which layers are on."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import shutil
import site
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.judge import wire
from grader.judge.guest.jail import UNREADABLE, Limits

PACKAGE = Path(__file__).resolve().parents[2]
# All of the grader that the sandbox sees: no reference, no mistake, nothing that is drawn or
# expected. Of a scene only the half that plays.
VISIBLE = (
    "__init__.py",
    "judge/__init__.py",
    "judge/guest",
    "judge/packing.py",
    "judge/wire.py",
    "observe",
    "scenes/__init__.py",
    "scenes/*/__init__.py",
    "scenes/*/play.py",
)
SYSTEM: tuple[str, ...] = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/fonts",
)
WARM_UP_SECONDS = 180.0
READY_SECONDS = 30.0
BWRAP = "bubblewrap"
TEMP = "/tmp"  # inside the sandbox


class TooWeak(RuntimeError):
    """This platform cannot isolate learner code as promised."""


@dataclass(frozen=True)
class Isolation:
    """Which protections are on.

    Attributes:
        layers: Every layer and ``"on"``, or why it is off.
        holes: What a trial could do although it must not.
    """

    layers: dict[str, str]
    holes: tuple[str, ...]

    @property
    def weak(self) -> list[str]:
        """Sentences on what is missing; empty when everything is on."""
        off = [f"{name}: off ({why})" for name, why in self.layers.items() if why != "on"]
        return [*off, *self.holes]


@dataclass
class Child:
    """A process that runs one submission.

    Attributes:
        slot: Its number.
        channel: The connection to it.
        layers: How it says it is confined, before any code of a learner ran.
    """

    slot: int
    channel: socket.socket
    access: Access = field(repr=False)
    layers: dict[str, str] = field(default_factory=dict)

    def interrupt(self) -> None:
        """Send what the stop button of a notebook sends."""
        self.access.order({"op": "interrupt", "slot": self.slot})

    def end(self) -> None:
        """Kill it and everything that it started."""
        self.access.order({"op": "kill", "slot": self.slot})
        self.channel.close()


class Access:
    """A way to ask the warm process for children; may be handed to other processes.

    Args:
        control: The socket that the warm process takes orders from.
        limits: What each submission may use.
    """

    def __init__(self, control: socket.socket, limits: Limits) -> None:
        self.control = control
        self.limits = limits

    def order(self, message: dict[str, Any], handles: tuple[int, ...] = ()) -> None:
        """Send an order. One call is one message, so several processes may send.

        Raises:
            Gone: if the warm process ended.
        """
        line = json.dumps(message).encode() + b"\n"
        try:
            socket.send_fds(self.control, [line], list(handles))
        except OSError as error:
            raise wire.Gone(f"the warm process ended: {error}") from error

    def spawn(self, trial: bool = False, loopback: bool = False) -> Child:
        """Return a fresh child.

        Args:
            trial: Whether it tries all layers out.
            loopback: Whether its processes may talk to each other over TCP.

        Raises:
            Gone: if the warm process, or the child, ended.
            TooLate: if the child does not say in time that it is ready.
            Malformed: if it says something else.
        """
        slot = secrets.randbits(62)
        ours, theirs = socket.socketpair()
        limits = dataclasses.asdict(self.limits)
        order = {"op": "spawn", "slot": slot, "limits": limits}
        order |= {"trial": trial, "loopback": loopback}
        try:
            self.order(order, (theirs.fileno(),))
        finally:
            theirs.close()
        ready = wire.receive(ours, time.monotonic() + READY_SECONDS)
        return Child(slot, ours, self, dict(ready["layers"]))


class Sandbox(Access):
    """The warm process. Use it as a context manager, or call ``close``.

    Args:
        limits: What each submission may use.
        private: Folders and files that no submission may see, wherever they lie.

    Raises:
        RuntimeError: if the process does not start.
    """

    def __init__(self, limits: Limits | None = None, private: Sequence[Path] = ()) -> None:
        ours, theirs = socket.socketpair()
        super().__init__(ours, limits or Limits())
        self.walls = walls(private)
        forbidden = ["/proc/self/status", *dict.fromkeys(map(str, _tried(private)))]
        about = json.dumps({"readable": readable(), "forbidden": forbidden})
        words = [sys.executable, "-m", "grader.judge.guest.zygote", str(theirs.fileno()), about]
        self._process = subprocess.Popen(
            [*self.walls, *words],
            pass_fds=[theirs.fileno()],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
        )
        theirs.close()
        self._wait_until_warm()

    def _wait_until_warm(self) -> None:
        self.control.settimeout(WARM_UP_SECONDS)
        try:
            told = self.control.recv(65536)
        except TimeoutError:
            told = b""
        self.control.settimeout(None)
        if not told:
            self._process.kill()
            _, said = self._process.communicate()
            last = said.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
            raise RuntimeError(f"the process for learner code did not start: {last[0]}")

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the warm process and all its children."""
        self.control.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()

    def isolation(self) -> Isolation:
        """Try all layers out in a child that runs no learner's code; return which hold."""
        child = self.spawn(trial=True)
        child.end()
        told = child.layers
        holes = tuple(name for name, state in told.items() if state == "hole")
        layers = {name: state for name, state in told.items() if state != "hole"}
        wall = "on" if self.walls else "bwrap was not found (on Debian: apt install bubblewrap)"
        return Isolation({BWRAP: wall, **layers}, holes)

    def insist(self, allow_weaker: bool = False) -> Isolation:
        """Return the state of isolation.

        Args:
            allow_weaker: Whether a protection may be off.

        Raises:
            TooWeak: if one is off and may not be, or if children cannot read what they import.
        """
        found = self.isolation()
        if why := found.layers.get(UNREADABLE):
            raise TooWeak(
                f"learners' processes cannot read what they import ({why}): the folder of Python, "
                "of its packages or of the grader is closed to other users"
            )
        if found.weak and not allow_weaker:
            raise TooWeak(
                "learner code would not be isolated as promised:\n  "
                + "\n  ".join(found.weak)
                + "\nTo grade all the same, use --allow-weaker-isolation."
            )
        return found


# -- walls ---------------------------------------------------------------------------


def walls(private: Sequence[Path] = ()) -> list[str]:
    """Return the bubblewrap command that the warm process is started with, or nothing.

    Args:
        private: Folders and files that are covered up where the sandbox would show them.
    """
    bwrap = shutil.which("bwrap")
    return [bwrap, *_options(private)] if bwrap and sys.platform == "linux" else []


def _options(private: Sequence[Path]) -> list[str]:
    # As root, children get users of their own instead of a shared one in a namespace.
    root = ["--cap-drop", "ALL"]
    for name in ("CAP_SETUID", "CAP_SETGID", "CAP_KILL"):
        root += ["--cap-add", name]
    return [
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *(root if os.geteuid() == 0 else ["--unshare-user"]),
        *("--die-with-parent", "--new-session"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", TEMP),
        *_system(private),
        *_grader(),
        *("--chdir", TEMP),
    ]


def _system(private: Sequence[Path]) -> Iterator[str]:
    """Yield what shows the system and Python, with covers over what is private."""
    covers = set(covered(private))
    shown = {path for path in map(Path, (*SYSTEM, *_python())) if path not in covers}
    yield from _folders((*SYSTEM, *_python(), str(PACKAGE)))
    for path in sorted(shown | covers):  # a folder before what lies in it
        if path not in covers:
            yield from ("--ro-bind-try", str(path), str(path))
        elif path.is_dir():
            below = [p for p in (*shown, PACKAGE) if p.is_relative_to(path)]
            yield from ("--tmpfs", str(path), *_folders(below, path))
        else:
            yield from ("--ro-bind", "/dev/null", str(path))
    for path in filter(Path.is_dir, covers):
        yield from ("--remount-ro", str(path))


def covered(private: Sequence[Path]) -> list[Path]:
    """Return the places where the sandbox would show what is private."""
    shown = [Path(path) for path in (*SYSTEM, *_python()) if os.path.exists(path)]
    hidden = {Path(os.path.realpath(path)) for path in private if os.path.exists(path)}
    found = {
        path / place.relative_to(path.resolve())
        for path in shown
        for place in hidden
        if path.resolve() in place.parents
    }
    found -= set(shown)
    # What lies in a covered folder is gone, unless that folder holds Python, which is shown again.
    return [p for p in sorted(found) if _nearest(p, {*found, *shown}) not in found]


def _tried(private: Sequence[Path]) -> Iterator[Path]:
    """Yield what the trial tries to read: around Python, where a private folder holds it."""
    shown = {up for path in _python() for up in (Path(path), *Path(path).parents)}
    for path in (*private, *(Path(os.path.realpath(path)) for path in private)):
        if path not in shown:
            yield path
        elif path.is_dir():
            yield from (part for part in sorted(path.iterdir()) if part not in shown)


def _nearest(place: Path, folders: Container[Path]) -> Path:
    return next(up for up in place.parents if up in folders)


def _grader() -> Iterator[str]:
    """Yield what shows the guest's part of the grader."""
    yield from ("--tmpfs", str(PACKAGE))
    paths = visible()
    yield from _folders(paths, PACKAGE)
    for path in map(str, paths):
        yield from ("--ro-bind", path, path)
    yield from ("--remount-ro", str(PACKAGE))


def _folders(places: Iterable[str | Path], below: Path = Path("/")) -> Iterator[str]:
    """Yield what makes the folders that places lie in, for all users to pass through."""
    above = {up for place in places for up in Path(place).parents if below in up.parents}
    for folder in sorted(above):
        yield from ("--dir", str(folder))


def visible() -> list[Path]:
    """Return the files and folders of the grader that the sandbox sees."""
    return sorted(path for name in VISIBLE for path in PACKAGE.glob(name))


def _python() -> list[str]:
    """Return the folders that Python and its packages lie in, parents first."""
    paths = {sys.base_prefix, sys.prefix, sysconfig.get_path("purelib"), *site.getsitepackages()}
    return sorted(str(Path(path)) for path in paths)


def readable() -> list[str]:
    """Return what a child may read."""
    return [*SYSTEM, *_python(), *map(str, visible())]


def environment() -> dict[str, str]:
    """Return the variables of the warm process: none of this user's."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": TEMP,
        "USER": "learner",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MPLCONFIGDIR": f"{TEMP}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # read when it is imported
        "IPYTHONDIR": f"{TEMP}/ipython",
        "NBGRADER_EXECUTION": "autograde",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS: or the warm process cannot fork
    }
