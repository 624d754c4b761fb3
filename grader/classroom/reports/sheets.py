"""The report as tables, one line for each thing, for any program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.classroom.platforms.tables import Table, harmless_rows, points
from grader.classroom.reports import advice
from grader.classroom.reports.gather import Report

MISTAKES = ("assignment", "exercise", "name", "kind", "what", "count", "of", "share", "show")
QUESTIONS = ("assignment", "exercise", "promise", "answers", "solved", "tells", "suspicious")
STUDENTS = ("student_id", "last_name", "first_name", "email", "assignment", "share", "exercises")
NEEDS = ("student_id", "last_name", "first_name", "email", "share", "why")
MOVED = ("assignment", "exercise", "name", "handed_in_again", "passed", "still")
PAIRS = ("assignment", "student_id", "other_id", "alike", "rare_mistakes", "rare_lines")


def sheets(report: Report) -> dict[str, Table]:
    """Return the tables by the name of their file."""
    made = {
        "mistakes.csv": (MISTAKES, _mistakes(report)),
        "questions.csv": (QUESTIONS, _questions(report)),
        "students.csv": (STUDENTS, _students(report)),
        "needs.csv": (NEEDS, _needs(report)),
        "attempts.csv": (MOVED, _moved(report)),
        "pairs.csv": (PAIRS, _pairs(report)),
    }
    return {name: _table(columns, rows) for name, (columns, rows) in made.items()}


def _table(columns: tuple[str, ...], rows: Iterable[Sequence[str]]) -> Table:
    return Table((columns, *harmless_rows(rows)))


def _mistakes(report: Report) -> Iterator[tuple[str, ...]]:
    for stage in report.stages:
        for outcome in stage.outcomes:
            for found in outcome.found:
                fault = found.fault
                show = " ".join(advice.show(report, outcome.exercise, fault.slug))
                kind = "mistake" if fault.is_mistake else "other"
                numbers = str(found.count), str(outcome.count), _share(found.share)
                told = fault.slug, kind, fault.title
                yield (stage.stage, outcome.exercise, *told, *numbers, show.replace("`", ""))


def _questions(report: Report) -> Iterator[tuple[str, ...]]:
    for stage in report.stages:
        for item in stage.items:
            numbers = str(item.count), _share(item.ease), _share(item.tells)
            yield (stage.stage, item.exercise, item.promise, *numbers, item.suspicion)


def _students(report: Report) -> Iterator[tuple[str, ...]]:
    for stage in report.stages:
        for student in stage.graded:
            said = stage.standing.get(student, {})
            told = "; ".join(f"{exercise}: {how}" for exercise, how in sorted(said.items()))
            share = _share(stage.shares.get(student))
            yield (*_who(report, student), stage.stage, share, told)


def _needs(report: Report) -> Iterator[tuple[str, ...]]:
    for need in report.needs:
        yield (*_who(report, need.student), _share(need.share), "; ".join(need.reasons))


def _moved(report: Report) -> Iterator[tuple[str, ...]]:
    for stage in report.stages:
        for row in stage.moved:
            numbers = ("" if n is None else str(n) for n in (row.passed, row.kept))
            yield (stage.stage, row.exercise, row.slug, str(row.had), *numbers)


def _pairs(report: Report) -> Iterator[tuple[str, ...]]:
    for stage in report.stages:
        for pair in stage.pairs:
            shared = "; ".join(pair.mistakes), " | ".join(pair.lines)
            yield (pair.stage, *pair.students, _share(pair.likeness), *shared)


def _who(report: Report, student: str) -> tuple[str, ...]:
    person = report.people.get(student)
    return (student, person.last, person.first, person.email) if person else (student, "", "", "")


def _share(value: float | None) -> str:
    return "" if value is None else points(value, 3)
