"""A notebook in which a learner meets everything once: an answer, its check, hints, board, lab."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.classroom.authoring.source import KERNEL
from grader.progress.untouched import text_of

EXERCISE = "01_loop/train_step"
LOCKED = {"editable": False, "deletable": False}
PROSE = "\n\n".join(["A paragraph of a lesson, as it stands between two exercises."] * 6)
STEP = '''\
def train_step(model, x, y, loss_fn, optimizer):
    """Make one training step and return its loss."""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()'''
# What a learner writes, and how the card of it begins.
ANSWERS = {
    "unsolved": (text_of(EXERCISE), "✗ Not yet · "),
    "wrong": (
        STEP.replace("    optimizer.zero_grad()\n", ""),
        "✗ Not yet · Gradients pile up from one update to the next.",
    ),
    "right": (STEP, "✓ Passed · "),
    "two mistakes": (
        STEP.replace("    optimizer.zero_grad()\n", "").replace("loss.item()", "loss"),
        "✗ Not yet · ",
    ),
    "crash": (
        STEP.replace("loss.backward()", "loss.backwards()"),
        "✗ Not yet · Your code stopped in line 5.",
    ),
}
START, ANSWER, CHECK, HINT, BOARD, LAB, STRIP, MARK = 1, 3, 4, 6, 7, 8, 9, 10


def tour() -> NotebookNode:
    """Return the notebook, as it is handed out."""
    cells = [
        _text(f"# A lesson\n\n{PROSE}"),
        _code("from grader import board, check, grade, hint, loop_lab, step_strip"),
        _text(f"## Exercise: one step\n\n{PROSE}"),
        _code(text_of(EXERCISE), deletable=False),
        _code(f'check("{EXERCISE}", train_step)', **LOCKED),
        _text(PROSE),
        _code(f'hint("{EXERCISE}")'),
        _code("board()"),
        _code("loop_lab()"),
        _code("step_strip()"),
        _code(f'grade("{EXERCISE}", train_step, points=4)', **LOCKED),
        _text(f"## Take-aways\n\n{PROSE}"),
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _text(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def _code(source: str, **metadata: Any) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, metadata=metadata)
