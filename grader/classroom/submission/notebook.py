"""A notebook that was handed in, made anew from the parts of it that count.

Whatever format it was saved in, what comes out is a valid notebook of today's. It is put
together from pieces that were each looked at, so that nobody who uses it later meets a number
where there should be a text. Outputs are left out: the cells are run again.
"""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import nbformat
from nbformat import NotebookNode
from traitlets.log import get_logger

from grader.classroom.submission.handed_in import MEGABYTE, NOTEBOOK_MB, HandedIn, Unreadable
from grader.classroom.submission.parts import (
    KINDS,
    LANGUAGE,
    cell_metadata,
    identify,
    kernel_of,
    text_of,
)
from grader.render.printable import described, listed, printable

CELLS = 1_000
CHARACTERS = 500_000  # of one cell: what is larger cannot be sent to where it is run
VALUES = 3_000_000  # in all of the file; reading it takes up to 200 bytes for each
OUTPUTS_MB = 10  # a notebook that is larger gets a note
NAMES = 3

# Without going back, and to the end of a file that was cut off: in time that grows with its size.
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
NEWEST = 4
OLD_PARTS = ("input", "source", "code", "text", "cell_type")

Notes = list[str]


def read(submission: HandedIn, name: str) -> tuple[NotebookNode, Notes]:
    """Return a notebook that was handed in, in today's format.

    Args:
        submission: The folder that it was handed in with.
        name: The notebook's name, without ``.ipynb``.

    Returns:
        A valid notebook without outputs, and sentences on what was odd about it.

    Raises:
        Unreadable: if it is not a notebook; the message is a sentence for a person.
    """
    file = f"{name}.ipynb"
    if told := submission.refused or submission.left_out.get(file, ""):
        raise Unreadable(_refusal(submission, file, told))
    if file not in submission.files:
        raise Unreadable(_missing(submission, file))
    content = submission.read(file, NOTEBOOK_MB * MEGABYTE)
    try:
        return _Reading(printable(file)).notebook(content)
    except Unreadable:
        raise
    except Exception as error:  # a file can be odd in endless ways
        raise Unreadable(
            f"{printable(file)} is not a valid notebook ({described(error)})."
        ) from error


def _refusal(submission: HandedIn, file: str, why: str) -> str:
    if submission.refused:
        return f"What was handed in was not opened. {why}"
    return f"{printable(file)} was not opened: it is {why}."


def _missing(submission: HandedIn, file: str) -> str:
    others = sorted(n for n in submission.files if n.endswith(".ipynb") and "/" not in n)
    found = f"there is {listed(others, NAMES)} instead" if others else "there is no notebook at all"
    return f"{printable(file)} was not handed in: {found}."


class _Reading:
    """The reading of one file.

    Args:
        file: Its name, as it is to be shown.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.notes: Notes = []

    def notebook(self, content: bytes) -> tuple[NotebookNode, Notes]:
        told = self._json(content)
        major = self._format(told)
        if len(content) >= OUTPUTS_MB * MEGABYTE:
            self._note_outputs(told)
        if major < NEWEST:
            told = self._upgraded(told, major)
        made = self._made(told)
        with _silence():
            nbformat.validate(made)
        return made, self.notes

    def _json(self, content: bytes) -> dict[str, Any]:
        if not content:
            raise Unreadable(f"{self.file} is an empty file.")
        if _values(content) > VALUES:
            raise Unreadable(
                f"{self.file} holds more than {VALUES:,} values. Clear its outputs and hand it in "
                "again."
            )
        try:
            told = json.loads(content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Unreadable(f"{self.file} is not text in UTF-8 (byte {error.start}).") from error
        except ValueError as error:
            raise Unreadable(f"{self.file} was cut off, or is no notebook.") from error
        except RecursionError as error:
            raise self.invalid("it is nested too deeply") from error
        if type(told) is not dict:
            raise self.invalid("it is no object")
        return told

    def invalid(self, why: str) -> Unreadable:
        return Unreadable(f"{self.file} is not a valid notebook: {why}.")

    def _format(self, told: dict[str, Any]) -> int:
        major = told.get("nbformat")
        if type(major) is not int or major < 1:
            raise self.invalid("it does not say in which format it was saved")
        if major > NEWEST:
            raise self.invalid(f"its format {printable(major, 20)} is newer than {NEWEST}")
        if major < NEWEST:
            self.notes.append(f"It was saved in the old notebook format {major} and was converted.")
        return major

    def _note_outputs(self, told: dict[str, Any]) -> None:
        cells = self._counted(_cells(told))
        kept = [cell.get("outputs", []) for cell in cells if type(cell) is dict]
        if (size := sum(len(json.dumps(outputs)) for outputs in kept) // MEGABYTE) >= OUTPUTS_MB:
            self.notes.append(
                f"Its outputs had {size} MB; they were left out, and the cells were run again."
            )

    def _upgraded(self, told: dict[str, Any], major: int) -> dict[str, Any]:
        """Let nbformat upgrade a notebook of an old format: of it only what is used here."""
        cells = [self._old(cell) for cell in self._counted(_cells(told))]
        inner = {"cells": cells} if major == 1 else {"worksheets": [{"cells": cells}]}
        old = {"nbformat": major, "nbformat_minor": 0, "metadata": {}, **inner}
        with _silence():
            made = nbformat.convert(nbformat.reader.reads(json.dumps(old)), NEWEST)
        for cell in made.cells:
            del cell["id"]  # nbformat draws it by chance
        return dict(json.loads(json.dumps(made)))  # plain, as what is read from a file

    def _old(self, cell: Any) -> dict[str, Any]:
        if type(cell) is not dict:
            raise self.invalid("a cell of it is no object")
        parts = {key: cell[key] for key in OLD_PARTS if type(cell.get(key)) in (str, list)}
        if (level := cell.get("level")) in range(1, 7):
            parts["level"] = level
        return parts | {"outputs": [], "language": "python", "metadata": cell_metadata(cell)}

    def _counted(self, cells: Any) -> list[Any]:
        if type(cells) is not list:
            raise self.invalid("it has no list of cells")
        if len(cells) > CELLS:
            raise self.invalid(f"it has {len(cells):,} cells; {CELLS:,} are the most")
        return cells

    def _made(self, told: dict[str, Any]) -> NotebookNode:
        cells = self._counted(told.get("cells"))
        made: NotebookNode = nbformat.from_dict(
            {
                "cells": [self._cell(cell, number) for number, cell in enumerate(cells, start=1)],
                "metadata": {"language_info": LANGUAGE, **kernel_of(told.get("metadata"))},
                "nbformat": nbformat.current_nbformat,
                "nbformat_minor": nbformat.current_nbformat_minor,
            }
        )
        identify(made.cells)
        return made

    def _cell(self, told: Any, number: int) -> dict[str, Any]:
        kind = told.get("cell_type") if type(told) is dict else None
        if type(kind) is not str or kind not in KINDS:
            raise self.invalid(f"cell {number} is neither code nor text")
        source = text_of(told.get("source", ""))
        if source is None:
            raise self.invalid(f"what stands in cell {number} is no text")
        if len(source) > CHARACTERS:
            raise self.invalid(
                f"cell {number} has {len(source):,} characters; {CHARACTERS:,} are the most"
            )
        about = {"cell_type": kind, "source": source, "metadata": cell_metadata(told)}
        return about | {"id": told.get("id")} | KINDS[kind](told)


def _values(content: bytes) -> int:
    """Return about how many values a file in JSON has, at least; cheaply, if they are not many."""
    count = _separators(content)
    return count if count <= VALUES else _separators(STRING.sub(b"", content))


def _separators(content: bytes) -> int:
    return sum(map(content.count, (b",", b"{", b"[")))


def _cells(told: dict[str, Any]) -> Any:
    """Return the cells of a notebook of any format, of all its worksheets."""
    sheets = told.get("worksheets")
    if type(sheets) is not list:
        return told.get("cells")
    inner = (sheet.get("cells") for sheet in sheets if type(sheet) is dict)
    return [cell for cells in inner if type(cells) is list for cell in cells]


@contextmanager
def _silence() -> Iterator[None]:
    """Let nbformat neither log nor warn: what is wrong is said once, in our own words."""
    log: Any = get_logger()
    log = getattr(log, "logger", log)  # without what an application adds to its messages
    quiet = logging.Filter()
    quiet.filter = lambda record: False  # type: ignore[method-assign]
    log.addFilter(quiet)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.removeFilter(quiet)
