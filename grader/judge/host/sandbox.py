"""Starts the warm process in bubblewrap, asks it for children, and says which layers are on."""

from __future__ import annotations

import dataclasses
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.judge import wire
from grader.judge.guest.jail import UNREADABLE, Limits
from grader.judge.host import walls

WARM_UP_SECONDS = 180.0
READY_SECONDS = 30.0
BWRAP = "bubblewrap"


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
        self.walls = walls.command(private)
        forbidden = ["/proc/self/status", *dict.fromkeys(map(str, walls.tried(private)))]
        about = json.dumps({"readable": walls.readable(), "forbidden": forbidden})
        words = [sys.executable, "-m", "grader.judge.guest.zygote", str(theirs.fileno()), about]
        self._process = subprocess.Popen(
            [*self.walls, *words],
            pass_fds=[theirs.fileno()],
            env=walls.environment(),
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
