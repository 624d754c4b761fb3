"""From what a child says it showed to outputs of a notebook: checked, cut, never trusted."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.judge.guest.functions import PLACEHOLDER
from grader.render.card import Card
from grader.sanitize.output import sanitized

LIMIT = 1_500_000  # characters that one cell may show; a child cuts what is honest before
TOO_MUCH = "(more output followed; it was left out)"


def converted(told: Sequence[Any], cards: Sequence[Card]) -> list[NotebookNode]:
    """Return a cell's outputs in the notebook format; what is none is left out.

    Args:
        told: What the child sent.
        cards: The cards that its placeholders stand for.
    """
    made: list[NotebookNode] = []
    room = LIMIT
    for part in told:
        output = _converted(part, cards)
        if output is None:
            continue
        room -= len(json.dumps(output))
        if room < 0:
            made.append(_new("stream", name="stderr", text=TOO_MUCH))
            break
        made.append(output)
    return made


def _converted(told: Any, cards: Sequence[Card]) -> NotebookNode | None:
    with contextlib.suppress(Exception):  # a forged output can be nonsense in endless ways
        return _output(told, cards)
    return None


def _output(told: Any, cards: Sequence[Card]) -> NotebookNode:
    data = told.get("data", {})
    if PLACEHOLDER in data:
        return shown(cards[data[PLACEHOLDER]["number"]])
    return sanitized({**told, "metadata": {"image/png": {"alt": told.get("alt")}}})


def shown(made: Card) -> NotebookNode:
    """Return a card as an output."""
    return _new("display_data", data=made._repr_mimebundle_(), metadata={})


def points(earned: float) -> NotebookNode:
    """Return the output that nbgrader reads points from."""
    data = {"text/plain": repr(float(earned))}
    return _new("execute_result", data=data, metadata={}, execution_count=None)


def error(name: str, message: str, trace: list[str] | None = None) -> NotebookNode:
    """Return an exception as an output."""
    lines = trace or [f"{name}: {message}"]
    return _new("error", ename=name, evalue=message, traceback=lines)


def _new(kind: str, **parts: Any) -> NotebookNode:
    made: NotebookNode = nbformat.from_dict({"output_type": kind, **parts})  # valid as it is
    return made
