"""Outputs of cells: text, PNG images and cleaned HTML, of all that a kernel can send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.sanitize.html import clean, is_excessive
from grader.sanitize.markdown import rendered
from grader.sanitize.picture import png
from grader.verdict import MIME

STREAMS = ("stdout", "stderr")
KIND = re.compile(r"[\w.+-]+/[\w.+-]+")
SEVERAL = 3


def sanitized(output: Mapping[str, Any], *, keep_verdict: bool = False) -> NotebookNode:
    """Return an output of which nothing acts in a browser; what nbgrader reads stays as it is.

    Args:
        output: An output in the notebook format, made by anybody.
        keep_verdict: Whether it is the judge's, so that reports may believe its verdict.

    Raises:
        Exception: if it is no output; it can be nonsense in endless ways.
    """
    kind = output["output_type"]
    if kind == "stream":
        name = STREAMS[STREAMS.index(output["name"])]
        return _new(kind, name=name, text=_text(output["text"]))
    if kind == "error":
        trace = [_text(line) for line in output["traceback"]]
        ename, evalue = _text(output["ename"]), _text(output["evalue"])
        return _new(kind, ename=ename, evalue=evalue, traceback=trace)
    if kind not in ("display_data", "execute_result"):
        raise ValueError("not an output")
    data = bundle(output["data"])
    if keep_verdict and MIME in output["data"]:
        data[MIME] = output["data"][MIME]
    about = {"execution_count": None} if kind == "execute_result" else {}
    return _new(kind, data=data, metadata=_metadata(output.get("metadata", {}), data), **about)


def bundle(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the forms of an output that can be shown, by their media types.

    Markdown becomes HTML. Where nothing is left, a text says what was left out.
    """
    made: dict[str, Any] = {}
    for kind in ("text/plain", "text/latex"):
        if kind in data:
            made[kind] = _text(data[kind])
    if (html := _html(data)) and not is_excessive(html):
        made["text/html"] = str(clean(html))
    if "image/png" in data and (image := png(_text(data["image/png"]))):
        made["image/png"] = image
    return made or {"text/plain": _left_out(data)}


def _html(data: Mapping[str, Any]) -> str:
    if "text/html" in data:
        return _text(data["text/html"])
    return rendered(_text(data["text/markdown"])) if "text/markdown" in data else ""


def _left_out(data: Mapping[str, Any]) -> str:
    kinds = [kind for kind in data if KIND.fullmatch(kind) and len(kind) < 60]
    told = ", ".join(kinds[:SEVERAL]) or "unknown"
    return f"(an output of type {told} is not shown)"


def _metadata(told: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page says of an image: its words, and its size in whole numbers."""
    about = told.get("image/png") if isinstance(told, dict) else None
    if "image/png" not in data or not isinstance(about, dict):
        return {}
    kept = {key: about[key] for key in ("width", "height") if type(about.get(key)) is int}
    if type(about.get("alt")) is str and about["alt"]:
        kept["alt"] = about["alt"]
    return {"image/png": kept} if kept else {}


def _text(content: Any) -> str:
    """Return text that is one already, or that the format has as a list of lines."""
    lines = content if isinstance(content, list) else [content]
    if not all(isinstance(line, str) for line in lines):
        raise TypeError("text expected")
    return "".join(lines)


def _new(kind: str, **parts: Any) -> NotebookNode:
    made: NotebookNode = nbformat.from_dict({"output_type": kind, **parts})
    return made
