"""``make demo``: a whole class through nbgrader, from collecting to feedback.

    python -m grader.classroom.demo [--folder build/demo] [--seconds 30]

Everything is nbgrader's own work: it releases, collects, grades, writes feedback and
exports. What is ours is the class itself and the report on what it misunderstood.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import logging
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from grader.classroom import report, sample
from grader.classroom.build import ROOT, solution_path
from grader.classroom.config import course

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
    _clear(folder, seconds)
    api = NbGraderAPI(config=settings(folder, seconds))
    _release(folder, api)
    say("released   07_epoch")
    _collect(folder, say)
    _autograde(api, folder, say)
    _checked(api.generate_feedback(sample.STAGE, force=True), "write feedback")
    say("wrote      feedback")
    _nbgrader(folder, "export", "--to", str(folder / "grades.csv"))
    _report(folder)
    return folder / "gradebook.db"


def settings(folder: Path, seconds: int = SECONDS_PER_CELL) -> Config:
    """Return nbgrader's settings for the demo."""
    config = course(folder, seconds=seconds)
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


def _checked(result: dict[str, Any], what: str) -> None:
    if not result["success"]:
        raise RuntimeError(
            f"nbgrader could not {what}:\n{result.get('log') or result.get('error')}"
        )


def _release(folder: Path, api: Any) -> None:
    source = folder / "source" / sample.STAGE
    source.mkdir(parents=True)
    shutil.copy(solution_path(ROOT, sample.STAGE), source)
    _checked(api.generate_assignment(sample.STAGE, create=True, force=True), "release the stage")


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


def _autograde(api: Any, folder: Path, say: Say) -> None:
    students = _students(folder)
    for number, student in enumerate(students, start=1):
        started = time.monotonic()
        with _quiet():
            result = api.autograde(sample.STAGE, student, force=True, create=True)
        seconds = time.monotonic() - started
        outcome = "graded" if result["success"] else f"not graded: {_reason(result)}"
        say(f"[{number:>2}/{len(students)}] {student:<34} {outcome}  ({seconds:.0f} s)")


def _students(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "submitted").iterdir())


def _report(folder: Path) -> None:
    verdicts = report.read(folder / "autograded", sample.STAGE)
    students = _students(folder)
    (folder / "report.txt").write_text(report.text(verdicts, students), encoding="utf-8")
    (folder / "report.html").write_text(report.html(verdicts, students), encoding="utf-8")


def _reason(result: dict[str, Any]) -> str:
    lines = [line for line in str(result.get("log") or result.get("error")).splitlines() if line]
    errors = [line for line in lines if "ERROR" in line] or lines or ["no reason given"]
    return errors[0][:100]


@contextlib.contextmanager
def _quiet() -> Any:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo and print where everything is; returns 1 when something failed."""
    parser = argparse.ArgumentParser(prog="python -m grader.classroom.demo")
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
        ("report", "report.html"),
    ):
        print(f"{name:<10} {folder / file_name}")


if __name__ == "__main__":
    sys.exit(main())
