"""What platforms, browsers and people make of the names of files and of persons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

SUFFIXES = (".ipynb", ".ipynb.json", ".ipynb.txt", ".json.ipynb")  # as browsers save it
BEFORE = re.compile(r"(copy|kopie|copia)( of| von| de)?[ _-]+", re.IGNORECASE)
# What comes after a name: the number of a download, an attempt or a copy, or a word of one's own.
AFTER = re.compile(
    r"[ _-]*(\((?P<download>\d{1,3})\)|[-_](?P<attempt>\d{1,3})"
    r"|[-_ ]+(copy|kopie|copia) ?(?P<copy>\d{0,3})"
    r"|[-_ ]+(final|finished|done|new|solution|solved|submission|abgabe|v\d{1,2})|\.ipynb| +)$",
    re.IGNORECASE,
)
UNFIT = re.compile(r"[^\w.@-]+")
LONGEST = 64


def is_notebook_name(name: str) -> bool:
    """Return whether a file is meant as a notebook."""
    return name.lower().endswith(SUFFIXES)


def stem(name: str) -> str:
    """Return a notebook's name without what says that it is one."""
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def meant(name: str, known: Collection[str]) -> tuple[str, int] | None:
    """Return which of some notebooks a file is, and the number of its attempt or copy.

    Args:
        name: Its name, without folders.
        known: The names of notebooks, without ``.ipynb``.

    Example:
        >>> meant("07_epoch (2).ipynb", ["07_epoch", "08_validate"])
        ('07_epoch', 2)
        >>> meant("Copy of 07 Epoch-final.ipynb", ["07_epoch"])
        ('07_epoch', 0)
        >>> meant("homework.ipynb", ["07_epoch"])
    """
    plain = {_plain(each): each for each in known}
    rest, number = stem(name), 0
    while rest:
        for each in (rest, BEFORE.sub("", rest, count=1)):
            if _plain(each) in plain:
                return plain[_plain(each)], number
        found = AFTER.search(rest)
        if not found or not found.start():
            return None
        digits = found["download"] or found["attempt"] or found["copy"] or "0"
        number = max(number, int(digits))
        rest = rest[: found.start()]
    return None


def _plain(name: str) -> str:
    words = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[\s_-]+", "_", words.strip())


def id_of(words: str) -> str:
    """Return an id for a student, fit for the name of a folder and for nbgrader; may be empty.

    Example:
        >>> id_of("Jörg von  Müller"), id_of("Ada.L@example.org"), id_of("../..")
        ('jörg-von-müller', 'ada.l@example.org', '')
    """
    made = unicodedata.normalize("NFC", words).casefold()
    return UNFIT.sub("-", made).strip(".-_")[:LONGEST].strip(".-_")


def first_and_last(full: str) -> tuple[str, str]:
    """Return a person's first and last name, as far as one line tells.

    Example:
        >>> first_and_last("Lovelace, Ada"), first_and_last("Ada King Lovelace")
        (('Ada', 'Lovelace'), ('Ada', 'King Lovelace'))
    """
    full = " ".join(unicodedata.normalize("NFC", full).split())
    if ", " in full:
        last, _, first = full.partition(", ")
        return first, last
    first, _, last = full.partition(" ")
    return first, last


def same_name(full: str) -> frozenset[str]:
    """Return a name so that it equals itself in another order or another case."""
    words = unicodedata.normalize("NFKC", full).casefold().replace(",", " ")
    return frozenset(re.split(r"[\s_-]+", words.strip()))
