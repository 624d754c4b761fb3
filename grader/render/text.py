"""Verdicts and other answers as plain text, at most 80 columns by default."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from grader.verdict import Mistake, PromiseResult, Row, Verdict

STATUS = {
    "pass": "Passed",
    "named": "Not yet: mistake recognised",
    "same-effect": "Not yet: same effect as a known mistake",
    "departure": "Not yet: differs from the reference",
    "contract": "Not yet: not what was asked for",
    "crash": "Not yet: the code stopped",
}

BoardRow = tuple[str, str, str, Sequence[str]]


def verdict_text(verdict: Verdict, width: int = 80) -> str:
    """Return a verdict as text of at most ``width`` columns."""
    blocks = [head(verdict)]
    blocks += [_fill(verdict.message, width)]
    blocks += [_fill(m.what_happens, width) for m in verdict.mistakes]
    blocks += [_place(verdict, width)]
    blocks += [_table(verdict.table, width)]
    blocks += [_promises(verdict.promises, width)] if not verdict.passed else []
    blocks += [_fill(f"Style: {note}", width) for note in verdict.notes]
    blocks += [_output(verdict.output, width)]
    blocks += [_fill(next_step(verdict), width)]
    return "\n\n".join(block for block in blocks if block)


def head(verdict: Verdict) -> str:
    """Return the first line: how it stands, the exercise and, if they count, the points."""
    points = f"{verdict.points:g} of {verdict.max_points:g} points" if verdict.graded else ""
    return " · ".join(filter(None, (STATUS[verdict.kind], verdict.exercise, points)))


def next_step(verdict: Verdict) -> str:
    """Return the one sentence on what to do next; nothing for a pass."""
    if verdict.passed:
        return ""
    ask = f'For a hint: hint("{verdict.exercise}").'
    if not verdict.mistakes:
        return ask
    calls = ", ".join(f'explain("{m.slug}")' for m in verdict.mistakes)
    return f"{ask} For the whole story: {calls}."


def mistake_text(mistake: Mistake, width: int = 80) -> str:
    """Return everything about one mistake."""
    hints = "\n".join(_fill(f"{i}. {h}", width, "   ") for i, h in enumerate(mistake.hints, 1))
    blocks = [
        f"{mistake.slug}\n{_fill(mistake.title, width)}",
        f"What happens\n{_fill(mistake.what_happens, width)}",
        f"Why it is easy to miss\n{_fill(mistake.why_easy, width)}",
        f"From wrong (-) to right (+)\n{mistake.diff}" if mistake.diff else "",
        f"Hints\n{hints}",
    ]
    return "\n\n".join(block for block in blocks if block)


def hint_text(exercise: str, number: int, total: int, text: str, width: int = 80) -> str:
    """Return one hint and which of how many it is; number 0 means a remark, not a hint."""
    head = f"Hint {number} of {total} · {exercise}" if number else exercise
    more = f'For the next one: hint("{exercise}").' if 0 < number < total else ""
    return "\n\n".join(part for part in (head, _fill(text, width), more) if part)


def outcome_text(
    question: str, chosen: str, answer: str, lines: Sequence[str], because: str, width: int = 80
) -> str:
    """Return what an experiment showed beside what was predicted."""
    head = f"Prediction · {question}" if "prediction" in question else f"Answer · {question}"
    if chosen == answer:
        told = f"You chose {chosen}: right."
    else:
        told = f"You chose {chosen}; it is {answer}."
    shown = "\n".join(_fill(line, width, "  ") for line in lines)
    return "\n\n".join(part for part in (head, told, shown, _fill(because, width)) if part)


def unanswered_text(question: str, options: Sequence[str]) -> str:
    """Return the request to commit to an answer first."""
    letters = ", ".join(f'"{o}"' for o in options[:-1]) + f' or "{options[-1]}"'
    return f"{question}\n\nChoose {letters} first, then run this cell again."


def board_text(rows: Iterable[BoardRow]) -> str:
    """Return one line per exercise: address, standing, promises kept, named mistakes."""
    lines = [
        f"{address:<32} {word:<8} {kept:<12} {', '.join(slugs)}".rstrip()
        for address, word, kept, slugs in rows
    ]
    return "\n".join(lines) if lines else "Nothing has been checked since the kernel started."


def _fill(text: str, width: int, indent: str = "") -> str:
    """Fill each paragraph; ``indent`` stands before all of its lines but the first."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(
        textwrap.fill(" ".join(p.split()), width, subsequent_indent=indent) for p in paragraphs
    )


def _place(verdict: Verdict, width: int) -> str:
    if verdict.place is None:
        return ""
    return f"Line {verdict.place.line}: {verdict.place.text}"[:width]


def _output(output: str, width: int) -> str:
    lines = output.strip().splitlines()
    if not lines:
        return ""
    shown = [f"  {line}"[:width] for line in lines[:5]]
    more = [f"  … {len(lines) - 5} more lines"] if len(lines) > 5 else []
    return "\n".join(["Your code printed:", *shown, *more])


def _promises(promises: Sequence[PromiseResult], width: int) -> str:
    lines = []
    for promise in promises:
        mark = "[kept]    " if promise.kept else "[not kept]"
        lines.append(_fill(f"{mark} {promise.text}", width, " " * 11))
        if promise.detail:
            lines.append(textwrap.indent(_fill(promise.detail, width - 11), " " * 11))
    return "\n".join(lines)


def _table(rows: Sequence[Row], width: int) -> str:
    """Return the table with a column per side, or one block per row if that is too wide."""
    if not rows:
        return ""
    head = ("Measured", "Yours", "Expected", "With this mistake")
    cells = [head[: 3 + any(r.simulated is not None for r in rows)]]
    cells += [(r.label, r.yours, r.expected, r.simulated or "")[: len(cells[0])] for r in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return _blocks(cells, width)
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in cells]
    return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]])


def _blocks(cells: Sequence[Sequence[str]], width: int) -> str:
    head = cells[0]
    lines = []
    for row in cells[1:]:
        lines.append(_fill(row[0], width))
        for name, value in zip(head[1:], row[1:], strict=True):
            lead = f"  {name.lower() + ':':<19}"
            lines.append(
                textwrap.fill(value, width, initial_indent=lead, subsequent_indent=" " * 21)
            )
    return "\n".join(lines)
