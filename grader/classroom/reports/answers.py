"""What each student answered in each graded cell, and what was said of it."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.classroom.grading import verdicts
from grader.classroom.grading.stopped import NOT_GRADED, not_reached, stopped_by
from grader.judge.host.marking import calls
from grader.verdict import Verdict

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
LONGEST = 160  # characters of what an exercise of the instructor's own says
WITHOUT_NAME, UNANSWERED = "no-name", "unanswered"
STOPPED = "There is no verdict: a cell stopped with {error}."
UNREADABLE = "There is no verdict: the notebook could not be graded."
MORE_OF = {  # of what has no file of its own
    "not-written": "Nothing was written.",
    UNANSWERED: "There is no verdict: the cell did not run to its end, or was not handed in.",
    "other-version": "Another version of the grader wrote the verdict; this one cannot read it.",
    "contract": "What came back, or was handed in, is not what was asked for.",
    "crash": "The code stopped with an error.",
    WITHOUT_NAME: "Wrong in a way that has no name.",
}


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with an answer: a known mistake, or what is known beyond those.

    Attributes:
        slug: The mistake's name, the known exception's, or one of ``MORE_OF``.
        title: One sentence.
        is_mistake: Whether it is a mistake of the catalogue.
        stopped: Whether a cell stopped, so that there is no verdict.
    """

    slug: str
    title: str
    is_mistake: bool = False
    stopped: bool = False


@dataclass(frozen=True)
class Answer:
    """One student's answer to one exercise.

    Attributes:
        stage: The assignment.
        student: Who gave it.
        exercise: The exercise's address; for one of the instructor's own, stage and cell.
        passed: Whether all is right.
        faults: What is wrong.
        promises: Each promise with its standing; empty for an exercise without any.
        source: The learner's own cell.
        verdict: What the judge said; None where it said nothing.
        why: Why it said nothing, in sentences; empty where that is not known.
    """

    stage: str
    student: str
    exercise: str
    passed: bool
    faults: tuple[Fault, ...] = ()
    promises: tuple[tuple[str, str], ...] = ()
    source: str = ""
    verdict: Verdict | None = None
    why: str = ""

    @property
    def is_written(self) -> bool:
        """Whether there is an answer at all."""
        return not any(fault.slug in ("not-written", UNANSWERED) for fault in self.faults)


def answers(
    stage: str, student: str, cells: Sequence[Mapping[str, Any]], known: Iterable[str]
) -> Iterator[Answer]:
    """Yield what a graded notebook holds.

    Args:
        stage: The assignment.
        student: Whose it is.
        cells: The notebook's cells.
        known: The exercises that it should have an answer to; without one, that is said.
    """
    seen = set()
    for cell, bundles in verdicts.judged(cells):
        for found in _of_cell(stage, student, cell, bundles, cells):
            seen.add(found.exercise)
            yield found
    for exercise in sorted(set(known) - seen):
        fault, why = _unanswered(cells, exercise), not_reached(cells, exercise)
        yield Answer(stage, student, exercise, False, (fault,), why=why)


def _unanswered(cells: Sequence[Mapping[str, Any]], exercise: str) -> Fault:
    """Return what is wrong where there is no verdict: the same for all who share the cause."""
    error = stopped_by(cells, exercise)
    if not error:
        return _plain(UNANSWERED)
    if error == NOT_GRADED:
        return Fault(UNANSWERED, UNREADABLE)
    known = error if hasattr(builtins, error) else "an error of its own"  # may tell who wrote it
    return Fault(UNANSWERED, STOPPED.format(error=known), stopped=True)


def exercises_of(stage: str, cell: str, source: str) -> list[str]:
    """Return the exercises that a graded cell is about: those of its calls, or it is one itself."""
    return [call.exercise for call in calls(source) or ()] or [f"{stage}/{cell}"]


def _of_cell(
    stage: str,
    student: str,
    cell: Mapping[str, Any],
    bundles: Sequence[Any],
    cells: Sequence[Mapping[str, Any]],
) -> Iterator[Answer]:
    name = str(verdicts.about(cell).get("grade_id", ""))
    asked = exercises_of(stage, name, _text(cell))
    if asked == [f"{stage}/{name}"]:
        yield _own(stage, student, asked[0], cell, cells)
        return
    for bundle in bundles:
        if (made := _judged(stage, student, bundle, cells)) and made.exercise in asked:
            yield made


def _judged(
    stage: str, student: str, bundle: Any, cells: Sequence[Mapping[str, Any]]
) -> Answer | None:
    address = bundle.get("exercise") if isinstance(bundle, dict) else None
    if not isinstance(address, str):
        return None
    source = _answer_cell(cells, address.rpartition("/")[2])
    made = verdicts.verdict(bundle)
    if made is None:
        return Answer(stage, student, address, False, (_plain("other-version"),), source=source)
    promises = tuple((sys.intern(p.text), p.standing) for p in made.promises)
    return Answer(stage, student, address, made.passed, faults(made), promises, source, made)


def faults(verdict: Verdict) -> tuple[Fault, ...]:
    """Return what a verdict says is wrong."""
    if verdict.passed:
        return ()
    if verdict.mistakes:
        return tuple(Fault(m.slug, m.title, is_mistake=True) for m in verdict.mistakes)
    if "not written yet" in verdict.message:
        return (_plain("not-written"),)
    if verdict.clinic:
        return (Fault(verdict.clinic.slug, verdict.clinic.title),)
    return (_plain(verdict.kind if verdict.kind in MORE_OF else WITHOUT_NAME),)


def _plain(slug: str) -> Fault:
    return Fault(slug, MORE_OF[slug])


# Exercises of the instructor's own --------------------------------------------------------------


def _own(
    stage: str,
    student: str,
    exercise: str,
    cell: Mapping[str, Any],
    cells: Sequence[Mapping[str, Any]],
) -> Answer:
    errors = [o for o in cell.get("outputs") or () if o.get("output_type") == "error"]
    told = tuple(Fault(_slug(error), _told(error)) for error in errors[:1])
    before = cells[: next(n for n, other in enumerate(cells) if other is cell)]
    written = [c for c in before if verdicts.about(c).get("solution")]
    source = _text(written[-1]) if written else ""
    return Answer(stage, student, exercise, not told, told, source=source)


def _slug(error: Mapping[str, Any]) -> str:
    return str(error.get("ename", "error"))[:LONGEST]


def _told(error: Mapping[str, Any]) -> str:
    """Return what an own check says, or the line that it is in, where it says nothing."""
    said = str(error.get("evalue", "")).strip().split("\n")[0]
    lines = ANSI.sub("", "\n".join(map(str, error.get("traceback", ())))).splitlines()
    arrows = [match[1] for line in lines if (match := re.match(r"-+> *\d+ (.*)", line.strip()))]
    return (said or (arrows[-1].strip() if arrows else "") or _slug(error))[:LONGEST]


def _answer_cell(cells: Iterable[Mapping[str, Any]], name: str) -> str:
    found = (c for c in cells if verdicts.about(c).get("grade_id") == name)
    return next((_text(cell) for cell in found if verdicts.about(cell).get("solution")), "")


def _text(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)
