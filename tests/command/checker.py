"""Runs ``grader check`` in this process, so that tests share the server that forks for it."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.command.check import run
from grader.command.checking.one_file import Limits

STEP = "01_loop/train_step"
RIGHT = """\
def train_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()
"""
WRONG = RIGHT.replace("    optimizer.zero_grad()\n", "")

Row = dict[str, Any]


def notebook(cells: Sequence[Any]) -> str:
    """Return a notebook; a text is a code cell, everything else a cell."""
    made = [nbformat.v4.new_code_cell(c) if isinstance(c, str) else c for c in cells]
    return nbformat.writes(nbformat.v4.new_notebook(cells=made))


def write(folder: Path, files: Mapping[str, Any]) -> None:
    """Write files: a list of cells as a notebook, text in UTF-8, bytes as they are."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = notebook(content) if isinstance(content, list) else content
        path.write_bytes(data.encode() if isinstance(data, str) else data)


def check(
    paths: Sequence[Path],
    address: str = STEP,
    seconds: float = 30,
    cell: float = 30,
    sandboxed: bool = False,
) -> tuple[int, list[Row]]:
    """Return the exit status and what ``--json`` prints for each path."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        for name in ("OMP_NUM_THREADS", "MPLBACKEND"):
            patch.setenv(name, "1")  # put back what the command sets
        status = run(address, [str(path) for path in paths], True, Limits(seconds, cell), sandboxed)
    return status, [json.loads(line) for line in printed.getvalue().splitlines()]
