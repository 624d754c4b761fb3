"""The report as one page: it needs no network and no script, and can be printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from grader.classroom.reports import advice, students
from grader.classroom.reports.gather import Report
from grader.classroom.reports.items import FEWEST
from grader.classroom.reports.parts import anchor, numbers, percent, shows
from grader.classroom.reports.stage import section
from grader.render.html import table
from grader.render.markup import element, policy, prose, source, together

STYLE = Path(__file__).with_name("page.css").read_text("utf-8")
TITLE = "What the class misunderstood"
WHOLE = "the exercise as a whole"
TOO_FEW = "With fewer than five submissions, talk to each: their cards say what to show."
NO_TOPIC = "No known mistake is in a tenth of the answers to an exercise: there is none to repeat."


def page(report: Report) -> Markup:
    """Return the report as a page."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        policy({"style-src": source(STYLE), "img-src": "data:"}),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="viewport", content="width=device-width"),
        element("title", f"{TITLE}: {report.course}" if report.course else TITLE),
        element("style", Markup(STYLE)),  # noqa: S704 - our own file
    )
    body = element(
        "body",
        element("h1", TITLE),
        element("p", *_about(report)),
        _tomorrow(report),
        _suspicious(report),
        *(section(report, stage) for stage in report.stages),
        *students.sections(report),
    )
    return Markup("<!doctype html>") + element("html", head, body, lang="en")


def _about(report: Report) -> Iterator[str]:
    told = [f"{len(s.graded)} in {s.stage}" for s in report.stages]
    course = f"Course {report.course}. " if report.course else ""
    yield f"{course}Graded submissions: {', '.join(told)}."
    yield from (f" {note}" for note in report.notes)


# What to do -------------------------------------------------------------------------------------


def _tomorrow(report: Report) -> Markup:
    topics = advice.topics(report)
    if not topics:
        many = any(len(stage.graded) >= FEWEST for stage in report.stages)
        return together(
            element("h2", "What to do tomorrow"), element("p", NO_TOPIC if many else TOO_FEW)
        )
    told = (
        element(
            "li",
            element("strong", prose(topic.found.fault.title)),
            f" {topic.found.count} of {topic.count} answers to ",
            element("a", topic.exercise, href=f"#{anchor(topic.exercise)}"),
            f" ({percent(topic.found.share)}).",
            *shows(report, topic.exercise, topic.found.fault.slug),
        )
        for topic in topics
    )
    return together(element("h2", "What to do tomorrow"), element("ol", *told))


def _suspicious(report: Report) -> Markup:
    found = [item for stage in report.stages for item in stage.items if item.suspicion]
    if not found:
        return Markup()
    rows = [
        (item.exercise, prose(item.promise or WHOLE), *numbers(item), item.suspicion)
        for item in found
    ]
    names = ("Exercise", "Promise", "Answers", "Solved", "Tells", "Look at it, since")
    return together(element("h2", "Questions that may be at fault"), table(names, rows))
