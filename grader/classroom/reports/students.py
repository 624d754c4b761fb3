"""The part of the report that is about persons: who needs help, and how everybody stands."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from grader.classroom.reports.gather import Report
from grader.classroom.reports.items import FEWEST
from grader.classroom.reports.parts import percent
from grader.render.html import table
from grader.render.markup import element, together

IN_NEED, ROWS = 30, 400
PERSONS = "What follows names persons: do not show it to a class."
PASSED = "✓"


def sections(report: Report) -> Iterator[Markup]:
    """Yield what is told across assignments, and then of persons."""
    if len(report.stages) > 1:
        yield _across(report)
    yield together(element("h2", "Students"), element("p", PERSONS))
    yield _in_need(report)
    yield _standing(report)
    yield _pairs(report)


def _across(report: Report) -> Markup:
    rows = [
        (s.stage, str(len(s.graded)), percent(s.spread.mean), percent(s.spread.median))
        for s in report.stages
    ]
    points = table(("Assignment", "Graded", "Mean", "Median"), rows)
    return together(element("h2", "Across assignments"), points, _again(report))


def _again(report: Report) -> Markup:
    """Return the mistakes that are made in several assignments, and by how many in each."""
    made = {(slug, s.stage): who for s in report.stages for slug, who in s.made.items()}
    slugs = sorted({slug for slug, _ in made})
    rows = []
    for slug in slugs:
        here = [made.get((slug, stage.stage), set()) for stage in report.stages]
        everybody = set().union(*here)
        if sum(map(bool, here)) > 1 and len(everybody) >= FEWEST:
            both = sum(sum(who in students for students in here) > 1 for who in everybody)
            rows.append((slug, *(str(len(students)) for students in here), str(both)))
    if not rows:
        return Markup()
    names = ("Mistake", *(stage.stage for stage in report.stages), "The same students again")
    return together(element("h3", "Mistakes that come back"), table(names, rows))


def _in_need(report: Report) -> Markup:
    if not report.needs:
        return Markup()
    rows = [
        (_name(report, need.student), percent(need.share), "; ".join(need.reasons))
        for need in report.needs[:IN_NEED]
    ]
    return together(
        element("h3", "Who may need help"),
        table(("Student", "Points", "Why"), rows),
        _left_out(len(report.needs) - IN_NEED),
    )


def _standing(report: Report) -> Markup:
    columns = [(s, outcome.exercise) for s in report.stages for outcome in s.outcomes]
    names = (
        "Student",
        *(exercise.replace("/", " / ") for _, exercise in columns),
        *(s.stage for s in report.stages),
    )
    everybody = sorted({who for stage in report.stages for who in stage.graded})
    rows = [
        (
            _name(report, who),
            *(_short(stage.standing.get(who, {}).get(exercise, "")) for stage, exercise in columns),
            *(percent(stage.shares.get(who)) for stage in report.stages),
        )
        for who in everybody[:ROWS]
    ]
    return together(
        element("h3", "Every student, every exercise"),
        element("div", table(names, rows), **{"class": "scroll"}),
        _left_out(len(everybody) - ROWS),
    )


def _pairs(report: Report) -> Markup:
    found = [pair for stage in report.stages for pair in stage.pairs]
    if not found:
        return Markup()
    meant = (
        "They share something that hardly anybody else has. That proves nothing: look at both, "
        "and talk to both. Answers to the same question are alike by nature."
    )
    rows = [
        (
            pair.stage,
            " and ".join(pair.students),
            f"{pair.likeness:.0%}",
            "; ".join(pair.mistakes),
            " ⏎ ".join(pair.lines),
        )
        for pair in found
    ]
    names = (
        "Assignment",
        "Students",
        "Alike",
        "Rare mistakes that both make",
        "Rare lines that both have",
    )
    return together(element("h3", "Pairs to look at"), element("p", meant), table(names, rows))


def _short(told: str) -> str:
    return PASSED if told == "passed" else told


def _left_out(count: int) -> Markup:
    return element("p", f"{count} more stand in students.csv.") if count > 0 else Markup()


def _name(report: Report, student: str) -> str:
    person = report.people.get(student)
    name = person.name if person else student
    return name if name == student else f"{name} ({student})"
