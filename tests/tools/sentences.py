"""The sentences of an exercise's docstring, and what each is tagged as in its stage file.

    python -m tests.tools.sentences 07_epoch/train_one_epoch ...    all exercises by default

Each is a promise (``Promise.says``), an allowance with a right version that makes use of it
(``Exercise.allows``) or a description (``Exercise.describes``). A tag is how a sentence begins.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache

import jupytext
from nbformat import NotebookNode

from grader.classroom.authoring.build import ROOT
from grader.course.catalogue import exercises
from grader.course.exercise import Exercise

HEADINGS = re.compile(r"(Args|Returns|Raises|Attributes):$")
ENTRY = re.compile(r" {4}[\w*]+(, [\w*]+)*: ")
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(`\"])|(?<=[.!?]\))\s+(?=[A-Z(`\"])")


def docstrings(exercise: Exercise) -> Iterator[str]:
    """Yield the docstrings of the cell in which a learner writes an exercise."""
    for cell in _cells(exercise.stage):
        if cell.metadata.get("exercise") == exercise.name:
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    yield from filter(None, [ast.get_docstring(node)])


@cache
def _cells(stage: str) -> list[NotebookNode]:
    return list(jupytext.read(ROOT / "solutions" / f"{stage}.py", fmt="py:percent").cells)


def sentences(exercise: Exercise) -> list[str]:
    """Return the sentences of an exercise's docstrings, each once; an argument's with its name."""
    found = (s for text in docstrings(exercise) for part in _parts(text) for s in END.split(part))
    return list(dict.fromkeys(found))


def _parts(docstring: str) -> Iterator[str]:
    """Yield the paragraphs of a docstring, and the entries below its headings, a line each."""
    part: list[str] = []
    for line in [*docstring.splitlines(), ""]:
        ends = not line.strip() or HEADINGS.match(line.strip())
        if part and (ends or ENTRY.match(line)):
            yield " ".join(part)
            part = []
        if not ends:
            part.append(line.strip())


def tags(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Yield how sentences begin, each with what such a sentence is."""
    for number, promise in enumerate(exercise.promises, start=1):
        for start in promise.says:
            yield start, f"promise {number}"
    for start, version in exercise.allows.items():
        yield start, f"allows {version}"
    for start in exercise.describes:
        yield start, "describes"


def tagged(exercise: Exercise) -> dict[str, list[str]]:
    """Return what each sentence of an exercise is tagged as."""
    known = list(tags(exercise))
    return {s: [tag for start, tag in known if s.startswith(start)] for s in sentences(exercise)}


def main() -> None:
    """Print them."""
    known = exercises()
    if unknown := set(sys.argv[1:]) - set(known):
        sys.exit(f"There is no exercise {', '.join(sorted(unknown))}.")
    for address in sys.argv[1:] or known:
        print(address)
        for sentence, found in tagged(known[address]).items():
            print(f"  {', '.join(found) or '(no tag)':<24} {sentence}")


if __name__ == "__main__":
    main()
