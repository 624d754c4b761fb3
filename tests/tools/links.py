"""Finds the links in READMEs and notebooks, and says which lead nowhere.

python -m tests.tools.links    fetches every external address (the tests never do)
"""

from __future__ import annotations

import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import nbformat
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")
MARKDOWN = MarkdownIt("commonmark").enable("table")


def documents() -> list[Path]:
    """Return every file with prose that a person reads in a browser."""
    notebooks = [*ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("notebooks/*/*.ipynb")]
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *notebooks])


@cache
def prose(path: Path) -> str:
    """Return a file's Markdown; that of a notebook is all its Markdown cells."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(c.source for c in cells if c.cell_type == "markdown")


def attached(path: Path) -> set[str]:
    """Return the names of the pictures that a notebook's cells hold."""
    if path.suffix != ".ipynb":
        return set()
    cells = nbformat.read(path, as_version=4).cells
    return {name for cell in cells for name in cell.get("attachments", {})}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def links(text: str) -> Iterator[str]:
    """Yield the targets of links and pictures, whether written as Markdown or as HTML."""
    tags = _Tags()
    tags.feed(MARKDOWN.render(text))
    yield from tags.links


def headings(path: Path) -> set[str]:
    """Return the anchors of a file's headings, as GitHub or JupyterLab makes them."""
    tokens = MARKDOWN.parse(prose(path))
    starts = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    titles = ["".join(t.content for t in tokens[i + 1].children or ()) for i in starts]
    if path.suffix == ".ipynb":
        return {title.replace(" ", "-") for title in titles}
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def fault(path: Path, link: str) -> str:
    """Return what is wrong with a link in a file, as far as it shows without a network."""
    try:
        address = urlsplit(link)
    except ValueError as error:
        return str(error)
    if address.scheme == "attachment":
        return "" if address.path in attached(path) else "the cells hold no such picture"
    if address.scheme or address.netloc:
        return _fault_outside(address)
    target = path.parent / unquote(address.path) if address.path else path
    if not target.exists():
        return "there is no such file"
    if not target.resolve().is_relative_to(ROOT):
        return "it leaves the repository"
    anchor = unquote(address.fragment)
    if anchor and (target.suffix not in (".md", ".ipynb") or anchor not in headings(target)):
        return "there is no such heading"
    return ""


def _fault_outside(address: SplitResult) -> str:
    if address.scheme != "https":
        return "it is not https"
    if not HOST.fullmatch(address.netloc) or re.search(r"\s|%20", address.geturl()):
        return "it is not well formed"
    return ""


def answer(link: str) -> str:
    """Fetch an address; return what is wrong with it."""
    request = urllib.request.Request(link, headers={"User-Agent": "Mozilla/5.0 (link check)"})
    try:
        with urllib.request.urlopen(request, timeout=30):
            return ""
    except (urllib.error.URLError, OSError) as error:
        return str(error)


def main() -> int:
    """Fetch every external address once; return how many gave no answer."""
    outside = {link for path in documents() for link in links(prose(path)) if "://" in link}
    faults = {link: answer(link) for link in sorted(outside)}
    for link, wrong in faults.items():
        print(link, wrong or "answers")
    return sum(map(bool, faults.values()))


if __name__ == "__main__":
    sys.exit(main())
