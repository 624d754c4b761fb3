"""Gradescope: an archive with which it grades by itself, and the result that it reads.

The archive has ``setup.sh``, which Gradescope runs once, and ``run_autograder``, which it runs for
each submission. Both lie at its root, beside the course and the grader. What is written in the
end is ``results.json``: the score, and a test for each exercise.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.classroom.authoring.build import ROOT
from grader.classroom.config import SECRET, WEIGHTS
from grader.classroom.courses.new import CONFIG_FILE
from grader.classroom.grading.course import Course
from grader.classroom.platforms.github import message
from grader.classroom.platforms.marks import CellMark, Mark
from grader.classroom.platforms.tables import points

NAME = "gradescope"
SUFFIX = ".json"
EXECUTABLE = 0o755 << 16
PLAIN = 0o644 << 16
PACKAGE = ("pyproject.toml", "constraints.txt", "README.md", "LICENSE")
NOTES = (
    "Upload it as the autograder. It holds solutions and the course's secret: give it to nobody.",
    "If Gradescope's machine cannot isolate learners' code as promised, run_autograder says so in "
    "its log and grades nobody; whoever accepts that adds --allow-weaker-isolation there.",
)
SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, when it builds the machine.
set -euo pipefail
apt-get update
# The Python of an older image is too old; its packages have a newer one beside it.
python=python3
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || python=python3.11
apt-get install -y --no-install-recommends bubblewrap "$python" "$python-venv"
"$python" -m venv /autograder/environment
/autograder/environment/bin/python -m pip install --quiet \\
  --constraint /autograder/source/grader/constraints.txt \\
  --editable '/autograder/source/grader[classroom]'
mv /autograder/source/course /autograder/course
chmod -R go= /autograder/course
cd /autograder/course
PATH="/autograder/environment/bin:$PATH" nbgrader generate_assignment {stage}
"""
RUN = """#!/usr/bin/env bash
# Gradescope runs this for each submission; results/results.json is what it reads afterwards.
set -uo pipefail
export PATH="/autograder/environment/bin:$PATH" OMP_NUM_THREADS=1
cd /autograder/course
grader collect /autograder/submission --from files --assignment {stage} --student submission
grader autograde {stage}
grader export {stage} --to gradescope --student submission --output /autograder/made
made=/autograder/made/{stage}-gradescope/submission.json
if [ -f "$made" ]; then
  cp "$made" /autograder/results/results.json
else
  cp /autograder/source/not_graded.json /autograder/results/results.json
fi
"""
NOT_GRADED = {
    "score": 0,
    "output": "This could not be graded. Your instructor sees why in the autograder's output.",
}


def results(mark: Mark) -> dict[str, Any]:
    """Return one student's result as Gradescope reads it."""
    late = f" {points(mark.penalty)} were taken off, since it was late." if mark.penalty else ""
    return {
        "score": _number(mark.score),
        "output": f"{points(mark.score)} of {points(mark.worth)} points.{late}",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(mark, cell, n) for n, cell in enumerate(mark.cells, start=1)],
    }


def _test(mark: Mark, cell: CellMark, place: int) -> dict[str, Any]:
    earned = cell.points or 0.0
    return {
        "name": cell.exercise or cell.cell,
        "number": str(place),
        "score": _number(earned),
        "max_score": _number(cell.worth),
        "status": "passed" if earned >= cell.worth else "failed",
        "output": message(mark, cell),
        "visibility": "visible",
    }


def _number(value: float) -> float:
    return float(points(value))


def text(mark: Mark) -> str:
    """Return the content of ``results.json``."""
    return json.dumps(results(mark), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


# The archive -----------------------------------------------------------------------------------


def archive(course: Course, stage: str) -> bytes:
    """Return the zip that Gradescope takes as an autograder.

    Raises:
        ValueError: if there is no such assignment, or no checkout to install the grader from.
    """
    course.about(stage)
    if not (ROOT / "pyproject.toml").is_file():
        raise ValueError("Run this in a checkout of the course: the archive holds the grader.")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        _write(target, "setup.sh", SETUP.format(stage=stage).encode(), EXECUTABLE)
        _write(target, "run_autograder", RUN.format(stage=stage).encode(), EXECUTABLE)
        _write(target, "not_graded.json", json.dumps(NOT_GRADED).encode())
        for name, path in (*_grader(), *_course(course, stage)):
            _write(target, name, path.read_bytes())
    return made.getvalue()


def _write(target: zipfile.ZipFile, name: str, content: bytes, mode: int = PLAIN) -> None:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode
    info.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(info, content)


def _grader() -> Iterator[tuple[str, Path]]:
    """Yield the files of the grader, without what Python leaves beside them."""
    for name in PACKAGE:
        yield f"grader/{name}", ROOT / name
    for path in sorted((ROOT / "grader").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"grader/{path.relative_to(ROOT).as_posix()}", path


def _course(course: Course, stage: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of the course that grading one assignment needs; no gradebook with marks."""
    source = course.path(course.folders.source_directory, ".", stage)
    for path in sorted(source.rglob("*")):
        if path.is_file() and not path.is_symlink():
            inner = path.relative_to(source).as_posix()
            yield f"course/source/{stage}/{inner}", path
    yield f"course/{CONFIG_FILE}", course.root / CONFIG_FILE
    weights = Path(course.config["Judged"].weights)
    if weights.is_file():
        yield f"course/{WEIGHTS}", weights
    yield f"course/{SECRET}", Path(course.config["Judged"].secret)
