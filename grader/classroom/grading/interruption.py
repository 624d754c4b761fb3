"""Ctrl+C, noted until there is a good moment to stop."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any


class Asked:
    """Whether Ctrl+C was pressed, to be acted on between two submissions.

    An exception that is raised wherever the program happens to be can get lost there, for
    example while an object is deleted. At the start nothing else ends the waiting, so it is
    raised all the same; and pressed again, Ctrl+C raises it at any time.
    """

    def __init__(self) -> None:
        self.raises = True
        self._event = threading.Event()

    def pressed(self) -> bool:
        """Return whether it was pressed."""
        return self._event.is_set()

    def note(self, number: int, frame: Any) -> None:
        """Note that it was pressed; a handler of signals."""
        again = self.pressed()
        self._event.set()
        if self.raises or again:
            signal.default_int_handler(number, frame)


@contextlib.contextmanager
def interruption() -> Iterator[Asked]:
    """Give what notes Ctrl+C from now on, in place of what Python does with it."""
    asked = Asked()
    if threading.current_thread() is not threading.main_thread():
        yield asked  # signals are none of its business
        return
    before = signal.signal(signal.SIGINT, asked.note)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
