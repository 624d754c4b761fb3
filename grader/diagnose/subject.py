"""What is judged: a learner's object, here or in another process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from grader.diagnose import show
from grader.observe.plain import can_be_called
from grader.scenes.scene import Player, play_here


@dataclass(frozen=True, eq=False)
class Subject:
    """A learner's function, class or answer, wherever it lives.

    Attributes:
        described: What it is, in words such as "an int" or "a function".
        is_callable: Whether it can be called, or is a tuple of things that can.
        is_class: Whether it is a class.
        value: The object itself, or as plain data when it lives elsewhere.
        play: Plays a scene with it.
    """

    described: str
    is_callable: bool
    is_class: bool
    value: Any
    play: Player


def here(value: Any) -> Subject:
    """Return the subject for an object of this process."""
    play = partial(play_here, value)
    return Subject(show.a(value), can_be_called(value), isinstance(value, type), value, play)
