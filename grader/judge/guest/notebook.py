"""Takes the place of ``grader.notebook`` in the sandbox: what a learner calls asks the judge."""

from grader.data import digits
from grader.judge.guest.functions import (
    board,
    check,
    explain,
    from_lab,
    grade,
    hint,
    loop_lab,
    predict,
    reset,
    step_strip,
    watch_digits,
)

__all__ = [
    "board",
    "check",
    "digits",
    "explain",
    "from_lab",
    "grade",
    "hint",
    "loop_lab",
    "predict",
    "reset",
    "step_strip",
    "watch_digits",
]
