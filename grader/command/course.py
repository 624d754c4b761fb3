"""``grader course``: a new course, what is wrong with one, and next term's."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom.courses import checks, new, next_term
from grader.course.counting import count
from grader.render.printable import listed

ROWS = 12


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for; returns 0, or 1 when a check found something wrong.

    Raises:
        ValueError: if it cannot be done; the message says why.
    """
    doing = {"new": _new, "check": _check, "next": _next}
    return doing[arguments.what](arguments)


def _new(arguments: argparse.Namespace) -> int:
    chosen = new.chosen_stages(arguments.stages)
    wanted = new.wanted(arguments.folder, arguments.name, arguments.exchange)
    new.make(wanted, chosen)
    _told(wanted, chosen)
    return 0


def _told(made: new.Wanted, stages: Sequence[str]) -> None:
    print(f"{count(len(stages), 'assignment')} released in {made.folder / 'release'}.")
    print(f"Next: cd {made.folder}, then grader course check. README.md there tells the rest.")


def _check(arguments: argparse.Namespace) -> int:
    course, judged = checks.open_course(arguments.folder)
    wrong = 0
    for found in checks.checks(course, judged):
        wrong += len(found.wrong)
        for told in found.wrong:
            print(f"{found.what:<{ROWS}}  {told}", flush=True)
        for told in found.worth:
            print(f"{found.what:<{ROWS}}  Worth knowing: {told}", flush=True)
        if not found.wrong and not found.worth:
            print(f"{found.what:<{ROWS}}  as it should be", flush=True)
    print(f"{count(wrong, 'thing')} to mend." if wrong else "Nothing to mend.")
    return 1 if wrong else 0


def _next(arguments: argparse.Namespace) -> int:
    made = next_term.follow(arguments.folder, arguments.to, arguments.name)
    for told in made.points:
        print(told)
    if made.left:
        print(f"Not taken over: {listed(list(made.left), ROWS)}. Copy what holds nobody's work.")
    if made.lost:
        print(f"Not made anew, since no source is there: {listed(list(made.lost), ROWS)}.")
    print("Due dates are not set: those of this term were not taken over.")
    _told(made.course, made.stages)
    return 0
