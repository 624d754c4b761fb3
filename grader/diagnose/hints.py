"""Which hints fit what a check found, one after the other."""

from __future__ import annotations

from grader.course.exercise import Exercise
from grader.verdict import PromiseResult, Verdict

Hints = tuple[str, ...]

READ_AGAIN = "Read the docstring again: every rule of the check stands in it."
LINE_BY_LINE = (
    "Compare your version with the cell as it was handed out, line by line. Put back what the "
    "repair did not need, and check after each line."
)


def finding(verdict: Verdict) -> object:
    """Return what is wrong, so that two checks that found the same are equal in it.

    The numbers and the place do not count: they change while the fault stays.
    """
    broken = tuple(promise.text for promise in verdict.promises if not promise.kept)
    row = verdict.table[0].label if verdict.table and not verdict.mistakes else ""
    raised = verdict.clinic.slug if verdict.clinic else verdict.exception.partition(":")[0]
    return verdict.kind, verdict.slugs, verdict.same_effect_as, broken, row, raised


def ladder(exercise: Exercise, verdict: Verdict | None) -> Hints:
    """Return the hints for what the last check found, or those that help to start."""
    if verdict is not None and verdict.mistakes:
        skipped = 1 if exercise.prepare else 0  # an answer has no lines to print something in
        return tuple(hint for mistake in verdict.mistakes for hint in mistake.hints[skipped:])
    if verdict is None or not (broken := _broken(verdict)):
        return exercise.hints or (READ_AGAIN,)
    first = f"Look at this promise first. {broken.text} {broken.measured}"
    now = (*_of_exception(verdict), *_of_numbers(verdict))
    if exercise.is_repair:  # its own hints are of the fault that it came with
        return first, *now, LINE_BY_LINE
    return first, *_of_exception(verdict), *exercise.hints


def _broken(verdict: Verdict) -> PromiseResult | None:
    """Return the promise to look at first: one that is known not to be kept."""
    open_ = [promise for promise in verdict.promises if not promise.kept and promise.detail]
    return next((p for p in open_ if p.tried), next(iter(open_), None))


def _of_exception(verdict: Verdict) -> Hints:
    known = verdict.clinic
    return (f"The usual cause: {known.cause}", known.hint) if known else ()


def _of_numbers(verdict: Verdict) -> Hints:
    if not verdict.table or verdict.kind == "crash":
        return ()
    row = verdict.table[0]
    return (
        f"This is what is wrong now, whatever it was before: {row.label} is {row.yours}, and "
        f"{row.expected} is expected. Which of your lines makes this number?",
    )
