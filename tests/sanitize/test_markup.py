"""HTML and Markdown of learners: what acts goes, what only shows something stays."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from grader.classroom.authoring.build import ROOT, release_path, solution_path, stages
from grader.render import html as cards
from grader.sanitize.html import clean, is_harmless
from grader.sanitize.markdown import LONGEST, inert, page, rendered
from grader.sanitize.math import typeset
from grader.sanitize.output import bundle
from tests.classroom import markup

HOSTILE = markup.RUNS | markup.LOADS | markup.WAITS | markup.MARKDOWN
SOURCES = {name: markup.filled(source, name) for name, source in HOSTILE.items()}
TAGS = (
    "script style iframe object embed form input button svg math link meta base template textarea "
    "select video audio source body noscript map title"
)
NAMES = re.compile(r"on\w+|data-.*|srcdoc|srcset|action|background|poster|autofocus|tabindex")
VALUES = re.compile(
    r"^\s*(?:java\s*script|data|http)?:|^/|url\(|\\|position|nbgrader_cell", re.IGNORECASE
)


class Parsed(HTMLParser):
    """Notes what acts in a page, or could be taken for a part of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in TAGS.split() else []
        for name, value in attributes:
            looked_at = name in ("href", "src", "style", "class")
            if NAMES.fullmatch(name) or (looked_at and VALUES.search(value or "")):
                self.found.append(f"{tag} {name}={value}")


SHOWN = {
    "cleaned": clean,
    "on_our_pages": page,
    "from_a_file": lambda source: rendered(inert(source)),
}


@pytest.mark.parametrize("show", SHOWN)
def test_nothing_that_acts_is_left(show: str) -> None:
    made = {name: Parsed(str(SHOWN[show](source))).found for name, source in SOURCES.items()}
    assert {name: found for name, found in made.items() if found} == {}


def test_nothing_that_acts_is_left_for_those_who_export_without_our_settings() -> None:
    cells = [nbformat.v4.new_markdown_cell(inert(source)) for source in SOURCES.values()]
    exporter = HTMLExporter(template_name="basic")
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    assert Parsed(page).found == []


def test_what_acts_is_found() -> None:
    missed = {name for name, source in SOURCES.items() if not Parsed(source).found}
    assert not {name for name in missed if name.partition("_")[0] not in HIDDEN}


HIDDEN = {"md", "mutation", "comment", "declaration", "instruction", "tooltip", "name", "no"}


HONEST = {
    "comparison": "if a<b: x and 1<2",
    "code": "`a<b>`\n\n```python\nif a<b: print('<script>')\n```",
    "inline": "**a** *b* ~~c~~ <b>d</b> <kbd>e</kbd> H<sub>2</sub>O<br>f<br/>g",
    "table": "| a | b |\n|:--|--:|\n| 1 | 2 |",
    "list": "1. a\n2. b\n   - c\n\n> quoted\n\n---",
    "tasks": "- [x] done\n- [ ] open",
    "folded": "<details><summary>s</summary>\n\ntext *a*\n\n</details>",
    "entities": "a & b &copy; &lt; \"q\" 'x' 10\N{NO-BREAK SPACE}000",
    "beyond_ascii": "## Größe\n\nü é — “x”",
    "links": "[a](https://example.org/x?a=b#c), <https://example.org>, [b](#here), ![c](plot.png)",
    "formula": r"$x<y$ and $$\frac{a}{b}$$",
}


@pytest.mark.parametrize("name", HONEST)
def test_markdown_that_only_says_something_stays_as_it_is(name: str) -> None:
    assert inert(HONEST[name]) == HONEST[name]


PICTURE = re.compile(r"<img [^>]*>")
ALT = re.compile(r'<img [^>]*\balt="([^"]+)"')


@pytest.mark.parametrize("stage", stages())
def test_lessons_and_cards_stay_as_they_are(stage: str) -> None:
    released = nbformat.read(release_path(ROOT, stage), as_version=4)
    cells = [cell for cell in released.cells if cell.cell_type == "markdown"]
    words = [cell.source for cell in cells if not cell.get("attachments")]
    assert [source for source in words if inert(source) != source] == []
    for cell in cells:  # pictures of a cell are put into it
        pictures = cell.get("attachments", {})
        assert rendered(cell.source, pictures).count("<img") == len(pictures)
    solved = nbformat.read(solution_path(ROOT, stage), as_version=4)
    shown = [o.data["text/html"] for c in solved.cells for o in c.get("outputs", []) if _is_html(o)]
    drawn = [html for html in shown if "<img " in html]  # made anew, without comments
    assert [html for html in drawn if _words(clean(html)) != _words(html)] == []
    others = [_opened(PICTURE.sub("", html)) for html in shown]
    assert [html for html in others if not is_harmless(html)] == []


def _words(html: str) -> list[str]:
    return [unescape(words) for words in ALT.findall(html)]


def _is_html(output: nbformat.NotebookNode) -> bool:
    return "text/html" in output.get("data", {})


def _opened(html: str) -> str:
    return html.replace("<details open>", '<details open="">')


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a <script>x</script> **b**\n\n`c`", "<p>a  <strong>b</strong></p>"),
        ("<img src=plot.png width=300>", '<img src="plot.png" width="300">'),
        ("```mermaid\nA-->B\n```", "<pre>A--&gt;B"),
    ],
)
def test_markdown_with_something_that_acts_shows_the_same(source: str, shown: str) -> None:
    made = inert(source)
    assert shown in made
    assert "\n" not in made  # else what follows could be read as Markdown
    assert shown in page(made)
    assert inert(made) == made


@pytest.mark.parametrize("source", ["![a](attachment:none.png)", "x" * LONGEST + "``` `````\n> y"])
def test_markdown_that_cannot_be_rendered_is_shown_as_it_is_written(source: str) -> None:
    made = inert(source)
    assert made == f"{made.split()[0]}\n{source}\n{made.split()[-1]}"
    assert made.split()[0] not in source
    assert "<pre>" in page(source)


EXCESSIVE = {
    "repeated_in_each_paragraph": "<p>"
    + "".join(f"<b title={n}>" for n in range(999))
    + "<p>x" * 999,
    "nested": "<ul><li>" * 9_999,
    "closed_again_and_again": "<font color=1>" * 9_999 + "</p>" * 9_999,
}


@pytest.mark.parametrize("name", EXCESSIVE)
def test_what_would_become_very_much_is_shown_as_it_is_written(name: str) -> None:
    source = EXCESSIVE[name]
    for made in (clean(source), page(source), inert(source)):
        assert len(made) < 8 * len(source)
    assert clean(source).startswith("<pre>&lt;")
    assert bundle({"text/html": source, "text/plain": "x"}) == {"text/plain": "x"}


def test_tables_keep_what_makes_them_tables() -> None:
    table = cards.table(("a", "b"), [("1", "2")], head=0)
    assert str(clean(table)).replace("&nbsp;", "\xa0") == str(table)
    kept = clean('<table class="dataframe mean" border="1"><tr style="text-align: right;"><td>1')
    assert '<table class="dataframe" border="1">' in kept
    assert '<tr style="text-align:right">' in kept


def test_names_on_a_page_get_a_prefix_once() -> None:
    once = page("# Notes\n\n[up](#Notes)")
    assert 'id="text-Notes"' in once
    assert once.count('href="#text-Notes"') == 2
    assert clean(once) == once


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost/x",
        "http://127.0.0.1/",
        "https://[::1]/",
        "https://host/",
        "https://a@example.org/",
        "https:\\\\example.org",
        r"http://localhost:8888\@example.org/",
        "//example.org/",
        "/tree",
        "notes.html",
        "https://hub.example.org/user/a/formgrader/gradebook",
        "ftp://example.org/",
        "file:notes",
    ],
)
def test_links_lead_to_public_places_only(address: str) -> None:
    assert "href" not in clean(f'<a href="{address}">x</a>')


def test_links_to_public_places_stay() -> None:
    for address in ("https://example.org:81/a?b=c#d", "http://a.b-c.org", "mailto:a@example.org"):
        made = clean(f'<a href="{address}">x</a>')
        assert made == f'<a href="{address}" rel="noopener noreferrer">x</a>'


# Formulas ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        r"$\hat y$",
        r"$$L = -\sum_i y_i \log p_i$$",
        r"\(a < b\)",
        r"\[\text{loss} \ge 0\]",
        r"$\lVert w \rVert_2^2$",
    ],
)
def test_a_formula_is_a_picture_with_its_words(words: str) -> None:
    made = typeset(cards.element("p", words))
    assert 'src="data:image/svg+xml;base64,' in made
    assert cards.element("i", alt=words)[2:-5] in made
    assert clean(made).count("src=") == 1


@pytest.mark.parametrize(
    "words",
    [
        "it costs $5 or $6",
        r"$\unknown{x}$",
        r"$\href{javascript:1}{x}$",
        "$ a $",
        r"\(\)",
        r"$\begin{aligned} a &= b \end{aligned}$",
    ],
)
def test_what_is_no_formula_stays(words: str) -> None:
    assert typeset(cards.element("p", words)) == cards.element("p", words)


def test_code_holds_no_formulas() -> None:
    made = clean("<pre>$a$</pre><p><code>$b$</code> $c$</p>")
    assert re.findall('alt="(.+?)"', typeset(made)) == ["$c$"]
