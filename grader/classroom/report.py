"""What a class misunderstood, from the verdicts in its autograded notebooks."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from markupsafe import Markup

from grader.render.html import table
from grader.render.markup import element, policy, source, together
from grader.render.printable import printable
from grader.verdict import MIME, Verdict

Graded = tuple[str, Verdict]
TITLE = "What the class misunderstood"
UNANSWERED = "no verdict: the notebook is missing, or the cell did not run to its end"
STYLE = Markup(
    "body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;"
    "padding:.3rem .8rem;border-bottom:1px solid #8888}tbody th{font-weight:normal}"
)


@dataclass(frozen=True)
class Tally:
    """How one exercise went in a class.

    Attributes:
        exercise: Its address.
        passed: How many students passed.
        count: Of how many.
        wrong: ``(sentence, students)`` for all that went wrong, most frequent first.
    """

    exercise: str
    passed: int
    count: int
    wrong: tuple[tuple[str, tuple[str, ...]], ...]


def read(folder: Path, stage: str) -> list[Graded]:
    """Return ``(student, verdict)`` for every graded cell below ``folder``."""
    found = []
    for path in sorted(folder.glob(f"*/{stage}/*.ipynb")):
        student = path.parent.parent.name
        for cell in nbformat.read(path, as_version=4).cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade") and about.get("locked"):  # the judge alone writes there
                found += [(student, verdict) for verdict in _verdicts(cell.get("outputs", []))]
    return found


def _verdicts(outputs: Iterable[dict[str, object]]) -> list[Verdict]:
    bundles = [output.get("data") for output in outputs]
    data = [bundle[MIME] for bundle in bundles if isinstance(bundle, dict) and MIME in bundle]
    return [Verdict.from_dict(item) for item in data]


def summary(verdicts: Sequence[Graded], students: Iterable[str] = ()) -> list[Tally]:
    """Return how each exercise went.

    Args:
        verdicts: What ``read`` found.
        students: Everybody who handed something in; who has no verdict is counted too.
    """
    by_exercise: dict[str, list[Graded]] = defaultdict(list)
    for student, verdict in verdicts:
        by_exercise[verdict.exercise].append((student, verdict))
    everybody = set(students) | {student for student, _ in verdicts}
    return [_tally(address, graded, everybody) for address, graded in sorted(by_exercise.items())]


def _tally(address: str, graded: Sequence[Graded], everybody: set[str]) -> Tally:
    wrong: dict[str, list[str]] = defaultdict(list)
    for student, verdict in graded:
        for told in _told(verdict):
            wrong[told].append(student)
    silent = everybody - {student for student, _ in graded}
    if silent:
        wrong[UNANSWERED] = sorted(silent)
    ordered = sorted(wrong.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return Tally(
        exercise=address,
        passed=len({student for student, verdict in graded if verdict.passed}),
        count=len(everybody),
        wrong=tuple((told, tuple(who)) for told, who in ordered),
    )


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


def text(verdicts: Sequence[Graded], students: Iterable[str] = ()) -> str:
    """Return the report as text; ``students`` are all who handed something in."""
    lines = [TITLE, ""]
    for tally in summary(verdicts, students):
        lines.append(f"{tally.exercise}: {tally.passed} of {tally.count} passed")
        for told, who in tally.wrong:
            lines += [f"  {len(who):>3}  {told}", _indented(", ".join(map(printable, who)))]
        lines.append("")
    return "\n".join(lines)


def _indented(names: str) -> str:
    space = " " * 9
    return textwrap.fill(names, 80, initial_indent=space, subsequent_indent=space)


def html(verdicts: Sequence[Graded], students: Iterable[str] = ()) -> Markup:
    """Return the report as a page that needs nothing else."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        policy({"style-src": source(STYLE)}),
        element("meta", name="color-scheme", content="light dark"),
        element("title", "Class report"),
        element("style", STYLE),
    )
    sections = map(_section, summary(verdicts, students))
    body = element("body", element("h1", TITLE), *sections)
    return Markup("<!doctype html>") + element("html", head, body, lang="en")


def _section(tally: Tally) -> Markup:
    title = element("h2", f"{tally.exercise}: {tally.passed} of {tally.count} passed")
    names = ("How many", "What", "Who")
    rows = [(str(len(who)), told, ", ".join(who)) for told, who in tally.wrong]
    return together(title, table(names, rows, head=1)) if rows else title
