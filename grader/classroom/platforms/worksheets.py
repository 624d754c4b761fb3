"""A table that an instructor downloaded, filled with marks: what both platforms' tables share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.classroom.platforms.marks import AGAIN, NOT_GRADED, NOTHING, WAITS, Mark
from grader.classroom.platforms.tables import Table, points
from grader.render.printable import listed, printable

SHOWN = 5


@dataclass(frozen=True)
class Fill:
    """How a table is to be filled.

    Attributes:
        assignment: What the marks are for.
        column: Which column gets them; None for the usual one.
        scale: Whether they are converted to the platform's maximum.
    """

    assignment: str
    column: str | None = None
    scale: bool = False


@dataclass
class Filled:
    """What became of a table.

    Attributes:
        table: The table.
        rows: The marks that are in it, with their rows as they were.
        kept: Why a mark was not written, by student.
        strangers: Rows of nobody whom the course has.
        notes: Sentences on what else is worth knowing.
    """

    table: Table
    rows: list[tuple[tuple[str, ...], Mark]] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def written(self) -> list[Mark]:
        """The marks that are in the table."""
        return [mark for _, mark in self.rows]

    def add(self, mark: Mark, row: tuple[str, ...]) -> None:
        """Note that a row got a mark."""
        self.rows.append((row, mark))


def why_not(mark: Mark) -> str:
    """Return why a mark is not to be told; empty if it is."""
    return {
        WAITS: "waits to be graded by hand",
        NOT_GRADED: "handed in and not graded: run grader autograde",
        AGAIN: "handed in again and not graded since: run grader autograde",
        NOTHING: "",
    }.get(mark.state, "")


def missing(marks: Sequence[Mark], found: Filled) -> dict[str, str]:
    """Return who has a mark and no row in the table."""
    there = {mark.student for mark in found.written} | found.kept.keys()
    return {
        mark.student: "has no row in the worksheet"
        for mark in marks
        if mark.is_final and mark.student not in there
    }


def converted(mark: Mark, most: float | None, *, scale: bool) -> float:
    """Return a mark in the platform's points."""
    if most is None or not scale or not mark.worth:
        return mark.score
    return mark.score * most / mark.worth


def check_maximum(worth: float, most: float | None, *, scale: bool, where: str) -> None:
    """See that points mean the same on both sides.

    Raises:
        ValueError: if they do not, and are not to be converted.
    """
    if most is None and scale:
        raise ValueError(
            f"The maximum in {where} cannot be read, so no mark can be converted to it."
        )
    if most is not None and not scale and abs(most - worth) > 0.005:
        raise ValueError(
            f"The maximum is {points(most)} in {where}, and {points(worth)} here: make both the "
            "same there, or convert the marks with --scale."
        )


def same_person(mark: Mark, words: Sequence[str]) -> bool:
    """Return whether a student is meant by some numbers, user names or addresses."""
    plain = {word.casefold() for word in words if word}
    return mark.student.casefold() in plain or bool(mark.email and mark.email.casefold() in plain)


def only_one(found: Sequence[Mark]) -> Mark | None:
    """Return the only one of some students."""
    return found[0] if len(found) == 1 else None


def no_column(table: Table, told: str) -> str:
    """Return a sentence on a column that is not there."""
    names = listed([printable(name) for name in table.columns if name.strip()], 30)
    return f"{told} The columns are: {names}."


def sentences(filled: Filled) -> Iterator[str]:
    """Yield what is worth knowing, and who is in the table and not in the course."""
    yield from filled.notes
    if filled.strangers:
        number = len(filled.strangers)
        names = listed(filled.strangers, SHOWN)
        yield f"Of nobody whom the course knows: {number} of its rows ({names})."
