"""Says what is being done while somebody waits longer than half a second for a card."""

from __future__ import annotations

from contextvars import copy_context
from dataclasses import dataclass, field
from threading import RLock, Timer
from types import TracebackType
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

from grader.render.card import Card, remark_card

PATIENCE = 0.5  # seconds that nobody notices
STOPPED = "Stopped before it was done."


@dataclass(frozen=True, repr=False)
class Standing(Card):
    """A card that stands on the page already: as the cell's result it is not shown once more."""

    due: list[None] = field(default_factory=lambda: [None])

    def _ipython_display_(self) -> None:
        if self.due:
            self.due.pop()
        else:
            display(Card(self.text, self.html, self.data))  # type: ignore[no-untyped-call]


class Waiting:
    """Shows a line where the card will be, once it takes long; only where somebody looks on."""

    def __init__(self) -> None:
        self._doing = ""
        self._lock = RLock()
        self._line: DisplayHandle | None = None
        # The thread's output belongs to the cell that runs now.
        self._timer = Timer(PATIENCE, copy_context().run, (self._show,))
        self._timer.daemon = True

    def __enter__(self) -> Waiting:
        if is_watched():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if kind is not None:
                self._replace(remark_card(STOPPED))

    def says(self, doing: str) -> None:
        """Say what is being done from now on."""
        with self._lock:
            self._doing = doing
            self._replace(remark_card(doing))

    def ends(self, made: Card) -> Card:
        """Put the card into the line's place, if there is one; return what is to be shown."""
        self._timer.cancel()
        with self._lock:
            if self._line is None:
                return made
            self._replace(made)
            return Standing(made.text, made.html, made.data)

    def _show(self) -> None:
        with self._lock:
            if not self._timer.finished.is_set():
                self._line = display(remark_card(self._doing), display_id=True)  # type: ignore[no-untyped-call]

    def _replace(self, shown: Card) -> None:
        if self._line is not None:
            self._line.update(shown)  # type: ignore[no-untyped-call]


def is_watched() -> bool:
    """Return whether the cell was run by somebody who could type an answer, and not by a program.

    Whoever runs notebooks to compare or to grade them gets the cards alone.
    """
    shell: Any = get_ipython()  # type: ignore[no-untyped-call]
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))
