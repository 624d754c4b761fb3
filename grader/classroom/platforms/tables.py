"""Tables of learning platforms: read as they come, written so that no program acts on a cell."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

from grader.classroom.grading.causes import cause
from grader.classroom.submission.handed_in import MEGABYTE

LARGEST = 64 * MEGABYTE
ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
BOM = "\ufeff"
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Table:
    """A table as a file has it.

    Attributes:
        rows: Its cells, the names of the columns in the first row.
        separator: What stands between cells.
        bom: Whether it begins with a byte order mark.
    """

    rows: tuple[tuple[str, ...], ...]
    separator: str = ","
    bom: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.rows[0]

    def column(self, *names: str) -> int | None:
        """Return the number of the first column with one of some names, however it is written."""
        plain = [" ".join(name.split()).casefold() for name in self.columns]
        return next((plain.index(n.casefold()) for n in names if n.casefold() in plain), None)

    def cell(self, row: Sequence[str], *names: str) -> str:
        """Return what a row has in the first column with one of some names; empty for none."""
        place = self.column(*names)
        return row[place].strip() if place is not None and place < len(row) else ""


def read(path: Path) -> Table:
    """Return a table from a file.

    Raises:
        ValueError: if it is none; the message says what to do.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(
                f"{path} has more than {LARGEST // MEGABYTE} MB: is it the right file?"
            )
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {cause(error)}.") from error
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValueError(f"{path} is a workbook: save it as CSV in UTF-8.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not text in UTF-8: save it as CSV in UTF-8.") from error
    return _parsed(path, text)


def _parsed(path: Path, text: str) -> Table:
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = tuple(tuple(row) for row in reader if any(cell.strip() for cell in row))
    except csv.Error as error:
        raise ValueError(f"{path} is no table of comma-separated values: {error}.") from error
    if len(rows) == 0 or len(rows[0]) < 2:
        raise ValueError(f"{path} is no table of comma-separated values: it has no columns.")
    wide = len(rows[0])
    for number, row in enumerate(rows, start=1):
        if len(row) != wide:
            raise ValueError(
                f"{path}: row {number} has {len(row)} cells, and there are {wide} columns. "
                "Download it again, or mend it with a program for tables."
            )
    return Table(rows, separator, bom)


def text_of(table: Table) -> str:
    """Return a table as the text of a file."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=table.separator, lineterminator="\r\n").writerows(table.rows)
    return (BOM if table.bom else "") + made.getvalue()


def write(path: Path, table: Table) -> None:
    """Write a table to a file, all of it or nothing."""
    write_bytes(path, text_of(table).encode("utf-8", "replace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, all of it or nothing.

    Raises:
        ValueError: if that fails.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {cause(error)}.") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def harmless(words: str) -> str:
    """Return the text of a cell that no program for tables takes for a formula.

    Example:
        >>> harmless("=1+1"), harmless("Ada")
        ("'=1+1", 'Ada')
    """
    return f"'{words}" if words.lstrip(" \u00a0").startswith(ACTING) else words


def harmless_rows(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return rows of text of which no cell is taken for a formula."""
    return tuple(tuple(map(harmless, row)) for row in rows)


def points(value: float, places: int = 2) -> str:
    """Return points in as many places as platforms show, rounded as people do.

    Example:
        >>> points(2.675), points(3.0), points(0.125), points(1 / 3)
        ('2.68', '3', '0.13', '0.33')
    """
    exact = Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:f}".rstrip("0").rstrip(".") if places else f"{exact:f}"


def number(words: str) -> float | None:
    """Return a number that may have a decimal comma; None if it is none."""
    try:
        value = Decimal(words.strip().replace("\u00a0", "").replace(",", "."))
    except InvalidOperation:
        return None
    return float(value) if value.is_finite() else None
