"""Our own Markdown and code as HTML; formulas become pictures, so that no page needs a script."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from grader.render.markup import element
from grader.sanitize.math import typeset

NOTEBOOK = re.compile(r"^(?:\.\./)?(?:notebooks/)?(\d\d_\w+)(?:/\1)?\.ipynb(?=#|$)")
GUIDE = re.compile(r"^([\w-]+)\.md(?=#|$)")


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """nbconvert's, with headings that have ids and no link of their own."""

    def __init__(self, seen: Counter[str], pictures: dict[str, dict[str, str]]) -> None:
        super().__init__(escape=False, attachments=pictures)
        self.seen = seen

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Return a heading; a second one of the same words has a number behind its id."""
        name = anchor(Markup(text).striptags())  # noqa: S704 - our own Markdown
        self.seen[name] += 1
        known = name if self.seen[name] == 1 else f"{name}-{self.seen[name]}"
        made = element(f"h{level}", Markup(text), id=known)  # noqa: S704 - the same
        return f"{made}\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link; one to a notebook or a file of the guide leads to its page."""
        there = GUIDE.sub(r"\1.html", NOTEBOOK.sub(r"\1.html", url))
        return str(super().link(text, there, title))


def anchor(words: str) -> str:
    """Return the id of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def markdown(
    text: str,
    seen: Counter[str] | None = None,
    pictures: dict[str, dict[str, str]] | None = None,
) -> Markup:
    """Return our own Markdown as HTML.

    Args:
        text: The Markdown.
        seen: The ids of headings that are on the page already; it is added to.
        pictures: Those that a cell of a notebook has, by name and kind.
    """
    renderer = _Renderer(Counter() if seen is None else seen, pictures or {})
    made = MarkdownWithMath(renderer=renderer).render(text)
    return typeset(Markup(made))  # noqa: S704 - our own Markdown


def code(source: str, language: str = "python") -> Markup:
    """Return code with its words marked by what they are."""
    made = highlight(source, get_lexer_by_name(language), HtmlFormatter(wrapcode=True))
    return Markup(made)  # noqa: S704 - Pygments escapes
