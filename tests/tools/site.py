"""Reads a built site as a browser would: its links, its HTML, and what a page has for everybody.

python -m tests.tools.site           makes a whole release, and says what is wrong with its site
python -m tests.tools.site FOLDER    says what is wrong with a site that was built
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from tinyhtml5.parser import HTMLParser as Strict

from grader.site import release
from tests.tools.links import HOST


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.wrong: list[str] = []
        self.lang = self.title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.links += [known[name] or "" for name in ("href", "src") if name in known]
        self.ids += [known["id"] or ""] if "id" in known else []
        self.lang |= tag == "html" and bool(known.get("lang"))
        self.title |= tag == "title"
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        if tag == "img" and not known.get("alt"):
            self.wrong.append("a picture without words")


@cache
def read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


def pages(site: Path) -> list[Path]:
    """Return the pages of a site; what the search brings along is its own."""
    return sorted(p for p in site.rglob("*.html") if "pagefind" not in p.relative_to(site).parts)


def faults(site: Path) -> dict[str, list[str]]:
    """Return by page what is wrong with it; nothing where all is well."""
    found = {path.relative_to(site).as_posix(): [*_of_page(site, path)] for path in pages(site)}
    return {path: wrong for path, wrong in found.items() if wrong}


def _of_page(site: Path, path: Path) -> Iterator[str]:
    reader = read(path)
    yield from reader.wrong
    if not reader.lang or not reader.title:
        yield "no language or no title"
    if reader.headings.count(1) != 1:
        yield "not one heading of the first level"
    yield from (f"the id {name} twice" for name in {*reader.ids} if reader.ids.count(name) > 1)
    yield from (f"{link}: {wrong}" for link in reader.links if (wrong := fault(site, path, link)))
    yield from not_html(path.read_text("utf-8"))


def not_html(text: str) -> list[str]:
    """Return where a page is not as the standard of HTML has it."""
    parser = Strict(namespace_html_elements=False)
    parser.parse(text)
    return [f"{kind} {about} at {place}" for place, kind, about in parser.errors]


def fault(site: Path, path: Path, link: str) -> str:
    """Return what is wrong with a link; empty when nothing is."""
    address = urlsplit(link)
    if address.scheme == "data":
        return ""
    if address.scheme or address.netloc:
        fine = address.scheme == "https" and HOST.fullmatch(address.netloc)
        return "" if fine else "it is no address of the public network"
    target = (path.parent / unquote(address.path)).resolve() if address.path else path
    if not target.is_file() or not target.is_relative_to(site.resolve()):
        return "there is no such page"
    anchor = unquote(address.fragment)
    if anchor and (target.suffix != ".html" or anchor not in read(target).ids):
        return "there is no such place on the page"
    return ""


def main() -> int:
    """Return 0 when nothing is wrong."""
    if sys.argv[1:]:
        return told(Path(sys.argv[1]))
    with TemporaryDirectory() as place:
        folder = Path(place, "release")
        return release.main([str(folder)]) or told(folder / "site")


def told(site: Path) -> int:
    """Say what is wrong with a site; return 0 when nothing is."""
    found = faults(site)
    for path, wrong in found.items():
        print(path, *wrong, sep="\n    ")
    print(f"{len(pages(site))} pages, {len(found)} with faults")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
