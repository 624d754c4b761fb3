"""``grader new``: start a mistake or a stage from a template."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from grader.command.listing import table
from grader.command.similar import nearest
from grader.command.templates import MISTAKE, NOTEBOOK, RIGHT, STAGE
from grader.course import catalogue

PACKAGE = Path(__file__).resolve().parents[1]
NEAREST = 5  # how many mistakes are shown when another one is started
RECALLED = {"one": 1, "three": 3, "six": 6}  # how many stages a question of Recall reaches back


def run(what: str, slug: str) -> int:
    """Write the template files and say what to do next.

    Raises:
        ValueError: if the slug has the wrong form or exists already.
    """
    return _mistake(slug) if what == "mistake" else _stage(slug)


def _mistake(slug: str) -> int:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", slug):
        raise ValueError(f'"{slug}" is no slug: use small letters and underscores.')
    if slug in catalogue.slugs():
        raise ValueError(f'There is a mistake "{slug}" already.')
    path = PACKAGE / "mistakes" / f"{slug}.py"
    near = nearest(slug, NEAREST)
    _write(path, MISTAKE)
    if near:
        print(f"The nearest that are there already:\n{textwrap.indent(table(near), '    ')}")
    return _next("Fill in the prose and the patch", "grader.classroom.authoring.atlas")


def _stage(slug: str) -> int:
    if not re.fullmatch(r"\d\d_[a-z][a-z0-9_]*", slug):
        raise ValueError(f'"{slug}" is no stage: use two digits and a name, such as 14_my_stage.')
    if slug in catalogue.stages():
        raise ValueError(f'There is a stage "{slug}" already.')
    solutions, right = PACKAGE.parent / "solutions", PACKAGE.parent / "tests" / "right"
    if not solutions.is_dir() or not right.is_dir():
        raise ValueError("Run this in a checkout of the course, with its solutions and tests.")
    if (right / "double.py").exists():
        raise ValueError("There is tests/right/double.py already: give it its exercise's name.")
    title = slug[3:].replace("_", " ").capitalize()
    said = {"name": slug, "title": title} | _recalled(int(slug[:2]))
    _write(PACKAGE / "stages" / f"s{slug}.py", STAGE.format(**said))
    _write(solutions / f"{slug}.py", NOTEBOOK.format(**said))
    _write(right / "double.py", RIGHT.format(**said))
    return _next("Write the exercises and the lesson", f"grader.classroom.authoring.build {slug}")


def _recalled(number: int) -> dict[str, str]:
    return {word: f"{max(0, number - back):02}" for word, back in RECALLED.items()}


def _next(work: str, module: str) -> int:
    print(f"{work}, then run: .venv/bin/python -m {module}")
    print("CONTRIBUTING.md tells each step.")
    return 0


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}")
