"""The board: the way through the stages, what is passed, and the mistakes that were met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.course.counting import count
from grader.render.html import table
from grader.render.markup import element

HEAD = "The way through the course"


@dataclass(frozen=True)
class StageLine:
    """One stage: its name, its title, how many exercises are passed, of how many."""

    name: str
    title: str
    passed: int
    exercises: int

    @property
    def standing(self) -> str:
        """The standing in words."""
        if self.passed == self.exercises:
            return "done"
        return "begun" if self.passed else ""


@dataclass(frozen=True)
class Board:
    """What the board says.

    Attributes:
        stages: One line each, in order.
        next: Address of the exercise to do next; empty at the end.
        attempts: How many there were.
        minutes: How long was worked; 0 where that is not told.
        mistakes: Slug, exercise, and whether it is overcome.
        trouble: Why attempts are not kept; empty when they are.
    """

    stages: tuple[StageLine, ...]
    next: str
    attempts: int
    minutes: int
    mistakes: Sequence[tuple[str, str, bool]]
    trouble: str = ""


def words(board: Board) -> list[str]:
    """Return the sentences below the table."""
    if not board.attempts:
        return [*_trouble(board), f"Nothing has been checked yet. Begin with {board.next}."]
    told = [f"Next: {board.next}." if board.next else "Every exercise of the course is passed."]
    time = f" in about {board.minutes} minutes" if board.minutes else ""
    attempts = f"{count(board.attempts, 'attempt')} so far{time}."
    overcome = [f"{slug} ({where})" for slug, where, past in board.mistakes if past]
    open_ = [f"{slug} ({where})" for slug, where, past in board.mistakes if not past]
    if overcome:
        told.append(f"Mistakes met and overcome: {', '.join(overcome)}.")
    if open_:
        told.append(f"Mistakes met and still there: {', '.join(open_)}.")
    return [*told, attempts, *_trouble(board)]


def _trouble(board: Board) -> list[str]:
    if not board.trouble:
        return []
    return [f"Attempts are not kept beyond this notebook: {board.trouble}."]


def _rows(board: Board) -> list[tuple[str, str, str]]:
    return [
        (f"{line.name} · {line.title}", f"{line.passed} of {line.exercises}", line.standing)
        for line in board.stages
    ]


def board_text(board: Board) -> str:
    """Return the board as text, one line a stage."""
    rows = _rows(board)
    width = max(len(name) for name, _, _ in rows) + 2
    lines = [f"{name:<{width}}{count:<8}{standing}".rstrip() for name, count, standing in rows]
    return "\n".join([HEAD, "", *lines, "", *words(board)])


def board_html(board: Board) -> Markup:
    """Return the board as HTML, one row a stage."""
    return element(
        "div",
        element("p", element("strong", HEAD)),
        table(("Stage", "Passed", "Standing"), _rows(board), styled=True),
        *(element("p", sentence) for sentence in words(board)),
    )
