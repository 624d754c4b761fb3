"""Pages on exceptions: what each means, with wrong programs that really raise it.

The programs stand with the tests, which hold every entry of the clinic to one.
"""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from markupsafe import Markup

from grader.course.catalogue import MistakeFile, exercises, mistakes
from grader.diagnose import crash
from grader.diagnose.case import Case
from grader.diagnose.subject import here
from grader.observe.world import put_back
from grader.scenes.draws import PRACTICE
from grader.site import dictionary
from grader.site.pages import Chosen, Page
from grader.site.text import code
from grader.verdict import Clinic

PROGRAMS = Path("tests", "diagnose", "stopped.py")
FIELD = re.compile(r"\{(\w+)\}")
OPEN = "…"  # what another message says in the place of a field
OTHERS = 4  # further messages that are shown of one entry


@dataclass(frozen=True)
class Example:
    """A program that stops, and what is known of its exception."""

    lines: Markup
    said: str
    clinic: Clinic


def pages(root: Path, chosen: Chosen) -> Iterator[Page]:
    """Yield a page for each known exception."""
    ends = _ends(chosen.mistakes)
    for slug in chosen.errors:
        first, *others = [_example(*each) for each in programs(root)[slug]]
        said = dict.fromkeys(each.said for each in others if each.said != first.said)
        content = {"slug": slug, "example": first, "others": [*said][:OTHERS]}
        content["mistakes"] = ends.get(slug, [])
        yield Page(f"errors/{slug}.html", title(slug), "error.html.j2", "error", content)


def title(slug: str) -> str:
    """Return what a known exception is called, whatever names its message has."""
    return FIELD.sub(OPEN, crash.entries()[slug].title)


@cache
def programs(root: Path) -> Mapping[str, list[tuple[str, Any]]]:
    """Return the wrong programs by what they raise, each with the name of its exercise."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, value in vars(_module(root / PROGRAMS)).items():
        slug, _, rest = name.partition("__")
        if slug in crash.entries() and callable(value):
            found.setdefault(slug, []).append((rest.split("__")[0], value))
    return found


def _module(path: Path) -> ModuleType:
    """Import a file as a module of its own, so that the source of its classes is known."""
    spec = importlib.util.spec_from_file_location("stopped_programs", path)
    assert spec is not None  # it ends in .py
    assert spec.loader is not None
    made = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _example(name: str, program: Any) -> Example:
    exercise = next(e for e in exercises().values() if e.name == name)
    with put_back():
        case = Case(exercise, here(program), PRACTICE)
    failure = next(run.failure for run in case.yours if run.failure)
    found = crash.clinic(exercise, failure)
    assert found is not None  # the tests hold each program to its entry
    source = textwrap.dedent(inspect.getsource(program))
    shown = re.sub(r"^(def|class) \w+?__\w+", rf"\1 {name}", source)
    return Example(code(shown), crash.said(failure), found)


def _ends(shown: Sequence[str]) -> dict[str, list[MistakeFile]]:
    """Return by exception the mistakes that are seen to end with it."""
    found: dict[str, list[MistakeFile]] = {}
    for slug in shown:
        if entry := dictionary.error(dictionary.shown(slug)):
            found.setdefault(entry.slug, []).append(mistakes()[slug])
    return found


def index(root: Path, chosen: Sequence[str]) -> Page:
    """Return the list of known exceptions, by type."""
    kinds = sorted({kind for slug in chosen for kind in crash.entries()[slug].messages})
    groups = []
    for kind in kinds:
        slugs = [slug for slug in chosen if kind in crash.entries()[slug].messages]
        lines = [{"href": f"{s}.html", "name": title(s), "words": ""} for s in slugs]
        name = "Of any type" if kind == crash.ANY else f"`{kind}`"
        groups.append({"title": name, "id": kind.strip("*") or "any", "lead": "", "lines": lines})
    lead = [
        "What an exception of a training loop means, its usual cause and what to write. Each page "
        "has a program that raises it. To look for a message, put its text into the search."
    ]
    content = {"lead": lead, "groups": groups}
    return Page("errors/index.html", "Error messages", "list.html.j2", "", content)
