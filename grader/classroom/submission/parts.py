"""The parts of a notebook that count, each looked at before it is taken over."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from nbgrader.nbgraderformat import SCHEMA_VERSION

from grader.render.printable import printable

GRADE_ID = re.compile(r"[\w-]{1,200}", re.ASCII)
CELL_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
SURROGATE = re.compile("[\ud800-\udfff]")
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}  # nothing else is run here


def identify(cells: list[NotebookNode]) -> None:
    """Give each cell an identifier of its own, always the same; one that is fit is kept."""
    taken: set[str] = set()
    for cell in cells:
        given = cell.get("id")
        if type(given) is not str or not CELL_ID.fullmatch(given) or given in taken:
            given = _new_id(cell, taken)
        cell["id"] = given
        taken.add(given)


def _new_id(cell: NotebookNode, taken: set[str]) -> str:
    name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.source
    made = hashlib.sha256(name.encode()).hexdigest()[:8]
    tries = (f"{made}-{number}" for number in itertools.count(2))
    return made if made not in taken else next(new for new in tries if new not in taken)


def text_of(told: Any) -> str | None:
    """Return a text that a notebook may also hold as a list of lines; None if it is neither."""
    lines = told if type(told) is list else [told]
    if not all(type(line) is str for line in lines):
        return None
    return SURROGATE.sub("\ufffd", "".join(lines))  # half a character cannot be written


def cell_metadata(cell: dict[str, Any]) -> dict[str, Any]:
    """Return the name that nbgrader gave a cell; all else about it is the gradebook's business."""
    about = cell.get("metadata")
    given = about.get("nbgrader") if type(about) is dict else None
    name = given.get("grade_id") if type(given) is dict else None
    if type(name) is not str or not GRADE_ID.fullmatch(name):
        return {}
    kinds = dict.fromkeys(("grade", "solution", "locked", "task"), False)
    return {"nbgrader": {"grade_id": name, "schema_version": SCHEMA_VERSION, **kinds}}


def kernel_of(metadata: Any) -> dict[str, Any]:
    """Return which kernel a notebook was saved for, if it says so in words."""
    told = metadata.get("kernelspec") if type(metadata) is dict else None
    words = told if type(told) is dict else {}
    keys = ("name", "display_name", "language")
    spec = {key: printable(words[key]) for key in keys if type(words.get(key)) is str}
    return {"kernelspec": {"name": "", "display_name": "", **spec}} if spec else {}


def _code(told: dict[str, Any]) -> dict[str, Any]:
    return {"outputs": [], "execution_count": None}


def _prose(told: dict[str, Any]) -> dict[str, Any]:
    """Return the pictures in a cell of text, as far as they are what a notebook may hold."""
    told_files = told.get("attachments")
    files = told_files.items() if type(told_files) is dict else ()
    kept = {SURROGATE.sub("\ufffd", name): _bundle(bundle) for name, bundle in files}
    return {"attachments": found} if (found := {n: b for n, b in kept.items() if b}) else {}


def _bundle(told: Any) -> dict[str, str]:
    parts = told.items() if type(told) is dict else ()
    texts = {SURROGATE.sub("\ufffd", kind): text_of(content) for kind, content in parts}
    return {kind: text for kind, text in texts.items() if text is not None}


KINDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "code": _code,
    "markdown": _prose,
    "raw": _prose,
}
