"""Verdicts and other answers as HTML fragments.

Only tags that JupyterLab keeps in notebooks it does not trust: no style, script or svg
elements, no roles. What matters is said in words, so nothing is lost without colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from grader.render import text
from grader.verdict import Mistake, PromiseResult, Row, Verdict


def verdict_html(verdict: Verdict) -> str:
    """Return a verdict as an HTML card."""
    parts = [
        f"<h4>{escape(text.head(verdict))}</h4>",
        f"<p><strong>{prose(verdict.message)}</strong></p>",
        *(_named(m) for m in verdict.mistakes),
        _place(verdict),
        _table(verdict.table, verdict.exercise),
        _plot(verdict),
        _promises(verdict.promises, verdict.passed),
        *(f"<p>Style: {prose(note)}</p>" for note in verdict.notes),
        _output(verdict.output),
        f"<p>{prose(text.next_step(verdict))}</p>" if not verdict.passed else "",
    ]
    return _card(parts)


def mistake_html(mistake: Mistake) -> str:
    """Return everything about one mistake."""
    hints = "".join(f"<li>{prose(hint)}</li>" for hint in mistake.hints)
    parts = [
        f"<h4>{prose(mistake.title)}</h4>",
        f"<p><code>{escape(mistake.slug)}</code></p>",
        f"<p><strong>What happens.</strong> {prose(mistake.what_happens)}</p>",
        f"<p><strong>Why it is easy to miss.</strong> {prose(mistake.why_easy)}</p>",
        f"<p>From wrong (-) to right (+):</p><pre>{escape(mistake.diff)}</pre>"
        if mistake.diff
        else "",
        f"<details><summary>Hints</summary><ol>{hints}</ol></details>",
    ]
    return _card(parts)


def hint_html(exercise: str, number: int, total: int, hint: str) -> str:
    """Return one hint; number 0 means a remark, not a hint."""
    head = f"Hint {number} of {total} · {escape(exercise)}" if number else escape(exercise)
    more = f'For the next one: hint("{exercise}").' if 0 < number < total else ""
    return _card(
        [f"<h4>{head}</h4>", f"<p>{prose(hint)}</p>", f"<p>{prose(more)}</p>" if more else ""]
    )


def outcome_html(
    question: str, chosen: str, answer: str, lines: Sequence[str], because: str
) -> str:
    """Return what an experiment showed beside what was predicted."""
    head, told, *_ = text.outcome_text(question, chosen, answer, (), because).split("\n\n")
    shown = "".join(f"<li>{prose(line)}</li>" for line in lines)
    return _card(
        [
            f"<h4>{escape(head)}</h4>",
            f"<p><strong>{escape(told)}</strong></p>",
            f"<ul>{shown}</ul>" if shown else "",
            f"<p>{prose(because)}</p>",
        ]
    )


def unanswered_html(question: str, options: Sequence[str]) -> str:
    """Return the request to commit to an answer first."""
    head, ask = text.unanswered_text(question, options).split("\n\n")
    return _card([f"<h4>{escape(head)}</h4>", f"<p>{escape(ask)}</p>"])


def board_html(rows: Iterable[text.BoardRow]) -> str:
    """Return one table row per exercise."""
    lines = [
        f'<tr><th scope="row">{escape(address)}</th><td>{escape(word)}</td>'
        f"<td>{escape(kept)}</td><td>{escape(', '.join(slugs))}</td></tr>"
        for address, word, kept, slugs in rows
    ]
    if not lines:
        return _card([f"<p>{escape(text.board_text([]))}</p>"])
    head = _head(("Exercise", "Standing", "Promises kept", "Named"))
    return _card([f"<table>{head}<tbody>{''.join(lines)}</tbody></table>"])


def prose(words: str) -> str:
    """Escape words; paragraphs stay apart, and `code` becomes a code element."""
    safe = escape(words, quote=False).replace("\n\n", "</p><p>")
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)


def _card(parts: Iterable[str]) -> str:
    return "<div>" + "".join(part for part in parts if part) + "</div>"


def _named(mistake: Mistake) -> str:
    return f"<p><code>{escape(mistake.slug)}</code>: {prose(mistake.what_happens)}</p>"


def _place(verdict: Verdict) -> str:
    if verdict.place is None:
        return ""
    return f"<p>Line {verdict.place.line}: <code>{escape(verdict.place.text)}</code></p>"


def _head(names: Sequence[str]) -> str:
    cells = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _table(rows: Sequence[Row], exercise: str) -> str:
    if not rows:
        return ""
    simulated = any(row.simulated is not None for row in rows)
    names = ("Measured", "Yours", "Expected", "With this mistake")[: 3 + simulated]
    body = "".join(_row(row, simulated) for row in rows)
    return f"<table>{_head(names)}<tbody>{body}</tbody></table>"


def _row(row: Row, simulated: bool) -> str:
    values = [row.yours, row.expected, *([row.simulated or ""] if simulated else [])]
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>'


def _plot(verdict: Verdict) -> str:
    if not any(value is not None for curve in verdict.curves for value in curve.values):
        return ""
    from grader.render.plot import curves_image  # matplotlib loads only for a plot

    return f"<p>{curves_image(verdict.curves, verdict.curve_label)}</p>"


def _promises(promises: Sequence[PromiseResult], passed: bool) -> str:
    items = "".join(_promise(promise) for promise in promises)
    if not items:
        return ""
    kept = sum(p.kept for p in promises)
    summary = f"{kept} of {len(promises)} promises kept"
    opened = "" if passed else " open"
    return f"<details{opened}><summary>{summary}</summary><ul>{items}</ul></details>"


def _promise(promise: PromiseResult) -> str:
    word = "kept" if promise.kept else "not kept"
    detail = f"<br>{prose(promise.detail)}" if promise.detail else ""
    return f"<li><strong>{word}</strong>: {prose(promise.text)}{detail}</li>"


def _output(output: str) -> str:
    if not output.strip():
        return ""
    lines = output.strip().splitlines()
    more = f"\n… {len(lines) - 5} more lines" if len(lines) > 5 else ""
    shown = escape("\n".join(line[:200] for line in lines[:5]) + more)
    return f"<details><summary>Your code printed</summary><pre>{shown}</pre></details>"
