"""Verdicts and other answers as HTML fragments.

Only tags that JupyterLab keeps in notebooks it does not trust: no style, script or svg
elements, no roles. What matters is said in words, so nothing is lost without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from grader.render import parts
from grader.render.markup import element, prose, together
from grader.verdict import Mistake, Place, PromiseResult, Row, Verdict

NOTHING = Markup()


def verdict_html(verdict: Verdict) -> Markup:
    """Return a verdict as an HTML card."""
    return element(
        "div",
        element("h4", parts.head(verdict)),
        _strong(verdict.message),
        *map(_named, verdict.mistakes),
        _place(verdict.place),
        _table(verdict.table),
        _plot(verdict),
        _promises(verdict.promises, verdict.passed),
        *(_paragraphs(note, "Style: ") for note in verdict.notes),
        _output(verdict.output),
        _paragraphs(parts.basis(verdict)),
        _paragraphs(parts.next_step(verdict)),
    )


def mistake_html(mistake: Mistake) -> Markup:
    """Return everything about one mistake."""
    hints = element("ol", *(element("li", prose(hint)) for hint in mistake.hints))
    diff = element("p", "From wrong (-) to right (+):"), element("pre", mistake.diff)
    return element(
        "div",
        element("h4", prose(mistake.title)),
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
        element("h4", note.head) if note.head else NOTHING,
        _strong(note.told),
        element("ul", *lines) if lines else NOTHING,
        *map(_paragraphs, note.words),
    )


def board_html(rows: Iterable[parts.BoardRow]) -> Markup:
    """Return one table row per exercise."""
    lines = [(address, word, kept, ", ".join(slugs)) for address, word, kept, slugs in rows]
    if not lines:
        return note_html(parts.NOTHING_CHECKED)
    return element("div", table(("Exercise", "Standing", "Promises kept", "Named"), lines))


def table(names: Sequence[str], rows: Iterable[Sequence[str]], head: int = 0) -> Markup:
    """Return a table.

    Args:
        names: What its columns are called.
        rows: The cells, row by row.
        head: In which column stands what a row is called.
    """
    top = element("tr", *(element("th", name, scope="col") for name in names))
    body = (element("tr", *(_cell(c, n == head) for n, c in enumerate(row))) for row in rows)
    return element("table", element("thead", top), element("tbody", *body))


def _cell(content: str, names_row: bool) -> Markup:
    return element("th", content, scope="row") if names_row else element("td", content)


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


def _named(mistake: Mistake) -> Markup:
    return _paragraphs(mistake.what_happens, element("code", mistake.slug), ": ")


def _place(place: Place | None) -> Markup:
    return element("p", f"Line {place.line}: ", element("code", place.text)) if place else NOTHING


def _table(rows: Sequence[Row]) -> Markup:
    cells = parts.columns(rows)
    return table(cells[0], cells[1:]) if cells else NOTHING


def _plot(verdict: Verdict) -> Markup:
    if not any(value is not None for curve in verdict.curves for value in curve.values):
        return NOTHING
    from grader.render.plot import curves_image  # matplotlib loads only for a plot

    return element("p", curves_image(verdict.curves, verdict.curve_label))


def _promises(promises: Sequence[PromiseResult], passed: bool) -> Markup:
    if not promises:
        return NOTHING
    kept = sum(p.kept for p in promises)
    summary = element("summary", f"{kept} of {len(promises)} promises kept")
    return element("details", summary, element("ul", *map(_promise, promises)), open=not passed)


def _promise(promise: PromiseResult) -> Markup:
    word = element("strong", promise.standing)
    detail = (element("br"), prose(promise.measured)) if promise.measured else ()
    return element("li", word, ": ", prose(promise.text), *detail)


def _output(output: str) -> Markup:
    lines, more = parts.printed(output)
    if not lines:
        return NOTHING
    shown = "\n".join([*(line[:200] for line in lines), *filter(None, [more])])
    return element("details", element("summary", "Your code printed"), element("pre", shown))
