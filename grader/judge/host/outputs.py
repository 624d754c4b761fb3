"""From what a child says it showed to outputs of a notebook: checked, cut, never trusted."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.judge.guest.functions import PLACEHOLDER
from grader.render.card import Card

LIMIT = 1_500_000  # characters that one cell may show; a child cuts what is honest before
STREAMS = {"stdout": "stdout", "stderr": "stderr"}
JSON = re.compile(r"application/(.*\+)?json")
SHOWN = ("display_data", "execute_result")
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
    kind = told["output_type"]
    if kind == "stream":
        return _new("stream", name=STREAMS[told["name"]], text=str(told["text"]))
    if kind == "error":
        trace = [str(line) for line in told["traceback"]]
        return error(str(told["ename"]), str(told["evalue"]), trace)
    data = told["data"]
    if PLACEHOLDER in data:
        return shown(cards[data[PLACEHOLDER]["number"]])
    if kind not in SHOWN or not all(map(_is_part, data.items())):
        raise ValueError("not an output")
    about = {"execution_count": None} if kind == "execute_result" else {}
    alt = told.get("alt")
    metadata = {"image/png": {"alt": alt}} if type(alt) is str and alt else {}
    return _new(kind, data=dict(data), metadata=metadata, **about)


def _is_part(part: tuple[Any, Any]) -> bool:
    """Return whether this is a media type with its content, as notebooks hold them."""
    kind, content = part
    if type(kind) is not str:
        return False
    if JSON.fullmatch(kind):
        return True
    lines = content if type(content) is list else [content]
    return all(type(line) is str for line in lines)


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
