"""What a learner calls in a notebook.

Remembers, for as long as the kernel runs, the last verdict on each exercise and how
many hints were given; nothing is written to disk.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import replace
from functools import cache
from typing import Any

from grader.course import catalogue
from grader.course.exercise import Outcome, Question
from grader.diagnose.explain import prose
from grader.diagnose.hints import finding, ladder
from grader.diagnose.judge import judge
from grader.diagnose.programs import ways
from grader.judge.guest import figure
from grader.observe.world import put_back
from grader.render import card
from grader.render.card import Card
from grader.verdict import Verdict

figure.install()  # the first thing that a notebook imports is one of the functions below

UNPROTECTED = (
    "Note for the instructor: this notebook is being graded outside the judge's sandbox. The "
    "learner's code has your rights, and can write its own marks. The two lines for "
    "nbgrader_config.py that change this are in the README, under For instructors."
)

_last: dict[str, Verdict] = {}
_rungs: dict[str, int] = {}


def check(exercise: str, subject: Any) -> Card:
    """Run your code on small seeded examples and say what it does.

    Args:
        exercise: Address of the exercise, for example ``"01_loop/train_step"``.
        subject: Your function, class or answer, not called: ``train_step``, not
            ``train_step(...)``.

    Returns:
        A card. It names the mistake when the numbers and events are exactly those of a
        known one.

    Raises:
        ValueError: if there is no such exercise.
    """
    verdict = _judge(exercise, subject, None)
    if verdict.passed:
        verdict = replace(verdict, comes_next=_comes_next(exercise))
    return card.verdict_card(verdict)


def grade(exercise: str, subject: Any, points: float) -> float:
    """Check, show the card, and return the points earned.

    Args:
        exercise: Address of the exercise.
        subject: Your function, class or answer.
        points: Points for keeping every promise.

    Returns:
        Points between 0.0 and ``points``; nbgrader records a float that a cell returns.

    Raises:
        ValueError: if there is no such exercise, or points is not positive.
    """
    if not points > 0:
        raise ValueError(f"points should be a positive number, not {points!r}")
    from IPython.display import display

    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        _say_unprotected()  # in the sandbox, another function stands in for this one
    verdict = _judge(exercise, subject, float(points))
    display(card.verdict_card(verdict))  # type: ignore[no-untyped-call]
    return float(verdict.points)


def predict(question: str, answer: str) -> Card:
    """Take your prediction, then run the experiment and explain your choice.

    Args:
        question: Address of the question, for example ``"01_loop/prediction_1"``.
        answer: The letter of an option.

    Raises:
        ValueError: if there is no such question.
    """
    asked = catalogue.question(question)
    chosen = answer.strip().upper() if isinstance(answer, str) else ""
    if chosen not in asked.because:
        return card.unanswered_card(question, tuple(asked.because))
    outcome = _outcome(asked)
    return card.outcome_card(
        question, chosen, outcome.answer, outcome.lines, _because(asked, chosen, outcome)
    )


def hint(exercise: str) -> Card:
    """Give the next hint for an exercise, from a question to the answer.

    The hints fit what your last ``check`` found, and begin anew when it finds something else;
    without a check, they help to start.

    Raises:
        ValueError: if there is no such exercise.
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
    return card.hint_card(exercise, rung, len(hints), hints[rung - 1])


def explain(slug: str) -> Card:
    """Tell everything about one mistake: what happens, why it is easy to miss, the cure.

    Raises:
        ValueError: if there is no such mistake.
    """
    catalogue.mistake(slug)
    return card.mistake_card(explanation(slug))


def board() -> Card:
    """Show every exercise that was checked since the kernel started."""
    rows = [
        (address, *_standing(_last[address]))
        for address in catalogue.exercises()
        if address in _last
    ]
    return card.board_card(rows)


def loop_lab(letters: str = "ABCDEF") -> Any:
    """Open the loop lab: the lines of the loop as blocks, each on, off or moved.

    Args:
        letters: Where it begins, an arrangement of the letters A to F.

    Raises:
        ValueError: if it is none.
    """
    from grader.lab import widget  # needed by few notebooks, and slow to load

    return widget.loop_lab(letters)


def from_lab(name: str = "STEP_ORDER") -> Card:
    """Replace the cell that calls this by the arrangement of the loop lab, as code.

    Args:
        name: What the arrangement is assigned to.
    """
    from grader.lab import widget

    return card.remark_card(widget.from_lab(name))


def explanation(slug: str) -> Any:
    """Return a mistake's prose with its lines in the first exercise where it applies."""
    entry = catalogue.mistake(slug)
    home = (e for e in catalogue.exercises().values() if next(ways(e, entry), None))
    return prose(slug, next(home, None))


def _judge(exercise: str, subject: Any, points: float | None) -> Verdict:
    verdict = judge(catalogue.exercise(exercise), subject, points=points)
    before = _last.get(exercise)
    if before is None or finding(before) != finding(verdict):
        _rungs.pop(exercise, None)
    _last[exercise] = verdict
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


def _standing(verdict: Verdict) -> tuple[str, str, tuple[str, ...]]:
    word = "passed" if verdict.passed else "not yet"
    kept = sum(promise.kept for promise in verdict.promises)
    return word, f"{kept} of {len(verdict.promises)}", verdict.slugs


def _outcome(question: Question) -> Outcome:
    if question.experiment is not None:
        with put_back():
            return question.experiment()
    return Outcome(question.answer or "", ())


def _because(question: Question, chosen: str, outcome: Outcome) -> str:
    mine = question.because[chosen]
    return mine if chosen == outcome.answer else f"{mine} {question.because[outcome.answer]}"
