"""The board of the learner whose attempts are kept on this machine."""

from __future__ import annotations

from grader.progress.attempts import Attempts
from grader.progress.standing import way
from grader.render.board import Board, StageLine

ATTEMPTS = Attempts()


def shown(attempts: Attempts) -> Board:
    """Return what the board says of some attempts."""
    found = way(attempts.all())
    lines = tuple(StageLine(s.name, s.title, s.passed, len(s.exercises)) for s in found.stages)
    return Board(lines, found.next, found.attempts, found.minutes, found.mistakes, attempts.trouble)
