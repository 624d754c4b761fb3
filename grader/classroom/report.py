"""What a class misunderstood, from the verdicts in its autograded notebooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import nbformat

from grader.verdict import MIME, Verdict

Graded = tuple[str, Verdict]


def read(folder: Path, stage: str) -> list[Graded]:
    """Return ``(student, verdict)`` for every graded cell below ``folder``."""
    found = []
    for path in sorted(folder.glob(f"*/{stage}/*.ipynb")):
        student = path.parent.parent.name
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                found += [(student, verdict) for verdict in _verdicts(cell.get("outputs", []))]
    return found


def _verdicts(outputs: Iterable[dict[str, object]]) -> list[Verdict]:
    bundles = [output.get("data") for output in outputs]
    data = [bundle[MIME] for bundle in bundles if isinstance(bundle, dict) and MIME in bundle]
    return [Verdict.from_dict(item) for item in data]


def summary(verdicts: Sequence[Graded]) -> list[tuple[str, int, int, list[tuple[str, list[str]]]]]:
    """Return per exercise: its address, how many passed, of how many, and what went wrong.

    What went wrong is a list of ``(sentence, students)``, most frequent first.
    """
    by_exercise: dict[str, list[Graded]] = defaultdict(list)
    for student, verdict in verdicts:
        by_exercise[verdict.exercise].append((student, verdict))
    return [
        (address, sum(v.passed for _, v in graded), len(graded), _wrong(graded))
        for address, graded in sorted(by_exercise.items())
    ]


def _wrong(graded: Iterable[Graded]) -> list[tuple[str, list[str]]]:
    students: dict[str, list[str]] = defaultdict(list)
    for student, verdict in graded:
        for told in _told(verdict):
            students[told].append(student)
    return sorted(students.items(), key=lambda entry: (-len(entry[1]), entry[0]))


def _told(verdict: Verdict) -> list[str]:
    if verdict.passed:
        return []
    if verdict.mistakes:
        return [f"{m.slug}: {m.title}" for m in verdict.mistakes]
    if "not written yet" in verdict.message:
        return ["not written"]
    return [
        {"crash": "stopped with an error", "contract": "not what was asked for"}.get(
            verdict.kind, "wrong in a way without a name"
        )
    ]


def text(verdicts: Sequence[Graded]) -> str:
    """Return the report as text."""
    lines = ["What the class misunderstood", ""]
    for address, passed, count, wrong in summary(verdicts):
        lines.append(f"{address}: {passed} of {count} passed")
        lines += [f"  {len(students):>3}  {told}" for told, students in wrong]
        lines.append("")
    return "\n".join(lines)


def html(verdicts: Sequence[Graded]) -> str:
    """Return the report as a page that needs nothing else."""
    body = "".join(_section(*entry) for entry in summary(verdicts))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark"><title>Class report</title>'
        f"<h1>What the class misunderstood</h1>{body}</html>"
    )


def _section(address: str, passed: int, count: int, wrong: list[tuple[str, list[str]]]) -> str:
    rows = "".join(
        f'<tr><td>{len(students)}</td><th scope="row">{escape(told)}</th>'
        f"<td>{escape(', '.join(students))}</td></tr>"
        for told, students in wrong
    )
    head = (
        '<thead><tr><th scope="col">How many</th><th scope="col">What</th>'
        '<th scope="col">Who</th></tr></thead>'
    )
    table = f"<table>{head}<tbody>{rows}</tbody></table>" if rows else ""
    return f"<h2>{escape(address)}: {passed} of {count} passed</h2>{table}"
