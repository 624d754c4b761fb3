"""A second child, in which the cells of a notebook are run once more to answer a fresh play."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from grader.judge import wire
from grader.judge.host.talk import Ended, Talk
from grader.observe.run import Run
from grader.scenes.draws import Play


class NotReached(Exception):
    """The cells, run once more, did not come to the same question, or ended there; says why."""


class _Reached(Exception):
    """The cells came to the question."""


class Rerun:
    """A child of its own for the plays that are ``fresh``, started when the first one comes.

    Nothing that the first child kept in memory or wrote into a file is there. On the way to
    the question of the last cell every other one counts as answered, without being judged.

    Args:
        start: Starts a child.
        cells: The sources of the cells that ran; the last one is the one that asks now.
        exercise: What it asks about.
        seconds: Time limit of a cell.

    Attributes:
        took: How long it took to come to the question, in seconds.
    """

    def __init__(
        self, start: Callable[[], Talk], cells: Sequence[str], exercise: str, seconds: float
    ) -> None:
        self._start = start
        self._cells = cells
        self._exercise = exercise
        self._seconds = seconds
        self._talk: Talk | None = None
        self.took = 0.0

    def play(self, scene: str, play: Play, world: int, curve: bool) -> Run:
        """Let the second child play a scene.

        Raises:
            NotReached: if it did not come to the question, or did not answer.
        """
        try:
            talk = self._talk or self._reached()
            return talk.play(scene, play, world, curve)
        except wire.TooLate:
            raise NotReached("it ran too long") from None
        except (wire.Gone, Ended):
            raise NotReached("it ended early") from None
        except wire.Malformed as error:
            raise NotReached(f"it sent something else ({error})") from None

    def _reached(self) -> Talk:
        started = time.monotonic()
        self._talk = self._start()
        try:
            self._go(self._talk)
        finally:
            self.took = time.monotonic() - started
        return self._talk

    def _go(self, talk: Talk) -> None:
        """Run the cells up to the question."""

        def last(message: wire.Message) -> None:
            if message.get("exercise") == self._exercise:
                raise _Reached
            talk.done()

        for source in self._cells[:-1]:
            talk.cell(source, False, self._seconds, lambda _: talk.done())
        try:
            talk.cell(self._cells[-1], False, self._seconds, last)
        except _Reached:
            return
        raise Ended([])

    def close(self) -> None:
        """End the second child, if there is one."""
        if self._talk is not None:
            self._talk.close()
