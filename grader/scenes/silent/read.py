"""Says of each answer what is silent in the model, and why."""

from __future__ import annotations

from grader.observe.run import Run
from grader.scenes.answers import read as answers


def silent(run: Run, known: list[str]) -> Run:
    """Put what is silent in each batch beside the answer."""
    return answers.told(run, known)
