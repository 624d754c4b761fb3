"""``make demo``: a whole class through nbgrader, from collecting to feedback.

    python -m grader.classroom.demo.demo [--folder build/demo] [--seconds 30]

nbgrader releases, collects, keeps the marks, writes feedback and exports. What is ours is
the class itself, the judge that runs it, and the report on what it misunderstood.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from grader.classroom.authoring.build import ROOT, solution_path
from grader.classroom.config import course
from grader.classroom.demo import sample
from grader.classroom.grading.autograde import grade
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.reports import making
from grader.judge.host.sandbox import Isolation

FOLDER = ROOT / "build" / "demo"
SECONDS_PER_CELL = 30
CONFIG = r"""from grader.classroom.config import course

c = get_config()
c.merge(course(".", seconds=%d))
c.FileNameCollectorPlugin.named_regexp = r".*[/\\](?P<student_id>[a-z_]+)__(?P<file_id>\w+)\.ipynb$"
"""
Say = Callable[[str], None]


def run(folder: Path, say: Say = print, *, seconds: int = SECONDS_PER_CELL) -> Path:
    """Grade the sample class in a fresh course folder.

    Args:
        folder: Course folder; what an earlier demo left there is removed.
        say: Called with one line per piece of progress.
        seconds: Time limit of one cell.

    Returns:
        Path of the gradebook.
    """
    release(folder, seconds)
    say("released   07_epoch")
    _collect(folder, say)
    _autograde(folder, say, seconds)
    api = NbGraderAPI(config=settings(folder, seconds))
    checked(api.generate_feedback(sample.STAGE, force=True), "write feedback")
    say("wrote      feedback")
    _nbgrader(folder, "export", "--to", str(folder / "grades.csv"))
    _report(folder, seconds)
    return folder / "gradebook.db"


def settings(folder: Path, seconds: int = SECONDS_PER_CELL, *, judge: bool = True) -> Config:
    """Return nbgrader's settings for the demo; without the judge, with ordinary kernels."""
    config = course(folder, seconds=seconds, judge=judge)
    config.Judged.allow_weaker_isolation = True  # this class was written by ourselves
    config.NbGrader.log_level = config.Application.log_level = logging.CRITICAL
    return config


def marks(gradebook: Path) -> dict[str, dict[str, float]]:
    """Return every submission's points per graded cell, from nbgrader's gradebook."""
    found: dict[str, dict[str, float]] = {}
    with Gradebook(f"sqlite:///{gradebook}") as book:
        for submission in book.assignment_submissions(sample.STAGE):
            grades = (g for n in submission.notebooks for g in n.grades)
            found[submission.student.id] = {g.name: float(g.score) for g in grades}
    return found


def _clear(folder: Path, seconds: int) -> None:
    if folder.exists():
        if any(folder.iterdir()) and not (folder / ".demo").exists():
            raise ValueError(f"{folder} is not empty and was not made by the demo: choose another")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / ".demo").touch()
    (folder / "nbgrader_config.py").write_text(CONFIG % seconds, encoding="utf-8")


def checked(result: dict[str, Any], what: str) -> None:
    """Raise RuntimeError if one of nbgrader's own commands failed."""
    if not result["success"]:
        raise RuntimeError(
            f"nbgrader could not {what}:\n{result.get('log') or result.get('error')}"
        )


def release(
    folder: Path, seconds: int = SECONDS_PER_CELL, stages: Sequence[str] = (sample.STAGE,)
) -> None:
    """Make a course folder and let nbgrader release stages in it.

    Args:
        folder: Course folder; what an earlier demo left there is removed.
        seconds: Time limit of one cell.
        stages: What to release.
    """
    _clear(folder, seconds)
    api = NbGraderAPI(config=settings(folder, seconds))
    for stage in stages:
        source = folder / "source" / stage
        source.mkdir(parents=True)
        shutil.copy(solution_path(ROOT, stage), source)
        checked(api.generate_assignment(stage, create=True, force=True), f"release {stage}")


def _collect(folder: Path, say: Say) -> None:
    archive = folder / "downloaded" / sample.STAGE / "archive"
    count = sum(1 for _ in sample.write(ROOT, archive))
    _nbgrader(folder, "zip_collect", sample.STAGE, "--force")
    say(f"collected  {count} submissions")


def _nbgrader(folder: Path, *words: str) -> None:
    """Run one of nbgrader's own commands in the course folder."""
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"nbgrader {words[0]} failed:\n{done.stderr or done.stdout}")


def _autograde(folder: Path, say: Say, seconds: int) -> None:
    place = Course(settings(folder, seconds))
    tasks = place.plan(sample.STAGE, _students(folder)).tasks
    count = itertools.count(1)

    def tell(entry: Entry) -> None:
        outcome = f"not graded: {entry.reason}" if entry.reason else "graded"
        number = f"[{next(count):>2}/{len(tasks)}]"
        say(f"{number} {entry.student:<34} {outcome}  ({entry.seconds:.1f} s)")

    def warn(found: Isolation) -> None:
        for line in found.weak:
            say(f"warning    {line}")

    grade(place, tasks, os.cpu_count() or 1, tell, warn)


def _students(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "submitted").iterdir())


def _report(folder: Path, seconds: int) -> None:
    course = Course(settings(folder, seconds), frozen=True)
    told, _ = making.make(course, (), folder / making.FOLDER)
    (folder / "report.txt").write_text("\n".join([*making.lines(told), ""]), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo and print where everything is; returns 1 when something failed."""
    parser = argparse.ArgumentParser(prog="python -m grader.classroom.demo.demo")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="course folder to make")
    parser.add_argument(
        "--seconds",
        type=int,
        default=SECONDS_PER_CELL,
        help=f"time limit of one cell ({SECONDS_PER_CELL})",
    )
    chosen = parser.parse_args(arguments)
    if chosen.seconds < 1:
        parser.error("--seconds: give at least 1")
    folder = chosen.folder.resolve()
    try:
        run(folder, lambda line: print(line, flush=True), seconds=chosen.seconds)
    except (RuntimeError, ValueError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    _closing(folder)
    return 0


def _closing(folder: Path) -> None:
    print()
    print((folder / "report.txt").read_text(encoding="utf-8"))
    with (folder / "grades.csv").open(encoding="utf-8") as file:
        print(f"{len(list(csv.reader(file))) - 1} rows of grades")
    for name, file_name in (
        ("gradebook", "gradebook.db"),
        ("grades", "grades.csv"),
        ("feedback", "feedback"),
        ("report", f"{making.FOLDER}/{making.PAGE}"),
    ):
        print(f"{name:<10} {folder / file_name}")


if __name__ == "__main__":
    sys.exit(main())
