"""What a card says, as data: text and HTML show the same parts, each in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.course.counting import count
from grader.verdict import PromiseResult, Row, Verdict

PASSED, NOT_YET = "✓ Passed", "✗ Not yet"
STATUS = {
    "pass": "",
    "named": "mistake recognised",
    "same-effect": "same effect as a known mistake",
    "departure": "no known mistake",
    "contract": "not what was asked for",
    "crash": "the code stopped",
}
UNTRIED = "not tried to its end"
SEVERAL = "same effect as known mistakes"
COLUMNS = ("Measured", "Yours", "Expected", "With this mistake")
LOWER = (
    "In another trial, of {}, the loss on all its examples ends lower with your code ({:.4g}) than "
    "with the right one ({:.4g}). That does not make the code right: on so few examples, longer or "
    "other steps can bring it down faster. The task asks for certain steps; yours are others."
)
GLANCE = 160  # characters that are read at a glance
PRINTED = 5  # lines of what code printed that are shown


@dataclass(frozen=True)
class Note:
    """A short answer.

    Attributes:
        head: Its first line.
        told: What matters most.
        lines: What was measured, one thing in each.
        words: Paragraphs.
    """

    head: str = ""
    told: str = ""
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def head(verdict: Verdict) -> str:
    """Return the first line: whether it is right, and what is wrong, in a sentence."""
    return f"{PASSED if verdict.passed else NOT_YET} · {paragraphs(verdict.message)[0]}"


def standing(verdict: Verdict) -> str:
    """Return the line below: the exercise, how it stands and, if they count, the points."""
    points = f"{verdict.points:g} of {verdict.max_points:g} points" if verdict.graded else ""
    untried = verdict.exception and verdict.place is None  # no line of the learner's stopped
    status = UNTRIED if untried else SEVERAL if _several(verdict) else STATUS[verdict.kind]
    found = (verdict.exercise, status, "" if verdict.passed else kept(verdict))
    return " · ".join(filter(None, (*found, points)))


def mark(verdict: Verdict) -> Note:
    """Return the line below a graded cell in practice; the card stands below the check."""
    address = verdict.exercise
    points = f"would earn {verdict.points:g} of {verdict.max_points:g} points"
    if verdict.passed:
        return Note(words=(f"{PASSED} · {address} · {points}",))
    call = f'`check("{address}", {address.partition("/")[2]})` shows the card.'
    return Note(
        words=(f"{head(verdict)} {' · '.join(filter(None, (kept(verdict), points)))}. {call}",)
    )


def kept(verdict: Verdict) -> str:
    """Return how many promises are kept; nothing without any."""
    count = len(verdict.promises)
    promises = "promise" if count == 1 else "promises"
    return f"{sum(p.kept for p in verdict.promises)} of {count} {promises} kept" if count else ""


def told(verdict: Verdict) -> tuple[str, ...]:
    """Return what stands below the headline: a sentence or two, of what is known beyond it."""
    said = () if verdict.passed else paragraphs(verdict.message)[1:]
    one = () if _several(verdict) else verdict.mistakes
    first = [opening(mistake.what_happens) for mistake in one]
    means = verdict.clinic.means if verdict.clinic else ""
    return tuple(filter(None, (verdict.relation, *said, *first, means)))


def tried(verdict: Verdict) -> str:
    """Return in which situations code passed."""
    return "\n\n".join(paragraphs(verdict.message)[1:]) if verdict.passed else ""


def next_step(verdict: Verdict) -> str:
    """Return what to do next, as code."""
    if verdict.passed:
        return verdict.comes_next
    ask = f'`hint("{verdict.exercise}")`'
    if verdict.clinic:
        return f"Next: {verdict.clinic.hint} Or {ask}."
    ask, known = f"Next: {ask}", (*verdict.slugs, *verdict.same_effect_as)
    if not known:
        return f"{ask} for a hint."
    calls = ", ".join(f'`explain("{slug}")`' for slug in known)
    return f"{ask} for a hint, {calls} for all of it."


def lead(verdict: Verdict) -> str:
    """Return what the table is of: the situation, and what the code was given in it."""
    if not verdict.situation:
        return ""
    given = ", ".join(f"{_as_code(each.name)} = {each.value}" for each in verdict.given)
    return f"Tried with {verdict.situation}" + (f"; here {given}." if given else ".")


def _as_code(name: str) -> str:
    return name if " " in name else f"`{name}`"


def telling(verdict: Verdict) -> tuple[Row, ...]:
    """Return the one row that says most; none where the message says it all."""
    return verdict.table[:1] if verdict.kind not in ("contract", "crash") else ()


def other_rows(verdict: Verdict) -> tuple[Row, ...]:
    """Return the rest of the table."""
    return verdict.table[len(telling(verdict)) :]


def meanings(verdict: Verdict, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return what words mean that stand in some rows; each is told once, by the first of them."""
    before = () if rows == telling(verdict) else telling(verdict)
    seen = {term.word for term in verdict.terms if any(row.uses(term.word) for row in before)}
    here = (t for t in verdict.terms if any(row.uses(t.word) for row in rows))
    return tuple(f"{term.word}: {term.meaning}." for term in here if term.word not in seen)


def caption(verdict: Verdict) -> str:
    """Return what is to be said of a curve that looks better than the right one."""
    ends = [curve.values[-1] if curve.values else None for curve in verdict.curves[:2]]
    mine, theirs = (*ends, None, None)[:2]
    if mine is None or theirs is None or mine >= theirs:
        return ""
    length = count(len(verdict.curves[0].values) - 1, verdict.curve_label)
    return LOWER.format(length, mine, theirs)


def cause(verdict: Verdict) -> str:
    """Return the usual cause of a known exception."""
    return verdict.clinic.cause if verdict.clinic else ""


def exception(verdict: Verdict) -> str:
    """Return what was raised; nothing where the message has all of it already."""
    _, _, text = verdict.exception.partition(": ")
    known = not verdict.clinic and text.rstrip(" .") in verdict.message
    return "" if known else verdict.exception


def story(verdict: Verdict) -> tuple[str, ...]:
    """Return what the named mistake does in full, where that is more than was told."""
    one = () if _several(verdict) else verdict.mistakes
    every = [" ".join(mistake.what_happens.split()) for mistake in one]
    return tuple(words for words in every if opening(words) != words)


def _several(verdict: Verdict) -> bool:
    """Return whether mistakes are named that together do the same; what each does is not told.

    One fault that is not known can do the same as two that are.
    """
    return verdict.kind == "named" and len(paragraphs(verdict.message)) > 1


def measured(verdict: Verdict, promise: PromiseResult) -> str:
    """Return what shows that a promise is not kept; an exception is told of once, above."""
    told_above = verdict.kind == "crash" and not promise.tried
    return "" if told_above else promise.measured


def only_promises(verdict: Verdict) -> bool:
    """Return whether nothing but the promises says what is wrong."""
    return verdict.kind == "departure" and not verdict.table


def place(verdict: Verdict) -> tuple[str, ...]:
    """Return the line that raised, below the one before it, each with its number."""
    at = verdict.place
    if at is None or not at.text:
        return ()
    lines = (at.context or at.text).split("\n")
    first = at.line - len(lines) + 1
    width = len(str(at.line))
    marks = [*("  " for _ in lines[1:]), "> "]
    return tuple(
        f"{mark}{first + n:{width}}  {line}"
        for n, (mark, line) in enumerate(zip(marks, lines, strict=True))
    )


def opening(words: str) -> str:
    """Return the first sentences of our own prose, as many as are read at a glance."""
    first, *others = re.split(r"(?<=[.!?])\s+(?=[A-Z`\"])", " ".join(words.split()))
    for sentence in others:
        if len(first) + 1 + len(sentence) > GLANCE:
            break
        first = f"{first} {sentence}"
    return first


def basis(verdict: Verdict) -> str:
    """Return which numbers decided, and which are shown; nothing outside of marking."""
    if not verdict.own_numbers:
        return ""
    decided = "Promises and points were decided on numbers drawn for this submission alone."
    if not verdict.table:
        return decided
    return (
        f"{decided} What is named and measured above comes from the practice numbers, which are "
        "the same for everybody."
    )


def columns(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Return a table's cells row by row, the head first; nothing without rows."""
    if not rows:
        return []
    width = 3 + any(row.simulated is not None for row in rows)
    cells = [(row.label, row.yours, row.expected, row.simulated or "") for row in rows]
    return [line[:width] for line in (COLUMNS, *cells)]


def printed(output: str) -> tuple[list[str], str]:
    """Return the first lines of what code printed, and how many more there are, in words."""
    lines = output.strip().splitlines()
    more = f"… {len(lines) - PRINTED} more lines" if len(lines) > PRINTED else ""
    return lines[:PRINTED], more


def hint(exercise: str, number: int, total: int, words: str) -> Note:
    """Return one hint and which of how many it is; number 0 means a remark, not a hint."""
    head = f"Hint {number} of {total} · {exercise}" if number else exercise
    more = (f'For the next one: hint("{exercise}").',) if 0 < number < total else ()
    return Note(head, words=(words, *more))


def outcome(
    question: str,
    chosen: str,
    answer: str,
    lines: Sequence[str],
    because: str,
    options: Mapping[str, str] | None = None,
) -> Note:
    """Return what an experiment showed beside what was predicted.

    Args:
        question: Its address.
        chosen: The letter of the option that was chosen.
        answer: The letter of the right one.
        lines: What was measured.
        because: Why that is so.
        options: The words of the options, by letter.
    """
    kind = "Prediction" if "prediction" in question else "Answer"
    mine, right = (_option(letter, options or {}) for letter in (chosen, answer))
    told = f"You chose {mine}: right." if chosen == answer else f"You chose {mine}. It is {right}."
    return Note(f"{kind} · {question}", told, tuple(lines), (because,))


def _option(letter: str, options: Mapping[str, str]) -> str:
    words = options.get(letter, "").rstrip(".")
    return f"{letter} (“{words}”)" if words else letter


def unanswered(question: str, options: Sequence[str]) -> Note:
    """Return the request to commit to an answer first."""
    letters = ", ".join(f'"{o}"' for o in options[:-1]) + f' or "{options[-1]}"'
    return Note(question, words=(f"Choose {letters} first, then run this cell again.",))


def paragraphs(words: str) -> list[str]:
    """Return prose paragraph by paragraph; blank lines stand between them."""
    return words.split("\n\n")
