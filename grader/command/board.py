"""``grader board``."""

from __future__ import annotations

from grader.progress import board
from grader.render.board import board_text


def run() -> int:
    """Print where the learner of this machine stands."""
    kept = board.ATTEMPTS
    print(board_text(board.shown(kept)))
    if kept.path is not None:
        print(f"Kept in {kept.path}")
    return 0
