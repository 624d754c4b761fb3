"""Verdicts and other answers as HTML fragments.

Only tags that JupyterLab keeps in notebooks it does not trust: no style, script or svg
elements, no roles. What matters is said in words, so nothing is lost without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from grader.render import parts
from grader.render.markup import element, prose, together
from grader.verdict import Mistake, PromiseResult, Row, Verdict

NOTHING = Markup()
# Mid-tones, since a page may be light or dark. Where styles are dropped, mark and words stay.
BORDER = "border-left:4px solid {};padding-left:12px"
COLOURS = {True: "#2e9155", False: "#d0622d"}
LEFT = "text-align:left"
SPACE = "\u00a0"  # between cells, also where a page takes away their padding


def verdict_html(verdict: Verdict) -> Markup:
    """Return a verdict as an HTML card: what matters first, the rest folded."""
    return element(
        "div",
        element("h3", prose(parts.head(verdict))),
        _lines(parts.standing(verdict), *parts.told(verdict)),
        _place(verdict),
        _rows(verdict, parts.telling(verdict), parts.lead(verdict)),
        _paragraphs(parts.next_step(verdict)),
        *_folded(verdict),
        _paragraphs(parts.basis(verdict)),
        style=BORDER.format(COLOURS[verdict.passed]),
    )


def _folded(verdict: Verdict) -> list[Markup]:
    """Return the parts that a click opens."""
    lead = "" if parts.telling(verdict) else parts.lead(verdict)
    more = {
        "what happens": together(*map(_paragraphs, parts.story(verdict))),
        "what else was measured": _rows(verdict, parts.other_rows(verdict), lead),
        "the usual cause": _paragraphs(parts.cause(verdict)),
        "the whole message": _exception(verdict),
        "the loss over time": _plot(verdict),
    }
    known = {name: part for name, part in more.items() if part}
    return [
        _fold(", ".join(known).capitalize(), *known.values()),
        _promises(verdict),
        _fold("What it was tried with", _paragraphs(parts.tried(verdict))),
        _fold("A remark on style", *map(_paragraphs, verdict.notes)),
        _fold("Your code printed", _output(verdict.output)),
    ]


def _lines(*lines: str) -> Markup:
    """Return short sentences as one paragraph, each in a line of its own."""
    return element("p", element("br").join(prose(line) for line in lines))


def _fold(summary: str, *content: Markup, is_open: bool = False) -> Markup:
    inner = together(*content)
    return (
        element("details", element("summary", summary), inner, open=is_open) if inner else NOTHING
    )


def mistake_html(mistake: Mistake) -> Markup:
    """Return everything about one mistake."""
    hints = element("ol", *(element("li", prose(hint)) for hint in mistake.hints))
    diff = element("p", "From wrong (-) to right (+):"), element("pre", mistake.diff)
    return element(
        "div",
        element("h3", prose(mistake.title)),
        element("p", element("code", mistake.slug)),
        _paragraphs(mistake.what_happens, element("strong", "What happens."), " "),
        _paragraphs(mistake.why_easy, element("strong", "Why it is easy to miss."), " "),
        *(diff if mistake.diff else ()),
        element("details", element("summary", "Hints"), hints),
    )


def note_html(note: parts.Note) -> Markup:
    """Return a short answer."""
    lines = [element("li", prose(line)) for line in note.lines]
    return element(
        "div",
        element("h3", note.head) if note.head else NOTHING,
        _strong(note.told),
        element("ul", *lines) if lines else NOTHING,
        *map(_paragraphs, note.words),
    )


def table(
    names: Sequence[str], rows: Iterable[Sequence[str]], head: int = 0, styled: bool = False
) -> Markup:
    """Return a table.

    Args:
        names: What its columns are called.
        rows: The cells, row by row.
        head: In which column stands what a row is called.
        styled: Whether that column is aligned by a style; not every page allows one.
    """
    top = element("tr", *(_named(name, styled and n == head) for n, name in enumerate(names)))
    body = (
        element("tr", *(_cell(c, n == head, styled) for n, c in enumerate(row))) for row in rows
    )
    return element("table", element("thead", top), element("tbody", *body))


def _named(name: str, of_rows: bool) -> Markup:
    return element("th", name + SPACE, scope="col", style=LEFT if of_rows else False)


def _cell(content: str, names_row: bool, styled: bool) -> Markup:
    if names_row:
        return element("th", content + SPACE, scope="row", style=LEFT if styled else False)
    return element("td", SPACE + content + SPACE)


def _paragraphs(words: str, *lead: str) -> Markup:
    """Return prose as paragraphs, of which the first begins with ``lead``; nothing for none."""
    if not words:
        return NOTHING
    first, *others = map(prose, parts.paragraphs(words))
    return together(element("p", *lead, first), *(element("p", other) for other in others))


def _strong(words: str) -> Markup:
    if not words:
        return NOTHING
    every = map(prose, parts.paragraphs(words))
    return together(*(element("p", element("strong", each)) for each in every))


def _place(verdict: Verdict) -> Markup:
    lines = parts.place(verdict)
    return element("pre", "\n".join(lines)) if lines else NOTHING


def _rows(verdict: Verdict, rows: Sequence[Row], lead: str) -> Markup:
    cells = parts.columns(rows)
    if not cells:
        return NOTHING
    words = " ".join(parts.meanings(verdict, rows))
    meant = element("p", element("small", prose(words))) if words else NOTHING
    return together(_paragraphs(lead), table(cells[0], cells[1:], styled=True), meant)


def _plot(verdict: Verdict) -> Markup:
    if not any(value is not None for curve in verdict.curves for value in curve.values):
        return NOTHING
    from grader.render.plot import curves_image  # matplotlib loads only for a plot

    image = element("p", curves_image(verdict.curves, verdict.curve_label))
    return together(image, _paragraphs(parts.caption(verdict)))


def _promises(verdict: Verdict) -> Markup:
    every = (_promise(each, parts.measured(verdict, each)) for each in verdict.promises)
    shown = element("ul", *every) if verdict.promises else NOTHING
    return _fold("The promises, one by one", shown, is_open=parts.only_promises(verdict))


def _promise(promise: PromiseResult, measured: str) -> Markup:
    word = element("strong", promise.standing)
    detail = (element("br"), prose(measured)) if measured else ()
    return element("li", word, ": ", prose(promise.text), *detail)


def _exception(verdict: Verdict) -> Markup:
    told = parts.exception(verdict)
    return element("pre", told) if told else NOTHING


def _output(output: str) -> Markup:
    lines, more = parts.printed(output)
    shown = "\n".join([*(line[:200] for line in lines), *filter(None, [more])])
    return element("pre", shown) if lines else NOTHING
