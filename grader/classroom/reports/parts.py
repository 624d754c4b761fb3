"""Small parts that several sections of the report have."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from grader.classroom.platforms.tables import points
from grader.classroom.reports import advice
from grader.classroom.reports.gather import Report
from grader.classroom.reports.items import Item
from grader.render.markup import element, prose, together


def shows(report: Report, exercise: str, slug: str) -> Iterator[Markup]:
    """Yield what to show of a mistake and what to ask, each sentence in a line of its own."""
    for sentence in filter(None, (*advice.show(report, exercise, slug), advice.ask(slug))):
        yield together(element("br"), prose(sentence))


def numbers(item: Item) -> tuple[str, str, str]:
    """Return how many answers there are, how many are right, and whether that tells anything."""
    tells = "" if item.tells is None else f"{item.tells:.2f}"
    return str(item.count), percent(item.ease), tells


def percent(share: float | None) -> str:
    """Return a share in percent; nothing for None."""
    return "" if share is None else f"{points(100 * share, 0)} %"


def anchor(exercise: str) -> str:
    """Return the name of the place in the page where an exercise is told of."""
    return "at-" + "".join(c if c.isalnum() else "-" for c in exercise)
