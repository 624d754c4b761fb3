"""Runs the cells of one submission, on orders from the judge, until told to stop."""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import os
import signal
import socket
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import torch
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from traitlets.config import Config

from grader.judge import wire
from grader.judge.guest import functions
from grader.judge.guest.outputs import OUTPUTS


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

    def transform_cell(self, raw_cell: str) -> str:
        """Leave plain Python as it is: looking for magics takes half as long as all else."""
        if not self.input_transformers_post and _is_python(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        return super().transform_cell(raw_cell)  # type: ignore[no-untyped-call,no-any-return]

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no window."""


def _is_python(source: str) -> bool:
    """Return whether IPython runs a cell as it is written.

    It takes away empty lines at the top, and a copied prompt, "In [1]: x", which is Python too.
    """
    if not source[:1].strip() or "In [" in source:
        return False
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


@cache
def shell() -> Shell:
    """Return the shell that cells run in; made once, before the fork."""
    config = Config()
    config.HistoryManager.enabled = False
    config.Shell.colors = "NoColor"
    made: Shell = Shell.instance(config=config)
    made.db = {}  # what magics remember goes nowhere
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
