"""The lessons as pages: what learners get, with the outputs of the lesson's own cells.

A released notebook has no outputs, its solution has all. Shown are those of cells that are the
same in both, unless the cell asks for the learner's work or says what a right answer is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from grader.classroom.authoring.build import release_path, solution_path
from grader.course.catalogue import stages
from grader.render.markup import element, together
from grader.site.pages import Page
from grader.site.text import code, markdown

# What these answer depends on the learner, or gives an answer away.
ASKS = re.compile(r"^\s*(?:predict|check|grade|board|hint|reset)\(", re.MULTILINE)

HEADING = re.compile(r"(</?)h[1-6]\b")  # on a page they stand below those of the lesson


def pages(root: Path, chosen: Sequence[str]) -> Iterator[Page]:
    """Yield a page for each stage, and their index.

    Args:
        root: The repository, with its notebooks built.
        chosen: Names of stages.
    """
    for number, stage in enumerate(chosen):
        around = {
            "before": chosen[number - 1] if number else "",
            "after": chosen[number + 1] if number + 1 < len(chosen) else "",
        }
        content = {"body": body(root, stage), "titles": stages(), **around}
        title = stages()[stage].title
        yield Page(f"lessons/{stage}.html", title, "lesson.html.j2", "lesson", content)
    yield index(chosen)


def index(chosen: Sequence[str]) -> Page:
    """Return the list of lessons."""
    lines = [
        {
            "href": f"{stage}.html",
            "name": f"{stage[:2]} · {stages()[stage].title}",
            "words": f"{stages()[stage].minutes} minutes, {stages()[stage].difficulty}",
        }
        for stage in chosen
    ]
    lead = [
        "The text of each notebook, with what its own cells print. Exercises are shown as learners "
        "get them; to do them, open the notebooks in JupyterLab."
    ]
    content = {"lead": lead, "groups": [{"title": "", "id": "", "lead": "", "lines": lines}]}
    return Page("lessons/index.html", "Lessons", "list.html.j2", "", content)


def body(root: Path, stage: str) -> Markup:
    """Return a stage's lesson, cell by cell."""
    released = nbformat.read(release_path(root, stage), as_version=4)
    solved = nbformat.read(solution_path(root, stage), as_version=4)
    known = {cell.source: cell for cell in solved.cells if cell.cell_type == "code"}
    seen: Counter[str] = Counter()
    return together(*(_cell(cell, known, seen) for cell in released.cells))


def _cell(cell: NotebookNode, known: dict[str, NotebookNode], seen: Counter[str]) -> Markup:
    if cell.cell_type == "markdown":
        return markdown(cell.source, seen, cell.get("attachments"))
    if cell.cell_type != "code":
        return element("pre", cell.source)
    shown = known.get(cell.source) if _is_the_lessons_own(cell) else None
    return together(code(cell.source), outputs(shown.outputs if shown else []))


def _is_the_lessons_own(cell: NotebookNode) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return not (about.get("solution") or about.get("grade") or ASKS.search(cell.source))


def outputs(found: list[NotebookNode]) -> Markup:
    """Return what a cell showed; nothing where it showed nothing."""
    made = [_output(output) for output in found]
    return element("div", *made, **{"class": "output"}) if made else Markup()


def _output(output: NotebookNode) -> Markup:
    if output.output_type == "stream":
        return element("pre", strip_ansi(output.text).rstrip("\n"))
    if output.output_type == "error":
        return element("pre", f"{output.ename}: {strip_ansi(output.evalue)}")
    return _data(output.data, output.get("metadata", {}))


def _data(data: dict[str, Any], about: dict[str, Any]) -> Markup:
    if "text/html" in data:
        return Markup(HEADING.sub(r"\1h3", data["text/html"]))  # noqa: S704 - our own cells' work
    if "image/png" in data:
        words = about.get("image/png", {}).get("alt") or data.get("text/plain", "")
        source = f"data:image/png;base64,{data['image/png'].strip()}"
        return element("img", src=source, alt=words)
    return element("pre", data.get("text/plain", ""))
