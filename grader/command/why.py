"""``grader why``: what decided a mark, for an instructor."""

from __future__ import annotations

import argparse

from sqlalchemy.exc import DBAPIError

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom import config as settings
from grader.classroom.grading.appeal import Appeal, appeal
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import Course
from grader.judge.host.sandbox import TooWeak
from grader.render.account import account_text

HIDDEN = "These are hidden numbers of this submission: what is handed in again gets others."


def run(arguments: argparse.Namespace) -> int:
    """Print the situations that decided a mark; returns 0.

    Raises:
        ValueError: if that cannot be done; the message says why.
    """
    config = settings.load()
    config["Judged"].allow_weaker_isolation = arguments.allow_weaker_isolation
    course = Course(config, frozen=True)
    course.database()
    try:
        told = appeal(course, arguments.student, arguments.exercise)
    except TooWeak as error:
        raise ValueError(str(error)) from error
    except (OSError, DBAPIError) as error:
        raise ValueError(f"This cannot be run again: {cause(error)}.") from error
    print(_text(told))
    return 0


def _text(told: Appeal) -> str:
    lead = "\n".join((*told.mark, *told.notes, HIDDEN))
    return "\n\n".join((lead, *map(account_text, told.accounts)))
