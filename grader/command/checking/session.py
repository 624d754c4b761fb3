"""Runs the statements of a file in another process, and keeps account of what was not run."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.command.checking.cells import STAR, Parsed, Statement, shown
from grader.judge import wire
from grader.judge.host.talk import Talk

RESTARTS = 2
LATE = "did not end within {seconds:g} seconds"
BROKEN = (wire.Gone, wire.TooLate, wire.Malformed)


class Lost(Exception):
    """The process ended, or does not stop, at a statement."""

    def __init__(self, statement: Statement, outcome: Outcome) -> None:
        super().__init__(f"{place_of(statement)}, {outcome.why}")
        self.statement = statement
        self.outcome = outcome


@dataclass(frozen=True)
class Unrun:
    """A part of a file that was not run, or not to its end.

    Attributes:
        place: Where it stands.
        why: What became of it, in words that follow the place.
        text: Its code.
        binds: The names that it would have given a value to.
    """

    place: str
    why: str
    text: str
    binds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """How a statement ended.

    Attributes:
        why: What went wrong, in words that follow its place; empty when nothing did.
        late: Whether it was stopped after its time.
        error: Name of the exception.
    """

    why: str = ""
    late: bool = False
    error: str = ""


class Session:
    """A process that runs a file, started anew when a statement ends it.

    Args:
        start: Starts a process that is ready for statements.
        seconds: Time limit of each cell.
        restarts: How often a process may end.

    Attributes:
        ran: What was run so far, without what did not end.
        unrun: What was not.
        bound: The names that statements gave a value to.
    """

    def __init__(self, start: Callable[[], Talk], seconds: float, restarts: int = RESTARTS) -> None:
        self.start = start
        self.seconds = seconds
        self.restarts = restarts
        self.talk = start()
        self.ran: list[str] = []
        self.unrun: list[Unrun] = []
        self.bound: set[str] = set()
        self._withheld = False

    def close(self) -> None:
        """End the process."""
        self.talk.close()

    def run_notebook(self, file: str, cells: Sequence[Parsed]) -> None:
        """Run cells as a notebook does, and go on after what fails.

        Raises:
            Lost: if the process ended too often.
        """
        for read in cells:
            place = f"code cell {read.cell.number}"
            if read.why:
                self._withheld |= read.foreign
                self.unrun.append(Unrun(place, read.why, read.cell.text))
            elif read.statements:
                self._begin(f"{file}, {place}", read)
                self._run_cell(read.statements)

    def run_module(self, file: str, read: Parsed) -> tuple[Statement, Outcome] | None:
        """Run a ``.py`` file as an import does; return where it stopped, or None.

        Raises:
            Lost: if the process ended.
        """
        if read.statements:
            self._begin(file, read)
        ends = time.monotonic() + self.seconds
        for statement in read.statements:
            outcome = self.run(statement, max(ends - time.monotonic(), 0.1))
            if outcome.why and not statement.command:
                return statement, outcome
        return None

    def _begin(self, name: str, read: Parsed) -> None:
        """Say where the next statements stand; a process may have ended since the last one."""
        source = f"__import__('IPython').get_ipython().checked.begin({name!r}, {read.cell.text!r})"
        first = read.statements[0]
        self.run(replace(first, source=source, binds=frozenset(), command=True), self.seconds)

    def _run_cell(self, found: Sequence[Statement]) -> None:
        """Run the statements of a cell.

        After one that fails, the others of its cell still run where they define what nothing
        defined so far: this machine may lack a file or a package that they do not need.
        """
        allowed, stopped = self.seconds, ""
        ends = time.monotonic() + allowed
        for statement in found:
            if stopped and statement.binds & self.bound:
                self._leave_out(statement, f"was not run, since {stopped}")
                continue
            outcome = self.run(statement, max(ends - time.monotonic(), 0.1))
            if outcome.late:
                allowed /= 2
                ends = time.monotonic() + allowed
            if statement.withheld or outcome.late or (outcome.why and statement.command):
                self._withheld = True  # what fails from here on may fail because of it
            elif outcome.why and not self._withheld:
                stopped = f"line {statement.line}, `{statement.text}`, {outcome.why}"

    def run(self, statement: Statement, seconds: float) -> Outcome:
        """Run one statement; raises Lost if the process ended once too often."""
        try:
            outcome = outcome_of(*self._do(statement.source, seconds), self.seconds)
        except BROKEN as error:
            outcome = Outcome(_broken(error, self.seconds), isinstance(error, wire.TooLate))
            self._restart(Lost(statement, outcome))
            self._withheld = True
        if outcome.why:
            self._leave_out(statement, outcome.why)
        else:
            self.bound |= statement.binds
        return outcome

    def _do(self, source: str, seconds: float) -> tuple[list[Any], bool]:
        told, late = self.talk.cell(source, False, seconds, lambda _: self.talk.done())
        if not late:
            self.ran.append(source)
        return told, late

    def _restart(self, lost: Lost) -> None:
        """Run in a new process what was run so far."""
        self.close()
        if not self.restarts:
            raise lost
        self.restarts -= 1
        try:
            self.talk = self.start()
            for source in self.ran:
                self.talk.cell(source, False, self.seconds, lambda _: self.talk.done())
        except BROKEN:
            raise lost from None

    def _leave_out(self, statement: Statement, why: str) -> None:
        told = Unrun(f"{place_of(statement)},", why, statement.source, statement.binds)
        self.unrun.append(told)

    def why_missing(self, names: tuple[str, ...]) -> str:
        """Return what was not run and may have defined one of some names; empty for nothing."""
        wanted = set(names)
        mention = re.compile(rf"\b({'|'.join(names)})\b")
        tests: tuple[Callable[[Unrun], Any], ...] = (
            lambda part: part.binds & wanted,
            lambda part: not part.binds and mention.search(part.text),
            lambda part: STAR in part.binds,
        )
        found = (part for test in tests for part in reversed(self.unrun) if test(part))
        first = next(found, None)
        return f"{first.place} {first.why}" if first else ""


def place_of(statement: Statement) -> str:
    """Return where a statement stands, and its text."""
    cell = f"code cell {statement.cell}, " if statement.cell else ""
    return f"{cell}line {statement.line}, `{statement.text}`"


def outcome_of(told: list[Any], late: bool, seconds: float) -> Outcome:
    """Return how a statement ended from what it put out, which the sandbox does not vouch for."""
    if late:
        return Outcome(LATE.format(seconds=seconds), late=True)
    parts = [part for part in told if isinstance(part, dict)]
    errors = [part for part in parts if part.get("output_type") == "error"]
    if not errors:
        return Outcome()
    name, value = str(errors[-1].get("ename")), str(errors[-1].get("evalue"))
    printed = "".join(str(p.get("text")) for p in parts if p.get("name") == "stderr")
    more = f" - {printed}" if name == "SystemExit" and printed.strip() else ""
    return Outcome(f"stopped with {shown(f'{name}: {value}'.rstrip(': ') + more)}", error=name)


def _broken(error: Exception, seconds: float) -> str:
    if isinstance(error, wire.TooLate):
        return LATE.format(seconds=seconds) + ", and could not be interrupted"
    if isinstance(error, wire.Gone):
        return "ended the process"
    return f"sent something else than its outputs ({error})"
