"""``grader report``: what a class misunderstood, and what to show it."""

from __future__ import annotations

import argparse

from sqlalchemy.exc import DBAPIError

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom import config as settings
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course
from grader.classroom.reports.making import lines, make
from grader.render.printable import printable


def run(arguments: argparse.Namespace) -> int:
    """Write the report; returns 0.

    Raises:
        ValueError: if there is nothing to report of; the message says why.
    """
    course = Course(settings.load(), frozen=True)
    course.database()
    try:
        report, paths = make(course, arguments.stages, arguments.output)
    except (OSError, DBAPIError) as error:
        raise ValueError(f"There can be no report: {cause(error)}.") from error
    print("\n".join(lines(report)))
    print(f"wrote {printable(paths[0], 200)}, and {len(paths) - 1} tables beside it")
    return 0
