"""What may stand behind the commands for a course; nothing here is slow to import."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

Run = Callable[[argparse.Namespace], int]
Workers = Callable[[str], int]
DIGITS = 10


def add_course(commands: argparse._SubParsersAction[argparse.ArgumentParser], run: Run) -> None:
    """Add ``grader course``."""
    course = commands.add_parser(
        "course",
        help="make a course for nbgrader, look for what is wrong with one, make next term's",
        description="Make a course folder that nbgrader, its formgrader and grader autograde take "
        "as it is; say what is wrong with one; or make next term's course of this one.",
    )
    course.set_defaults(run=run)
    what = course.add_subparsers(dest="what", required=True, metavar="WHAT")
    new = what.add_parser(
        "new",
        help="make a course",
        description="Make a course folder: sources, settings, gradebook, secret, released "
        "assignments, and a README with what comes next.",
        epilog="Exit status: 0 made, 2 it cannot be; nothing is left of it then.",
    )
    new.add_argument("folder", metavar="DIR", type=Path, help="an empty folder, or none yet")
    new.add_argument("--stages", metavar="N,N", help="such as 01,07,08 (all)")
    new.add_argument("--name", metavar="ID", help="the course's id (the name of its folder)")
    new.add_argument(
        "--exchange", metavar="DIR", type=Path, help="nbgrader's exchange, if learners use one"
    )
    _add_check(what)
    _add_next(what)


def _add_check(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = what.add_parser(
        "check",
        help="say what is wrong with a course",
        description="Look at settings, gradebook, assignments, kernels, secret, disk and sandbox, "
        "and say what to mend. Nothing is changed.",
        epilog="Exit status: 0 nothing to mend, 1 something, 2 it is no course.",
    )
    check.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=Path())


def _add_next(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    following = what.add_parser(
        "next",
        help="make next term's course",
        description="Make the same course again without students, their work and marks, with a "
        "secret of its own. Points that were changed in the gradebook are kept, due dates are not.",
        epilog="Exit status: 0 made, 2 it cannot be; nothing is left of it then.",
    )
    following.add_argument("folder", metavar="DIR", type=Path, help="this term's course")
    following.add_argument(
        "--to", metavar="DIR", type=Path, help="where next term's goes (beside it, with -next)"
    )
    following.add_argument("--name", metavar="ID", help="its id (the name of its folder)")


def add_collect(commands: argparse._SubParsersAction[argparse.ArgumentParser], run: Run) -> None:
    """Add ``grader collect``."""
    collect = commands.add_parser(
        "collect",
        help="take in what was handed in through a learning platform",
        description="Take the submissions of a download into the course, in the course folder. "
        "What is there already is not taken again, what is newer replaces what was there, and "
        "that is kept in .grader/replaced. Nothing that was handed in is run.",
        epilog="Exit status: 0 all taken or there already, 1 some was not, 2 none can be.",
    )
    collect.add_argument("download", metavar="FOLDER_OR_ZIP", type=Path)
    collect.add_argument(
        "--from",
        dest="platform",
        required=True,
        choices=("moodle", "canvas", "files", "git"),
        help="where it is from; files: a folder or a file for each student; git: a clone for each",
    )
    collect.add_argument("--assignment", metavar="STAGE", help="only what is for this one")
    collect.add_argument("--student", metavar="S", help="all of it is this one's (with files)")
    collect.add_argument(
        "--new-student",
        action="store_true",
        help="with --student: somebody new, although the course has one called nearly so",
    )
    collect.add_argument(
        "--roster",
        metavar="FILE",
        type=Path,
        help="Moodle's grading worksheet or Canvas's gradebook, for names, addresses and times",
    )
    collect.add_argument(
        "--timezone", metavar="ZONE", help="of the platform's times (this machine's)"
    )
    collect.set_defaults(run=run)


def add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser], run: Run) -> None:
    """Add ``grader export``."""
    export = commands.add_parser(
        "export",
        help="write marks as a learning platform reads them",
        description="Write marks, in the course folder. Of a submission that waits to be graded "
        "by hand nothing is written; how many those are is said.",
        epilog="Exit status: 0 all marks written, 1 some were not, 2 none can be.",
    )
    export.add_argument("stage", metavar="STAGE", nargs="?", help="assignment (all, for csv)")
    export.add_argument(
        "--to",
        dest="platform",
        required=True,
        choices=("moodle", "canvas", "gradescope", "github", "csv"),
    )
    export.add_argument(
        "--worksheet",
        metavar="FILE",
        type=Path,
        help="what to fill: Moodle's grading worksheet, or Canvas's gradebook",
    )
    export.add_argument("--column", metavar="NAME", help="which column of it gets the marks")
    export.add_argument(
        "--scale", action="store_true", help="convert marks to the platform's maximum"
    )
    export.add_argument("--student", metavar="S", help="only this one")
    export.add_argument(
        "--output", metavar="DIR", type=Path, default=Path("exports"), help="where to (exports)"
    )
    export.set_defaults(run=run)


def add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser], run: Run) -> None:
    """Add ``grader report``."""
    report = commands.add_parser(
        "report",
        help="say what a class misunderstood, and what to show it",
        description="Write a page and tables on what is graded, in the course folder: mistakes "
        "with what to show tomorrow, points, questions that may be at fault, attempts, students "
        "who may need help, pairs to look at. Nothing is graded, and no mark changes.",
        epilog="Exit status: 0 written, 2 there is nothing to report of.",
    )
    report.add_argument("stages", metavar="STAGE", nargs="*", help="assignments (all)")
    report.add_argument(
        "--output", metavar="DIR", type=Path, default=Path("report"), help="where to (report)"
    )
    report.set_defaults(run=run)


def add_feedback(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], run: Run, workers: Workers
) -> None:
    """Add ``grader feedback``; ``workers`` reads how many processes are asked for."""
    feedback = commands.add_parser(
        "feedback",
        help="make nbgrader's feedback pages, in parallel",
        description="Make the pages that students get, in the course folder: marks and cards "
        "first, then their notebook. Pages are made again only where the graded notebook, the "
        "marks or a comment changed. An interrupted run goes on where it stopped.",
        epilog="Exit status: 0 all made, 1 some could not be, 2 none can be, 130 interrupted.",
    )
    feedback.add_argument("stages", metavar="STAGE", nargs="*", help="assignments (all)")
    feedback.add_argument("--student", metavar="S", help="only this one's")
    feedback.add_argument("--force", action="store_true", help="make all of them again")
    feedback.add_argument(
        "--workers",
        type=workers,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes that make pages (one for each processor)",
    )
    feedback.set_defaults(run=run)


def add_elsewhere(autograde: argparse.ArgumentParser) -> None:
    """Add where ``grader autograde`` judges, other than on this machine alone."""
    where = autograde.add_mutually_exclusive_group()
    where.add_argument(
        "--dask", metavar="ADDRESS", help="judge on the workers of this Dask scheduler"
    )
    where.add_argument(
        "--dask-file", metavar="PATH", type=Path, help="the same, with the scheduler's file"
    )
    where.add_argument(
        "--shard",
        metavar="I/N",
        type=_share,
        help="judge part I of N only, and keep it for grader merge",
    )


def _share(text: str) -> tuple[int, int]:
    number, slash, of = text.partition("/")
    parts = (number, of)
    if not slash or not all(p.isascii() and p.isdigit() and len(p) <= DIGITS for p in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no part of a class: give one such as 2/7")
    if not 1 <= int(number) <= int(of):
        raise argparse.ArgumentTypeError(
            f"there is no part {number} of {of}: give 1/{of} to {of}/{of}"
        )
    return int(number), int(of)


def add_merge(commands: argparse._SubParsersAction[argparse.ArgumentParser], run: Run) -> None:
    """Add ``grader merge``."""
    merge = commands.add_parser(
        "merge",
        help="write the marks of what grader autograde --shard judged",
        description="Write what was judged in parts into nbgrader's gradebook, in the course "
        "folder. What is there already is not written again. What was handed in again since, or "
        "judged for another state of the course, is left out: grader autograde judges it.",
        epilog="Exit status: 0 all written or there already, 1 some was not, 2 none can be, "
        "130 interrupted.",
    )
    merge.add_argument(
        "folders",
        metavar="FOLDER",
        type=Path,
        nargs="*",
        help="a shard's, or a course folder with shards in it (this one)",
    )
    merge.set_defaults(run=run)
