"""What a learner calls in a notebook.

Remembers, for as long as the kernel runs, the last verdict on each exercise and how many hints
were given. Attempts are kept in a file on the learner's own machine (``grader.progress``).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

from IPython.core.getipython import get_ipython

from grader.course import catalogue
from grader.course.exercise import Outcome, Question
from grader.data import digits
from grader.diagnose.explain import prose
from grader.diagnose.hints import finding, ladder
from grader.diagnose.judge import judge
from grader.diagnose.programs import ways
from grader.misuse import answered, watch_for_names
from grader.observe.world import put_back
from grader.progress import board as progress
from grader.progress.attempts import of_verdict
from grader.progress.untouched import text_of
from grader.render import card, figures, parts
from grader.render.card import Card
from grader.render.parts import Note
from grader.verdict import Verdict
from grader.waiting import Waiting

__all__ = ["digits"]  # which is handed on as it is

if (_shell := get_ipython()) is not None:  # type: ignore[no-untyped-call]
    watch_for_names(_shell)
    figures.install(_shell)  # the first thing that a notebook imports is one of those below

UNPROTECTED = (
    "Note for the instructor: this notebook is being graded outside the judge's sandbox. The "
    "learner's code has your rights, and can write its own marks. The two lines for "
    "nbgrader_config.py that change this are in the README, under For instructors."
)

MANY = "{question} asks {asked} questions, and got {given} answers."
RESET = (
    "A new cell has {exercise} as it was handed out. Your own version stays where it is; the cell "
    "that is run last counts, so delete the one that you do not want."
)


class Points(float):
    """Points in practice: a number like others, of which the notebook has told already."""

    def _ipython_display_(self) -> None:
        """Show nothing."""


_last: dict[str, Verdict] = {}
_rungs: dict[str, int] = {}
_hinted: Counter[str] = Counter()  # since the last attempt


@answered
def check(exercise: str, subject: Any) -> Card:
    """Run your code on small seeded examples and say what it does.

    Args:
        exercise: Address of the exercise, for example ``"01_loop/train_step"``.
        subject: Your function, class or answer, not called: ``train_step``, not
            ``train_step(...)``.

    Returns:
        A card. It names the mistake when the numbers and events are exactly those of a
        known one.
    """
    with Waiting() as waiting:
        verdict = _judge(exercise, subject, None, waiting)
        if verdict.passed:
            verdict = replace(verdict, comes_next=_comes_next(exercise))
        return waiting.ends(card.verdict_card(verdict))


def grade(exercise: str, subject: Any, points: float) -> float:
    """Check, say how it stands, and return the points earned.

    In practice one line is shown, since the card stands below the check.

    Args:
        exercise: Address of the exercise.
        subject: Your function, class or answer.
        points: Points for keeping every promise.

    Returns:
        Points between 0.0 and ``points``. nbgrader records a float that a cell returns; in
        practice the notebook does not show it again.

    Raises:
        ValueError: if there is no such exercise, or points is not positive.
    """
    if not points > 0:
        raise ValueError(f"points should be a positive number, not {points!r}")
    from IPython.display import display

    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        _say_unprotected()  # in the sandbox, another function stands in for this one
    practised = not os.environ.get("NBGRADER_EXECUTION")
    with Waiting() as waiting:
        verdict = _judge(exercise, subject, float(points), waiting)
        shown = card.mark_card(verdict) if practised else card.verdict_card(verdict)
        display(waiting.ends(shown))  # type: ignore[no-untyped-call]
    return Points(verdict.points) if practised else float(verdict.points)


@answered
def predict(question: str, answer: str, *more: str) -> Card:
    """Take your prediction, then run the experiment and explain your choice.

    Args:
        question: Address of the question, for example ``"01_loop/prediction_1"``, or of several
            that are asked together, for example ``"01_loop/recall"``.
        answer: The letter of an option.
        more: One letter for each further question.
    """
    asked, chosen = catalogue.asked(question), (answer, *more)
    if len(chosen) > len(asked):
        return card.remark_card(MANY.format(question=question, asked=len(asked), given=len(chosen)))
    pairs = itertools.zip_longest(asked, chosen, fillvalue="")
    return card.notes_card([_answer(address, letter) for address, letter in pairs])


@answered
def hint(exercise: str) -> Card:
    """Give the next hint for an exercise, from a question to the answer.

    The hints fit what your last ``check`` found, and begin anew when it finds something else;
    without a check, they help to start.
    """
    found = catalogue.exercise(exercise)
    verdict = _last.get(exercise)
    if verdict is not None and verdict.passed:
        return card.hint_card(
            exercise, 0, 0, "Your last check passed: there is nothing to hint at."
        )
    hints = ladder(found, verdict)
    rung = min(_rungs.get(exercise, 0) + 1, len(hints))
    _rungs[exercise] = rung
    _hinted[exercise] += 1
    return card.hint_card(exercise, rung, len(hints), hints[rung - 1])


@answered
def explain(slug: str) -> Card:
    """Tell everything about one mistake: what happens, why it is easy to miss, the cure."""
    catalogue.mistake(slug)
    return card.mistake_card(explanation(slug))


@answered
def board() -> Card:
    """Show the way through the course: what is passed, what comes next, which mistakes were met.

    Other notebooks and earlier days count: all attempts on this machine do.
    """
    return card.board_card(progress.shown(progress.ATTEMPTS))


@answered
def reset(exercise: str) -> Card:
    """Give an exercise's cell back as it was handed out, in a new cell below this one."""
    text = text_of(exercise)
    shell = get_ipython()  # type: ignore[no-untyped-call]
    if shell is not None:
        shell.set_next_input(text, replace=False)
    return card.remark_card(RESET.format(exercise=exercise))


@answered
def loop_lab(letters: str = "ABCDEF") -> Any:
    """Open the loop lab: the lines of the loop as blocks, each on, off or moved.

    Args:
        letters: Where it begins, an arrangement of the letters A to F.
    """
    from grader.lab import widget  # needed by few notebooks, and slow to load

    return widget.loop_lab(letters)


@answered
def from_lab(name: str = "STEP_ORDER") -> Card:
    """Replace the cell that calls this by the arrangement of the loop lab, as code.

    Args:
        name: What the arrangement is assigned to.
    """
    from grader.lab import widget

    return card.remark_card(widget.from_lab(name))


@answered
def watch_digits() -> Card:
    """Train a small network on real images of handwritten digits, and show what it learnt."""
    from grader.lab import first_look

    with put_back():
        return card.picture_card(*first_look.trained())


@answered
def step_strip(rate: float = 0.2, momentum: float = 0.0, forget_zero_grad: bool = False) -> Any:
    """Open the strip: one training step line by line, forward and back.

    Args:
        rate: Learning rate, one of 0.05, 0.2, 0.4, 0.6.
        momentum: One of 0, 0.5, 0.9.
        forget_zero_grad: Whether ``.grad`` is never emptied.
    """
    from grader.lab import strip

    return strip.step_strip(rate, momentum, forget_zero_grad)


def explanation(slug: str) -> Any:
    """Return a mistake's prose with its lines in the first exercise where it applies."""
    entry = catalogue.mistake(slug)
    home = (e for e in catalogue.exercises().values() if next(ways(e, entry), None))
    return prose(slug, next(home, None))


def _judge(exercise: str, subject: Any, points: float | None, waiting: Waiting) -> Verdict:
    verdict = judge(catalogue.exercise(exercise), subject, points=points, told=waiting.says)
    before = _last.get(exercise)
    if before is None or finding(before) != finding(verdict):
        _rungs.pop(exercise, None)
    _last[exercise] = verdict
    progress.ATTEMPTS.add(of_verdict(verdict, _hinted.pop(exercise, 0)))
    return verdict


@cache
def _say_unprotected() -> None:
    """Tell it once, where an instructor looks: in the notebook, and beside nbgrader's own log.

    Text that a cell writes to its error stream would cost it its marks; a kernel's stream has the
    number of the terminal's.
    """
    from IPython.display import display

    display(card.remark_card(UNPROTECTED))  # type: ignore[no-untyped-call]
    with contextlib.suppress(OSError, ValueError):
        os.write(sys.stderr.fileno(), f"{UNPROTECTED}\n".encode())


def _comes_next(address: str) -> str:
    """Return what to do after a pass: the next exercise of the stage, or that these are done."""
    stage = catalogue.exercise(address).stage
    every = [name for name, known in catalogue.exercises().items() if known.stage == stage]
    passed = [name for name in every if name in _last and _last[name].passed]
    later = [name for name in every[every.index(address) + 1 :] if name not in passed]
    if later:
        return f"Next: `{later[0].partition('/')[2]}`."
    if passed == every:
        count = f"All {len(every)} exercises of this stage pass" if len(every) > 1 else "It passes"
        return f"{count}: its code is done."
    return "That was the last exercise of this stage; `board()` shows which of them pass."


def _answer(address: str, given: Any) -> Note:
    """Return what is to be said of the answer to one question."""
    asked = catalogue.question(address)
    chosen = given.strip().upper() if isinstance(given, str) else ""
    if chosen not in asked.because:
        return parts.unanswered(address, tuple(asked.because))
    outcome = _outcome(asked)
    words = catalogue.options().get(address)
    because = _because(asked, chosen, outcome)
    return parts.outcome(address, chosen, outcome.answer, outcome.lines, because, words)


def _outcome(question: Question) -> Outcome:
    if question.experiment is not None:
        with put_back():
            return question.experiment()
    return Outcome(question.answer or "", ())


def _because(question: Question, chosen: str, outcome: Outcome) -> str:
    mine = question.because[chosen]
    return mine if chosen == outcome.answer else f"{mine} {question.because[outcome.answer]}"
