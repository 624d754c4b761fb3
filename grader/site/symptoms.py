"""What somebody sees of a mistake, in the words that they would search for; all of it measured.

A kind is found from the loss curve, the rows of numbers or the exception of a mistake's page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from grader.course.catalogue import mistakes
from grader.course.counting import count
from grader.verdict import Curve, Row, Verdict

LEAD = (
    "Begin with what you see. Below each symptom stand the mistakes that showed it when they were "
    "made and run; a mistake may stand below several."
)
# What each kind is called, and what others call it.
KINDS = {
    "stays": ("The loss stays where it is", "stuck, flat, a plateau, nothing is learned"),
    "slow": ("The loss falls too slowly", "slow, learns little, underfits"),
    "fast": ("The loss falls faster than it should", "too good, steps too large"),
    "rises": ("The loss rises", "diverges, explodes, blows up, gets worse"),
    "nan": ("The loss becomes nan or infinite", "nan, inf, overflow, not a number"),
    "jumps": ("The loss jumps up and down", "noisy, unstable, oscillates, zigzag"),
    "validation": (
        "Validation numbers are wrong",
        "validation jumps, validation loss differs, evaluation is noisy",
    ),
    "accuracy": ("The accuracy is wrong", "accuracy too low, too high, above 1"),
    "exception": ("The code stops with an exception", "crash, error message, traceback"),
    "gradient": ("A gradient is another one", ""),
    "number": ("A number is another one", ""),
    "quiet": ("Something else than a number is different", ""),
}
OTHERS = "Also described as: "
STILL = 0.02  # of the loss at the start: a smaller change is none
ENDLESS = re.compile(r"\b(?:nan|inf)\b")
ROWS = 3  # whose numbers are told
TURNS = 3  # changes of direction that make a curve jump


@dataclass(frozen=True)
class Symptom:
    """One thing that is seen.

    Attributes:
        kind: A key of ``KINDS``.
        words: A sentence with the numbers that were measured.
    """

    kind: str
    words: str


def symptoms(verdict: Verdict, curves: Sequence[Curve], raised: str) -> tuple[Symptom, ...]:
    """Return what is seen of a mistake, what says most first; always something.

    Args:
        verdict: What was found of a program that makes it.
        curves: The loss with the mistake and without.
        raised: The type of the exception that it ends with, if it does.
    """
    if raised:
        found = [Symptom("exception", f"It stops with `{raised}`.")]
    else:
        found = list(_of_curves(curves, verdict.curve_label))
    found += _of_rows(verdict)
    found = found or [Symptom("quiet", "No number that is looked at here is another one.")]
    return tuple(_as_others_say(found))


def _as_others_say(found: Sequence[Symptom]) -> Iterator[Symptom]:
    """Yield symptoms, the first of each kind with the words that others have for it."""
    told: set[str] = set()
    for each in found:
        words = f"{each.words} {OTHERS}{KINDS[each.kind][1]}."
        yield each if each.kind in told or not KINDS[each.kind][1] else Symptom(each.kind, words)
        told.add(each.kind)


# The loss ---------------------------------------------------------------------------------------


def _of_curves(curves: Sequence[Curve], label: str) -> Iterator[Symptom]:
    """Yield what the loss does with the mistake, beside what it does without."""
    if not curves:
        return
    mine, theirs = (curve.values for curve in curves)
    finite = [value for value in mine if value is not None]
    if len(finite) < len(mine):
        first = mine.index(None)
        words = f"The loss is nan or infinite after {count(first, label)}."
        yield Symptom("nan", words)
    right = [value for value in theirs if value is not None]
    if len(finite) > 1 and len(right) > 1:
        yield from _of_course(finite, right, label)


def _of_course(mine: Sequence[float], right: Sequence[float], label: str) -> Iterator[Symptom]:
    if abs(mine[-1] - right[-1]) > STILL * abs(right[0]):
        kind, words = _course(mine, right, label)
        yield Symptom(kind, words)
    if _turns(mine) >= max(TURNS, 2 * _turns(right)):
        words = f"The loss jumps: {_turns(mine)} times it turns from falling to rising or back."
        yield Symptom("jumps", words)


def _course(mine: Sequence[float], right: Sequence[float], label: str) -> tuple[str, str]:
    """Return the kind of a curve, and a sentence on it."""
    start, end, lowest = mine[0], mine[-1], right[-1]
    over = f"over {count(len(mine) - 1, label)}; without the mistake it ends at {lowest:.3g}"
    if max(mine) - min(mine) <= STILL * abs(start):
        return "stays", f"The loss stays at {start:.3g} {over}."
    if end > start * (1 + STILL):
        return "rises", f"The loss rises from {start:.3g} to {end:.3g} {over}."
    told = f"The loss goes from {start:.3g} to {end:.3g} {over}."
    return ("fast" if start - end > right[0] - lowest else "slow"), told


def _turns(values: Sequence[float]) -> int:
    """Return how often a curve turns, by more than what is no change."""
    moves = [b - a for a, b in pairwise(values) if abs(b - a) > STILL * abs(values[0])]
    return sum(math.copysign(1, a) != math.copysign(1, b) for a, b in pairwise(moves))


# Numbers ----------------------------------------------------------------------------------------


def _of_rows(verdict: Verdict) -> Iterator[Symptom]:
    if verdict.relation:
        yield Symptom("number", verdict.relation)
    endless = [row for row in verdict.table[ROWS:] if _kind(row) == "nan"]
    for row in (*endless, *verdict.table[:ROWS]):
        yield Symptom(_kind(row), f"{_capital(row.label)}: {row.yours} instead of {row.expected}.")


def _kind(row: Row) -> str:
    label = row.label.lower()
    if ENDLESS.search(row.yours) and not ENDLESS.search(row.expected):
        return "nan"
    named = {"val": "validation", "accuracy": "accuracy", "grad": "gradient"}
    is_number = any(character.isdigit() for character in row.yours + row.expected)
    return next((kind for word, kind in named.items() if word in label), "") or (
        "number" if is_number else "quiet"
    )


def _capital(words: str) -> str:
    """Return a label as a sentence begins, unless it begins with code."""
    first = words.partition(" ")[0]
    return words if re.search(r"\W", first) else first.capitalize() + words[len(first) :]


# The list ---------------------------------------------------------------------------------------


def groups(seen: Mapping[str, Sequence[Symptom]]) -> list[dict[str, Any]]:
    """Return the list of mistakes by what is seen of them, for the template of lists.

    Args:
        seen: The symptoms of each mistake, by its slug.
    """
    found = []
    for kind, (title, others) in KINDS.items():
        slugs = [slug for slug, known in seen.items() if kind in {each.kind for each in known}]
        lines = [_line(slug, kind, seen[slug]) for slug in slugs]
        if lines:
            lead = f"{OTHERS}{others}." if others else ""
            found.append({"title": title, "id": kind, "lead": lead, "lines": lines})
    return found


def _line(slug: str, kind: str, known: Sequence[Symptom]) -> dict[str, str]:
    words = next(each.words for each in known if each.kind == kind)
    said = words.partition(f" {OTHERS}")[0]
    return {"href": f"{slug}.html", "name": mistakes()[slug].title, "words": said}
