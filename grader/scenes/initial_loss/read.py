"""Says of each answer which loss it was about."""

from __future__ import annotations

from grader.observe.run import Run
from grader.scenes.answers import read as answers


def initial_loss(run: Run, known: list[str]) -> Run:
    """Put the loss of each case beside the answer."""
    return answers.told(run, known)
