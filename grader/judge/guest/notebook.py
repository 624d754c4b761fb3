"""Takes the place of ``grader.notebook`` in the sandbox: what a learner calls asks the judge."""

from grader.judge.guest.functions import board, check, explain, grade, hint, predict

__all__ = ["board", "check", "explain", "grade", "hint", "predict"]
