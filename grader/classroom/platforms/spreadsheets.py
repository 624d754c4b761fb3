"""Marks, exercises and promises as tables, one line for each, for any program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.classroom.platforms.marks import WAITS, Mark
from grader.classroom.platforms.tables import Table, harmless_rows, points

WHO = ("assignment", "student_id", "last_name", "first_name", "email")
MARKS = (*WHO, "timestamp", "state", "waiting", "late_penalty", "score", "max_score")
EXERCISES = (*WHO, "notebook", "cell", "exercise", "state", "points", "max_points", "mistakes")
PROMISES = (*WHO, "exercise", "promise", "kept", "points", "max_points")


def tables(found: Sequence[Mark]) -> dict[str, Table]:
    """Return the tables by the name of their file.

    Points are given in two places. Where something waits to be graded by hand, or nothing was
    handed in, there are none.
    """
    rows = {
        "marks.csv": (MARKS, (_mark(mark) for mark in found)),
        "exercises.csv": (EXERCISES, (row for mark in found for row in _exercises(mark))),
        "promises.csv": (PROMISES, (row for mark in found for row in _promises(mark))),
    }
    return {name: _table(columns, lines) for name, (columns, lines) in rows.items()}


def _table(columns: tuple[str, ...], lines: Iterable[Sequence[str]]) -> Table:
    return Table((columns, *harmless_rows(lines)))


def _who(mark: Mark) -> tuple[str, ...]:
    return mark.assignment, mark.student, mark.last, mark.first, mark.email


def _mark(mark: Mark) -> tuple[str, ...]:
    waiting = sum(cell.points is None for cell in mark.cells)
    return (
        *_who(mark),
        f"{mark.when:%Y-%m-%d %H:%M:%S} UTC" if mark.when else "",
        mark.state,
        str(waiting) if mark.state == WAITS else "0",
        points(mark.penalty) if mark.is_final else "",
        points(mark.score) if mark.is_final else "",
        points(mark.worth),
    )


def _exercises(mark: Mark) -> Iterator[tuple[str, ...]]:
    said = {verdict.exercise: verdict for verdict in mark.verdicts}
    for cell in mark.cells:
        verdict = said.get(cell.exercise)
        yield (
            *_who(mark),
            cell.notebook,
            cell.cell,
            cell.exercise,
            "waits" if cell.points is None else "final",
            "" if cell.points is None else points(cell.points),
            points(cell.worth),
            " ".join(verdict.slugs) if verdict else "",
        )


def _promises(mark: Mark) -> Iterator[tuple[str, ...]]:
    for verdict in mark.verdicts:
        for promise in verdict.promises:
            yield (
                *_who(mark),
                verdict.exercise,
                promise.text,
                "yes" if promise.kept else "no",
                points(promise.earned),
                points(promise.worth),
            )
