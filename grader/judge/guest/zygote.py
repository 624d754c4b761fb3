"""A warm process that forks one child for each submission.

    python -m grader.judge.guest.zygote FD

It runs inside the sandbox and knows no secret, since children inherit what it knows. It
takes orders from the judge on the control socket FD: ``spawn`` (with the child's own
socket), ``interrupt`` and ``kill``.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
import threading
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

from grader import scenes
from grader.judge import wire
from grader.judge.guest import (
    child,
    figure,
    functions,
    jail,
    memory,
    pages,
    programs,
    trial,
    unattended,
)

ACCELERATORS = ("torch.cuda", "torch.mtia", "torch.xpu")
SCRATCH = Path("/tmp", "scratch")
SELDOM = (20_000, 20, 20)  # collections of garbage, of which a training loop makes little
WARM = """
import matplotlib.pyplot as plt
import numpy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from grader import check, grade, predict
"""
FIGURE = """
figure, places = plt.subplots(1, 2, figsize=(6, 3))
for axes in places:
    axes.plot([0.5, 2], "--", label="training")
    axes.set(xlabel="epoch", ylabel="loss", title="loss")
    axes.legend()
plt.show()
"""


def warm() -> None:
    """Load what every submission needs; run no operation of torch that starts threads."""
    sys.modules["grader.notebook"] = import_module("grader.judge.guest.notebook")
    torch.set_num_threads(1)
    for part in ACCELERATORS:  # each writes down where a seed was set, which takes 2 ms
        import_module(part).traceback = SimpleNamespace(format_stack=list)  # type: ignore[attr-defined]
    import_module("torch._dynamo")  # or the first optimizer of each child loads it
    for path in scenes.__path__:
        for place in Path(path).glob("*/play.py"):
            import_module(f"grader.scenes.{place.parent.name}.play")
    figure.install(child.shell())
    for source in (WARM, "1 / 0", FIGURE):
        child.run_cell(source)
    child.forget()
    _once()
    jail.prepare()
    unattended.install()
    programs.install(child.shell())
    functions.Link.asked = 0
    gc.set_threshold(*SELDOM)
    gc.collect()
    gc.freeze()  # or the first collection of each child copies every page that holds objects
    pages.gather()
    if threading.active_count() != 1:
        names = [thread.name for thread in threading.enumerate()]
        raise RuntimeError(f"only a process with one thread may fork, but there are {names}")


def _once() -> None:
    """Do what looks something up the first time: a child could not, or would each time."""
    torch.ones(1).half()  # reads below /proc what the processor can do
    with torch.profiler.record_function("once"):  # loads what each optimizer's step uses
        pass
    here, there = socket.socketpair()
    with here, there:
        wire.send(here, {"tensor": torch.zeros(1)})
        wire.receive(there)


class Supervisor:
    """Forks children and watches over them."""

    def __init__(self, control: socket.socket, readable: list[str], forbidden: list[str]) -> None:
        self.control = control
        self.readable = readable
        self.forbidden = forbidden
        self.reapers: dict[int, tuple[int, int]] = {}  # pid of the reaper: slot, pid of the child
        self._own, _ = memory.held(Path("/proc/self"))
        self._count = 0
        self._text = b""
        self._handles: list[int] = []

    def run(self) -> None:
        """Serve until the judge is gone."""
        while True:
            ready, _, _ = select.select([self.control], [], [], 0.02 if self.reapers else None)
            if ready and not self._receive():
                return
            self._reap()

    def _receive(self) -> bool:
        """Take in orders, one a line; return whether there is anybody left to give them."""
        text, handles, _, _ = socket.recv_fds(self.control, 65536, 16)
        self._text += text
        self._handles += handles
        while b"\n" in self._text:
            line, _, self._text = self._text.partition(b"\n")
            self._obey(json.loads(line))
        return bool(text)

    def _obey(self, order: dict[str, Any]) -> None:
        if order["op"] == "spawn":
            self._spawn(order, self._handles.pop(0))
        elif order["op"] == "interrupt":
            self._signal(order["slot"], signal.SIGINT)
        elif order["op"] == "kill":
            self._signal(order["slot"], signal.SIGKILL)

    def _signal(self, slot: int, number: int) -> None:
        for known, pid in self.reapers.values():
            if known == slot:
                with contextlib.suppress(ProcessLookupError):
                    if number == signal.SIGKILL:
                        os.killpg(pid, number)
                    os.kill(pid, number)

    def _spawn(self, order: dict[str, Any], handle: int) -> None:
        read, write = os.pipe()
        self._count += 1
        reaper = os.fork()
        if reaper == 0:
            os.close(read)
            self.control.close()
            self._reaper(order, handle, write)
        os.close(write)
        os.close(handle)
        told = os.read(read, 64)
        os.close(read)
        self.reapers[reaper] = order["slot"], int(told or 0)

    def _reaper(self, order: dict[str, Any], handle: int, write: int) -> None:
        """Step aside into new namespaces, fork the child, and take all down with it."""
        limits = jail.Limits(**order["limits"])
        status = 1
        try:
            os.setsid()
            layers = jail.separate(self._count, order["loopback"])
            layers[memory.LAYER] = jail.state(memory.probe)
            pid = os.fork()
            if pid == 0:
                os.close(write)
                self._child(order, handle, layers)
            os.write(write, str(pid).encode())
            os.close(write)
            os.close(handle)
            status = self._end_of(pid, layers, limits)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        finally:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)

    def _end_of(self, pid: int, layers: dict[str, str], limits: jail.Limits) -> int:
        """Wait until a child ends; see to it that all its processes keep within the limits."""
        if layers[memory.LAYER] != "on":
            return os.waitpid(pid, 0)[1]
        alone = layers[jail.NAMESPACES] == "on"  # or these folders are everybody's
        folders = (SCRATCH, jail.SHARED_MEMORY) if alone else ()
        size = limits.memory_mb * jail.MEGABYTE
        return memory.watch(pid, memory.Most(size, self._own, limits.processes, folders))

    def _child(self, order: dict[str, Any], handle: int, layers: dict[str, str]) -> None:
        try:
            os.setpgid(0, 0)
            channel = socket.socket(fileno=handle)
            nothing = os.open("/dev/null", os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(nothing, number)
            os.closerange(3, handle)
            os.closerange(handle + 1, 4096)
            os.environ["TMPDIR"] = os.environ["HOME"] = tempfile.tempdir = str(SCRATCH)
            limits, loopback = jail.Limits(**order["limits"]), layers.get(jail.LOOPBACK) == "on"
            layers |= jail.enclose(SCRATCH, self.readable, limits, loopback)
            if order.get("trial"):
                layers |= self._tried(loopback)
            child.serve(channel, layers)
        finally:
            os._exit(1)

    def _tried(self, loopback: bool) -> dict[str, str]:
        try:
            return dict.fromkeys(trial.holes(self.forbidden, loopback), "hole")
        except OSError as error:
            return {jail.UNREADABLE: str(error)}

    def _reap(self) -> None:
        while self.reapers:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self.reapers.pop(pid, None)


def main() -> None:
    """Warm up, say so, and serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    about = json.loads(sys.argv[2])
    SCRATCH.mkdir(parents=True, exist_ok=True)
    warm()
    control.send(b"warm")
    Supervisor(control, about["readable"], about["forbidden"]).run()


if __name__ == "__main__":
    main()
