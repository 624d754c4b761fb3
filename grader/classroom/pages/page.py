"""Pages that nbgrader makes of submissions: cleaned, and with a second wall behind that.

nbgrader gives its templates what a submission holds; nbconvert lets a course's settings replace
how that becomes HTML. The second wall is a policy in each page, which lets its browser run no
script but those that nbgrader's page has itself, and load nothing from anywhere else. So MathJax,
which nbgrader's pages otherwise fetch over the network, gives way to formulas as pictures.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import nbgrader
from jinja2 import pass_context
from markupsafe import Markup, escape
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from grader.classroom.steps.clean import CleanNotebook
from grader.render.markup import element, policy, source
from grader.sanitize import markdown
from grader.sanitize.math import typeset

TEMPLATES = Path(__file__).parent / "templates"
NBGRADERS = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
# The formgrader writes these on its page as they are.
NAMES = ("student", "first_name", "last_name", "notebook_path")
# What formgrader's own script asks of MathJax when it starts.
NO_MATHJAX = 'var MathJax = {Hub: {Startup: {signal: {Interest: ready => ready("End")}}}};'
# nbgrader's style sheets leave no space between the cells of a table, frame images in red, and
# take away the mark that says that a summary can be opened. Its list of graded cells calls each of
# them the same; ours has their names.
STYLE = (
    ".rendered_html :is(td, th) {padding: 0.1em 0.6em} .rendered_html img {border: 0} "
    "summary {display: list-item} body:has(#text-Your-marks) #toc {display: none}"
)
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)<[/]script>", re.DOTALL)
HANDLER = re.compile(r'\bonclick="([^"]*)"')

FEEDBACK = {
    "font-src": "'self' data:",
    "img-src": "'self' data:",
    "style-src": "'self' 'unsafe-inline'",
}
FORMGRADE = FEEDBACK | {"connect-src": "'self'"}


class CleanPage(Preprocessor):  # type: ignore[misc]
    """A step of nbconvert's before a page is made of a notebook, whoever wrote that."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean a notebook and the names that stand on its page."""
        nb, resources = CleanNotebook()(nb, resources)
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                _show_latex(output.get("data", {}))
        for name in NAMES:
            if isinstance(resources.get(name), str):
                resources[name] = escape(resources[name])
        return nb, resources


def _show_latex(data: dict[str, Any]) -> None:
    if latex := data.pop("text/latex", None):
        data.setdefault("text/html", str(typeset(element("div", latex))))


@pass_context
def markdown2html(context: Any, text: str) -> Markup:
    """Return Markdown as HTML, cleaned, with its formulas as pictures (a filter of nbconvert's)."""
    cell = context.get("cell", {})
    return typeset(markdown.page(text, cell.get("attachments")))


def raw_cell(text: str) -> Markup:
    """Return the text of a raw cell as text (in place of a filter of nbconvert's)."""
    return element("pre", text)


def head(page: str) -> Markup:
    """Return what stands in the head of a page, ``feedback`` or ``formgrade`` (a filter)."""
    style = element("style", STYLE)
    if page == "feedback":
        return policy(FEEDBACK) + style
    known = " ".join(map(source, (NO_MATHJAX, *_inline_scripts())))
    script = element("script", Markup(NO_MATHJAX))  # noqa: S704 - our own, and no text
    return policy(FORMGRADE | {"script-src": f"'unsafe-hashes' {known}"}) + style + script


@cache
def _inline_scripts() -> tuple[str, ...]:
    """Return the scripts that nbgrader's page has behind its head, in elements and attributes."""
    text = (NBGRADERS / "formgrade" / "formgrade_macros.html.j2").read_text(encoding="utf-8")
    body = text.partition("macro nav(")[2]
    return (*SCRIPT.findall(body), *HANDLER.findall(body))
