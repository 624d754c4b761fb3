"""Runs the cells of one submission, on orders from the judge, until told to stop."""

from __future__ import annotations

import base64
import contextlib
import importlib
import io
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from matplotlib.figure import Figure
from traitlets.config import Config

from grader.judge import wire
from grader.judge.guest import functions, programs

OUTPUT_LIMIT = 2**20  # characters of one cell
NOTEBOOK_LIMIT = 12 * 2**20  # of all cells
MOST_BYTES = 6  # that JSON takes for a letter beyond ASCII
PARTS_LIMIT = 200  # texts, tables and figures of one cell
SHORTENED = "\n(more output followed; it was left out)\n"
LEFT_OUT = "(this cell showed more than {most}; what followed was left out)\n"
NAME_LIMIT, MESSAGE_LIMIT, TRACE_LIMIT, FRAMES_LIMIT = 200, 2_000, 20_000, 40


class Outputs:
    """What a cell shows, in the notebook format, up to a limit."""

    def __init__(self) -> None:
        self.cells: list[dict[str, Any]] = []
        self.size = self.total = 0
        self.full = False

    def clear(self) -> None:
        """Start a new cell, or the same one again."""
        self.cells, self.size, self.full = [], 0, False

    def text(self, name: str, words: str) -> None:
        """Add to a stream."""
        room = min(OUTPUT_LIMIT - self.size, NOTEBOOK_LIMIT - self.total)
        self._count(len(words) if words.isascii() else MOST_BYTES * len(words))
        if room <= 0 or self.full:
            return
        room = room if words.isascii() else room // MOST_BYTES
        words = words if len(words) <= room else words[:room] + SHORTENED
        last = self.cells[-1] if self.cells else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += words
        elif len(self.cells) < PARTS_LIMIT or self._has_room():
            self.cells.append({"output_type": "stream", "name": name, "text": words})

    def shown(
        self,
        kind: str,
        data: dict[str, Any],
        about: dict[str, Any] | None = None,
        place: str | None = None,
    ) -> None:
        """Add something displayed, with the words for an image if there are any.

        Args:
            kind: Its type in the notebook format.
            data: Its forms, by media type.
            about: Metadata of these.
            place: A name under which it may be replaced later.
        """
        clean = {key: _json(value) for key, value in data.items()}
        words = str((about or {}).get("image/png", {}).get("alt", ""))
        self._count(len(words) + sum(len(str(value)) for value in clean.values()))
        if self._has_room():
            made = {"output_type": kind, "data": clean, "alt": words}
            self.cells.append(made if place is None else made | {"place": place})

    def replace(self, place: str | None, data: dict[str, Any]) -> None:
        """Show something else where something is shown under that name."""
        clean = {key: _json(value) for key, value in data.items()}
        for cell in self.cells:
            if place is not None and cell.get("place") == place:
                self._count(sum(len(str(value)) for value in clean.values()))
                cell["data"] = clean if self._has_room() else cell["data"]

    def error(self, name: str, message: str, trace: list[str]) -> None:
        """Add an exception."""
        told = {"ename": name[:NAME_LIMIT], "evalue": message[:MESSAGE_LIMIT]}
        lines = [line[:TRACE_LIMIT] for line in trace[-FRAMES_LIMIT:]]
        self.cells.append({"output_type": "error", **told, "traceback": lines})

    def _count(self, size: int) -> None:
        self.size += size
        self.total += size

    def _has_room(self) -> bool:
        """Return whether there is room for what was counted; say once that there is none."""
        if not self.full and (most := self._exceeded()):
            self.full = True
            words = LEFT_OUT.format(most=most)
            self.cells.append({"output_type": "stream", "name": "stdout", "text": words})
        return not self.full

    def _exceeded(self) -> str:
        if len(self.cells) >= PARTS_LIMIT:
            return f"{PARTS_LIMIT} outputs"
        if self.total > NOTEBOOK_LIMIT:
            return "what is kept of one notebook"
        return f"{OUTPUT_LIMIT // 2**20} MB" if self.size > OUTPUT_LIMIT else ""


def _json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value if isinstance(value, (str, dict, list)) else str(value)


class _Stream(io.TextIOBase):
    encoding = "utf-8"
    errors = "strict"

    def __init__(self, name: str) -> None:
        self.name = name

    def write(self, words: str) -> int:
        OUTPUTS.text(self.name, str(words))
        return len(words)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1 if self.name == "stdout" else 2


class _Publisher(DisplayPublisher):
    def publish(  # type: ignore[override]
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        place = (transient or {}).get("display_id")
        if update:
            OUTPUTS.replace(place, data)
        else:
            OUTPUTS.shown("display_data", data, metadata, place)

    def clear_output(self, wait: bool = False) -> None:
        OUTPUTS.clear()


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(  # type: ignore[override]
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        OUTPUTS.shown("execute_result", format_dict, md_dict)

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """IPython as in a notebook, without a kernel."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        OUTPUTS.error(getattr(etype, "__name__", str(etype)), str(evalue), stb)

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no window."""

    def system(self, cmd: str) -> None:
        """Do what ``!cmd`` asks for, as far as that can be done without a program."""
        self._run(self._filled_in(cmd, 1))

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Do it, and return what it says: the lines, or all of it as one text."""
        _, told = programs.run(self._filled_in(cmd, depth + 1))
        return SList(told.splitlines()) if split else LSString(told)

    def _filled_in(self, cmd: str, depth: int) -> str:
        return str(self.var_expand(cmd, depth=depth + 1))  # type: ignore[no-untyped-call]

    def shell_cell(self, line: str, cell: str) -> None:
        """Do what a cell asks for that is written for another program (``%%bash``)."""
        self._run(cell)

    def _run(self, script: str) -> None:
        status, told = programs.run(script)
        print(told, end="")
        self.user_ns["_exit_code"] = status


OUTPUTS = Outputs()
SHELLS = ("bash", "sh", "cmd")


def shell() -> Shell:
    """Return the shell that cells run in; made once, before the fork."""
    config = Config()
    config.HistoryManager.enabled = False
    config.Shell.colors = "NoColor"
    made: Shell = Shell.instance(config=config)
    made.db = {}  # what magics remember goes nowhere
    for name in SHELLS:
        made.register_magic_function(made.shell_cell, "cell", name)  # type: ignore[no-untyped-call,arg-type]
    return made


def forget() -> None:
    """Forget what was run, and give the notebook's module what every module has."""
    shell().reset(new_session=True)  # type: ignore[no-untyped-call]
    for name in ("__doc__", "__loader__", "__package__", "__spec__"):
        setattr(shell().user_module, name, None)


def run_cell(source: str, figures: bool = True) -> list[dict[str, Any]]:
    """Run a cell and return its outputs; figures are named but not drawn unless asked for."""
    OUTPUTS.clear()
    with contextlib.nullcontext() if figures else _undrawn():
        _run(source)
    return OUTPUTS.cells


@contextlib.contextmanager
def _undrawn() -> Iterator[None]:
    """Show figures by their text only: drawing one takes as long as all else in its cell."""
    formatter = shell().display_formatter.formatters["image/png"]  # type: ignore[union-attr]
    draw = formatter.type_printers.pop(Figure, None)
    try:
        yield
    finally:
        if draw is not None:
            formatter.type_printers[Figure] = draw


def _run(source: str) -> None:
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")  # type: ignore[assignment]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        shell().run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
    except BaseException as error:  # an interrupt that arrives between two lines of ours
        OUTPUTS.error(type(error).__name__, str(error), [])
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what comes late stops nothing else
        sys.stdout, sys.stderr = before


def serve(channel: socket.socket, layers: dict[str, str]) -> None:
    """Say how this process is confined, then do what the judge asks for, until it is gone."""
    functions.Link.channel = channel
    sys.path.insert(0, "")  # what was handed in beside a notebook can be imported there
    wire.send(channel, {"event": "ready", "layers": layers})
    while True:
        try:
            order = wire.receive(channel)
        except wire.Gone:
            os._exit(0)
        if order["op"] == "files":
            _put(order["files"])
            wire.send(channel, {"event": "files"})
        else:
            told = run_cell(order["source"], order.get("figures", True))
            wire.send(channel, {"event": "outputs", "outputs": told})


def _put(files: dict[str, torch.Tensor]) -> None:
    """Write files into this process's own folder."""
    for name, content in files.items():
        path = Path.cwd() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.numpy().tobytes())
    importlib.invalidate_caches()
