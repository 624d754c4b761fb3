"""Checks one exercise in one file: reads it, runs it, and has judged what it defines."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.command.checking.cells import Parsed, Statement, parsed
from grader.command.checking.files import Cell, cells_of, shown_name
from grader.command.checking.judging import Judging, Place
from grader.command.checking.session import (
    BROKEN,
    Lost,
    Outcome,
    Session,
    place_of,
)
from grader.course import catalogue
from grader.course.exercise import Exercise
from grader.judge.guest.jail import LOOPBACK
from grader.judge.host.sandbox import Access
from grader.verdict import Verdict

GUARD = (
    " What is only to run when the file is started as a program belongs under "
    '`if __name__ == "__main__":`, which is not run here.'
)
AS_A_PROGRAM = ("SystemExit", "EOFError", "OSError", "FileNotFoundError", "PermissionError")
NOT_ALONE = (
    " In the sandbox a file is alone: no other file of its folder can be imported or opened."
)
ENDLESS = (
    "Your file's own top-level code did not end within {seconds:g} seconds; it was at {place}."
)
STOPPED = "Running the file stopped at {place}, {why}."
IN_IPYTHON = (
    " It is written for IPython: delete the lines that begin with % or ! or end with ?, or save "
    "it as a notebook (.ipynb)."
)
USES_IPYTHON = (
    "The file calls get_ipython(), which plain Python does not have. Here its magics are "
    "answered and its shell commands are not run; to run the file elsewhere, delete these lines "
    "or start it with `ipython {name}`."
)
NO_NETWORK = (
    "This exercise cannot be checked in the sandbox of this machine: its processes talk to each "
    "other over a network of their own, and here is none ({why})."
)


@dataclass(frozen=True)
class Limits:
    """Time limits in seconds.

    Attributes:
        file: For a ``.py`` file's own code, and once more while it is tried out.
        cell: For each cell of a notebook.
    """

    file: float
    cell: float


def read(path: Path) -> list[Parsed]:
    """Return the cells of a file; a ``.py`` file is one.

    Raises:
        Unreadable: if the file cannot be read as what its ending says.
    """
    return [parsed(cell) for cell in cells_of(path)]


def check(
    access: Access,
    alone: bool,
    address: str,
    path: Path,
    cells: Sequence[Parsed],
    limits: Limits,
) -> Verdict:
    """Return the verdict on what a file defines.

    Args:
        access: The way to a process for its code.
        alone: Whether that is the sandbox.
        address: Address of the exercise.
        path: The file.
        cells: What was read from it.
        limits: Time limits.
    """
    exercise = catalogue.exercise(address)
    with tempfile.TemporaryDirectory() as written:
        place = Place(access, alone, exercise.in_group, "" if alone else written)
        try:
            if _is_module(cells):  # it ends where its process does
                session = Session(lambda: place.start(path), limits.file, restarts=0)
            else:
                session = Session(lambda: place.start(path), limits.cell)
        except BROKEN as error:
            return failed(address, f"No process for the file could be started: {error}.")
        try:
            return _checked(session, exercise, alone, path, cells, limits)
        finally:
            session.close()


def _checked(
    session: Session,
    exercise: Exercise,
    alone: bool,
    path: Path,
    cells: Sequence[Parsed],
    limits: Limits,
) -> Verdict:
    name = shown_name(path.name)
    if why := _no_network(session, exercise):
        return failed(exercise.address, NO_NETWORK.format(why=why))
    if told := _run(session, name, cells):
        return failed(exercise.address, _advised(told, alone))
    judging = Judging(session, exercise, limits.file, apart=alone)
    found = judging.verdict()
    if isinstance(found, str):
        told = found or _missing(session, judging.names(), name)
        return failed(exercise.address, _advised(told, alone), "crash" if found else "contract")
    notes = _ipython(session, name, cells)
    notes += [_advised(note, alone) for note in _notes(session, judging.names(), found)]
    return replace(found, notes=(*found.notes, *notes))


def _no_network(session: Session, exercise: Exercise) -> str:
    """Return why the processes of an exercise cannot talk to each other, or nothing."""
    state = session.talk.child.layers.get(LOOPBACK, "on")
    return "" if state == "on" or not exercise.in_group else state


def _run(session: Session, name: str, cells: Sequence[Parsed]) -> str:
    """Run a file; return a sentence if nothing can be judged for it."""
    try:
        if not _is_module(cells):
            session.run_notebook(name, cells)
            return ""
        if cells[0].why:
            return f"{name} {cells[0].why}.{_in_ipython(cells[0])}"
        stopped = session.run_module(name, cells[0])
    except Lost as lost:
        return _lost(session, lost)
    return _stopped(session, *stopped) if stopped else ""


def _is_module(cells: Sequence[Parsed]) -> bool:
    return len(cells) == 1 and cells[0].cell.number == 0


def _lost(session: Session, lost: Lost) -> str:
    if not lost.statement.cell and lost.outcome.late:
        return _endless(session, lost.statement)
    return STOPPED.format(place=place_of(lost.statement), why=f"which {lost.outcome.why}")


def _endless(session: Session, statement: Statement) -> str:
    told = ENDLESS.format(seconds=session.seconds, place=place_of(statement))
    return told + GUARD


def _stopped(session: Session, statement: Statement, outcome: Outcome) -> str:
    """Return where a module stopped, why, and what to do about it where that is known."""
    if outcome.late:
        return _endless(session, statement)
    why = outcome.why.removeprefix("stopped ").rstrip(".")
    told = STOPPED.format(place=place_of(statement), why=why)
    return told + (GUARD if outcome.error in AS_A_PROGRAM else "")


def _in_ipython(read: Parsed) -> str:
    """Return what to do if a ``.py`` file could be read as a cell of a notebook."""
    return "" if parsed(Cell(1, read.cell.text)).why else IN_IPYTHON


def _advised(told: str, alone: bool) -> str:
    """Return a sentence with what to know where a module is missing in the sandbox."""
    return told + (NOT_ALONE if alone and "ModuleNotFoundError" in told else "")


def _missing(session: Session, names: tuple[str, ...], file: str) -> str:
    """Return that a name is missing, and what was not run that may have defined it."""
    told = f"{file} does not define {names[0]}"
    if len(names) > 1:
        told += f", nor all of {', '.join(names[1:])}"
    if why := session.why_missing(names):
        return f"{told}: {why}."
    near = difflib.get_close_matches(names[0], session.bound, 1)
    return f"{told}; it defines {near[0]}." if near else f"{told}."


def _notes(session: Session, names: tuple[str, ...], found: Verdict) -> list[str]:
    """Return what else is to be said of a file that was judged."""
    again = [part for part in session.unrun if part.binds & set(names)]
    notes = [f"An earlier definition was judged: {p.place} {p.why}." for p in again[-1:]]
    told = found.exception or found.message
    mentioned = set() if found.passed else set(re.findall(r"\w+", told))
    for part in session.unrun:
        if part.binds & mentioned - set(names):
            notes.append(f"What it needs is missing: {part.place} {part.why}.")
    return notes


def _ipython(session: Session, file: str, cells: Sequence[Parsed]) -> list[str]:
    """Return what to say of a ``.py`` file that needs IPython."""
    text = cells[0].cell.text if _is_module(cells) else ""
    needs = "get_ipython()" in text and "get_ipython" not in session.bound
    return [USES_IPYTHON.format(name=file)] if needs and "NameError" not in text else []


def failed(address: str, message: str, kind: Any = "crash") -> Verdict:
    """Return the verdict on a file of which nothing could be judged."""
    worth = float(sum(p.weight for p in catalogue.exercise(address).promises))
    return Verdict(address, kind, message, 0.0, worth)
