"""One sentence for a call that cannot be answered, in place of a traceback.

It is for practice only: a call that earns points still fails where it cannot be understood.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from grader.course import catalogue
from grader.render import card
from grader.render.card import Card

T = TypeVar("T")

EXAMPLES = {
    "check": 'check("01_loop/train_step", train_step)',
    "predict": 'predict("01_loop/prediction_1", "B")',
    "hint": 'hint("01_loop/train_step")',
    "explain": 'explain("missing_zero_grad")',
    "board": "board()",
    "reset": 'reset("01_loop/train_step")',
    "loop_lab": "loop_lab()",
    "watch_digits": "watch_digits()",
    "from_lab": 'from_lab("STEP_ORDER")',
    "step_strip": "step_strip()",
}
TAKE_NUMBERS = ("step_strip",)
WRONG_CALL = "{name} is called like this: {example}."
NOT_RUN = (
    "{name} does not exist in this kernel yet. Run the cell above that defines it, then run this "
    "one again."
)


def answered(function: Callable[..., T]) -> Callable[..., T | Card]:
    """Return a function that says in one sentence what is wrong with a call."""
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> T | Card:
        try:
            signature.bind(*args, **kwargs)
        except TypeError:
            return card.remark_card(_wrong_call(function.__name__, args))
        try:
            return function(*args, **kwargs)
        except catalogue.Unknown as error:
            return card.remark_card(_unknown(function.__name__, args, str(error)))

    return call


def _wrong_call(name: str, args: tuple[Any, ...]) -> str:
    given = getattr(args[0], "__name__", "") if args else ""
    known = [a for a in catalogue.exercises() if given and a.endswith(f"/{given}")]
    if name == "check" and known:
        return f'Say which exercise it is for: check("{known[0]}", {given}).'
    return WRONG_CALL.format(name=name, example=EXAMPLES[name])


def _unknown(name: str, args: tuple[Any, ...], told: str) -> str:
    """Return what is said of a name that is none, or that belongs to another function."""
    asked = args[0] if args and isinstance(args[0], str) else ""
    if name == "explain" and asked in catalogue.exercises():
        return f'"{asked}" is an exercise, not a mistake. Did you mean hint("{asked}")?'
    if name in ("hint", "check", "reset") and asked in catalogue.slugs():
        return f'"{asked}" is a mistake, not an exercise. Did you mean explain("{asked}")?'
    if name not in TAKE_NUMBERS and args and not isinstance(args[0], str):
        return WRONG_CALL.format(name=name, example=EXAMPLES[name])
    return told


def watch_for_names(shell: Any) -> None:
    """Say which cell to run where a check names an answer that was not defined yet."""

    def told(shell: Any, kind: Any, error: Any, place: Any, tb_offset: Any = None) -> None:
        name = getattr(error, "name", "")
        if _is_answer(name) and _only_checks(shell) and not os.environ.get("NBGRADER_EXECUTION"):
            from IPython.display import display

            display(card.remark_card(NOT_RUN.format(name=name)))  # type: ignore[no-untyped-call]
        else:
            shell.showtraceback((kind, error, place), tb_offset=tb_offset)

    shell.set_custom_exc((NameError,), told)


def _is_answer(name: str) -> bool:
    return any(address.endswith(f"/{name}") for address in catalogue.exercises())


def _only_checks(shell: Any) -> bool:
    """Return whether the cell that is run is a check, and not a learner's own code."""
    history = shell.user_ns.get("In") or [""]
    return str(history[-1]).strip().startswith("check(")
