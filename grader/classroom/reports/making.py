"""Writes a course's report: a page, tables, and a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.classroom.grading.course import Course
from grader.classroom.platforms.tables import write as write_table
from grader.classroom.platforms.tables import write_bytes
from grader.classroom.reports import advice
from grader.classroom.reports.gather import Report, gather
from grader.classroom.reports.page import page
from grader.classroom.reports.sheets import sheets
from grader.render.printable import printable, without_controls

PAGE = "report.html"
FOLDER = Path("report")
SHOWN = 5


def make(course: Course, stages: Sequence[str], folder: Path) -> tuple[Report, list[Path]]:
    """Write the report of some assignments, or of all; return it, and where it is.

    Raises:
        ValueError: if there is nothing to report of, or it cannot be written.
    """
    report = gather(course, stages)
    paths = [folder / PAGE]
    write_bytes(paths[0], str(page(report)).encode("utf-8", "replace"))
    for name, table in sheets(report).items():
        write_table(folder / name, table)
        paths.append(folder / name)
    return report, paths


def lines(report: Report) -> Iterator[str]:
    """Yield the report in short: how each exercise went, and what to do tomorrow."""
    for stage in report.stages:
        yield f"{stage.stage}: {len(stage.graded)} graded"
        for outcome in stage.outcomes:
            yield f"  {printable(outcome.exercise)}: {outcome.passed} of {outcome.count} passed"
            for found in outcome.found[:SHOWN]:
                told = f"{printable(found.fault.slug)}: {without_controls(found.fault.title)}"
                yield f"  {found.count:>5}  {told}"
        yield ""
    topics = advice.topics(report)
    yield from ["What to do tomorrow"] if topics else []
    for number, topic in enumerate(topics, start=1):
        yield f"  {number}. {topic.found.fault.title} ({topic.exercise})"
        for sentence in advice.show(report, topic.exercise, topic.found.fault.slug):
            yield f"     {sentence}"
    yield from (f"  {note}" for note in report.notes)
