"""What an authored notebook asks, and what it offers as answers.

A question stands in a cell of text before the call of ``predict`` that takes its answer. It
begins with ``**1.**`` or ``**Prediction 1.**``; its options are a list, each with its letter in
bold.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

CALL = re.compile(r'^predict\("([^"]+)"', re.MULTILINE)
QUESTION = re.compile(r"^\*\*(?:Prediction )?(\d+)\.\*\*", re.MULTILINE)
OPTION = re.compile(r"^- \*\*([A-Z])\*\* (.+)$", re.MULTILINE)
IN_ONE_LINE = re.compile(r"(?:  | · )([A-Z]): (.+?)(?= · [A-Z]: |$)", re.MULTILINE)
HEADING = re.compile(r"^#", re.MULTILINE)


def options(made: NotebookNode) -> dict[str, dict[str, str]]:
    """Return the words of the options that a notebook offers, by address and letter."""
    found: dict[str, dict[str, str]] = {}
    text = ""
    for cell in made.cells:
        text = cell.source if cell.cell_type == "markdown" else text
        if cell.cell_type == "code":
            for address in CALL.findall(cell.source):
                found |= _asked(address, text)
    return found


def _asked(address: str, text: str) -> dict[str, dict[str, str]]:
    """Return the options of a question, or of all in the text where the address has no number."""
    _, *pieces = QUESTION.split(text)
    offered = {n: _offered(words) for n, words in zip(pieces[::2], pieces[1::2], strict=True)}
    number = address.rpartition("_")[2]
    if number.isdigit():
        return {address: offered[number]} if number in offered else {}
    return {f"{address}_{n}": each for n, each in offered.items()}


def _offered(words: str) -> dict[str, str]:
    own = HEADING.split(words)[0]
    return dict(OPTION.findall(own) or IN_ONE_LINE.findall(own))
