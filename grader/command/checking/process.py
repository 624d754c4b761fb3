"""Processes for files of one's own: forked and talked to as in the sandbox, but not confined."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from grader.judge import wire
from grader.judge.guest import child, figure
from grader.judge.guest.jail import Limits
from grader.judge.host.sandbox import READY_SECONDS, Access, Child


class Unconfined(Access):
    """Forks this process, which must have one thread, for each child.

    Args:
        closed: Open files that are none of a child's business.
    """

    def __init__(self, closed: Sequence[int] = ()) -> None:
        self.limits = Limits()
        self.closed = closed

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
            for handle in self.closed:
                os.close(handle)
            sys.modules["grader.notebook"] = import_module("grader.judge.guest.notebook")
            # A child of a fork server would start the workers of a DataLoader as it was started.
            multiprocessing.set_start_method(None, force=True)
            child.shell()
            figure.install()
            child.serve(channel, {})
        finally:
            os._exit(1)
