"""Verdicts and other answers as plain text, at most 80 columns by default."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from grader.render import parts
from grader.render.printable import inert
from grader.verdict import Mistake, Row, Verdict


def verdict_text(verdict: Verdict, width: int = 80) -> str:
    """Return a verdict as text of at most ``width`` columns: what matters first."""
    top = f"{filled(parts.head(verdict), width)}\n{filled(parts.standing(verdict), width)}"
    blocks = [top, *(filled(words, width) for words in parts.told(verdict))]
    blocks += ["\n".join(line[:width] for line in parts.place(verdict))]
    blocks += _rows(verdict, parts.telling(verdict), parts.lead(verdict), width)
    blocks += [filled(parts.next_step(verdict), width), *_more(verdict, width)]
    blocks += [filled(parts.basis(verdict), width)]
    return inert("\n\n".join(block for block in blocks if block))


def _more(verdict: Verdict, width: int) -> list[str]:
    """Return what a card folds."""
    rows, raised = parts.other_rows(verdict), parts.exception(verdict)
    lead = "" if parts.telling(verdict) else parts.lead(verdict)
    return [
        *(filled(words, width) for words in parts.story(verdict)),
        *_rows(verdict, rows, lead, width),
        filled(f"The usual cause: {cause}", width) if (cause := parts.cause(verdict)) else "",
        f"The whole message\n{_lines(raised, width)}" if raised else "",
        filled(parts.caption(verdict), width),
        _promises(verdict, width) if not verdict.passed else filled(parts.tried(verdict), width),
        *(filled(f"Style: {note}", width) for note in verdict.notes),
        _output(verdict.output, width),
    ]


def _rows(verdict: Verdict, rows: Sequence[Row], lead: str, width: int) -> list[str]:
    if not rows:
        return []
    meant = "\n".join(filled(words, width, "  ") for words in parts.meanings(verdict, rows))
    return [filled(lead, width), table_text(rows, width), meant]


def mistake_text(mistake: Mistake, width: int = 80) -> str:
    """Return everything about one mistake."""
    hints = "\n".join(filled(f"{i}. {h}", width, "   ") for i, h in enumerate(mistake.hints, 1))
    blocks = [
        f"{mistake.slug}\n{filled(mistake.title, width)}",
        f"What happens\n{filled(mistake.what_happens, width)}",
        f"Why it is easy to miss\n{filled(mistake.why_easy, width)}",
        f"From wrong (-) to right (+)\n{mistake.diff}" if mistake.diff else "",
        f"Hints\n{hints}",
    ]
    return "\n\n".join(block for block in blocks if block)


def note_text(note: parts.Note, width: int = 80) -> str:
    """Return a short answer."""
    lines = "\n".join(filled(line, width, "  ") for line in note.lines)
    blocks = [note.head, note.told, lines, *(filled(words, width) for words in note.words)]
    return "\n\n".join(block for block in blocks if block)


def filled(text: str, width: int, indent: str = "") -> str:
    """Fill each paragraph; ``indent`` stands before all of its lines but the first."""
    return "\n\n".join(
        textwrap.fill(" ".join(p.split()), width, subsequent_indent=indent)
        for p in parts.paragraphs(text)
    )


def _lines(words: str, width: int) -> str:
    lines = (textwrap.fill(line, width, subsequent_indent="  ") for line in words.split("\n"))
    return "\n".join(lines)


def _output(output: str, width: int) -> str:
    lines, more = parts.printed(output)
    if not lines:
        return ""
    shown = [f"  {line}" if len(line) <= width - 2 else f"  {line[: width - 3]}…" for line in lines]
    return "\n".join(["Your code printed:", *shown, *([f"  {more}"] if more else [])])


def _promises(verdict: Verdict, width: int) -> str:
    lines = []
    for promise in verdict.promises:
        mark = f"[{promise.standing}]"
        lines.append(filled(f"{mark:<11} {promise.text}", width, " " * 12))
        if shown := parts.measured(verdict, promise):
            lines.append(textwrap.indent(filled(shown, width - 12), " " * 12))
    return "\n".join(lines)


def table_text(rows: Sequence[Row], width: int) -> str:
    """Return the table with a column per side, or one block per row if that is too wide."""
    cells = parts.columns(rows)
    if not cells:
        return ""
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return _blocks(cells, width)
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in cells]
    return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]])


def _blocks(cells: Sequence[Sequence[str]], width: int) -> str:
    head = cells[0]
    lines = []
    for row in cells[1:]:
        lines.append(filled(row[0], width))
        for name, value in zip(head[1:], row[1:], strict=True):
            lead = f"  {name.lower() + ':':<19}"
            lines.append(
                textwrap.fill(value, width, initial_indent=lead, subsequent_indent=" " * 21)
            )
    return "\n".join(lines)
