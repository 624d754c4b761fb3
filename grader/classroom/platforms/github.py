"""GitHub Classroom: the result that its grading reporter reads from a variable of a workflow.

The reporter looks for ``NAME_RESULTS`` for each of its ``runners``: base64 of JSON with
``version``, ``status``, ``max_score`` and ``tests``. It adds the scores of the tests up.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from grader.classroom.platforms.marks import CellMark, Mark
from grader.classroom.platforms.tables import points

NAME = "github"
SUFFIX = ".env"
VARIABLE = "GRADER_RESULTS"
VERSION = 1


def results(mark: Mark) -> dict[str, Any]:
    """Return one student's result as the reporter reads it."""
    tests = [_test(mark, cell) for cell in mark.cells]
    if mark.penalty:
        tests.append(_late(mark))
    passed = all(test["status"] == "pass" for test in tests)
    return {
        "version": VERSION,
        "status": "pass" if passed else "fail",
        "max_score": _number(mark.worth),
        "tests": tests,
    }


def _test(mark: Mark, cell: CellMark) -> dict[str, Any]:
    earned = cell.points or 0.0
    return {
        "name": cell.exercise or cell.cell,
        "status": "pass" if earned >= cell.worth else "fail",
        "score": _number(earned),
        "max_score": _number(cell.worth),
        "message": message(mark, cell),
        "line_no": 0,
        "execution_time": "0s",
    }


def _late(mark: Mark) -> dict[str, Any]:
    off = sum(cell.points or 0.0 for cell in mark.cells) - mark.score
    told = f"{points(off)} points were taken off."
    late = {"name": "late", "status": "fail", "score": -_number(off), "max_score": 0}
    return late | {"message": told, "line_no": 0, "execution_time": "0s"}


def message(mark: Mark, cell: CellMark) -> str:
    """Return what was said of the code that a cell grades, or why nothing; empty for right code."""
    verdicts = [verdict for verdict in mark.verdicts if verdict.exercise == cell.exercise]
    if not verdicts:
        return cell.why
    if verdicts[0].passed:
        return ""
    named = [mistake.title for mistake in verdicts[0].mistakes]
    broken = [promise.text for promise in verdicts[0].promises if not promise.kept]
    return " ".join(named or [verdicts[0].message, *broken]).strip()


def _number(value: float) -> float:
    return float(points(value))


def text(mark: Mark) -> str:
    """Return the line for a workflow's environment."""
    told = json.dumps(results(mark), ensure_ascii=False, allow_nan=False)
    return f"{VARIABLE}={base64.b64encode(told.encode()).decode('ascii')}\n"
