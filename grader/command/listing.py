"""``grader list``."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from grader.command import points
from grader.command.similar import nearest
from grader.course import catalogue
from grader.course.catalogue import MistakeFile
from grader.course.exercise import Exercise
from grader.diagnose.atlas.book import ways_of
from grader.diagnose.programs import candidates
from grader.diagnose.runs import runs_of

COLUMNS = 80
NOWHERE = "It shows on no exercise."
LIKE = 10  # how many are shown at most, and what share of the nearest one's likeness they have
NEAR = 0.5


def run(
    what: str,
    within: str | None,
    like: str | None,
    where: str | None,
    stage: str | None = None,
) -> int:
    """Print every exercise by stage, mistakes with their titles, or promises with their weights.

    Args:
        what: ``"exercises"``, ``"mistakes"`` or ``"points"``.
        within: Address of an exercise: only the mistakes that show on it.
        like: Words: only the mistakes told in words like these, the nearest first.
        where: Slug of a mistake: instead, the exercises that it shows on.
        stage: Name of a stage, or address of an exercise: whose promises.

    Raises:
        ValueError: if there is no such stage, exercise or mistake, or none in words like these.
    """
    if (what == "points") != (stage is not None) or (stage and (within or like or where)):
        raise ValueError("say whose points, and nothing else: grader list points STAGE")
    if stage is not None:
        print(points.text(stage))
        return 0
    if what == "exercises" and (within, like, where) != (None, None, None):
        raise ValueError("--in, --like and --where belong to: grader list mistakes")
    if within is not None:
        print(
            table(_shown_on(catalogue.exercise(within))) or f"No known mistake shows in {within}."
        )
    elif like is not None:
        print(table(_like(like)))
    elif where is not None:
        print("\n".join(_places(catalogue.mistake(where))) or NOWHERE)
    elif what == "mistakes":
        _print_mistakes()
    else:
        _print_exercises()
    return 0


def table(entries: Sequence[MistakeFile]) -> str:
    """Return names and titles in two columns; a long title goes on below itself."""
    width = max((len(entry.slug) for entry in entries), default=0) + 2
    lines = (f"{entry.slug:<{width}}{entry.title}" for entry in entries)
    return "\n".join(textwrap.fill(x, COLUMNS, subsequent_indent=" " * width) for x in lines)


def _shown_on(exercise: Exercise) -> list[MistakeFile]:
    bench = runs_of(exercise, 0)
    slugs = {slug for c in candidates(exercise) if not bench.harmless(c) for slug in c.slugs}
    return [catalogue.mistake(slug) for slug in sorted(slugs)]


def _like(words: str) -> list[MistakeFile]:
    found = nearest(words, LIKE, NEAR)
    if not found:
        raise ValueError(f'No mistake is told in words like "{words}".')
    return found


def _places(entry: MistakeFile) -> list[str]:
    return [address for address, e in catalogue.exercises().items() if _shows(entry, e)]


def _shows(entry: MistakeFile, exercise: Exercise) -> bool:
    bench = runs_of(exercise, 0)
    return any(not bench.harmless(candidate) for candidate in ways_of(exercise, entry.slug))


def _print_mistakes() -> None:
    """Print one line for each, whatever its length, for grep and its like."""
    width = max(len(slug) for slug in catalogue.mistakes())
    for slug, entry in catalogue.mistakes().items():
        print(f"{slug:<{width}}  {entry.title}")


def _print_exercises() -> None:
    for name, stage in catalogue.stages().items():
        print(f"{name}  {stage.title} ({stage.minutes} minutes, {stage.difficulty})")
        for address in catalogue.exercises():
            if address.startswith(f"{name}/"):
                print(f"    {address}")
