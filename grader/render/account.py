"""What decided a mark, as plain text for an instructor."""

from __future__ import annotations

from collections.abc import Iterator

from grader.diagnose.account import Account, Situation
from grader.render.printable import inert
from grader.render.text import filled, table_text

GIVEN = 24  # values in words that are printed of one situation


def account_text(told: Account, width: int = 100) -> str:
    """Return each promise, then each situation with what was handed over and measured."""
    blocks = [f"{told.exercise} · seed {told.seed}", _promises(told, width)]
    blocks += [filled(f"It was not tried: {told.refused}", width)] if told.refused else []
    for number, situation in enumerate(told.situations, 1):
        blocks.append("\n".join(_situation(number, situation, width)))
    return inert("\n\n".join(blocks))


def _promises(told: Account, width: int) -> str:
    marks = ((f"{'[kept]' if kept else '[not kept]':<10} {text}") for text, kept in told.promises)
    return "\n".join(filled(mark, width, " " * 11) for mark in marks)


def _situation(number: int, situation: Situation, width: int) -> Iterator[str]:
    yield filled(f"Situation {number}: {situation.about}", width)
    yield "  handed over:"
    for name, value in situation.given[:GIVEN]:
        yield f"    {name} = {value}"[:width]
    if len(situation.given) > GIVEN:
        yield f"    … {len(situation.given) - GIVEN} more values"
    if situation.failure:
        yield filled(f"  stopped with {situation.failure}", width, "  ")
    if situation.rows:
        yield table_text(situation.rows, width)
    elif not situation.failure:
        yield f"  as expected: {situation.compared} observations"
