"""What the grader says about one piece of code, as frozen plain data.

A verdict can be written to JSON and read back without loss. This module imports
nothing outside the standard library, so that a report, a command or a notebook
viewer can read verdicts without loading torch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal["pass", "named", "same-effect", "departure", "contract", "crash"]
KINDS: tuple[str, ...] = get_args(Kind)
MIME = "application/vnd.training-loop.verdict+json"
NOT_TRIED = "Could not be tried. "  # how the detail of such a promise begins, for older readers too


@dataclass(frozen=True)
class Row:
    """One line of the table of numbers: what was measured, and its values in words.

    Attributes:
        label: What the numbers are, for example ``"update 2 · size of the gradient"``.
        yours: The learner's value, four significant digits.
        expected: The value of the reference on the same data.
        simulated: The value that the named mistake gives; None when nothing is named.
    """

    label: str
    yours: str
    expected: str
    simulated: str | None = None

    def uses(self, word: str) -> bool:
        """Return whether a word stands in the label, or is one of the values."""
        if word in (self.yours, self.expected, self.simulated):
            return True
        return re.search(rf"(?<!\w){re.escape(word)}s?\b", self.label) is not None


@dataclass(frozen=True)
class Argument:
    """Something that the learner's code was given, and its value in words."""

    name: str
    value: str


@dataclass(frozen=True)
class Term:
    """A word that stands in the table, and what it means there."""

    word: str
    meaning: str


@dataclass(frozen=True)
class PromiseResult:
    """One sentence of the exercise's contract and whether the code keeps it.

    Attributes:
        text: The promise in words, as the exercise states it.
        kept: Whether the learner's code kept it on every probe it is judged on.
        earned: Points earned for it (0.0 when not kept).
        worth: Points it can earn.
        detail: When not kept, the one measurement that shows it; otherwise empty.
    """

    text: str
    kept: bool
    earned: float
    worth: float
    detail: str = ""

    @property
    def tried(self) -> bool:
        """Whether it is known to be kept or not; where an exception came first, it is neither."""
        return not self.detail.startswith(NOT_TRIED)

    @property
    def standing(self) -> str:
        """``"kept"``, ``"not kept"`` or ``"not tried"``."""
        if not self.tried:
            return "not tried"
        return "kept" if self.kept else "not kept"

    @property
    def measured(self) -> str:
        """The detail without the words that it could not be tried."""
        return self.detail.removeprefix(NOT_TRIED)


@dataclass(frozen=True)
class Curve:
    """A loss curve: one value per point, None where it is not finite."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Mistake:
    """A named mistake, with the prose of its own file.

    Attributes:
        slug: The fixed name, for example ``"missing_zero_grad"``.
        title: One sentence that says what goes wrong.
        what_happens: Why the numbers came out as they did.
        why_easy: Why it is easy to miss.
        hints: Three hints, from a question to the answer.
        diff: Unified diff from the wrong lines to the right ones.
    """

    slug: str
    title: str
    what_happens: str
    why_easy: str
    hints: tuple[str, ...]
    diff: str = ""


@dataclass(frozen=True)
class Place:
    """A line of the learner's code.

    Attributes:
        line: Its number within its file or cell, from 1.
        text: The line.
        context: The line below the one before it, indented as they stand; empty if unknown.
    """

    line: int
    text: str
    context: str = ""


@dataclass(frozen=True)
class Clinic:
    """A known exception, with the prose of its own file.

    Attributes:
        slug: The fixed name, for example ``"graph_freed"``.
        title: One sentence that says what happened.
        means: What it means here.
        cause: The usual cause.
        hint: What to write, and where.
    """

    slug: str
    title: str
    means: str
    cause: str
    hint: str


@dataclass(frozen=True)
class Verdict:
    """What the grader says about one subject on one exercise.

    Attributes:
        exercise: Address, ``"NN_slug/name"``.
        kind: ``pass``, ``named`` (numbers and events equal a known mistake's),
            ``same-effect`` (only the numbers do), ``departure`` (nothing fits),
            ``contract`` (wrong kind of result) or ``crash`` (an exception).
        message: What the learner is told. Its first paragraph is the headline of the card.
        points: Points earned, out of ``max_points``.
        promises: Every promise of the exercise, kept or not.
        mistakes: Named mistakes, most certain first; empty unless ``kind`` is ``named``.
        same_effect_as: Slugs whose numbers (not events) equal these.
        situation: That which the table is of, in words that complete "Tried with …".
        given: What the code was given in it, where that is short enough to be shown.
        table: The numbers that show it, the most telling row first.
        terms: What words in the table mean.
        curves: Loss curves to lay over each other.
        curve_label: What the curves' horizontal axis counts; empty without curves.
        comes_next: What to do after a pass; empty where nobody knows.
        notes: Remarks on style that cost nothing.
        place: The line of the learner's code that raised, if one did.
        exception: The type and the whole text of what was raised, where ``kind`` is ``crash``.
        clinic: What that exception means, if it is a known one.
        relation: What holds between the learner's numbers and those expected, in a sentence,
            where nothing is named.
        output: What the learner's code printed or warned, shortened.
        graded: Whether the points count; otherwise nobody is shown any.
        own_numbers: Whether promises and points were decided on numbers that belong to this
            submission alone, and not on those of practice, from which all else on a card is.
    """

    exercise: str
    kind: Kind
    message: str
    points: float
    max_points: float
    promises: tuple[PromiseResult, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    same_effect_as: tuple[str, ...] = ()
    situation: str = ""
    given: tuple[Argument, ...] = ()
    table: tuple[Row, ...] = ()
    terms: tuple[Term, ...] = ()
    curves: tuple[Curve, ...] = ()
    curve_label: str = ""
    comes_next: str = ""
    notes: tuple[str, ...] = ()
    place: Place | None = None
    exception: str = ""
    clinic: Clinic | None = None
    relation: str = ""
    output: str = ""
    graded: bool = False
    own_numbers: bool = False

    @property
    def passed(self) -> bool:
        """Whether every promise was kept."""
        return self.kind == "pass"

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of the named mistakes, most certain first."""
        return tuple(m.slug for m in self.mistakes)

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as JSON-ready data; ``from_dict`` is its inverse."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """Rebuild a verdict from ``to_dict``'s result.

        Raises:
            ValueError: if ``kind`` is unknown or a field is missing or unexpected.
        """
        if data.get("kind") not in KINDS:
            raise ValueError(f"unknown kind of verdict: {data.get('kind')!r}")
        try:
            return cls(**{name: _revive(name, value) for name, value in data.items()})
        except TypeError as error:
            raise ValueError(f"not a verdict: {error}") from error

    def to_json(self) -> str:
        """Return the verdict as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Verdict:
        """Rebuild a verdict from ``to_json``'s result; raises ValueError if it is not one."""
        return cls.from_dict(json.loads(text))


_PART: dict[str, Any] = {"place": Place, "clinic": Clinic}
_PARTS: dict[str, Any] = {
    "promises": PromiseResult,
    "mistakes": Mistake,
    "given": Argument,
    "table": Row,
    "terms": Term,
    "curves": Curve,
}


def _revive(name: str, value: Any) -> Any:
    if name in _PART:
        return None if value is None else _PART[name](**value)
    if name in _PARTS:
        return tuple(_PARTS[name](**_tuples(part)) for part in value)
    return tuple(value) if isinstance(value, list) else value


def _tuples(part: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in part.items()}


__all__ = [
    "KINDS",
    "MIME",
    "NOT_TRIED",
    "Argument",
    "Clinic",
    "Curve",
    "Kind",
    "Mistake",
    "Place",
    "PromiseResult",
    "Row",
    "Term",
    "Verdict",
]
