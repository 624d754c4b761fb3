"""What a card says, as data: text and HTML show the same parts, each in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.verdict import Row, Verdict

STATUS = {
    "pass": "Passed",
    "named": "Not yet: mistake recognised",
    "same-effect": "Not yet: same effect as a known mistake",
    "departure": "Not yet: differs from the reference",
    "contract": "Not yet: not what was asked for",
    "crash": "Not yet: the code stopped",
}
COLUMNS = ("Measured", "Yours", "Expected", "With this mistake")
FOLDED = 200  # characters; what an exception says at more length is folded
PRINTED = 5  # lines of what code printed that are shown

BoardRow = tuple[str, str, str, Sequence[str]]


@dataclass(frozen=True)
class Note:
    """A short answer.

    Attributes:
        head: Its first line.
        told: What matters most.
        lines: What was measured, one thing in each.
        words: Paragraphs.
    """

    head: str = ""
    told: str = ""
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def head(verdict: Verdict) -> str:
    """Return the first line: how it stands, the exercise and, if they count, the points."""
    points = f"{verdict.points:g} of {verdict.max_points:g} points" if verdict.graded else ""
    return " · ".join(filter(None, (STATUS[verdict.kind], verdict.exercise, points)))


def next_step(verdict: Verdict) -> str:
    """Return the one sentence on what to do next; nothing for a pass."""
    if verdict.passed:
        return ""
    ask = f'For a hint: hint("{verdict.exercise}").'
    if not verdict.mistakes:
        return ask
    calls = ", ".join(f'explain("{m.slug}")' for m in verdict.mistakes)
    return f"{ask} For the whole story: {calls}."


def clinic(verdict: Verdict) -> tuple[str, ...]:
    """Return what a known exception means, its usual cause and a hint, a paragraph each."""
    known = verdict.clinic
    if known is None:
        return ()
    return known.means, f"The usual cause: {known.cause}", f"Hint: {known.hint}"


def exception(verdict: Verdict) -> str:
    """Return what was raised; nothing where the message has all of it already."""
    told = verdict.exception
    _, _, text = told.partition(": ")
    return "" if not verdict.clinic and text.rstrip(" .") in verdict.message else told


def basis(verdict: Verdict) -> str:
    """Return which numbers decided, and which are shown; nothing outside of marking."""
    if not verdict.own_numbers:
        return ""
    decided = "Promises and points were decided on numbers drawn for this submission alone."
    if not verdict.table:
        return decided
    return (
        f"{decided} What is named and measured above comes from the practice numbers, which are "
        "the same for everybody."
    )


def columns(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Return a table's cells row by row, the head first; nothing without rows."""
    if not rows:
        return []
    width = 3 + any(row.simulated is not None for row in rows)
    cells = [(row.label, row.yours, row.expected, row.simulated or "") for row in rows]
    return [line[:width] for line in (COLUMNS, *cells)]


def printed(output: str) -> tuple[list[str], str]:
    """Return the first lines of what code printed, and how many more there are, in words."""
    lines = output.strip().splitlines()
    more = f"… {len(lines) - PRINTED} more lines" if len(lines) > PRINTED else ""
    return lines[:PRINTED], more


def hint(exercise: str, number: int, total: int, words: str) -> Note:
    """Return one hint and which of how many it is; number 0 means a remark, not a hint."""
    head = f"Hint {number} of {total} · {exercise}" if number else exercise
    more = (f'For the next one: hint("{exercise}").',) if 0 < number < total else ()
    return Note(head, words=(words, *more))


def outcome(question: str, chosen: str, answer: str, lines: Sequence[str], because: str) -> Note:
    """Return what an experiment showed beside what was predicted."""
    kind = "Prediction" if "prediction" in question else "Answer"
    right = chosen == answer
    told = f"You chose {chosen}: right." if right else f"You chose {chosen}; it is {answer}."
    return Note(f"{kind} · {question}", told, tuple(lines), (because,))


def unanswered(question: str, options: Sequence[str]) -> Note:
    """Return the request to commit to an answer first."""
    letters = ", ".join(f'"{o}"' for o in options[:-1]) + f' or "{options[-1]}"'
    return Note(question, words=(f"Choose {letters} first, then run this cell again.",))


def paragraphs(words: str) -> list[str]:
    """Return prose paragraph by paragraph; blank lines stand between them."""
    return words.split("\n\n")


NOTHING_CHECKED = Note(words=("Nothing has been checked since the kernel started.",))
