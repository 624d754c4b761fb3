"""The instructor's guide: the Markdown of ``docs``, a page each, in the order of its index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from grader.site.pages import Page
from grader.site.text import markdown

FOLDER = "docs"
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def pages(root: Path) -> Iterator[Page]:
    """Yield a page for each file of the guide."""
    for path in sorted((root / FOLDER).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = TITLE.search(text)
        content = {"body": markdown(text)}
        name = title[1] if title else path.stem
        yield Page(f"guide/{path.stem}.html", name, "article.html.j2", "guide", content)
