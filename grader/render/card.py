"""Cards: one answer in every form a notebook viewer may want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from grader.render import html, parts, text
from grader.render.board import Board, board_html, board_text
from grader.render.markup import picture, together
from grader.verdict import MIME, Mistake, Verdict


@dataclass(frozen=True, repr=False)
class Card:
    """An answer as text, as HTML, and, for a verdict, as data."""

    text: str
    html: Markup
    data: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return self.text

    __str__ = __repr__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": self.text, "text/html": str(self.html)}
        if self.data is not None:
            bundle[MIME] = self.data
        return bundle


def verdict_card(verdict: Verdict) -> Card:
    """Return the card of a verdict."""
    return Card(text.verdict_text(verdict), html.verdict_html(verdict), verdict.to_dict())


def mark_card(verdict: Verdict) -> Card:
    """Return one line in place of a verdict's card, with the verdict as data."""
    return replace(note_card(parts.mark(verdict)), data=verdict.to_dict())


def mistake_card(mistake: Mistake) -> Card:
    """Return the card that explains a mistake."""
    return Card(text.mistake_text(mistake), html.mistake_html(mistake))


def hint_card(exercise: str, number: int, total: int, hint: str) -> Card:
    """Return the card of one hint; number 0 means a remark, not a hint."""
    return note_card(parts.hint(exercise, number, total, hint))


def notes_card(notes: Sequence[parts.Note]) -> Card:
    """Return one card of several short answers."""
    words = "\n\n".join(map(text.note_text, notes))
    return Card(words, together(*map(html.note_html, notes)))


def picture_card(png: bytes, shown: str, words: Sequence[str]) -> Card:
    """Return a card with a picture.

    Args:
        png: The picture.
        shown: What it shows, for those who cannot see it.
        words: Paragraphs below it.
    """
    told = text.note_text(parts.Note(words=(shown, *words)))
    return Card(told, together(picture(png, shown), html.note_html(parts.Note(words=tuple(words)))))


def remark_card(words: str) -> Card:
    """Return a card that says one thing."""
    return note_card(parts.Note(words=(words,)))


def note_card(note: parts.Note) -> Card:
    """Return the card of a short answer."""
    return Card(text.note_text(note), html.note_html(note))


def board_card(shown: Board) -> Card:
    """Return the card of the way through the course."""
    return Card(board_text(shown), board_html(shown))
