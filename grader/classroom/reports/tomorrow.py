"""What to show a class tomorrow: where the lesson has it, and how the lab shows it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader.classroom.grading import verdicts
from grader.course.catalogue import mistakes
from grader.lab.measured import measured

SHOWN = Path(__file__).with_name("shown.toml")
SHORT = 12  # a line with fewer characters tells nobody which cell it begins
LENGTH = 70  # characters of a cell that tell which it is
HEADING = re.compile(r"^##+ +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Spot:
    """A cell of a lesson.

    Attributes:
        stage: The lesson.
        heading: The heading that it stands under.
        begins: How it begins.
        text: The cell, with the text since the cell before it.
    """

    stage: str
    heading: str
    begins: str
    text: str


class Lessons:
    """The lessons of a course, to look up where something is shown.

    Args:
        notebooks: The cells of each lesson's notebook, by stage.
    """

    def __init__(self, notebooks: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self.spots = {stage: list(_spots(stage, cells)) for stage, cells in notebooks.items()}
        self._headings = {stage: dict(_exercises(cells)) for stage, cells in notebooks.items()}

    def shows(self, stage: str, slug: str) -> Spot | None:
        """Return the cell that shows a mistake: of this stage, else of one that learners know.

        None where no lesson shows it, or where this course's lessons have other words.
        """
        known = reversed(shown().get(slug, ()))
        places = sorted(known, key=lambda place: (place[0] != stage, place[0] > stage))
        return next(filter(None, (self.find(*place) for place in places)), None)

    def find(self, stage: str, phrase: str) -> Spot | None:
        """Return the one cell of a stage that a phrase stands in; None for none or several."""
        found = [spot for spot in self.spots.get(stage, ()) if phrase in spot.text]
        return found[0] if len(found) == 1 else None

    def asks(self, exercise: str) -> str:
        """Return the heading that an exercise stands under; empty where the lesson is not there."""
        stage, _, name = exercise.rpartition("/")
        return self._headings.get(stage, {}).get(name, "")


@cache
def shown() -> dict[str, list[tuple[str, str]]]:
    """Return where each mistake is shown, as stages with a phrase; by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for stage, phrases in tomllib.loads(SHOWN.read_text("utf-8")).items():
        for phrase, slugs in phrases.items():
            for slug in slugs:
                found.setdefault(slug, []).append((stage, phrase))
    return found


def lessons(folders: Mapping[str, Iterable[Path]]) -> Lessons:
    """Return the lessons that are in some folders; of each stage the first with a notebook."""
    found: dict[str, list[dict[str, Any]]] = {}
    for stage, places in folders.items():
        paths = (sorted(place.glob("*.ipynb")) for place in places)
        first = next(filter(None, paths), [])
        found[stage] = [cell for path in first for cell in verdicts.cells_of(path)]
    return Lessons(found)


@cache
def arrangement(slug: str) -> str:
    """Return the arrangement of the lab that shows a mistake and no other; empty for none.

    Of several it is one with as many lines of the right order as can be, and the fewest others.
    """
    known = measured()
    told = mistakes().get(slug)
    if told is None or told.title not in known["words"]:
        return ""
    number, right = known["words"].index(told.title), known["right"]
    shown = [letters for letters, (_, words) in known["arrangements"].items() if words == number]
    return max(shown, key=lambda letters: (_alike(letters, right), -len(letters)), default="")


def _alike(letters: str, right: str) -> int:
    """Return how many letters of an arrangement stand in the same order as in the right one."""
    best = [0] * (len(right) + 1)
    for letter in letters:
        before = best[:]
        for n, other in enumerate(right):
            best[n + 1] = before[n] + 1 if letter == other else max(before[n + 1], best[n])
    return best[-1]


# Reading a lesson -------------------------------------------------------------------------------


def _spots(stage: str, cells: Sequence[Mapping[str, Any]]) -> Iterator[Spot]:
    heading, words = "", ""
    for cell in cells:
        text = _source(cell)
        if cell.get("cell_type") == "markdown":
            headings = HEADING.findall(text)
            heading, words = (headings[-1].strip() if headings else heading), text
        elif not verdicts.about(cell):
            yield Spot(stage, heading, _begins(text), f"{words}\n{text}")
            words = ""


def _exercises(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    heading = ""
    for cell in cells:
        if cell.get("cell_type") == "markdown":
            heading = [heading, *HEADING.findall(_source(cell))][-1].strip()
        elif verdicts.about(cell).get("solution"):
            yield str(verdicts.about(cell).get("grade_id", "")), heading


def _begins(code: str) -> str:
    lines = [line for line in code.splitlines() if line.strip()]
    told = [
        line for line in lines if not line.startswith(("import ", "from ", "#", "torch.manual"))
    ]
    first, *others = [*(told or lines), ""]
    words = f"{first} {others[0].strip()}" if len(first) < SHORT and others else first
    return words[:LENGTH].strip(" ,")


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)
