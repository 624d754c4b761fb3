"""Words that somebody else chose, made fit for a sentence of ours."""

from __future__ import annotations

import unicodedata

LENGTH = 80
ACTING = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))  # kinds of characters that are no text
MARKUP = frozenset(
    "<>&\"'`*[]\\$|~#{}"
)  # what HTML, Markdown or formulas could read as more than text


def printable(words: object, length: int = LENGTH) -> str:
    r"""Return words that a terminal, HTML and Markdown all show as they are.

    Each character that could move a cursor, turn the direction of writing, be invisible, or
    begin markup is shown as a question mark; white space of any kind is one space.

    Args:
        words: Anything; what is no text is shown as ``str`` has it.
        length: Characters at most; what is longer ends in three dots.

    Example:
        >>> printable("R\x1b[31m <b>and</b>\nmore")
        'R??31m ?b?and?/b? more'
        >>> printable("a" * 100, 10)
        'aaaaaaa...'
    """
    text = str(words)[: 4 * length]  # more cannot be shown, and may be very long
    text = " ".join(unicodedata.normalize("NFC", text).split())
    shown = "".join(c if c.isprintable() and c not in MARKUP else "?" for c in text)
    return shown if len(shown) <= length else shown[: length - 3] + "..."


def without_controls(text: str) -> str:
    """Return one line in which every character that is no text is a question mark."""
    return "".join(c if c.isprintable() else "?" for c in text)


def inert(text: str) -> str:
    r"""Return text of several lines in which nothing acts on a terminal that shows it.

    Example:
        >>> inert("a\x1b[2Jb\n\tc")
        'a?[2Jb\n        c'
    """
    return "".join(
        "?" if c != "\n" and unicodedata.category(c) in ACTING else c for c in text.expandtabs()
    )


def described(error: BaseException) -> str:
    """Return what an exception says, fit for a sentence."""
    said = printable(error, 2 * LENGTH)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def listed(names: list[str], most: int) -> str:
    """Return names in one line, those that are too many left out."""
    return ", ".join(map(printable, names[:most])) + (" and others" if len(names) > most else "")
