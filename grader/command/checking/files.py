"""Reads a ``.py`` or ``.ipynb`` file as cells of code; nothing is run."""

from __future__ import annotations

import importlib.util
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, reader

from grader.render.printable import described, without_controls

LIMITS = {".py": 4, ".ipynb": 64}  # MB
PYTHON = ("", "python", "python3", "ipython", "ipython3", "sos")  # names of kernels, too


class Unreadable(Exception):
    """The file is not there, not text, or not a notebook; the message is a sentence."""


@dataclass(frozen=True)
class Cell:
    """Code as it was written.

    Attributes:
        number: Counts the code cells of a notebook; 0 for a whole ``.py`` file.
        text: The code, lines ended as on Unix.
        language: What it is written in; empty for Python.
    """

    number: int
    text: str
    language: str = ""


def shown_name(name: str) -> str:
    """Return a file's name in a form that can be printed: some are not UTF-8, or move a cursor."""
    return without_controls(name)


def cells_of(path: Path) -> list[Cell]:
    """Return the code cells of a notebook, or all of a ``.py`` file as one.

    Raises:
        Unreadable: if the file cannot be read as what its ending says.
    """
    name = shown_name(path.name)
    data = _bytes(path, name)
    if path.suffix == ".py":
        return [Cell(0, _python(data, name))]
    return _code_cells(_notebook(data, name), name)


def _bytes(path: Path, name: str) -> bytes:
    if path.suffix not in LIMITS:
        raise Unreadable(f"{name} is neither a .py nor an .ipynb file.")
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise Unreadable(f"{name} is a folder; name the files in it.")
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(f"{name} is not an ordinary file.")
        if about.st_size > LIMITS[path.suffix] << 20:
            most = f"{about.st_size >> 20} MB; {LIMITS[path.suffix]} MB are the most"
            raise Unreadable(f"{name} has {most}. Outputs of a notebook can be cleared.")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"There is no file {shown_name(str(path))}.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"{name} cannot be read: {why}.") from error


def _python(data: bytes, name: str) -> str:
    """Return source in the coding that it declares, as Python reads it."""
    try:
        text = importlib.util.decode_source(data)
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        if "unknown encoding" in str(error):
            raise Unreadable(f"{name} names a coding that Python does not know.") from error
        coding = getattr(error, "encoding", "utf-8").upper()
        raise Unreadable(
            f"{name} is not text in {coding}: save it as UTF-8, or name its coding in the first "
            "line, such as `# coding: latin-1`."
        ) from error
    if "\0" in text:
        raise Unreadable(f"{name} holds null bytes, so it is no Python: save it as text in UTF-8.")
    return text


def _notebook(data: bytes, name: str) -> NotebookNode:
    """Return a notebook in format 4, whatever it was written in."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not text in UTF-8 (byte {error.start}).") from error
    if not text.strip():
        raise Unreadable(f"{name} is an empty file, not a notebook.")
    try:
        about = _without_outputs(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} was cut off, or is not a notebook: it is not JSON.") from error
    try:
        return nbformat.convert(reader.reads(json.dumps(about)), 4)  # type: ignore[no-any-return]
    except Exception as error:  # a file can be odd in endless ways
        raise Unreadable(f"{name} is not a Jupyter notebook ({described(error)}).") from error


def _without_outputs(about: Any) -> Any:
    """Return a notebook's JSON without what cells put out: none of it is needed here."""
    if not isinstance(about, dict):
        raise ValueError("not an object")
    for holder in (about, *_list(about.get("worksheets"))):
        for cell in _list(holder.get("cells")) if isinstance(holder, dict) else ():
            if isinstance(cell, dict) and "outputs" in cell:
                cell["outputs"] = []
    return about


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _code_cells(notebook: NotebookNode, name: str) -> list[Cell]:
    language = _text(notebook, "metadata", "language_info", "name") or _text(
        notebook, "metadata", "kernelspec", "language"
    )
    if language not in PYTHON:
        raise Unreadable(f"{name} is a notebook in {language}, not in Python.")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise Unreadable(f"{name} is not a Jupyter notebook: it has no cells.")
    if not all(map(_is_cell, cells)):
        raise Unreadable(f"{name} is not a Jupyter notebook: one of its cells is not a cell.")
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    return [_cell(number, cell) for number, cell in enumerate(code, start=1)]


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, Mapping) and isinstance(cell.get("source", ""), str)


def _cell(number: int, cell: Mapping[str, Any]) -> Cell:
    """Return a cell; an editor or a kernel may have written down its own language."""
    text = cell.get("source", "").replace("\r\n", "\n").replace("\r", "\n")
    language = _text(cell, "metadata", "vscode", "languageId") or _text(cell, "metadata", "kernel")
    return Cell(number, text, "" if language in PYTHON else language)


def _text(about: Any, *keys: str) -> str:
    """Return a short text that lies somewhere in a notebook, in small letters, or none."""
    for key in keys:
        about = about.get(key) if isinstance(about, Mapping) else None
    return "".join(filter(str.isprintable, about)).lower()[:40] if isinstance(about, str) else ""
