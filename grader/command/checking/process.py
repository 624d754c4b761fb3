"""Processes for files of one's own: forked and talked to as in the sandbox, but not confined."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import time
from importlib import import_module
from multiprocessing import forkserver, resource_tracker
from typing import Any

from grader.judge import wire
from grader.judge.guest import child, figure
from grader.judge.guest.jail import Limits
from grader.judge.host.sandbox import READY_SECONDS, Access, Child


class Unconfined(Access):
    """Forks this process, which must have one thread, for each child."""

    def __init__(self) -> None:
        self.limits = Limits()

    def order(self, message: dict[str, Any], handles: tuple[int, ...] = ()) -> None:
        """Interrupt or kill a child, whose number is that of its process."""
        pid = message["slot"]
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            if message["op"] == "kill":
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            else:
                os.kill(pid, signal.SIGINT)

    def spawn(self, trial: bool = False, loopback: bool = False) -> Child:
        """See ``Access``; there is nothing to try out, and no network to leave."""
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            self._serve(theirs)
        theirs.close()
        ready = wire.receive(ours, time.monotonic() + READY_SECONDS)
        return Child(pid, ours, self, dict(ready["layers"]))

    def _serve(self, channel: socket.socket) -> None:
        """Run what arrives on the channel, with the sandbox's own functions for notebooks."""
        try:
            os.closerange(3, channel.fileno())
            os.closerange(channel.fileno() + 1, 4096)
            _forget_server()
            sys.modules["grader.notebook"] = import_module("grader.judge.guest.notebook")
            figure.install(child.shell())
            child.serve(channel, {})
        finally:
            os._exit(1)


def _forget_server() -> None:
    """Let processes be started from here as from a process that no server forked.

    A child of a fork server would start the workers of a DataLoader as it was started itself,
    over connections to the server that are closed here.
    """
    multiprocessing.set_start_method(None, force=True)
    for made in (forkserver._forkserver, resource_tracker._resource_tracker):  # type: ignore[attr-defined]
        made.__init__()  # type: ignore[misc]
