"""Pages from templates, written below one folder; every address in them is relative."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.render.markup import policy, prose

HOME = Path(__file__).parent
MENU = (
    ("lessons/index.html", "Lessons"),
    ("mistakes/index.html", "Mistakes"),
    ("mistakes/symptoms.html", "Symptoms"),
    ("errors/index.html", "Errors"),
    ("lab.html", "Lab"),
    ("guide/index.html", "For instructors"),
    ("search.html", "Search"),
)
POLICY = {
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "script-src": "'self' 'wasm-unsafe-eval'",  # the search is compiled
    "style-src": "'self' 'unsafe-inline'",  # cards and figures have styles of their own
    "form-action": "'self'",
}


@dataclass(frozen=True)
class Chosen:
    """What goes into a site; a page links to nothing that does not.

    Attributes:
        stages: Names of stages.
        mistakes: Slugs of mistakes.
        errors: Slugs of known exceptions.
    """

    stages: Sequence[str]
    mistakes: Sequence[str]
    errors: Sequence[str]


@dataclass(frozen=True)
class Page:
    """A page of the site.

    Attributes:
        path: Its address below the site's root, such as ``"mistakes/missing_step.html"``.
        title: What it is called; words between backticks are code.
        template: The file in ``templates`` that says how it looks.
        kind: What a search calls pages like this one.
        content: What the template is filled with.
    """

    path: str
    title: str
    template: str
    kind: str
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from this page to the site's root."""
        return "../" * self.path.count("/")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HOME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["prose"] = prose
    return made


def html(page: Page) -> str:
    """Return a page as HTML."""
    template = _environment().get_template(page.template)
    return template.render(page=page, menu=MENU, policy=policy(POLICY), **page.content)


def write(folder: Path, pages: Iterable[Page]) -> int:
    """Write pages and what they are shown with; return how many pages there are.

    Raises:
        ValueError: if two pages have one address.
    """
    shutil.copytree(HOME / "static", folder / "static", dirs_exist_ok=True)
    count = 0
    for page in pages:
        target = folder / page.path
        if target.exists():
            raise ValueError(f"two pages have the address {page.path}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(html(page), encoding="utf-8")
        count += 1
    return count
