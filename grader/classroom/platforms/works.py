"""Which of the files that somebody handed in is which notebook of the course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from grader.classroom.platforms.names import is_notebook_name, meant
from grader.classroom.platforms.parcels import Parcel
from grader.classroom.steps.cells import cell_name
from grader.classroom.submission import notebook
from grader.classroom.submission.copying import STAMP
from grader.classroom.submission.handed_in import Unreadable, look
from grader.render.printable import listed, printable

HALF = 0.5  # so many of an assignment's cells tell what a notebook is, whatever its name
LONG_AGO = datetime.min.replace(tzinfo=UTC)
SHOWN = 3
Place = tuple[str, str]
"""An assignment and one of its notebooks."""


@dataclass(frozen=True)
class Work:
    """What somebody handed in for one assignment.

    Attributes:
        assignment: Which.
        files: Where each file lies that was unpacked, by the path that it gets.
        when: When the notebook was changed last, if that is known.
        notes: What is worth knowing.
    """

    assignment: str
    files: dict[str, Path]
    when: datetime | None
    notes: tuple[str, ...] = ()


@dataclass
class _Candidate:
    path: str
    place: Place
    number: int
    when: datetime | None
    by_content: bool = False

    @property
    def order(self) -> tuple[datetime, int, int]:
        """What is larger for what was handed in later."""
        return self.when or LONG_AGO, self.number, -self.path.count("/")


@dataclass
class _Choice:
    chosen: dict[Place, _Candidate] = field(default_factory=dict)
    earlier: list[_Candidate] = field(default_factory=list)


def known_notebooks(book: Any, only: str | None) -> dict[Place, frozenset[str]]:
    """Return the names of the cells of each notebook of a course.

    Args:
        book: nbgrader's gradebook.
        only: An assignment; None stands for all.
    """
    return {
        (assignment.name, made.name): frozenset(cell.name for cell in made.source_cells)
        for assignment in book.assignments
        if only in (None, assignment.name)
        for made in assignment.notebooks
    }


def works(parcel: Parcel, known: Mapping[Place, frozenset[str]]) -> list[Work]:
    """Return what is in a parcel, by assignment.

    Raises:
        Unreadable: if no notebook of the course is in it; how a sentence goes on after "not
            taken:".
    """
    candidates = list(_by_name(parcel, known)) or list(_by_content(parcel, known))
    if not candidates:
        raise Unreadable(_nothing(parcel))
    choice = _chosen(candidates)
    assignments = dict.fromkeys(place[0] for place in choice.chosen)
    return [_work(parcel, choice, assignment) for assignment in assignments]


def _nothing(parcel: Parcel) -> str:
    others = sorted(parcel.times)
    if others:
        return f"no notebook of the course is in it: {listed(others, SHOWN)}"
    if parcel.left_out:
        path, why = next(iter(sorted(parcel.left_out.items())))
        return f"{printable(path)} is {why}"
    return "there is no file"


def _by_name(parcel: Parcel, known: Mapping[Place, frozenset[str]]) -> Iterator[_Candidate]:
    names = {place[1]: place for place in known}
    shared = {name for name in names if sum(place[1] == name for place in known) > 1}
    for path in sorted(filter(is_notebook_name, parcel.times)):
        found = meant(PurePosixPath(path).name, names)
        if found and found[0] in shared:
            raise Unreadable(f"more than one assignment has a notebook {found[0]}: --assignment")
        if found:
            yield _Candidate(path, names[found[0]], found[1], parcel.times[path])


def _by_content(parcel: Parcel, known: Mapping[Place, frozenset[str]]) -> Iterator[_Candidate]:
    """Yield notebooks that are called something else and have the cells of an assignment."""
    for path in sorted(path for path in parcel.times if path.endswith(".ipynb")):
        where = parcel.folder / path
        try:
            made, _ = notebook.read(look(where.parent), where.stem)
        except Unreadable:
            continue
        cells = {name for cell in made.cells if (name := cell_name(cell))}
        shares = {place: len(cells & own) / len(own) for place, own in known.items() if own}
        best = max(shares, key=lambda place: shares[place], default=None)
        if best and shares[best] >= HALF:
            yield _Candidate(path, best, 0, parcel.times[path], by_content=True)


def _chosen(candidates: list[_Candidate]) -> _Choice:
    choice = _Choice()
    for each in sorted(candidates, key=lambda candidate: candidate.order):
        if each.place in choice.chosen:
            choice.earlier.append(choice.chosen[each.place])
        choice.chosen[each.place] = each
    return choice


def _work(parcel: Parcel, choice: _Choice, assignment: str) -> Work:
    own = [each for place, each in choice.chosen.items() if place[0] == assignment]
    files = {f"{each.place[1]}.ipynb": parcel.folder / each.path for each in own}
    others = {each.path for each in (*choice.chosen.values(), *choice.earlier)}
    folders = {_above(each.path) for each in own}
    away = {_above(path) for path in others} - folders - {""}
    for path in sorted(parcel.times):
        if path not in others and not any(path.startswith(folder) for folder in away):
            files.setdefault(_inside(path, folders), parcel.folder / path)
    times = [each.when for each in own if each.when]
    earlier = [each.path for each in choice.earlier if each.place[0] == assignment]
    return Work(assignment, files, max(times, default=None), tuple(_notes(parcel, own, earlier)))


def _above(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _inside(path: str, folders: set[str]) -> str:
    """Return where a file lies as seen from the notebook."""
    inner = [folder for folder in folders if path.startswith(folder)]
    return path[len(max(inner, key=len, default="")) :]


def _notes(parcel: Parcel, own: list[_Candidate], earlier: list[str]) -> Iterator[str]:
    for each in own:
        if PurePosixPath(each.path).name != f"{each.place[1]}.ipynb":
            told = "told by its cells" if each.by_content else "renamed"
            yield f"{printable(PurePosixPath(each.path).name)} {told}"
    if earlier:
        yield f"{listed(earlier, SHOWN)} is an earlier version"
    for path, why in sorted(parcel.left_out.items())[:SHOWN]:
        yield f"without {printable(path)}, which is {why}"


def told_time(work: Work) -> str:
    """Return what a submission's own note says on when it was handed in; empty without one."""
    if STAMP not in work.files:
        return ""
    with work.files[STAMP].open("rb") as file:
        return file.read(100).decode("ascii", "replace").strip()
