"""What was observed while code ran on a probe: plain data that can cross a process boundary.

Tensors in a run are detached copies on the CPU. Nothing here refers to the learner's
objects, so a run can be kept, compared and sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy

from grader.observe.fingerprint import fingerprint


@dataclass(frozen=True)
class Item:
    """One observation: a key, which is what a learner reads of it, and a plain value.

    Attributes:
        key: What was observed.
        value: None, bool, int, float, str, tensor, or lists and dicts of these.
        call: Number of the call of the learner's code, from 0.
    """

    key: str
    value: Any
    call: int = 0


# Kinds of exceptions of which neither type nor words count: those that the code itself raises, and
# those of an operation that finds None where it needs something.
ON_PURPOSE, NONE_THERE = "raised on purpose", "None where something is needed"


@dataclass(frozen=True)
class Failure:
    """An exception that ended a run.

    Attributes:
        type: Name of its type.
        message: Its text.
        line: Deepest line of the learner's code that it passed, from 1, if any.
        text: That line.
        own: Whether that line raised it, not something it called.
        raised: Whether it is a ``raise`` or ``assert`` of that line, not what an operation did.
        context: The line after the one before it, indented as they stand.
        near: The known name nearest to one that is not known, if that is what it is about.
    """

    type: str
    message: str
    line: int | None = None
    text: str = ""
    own: bool = False
    raised: bool = False
    context: str = ""
    near: str = ""

    @property
    def kind(self) -> str:
        """What kind of end it is, whatever type or words somebody chose for it."""
        if self.raised or self.type == "SystemExit":
            return ON_PURPOSE
        missing = self.type in ("AttributeError", "TypeError") and "None" in self.message
        return NONE_THERE if missing else self.type


@dataclass(frozen=True, eq=False)
class Run:
    """Everything observed on one probe.

    Attributes:
        items: Observations in the order in which they happened.
        failure: The exception that ended the run early, or None.
        results: What each call returned, as plain data.
        output: What the code printed or warned.
        curve: Loss on the probe's data before each update and at the end, if asked for.
        compared: What the loss was last given.
        aside: Observations that promises alone look at: no mistake is recognised by them.
    """

    items: tuple[Item, ...]
    failure: Failure | None = None
    results: tuple[Any, ...] = ()
    output: str = ""
    curve: tuple[float | None, ...] = ()
    compared: tuple[Any, ...] = ()
    aside: tuple[Item, ...] = ()

    @property
    def cut_off(self) -> bool:
        """Whether it was stopped: what the code would have done next is not known."""
        return self.failure is not None and self.failure.type == "TimeUp"

    def select(self, keys: Sequence[str]) -> list[Item]:
        """Return the observations whose key is one of ``keys`` or lies below one (``"return"``)."""
        wanted = tuple(keys)
        if wanted not in self._selected:
            every = (*self.items, *self.aside)
            self._selected[wanted] = [item for item in every if matches(item.key, wanted)]
        return self._selected[wanted]

    @cached_property
    def _selected(self) -> dict[tuple[str, ...], list[Item]]:
        return {}

    @cached_property
    def fingerprints(self) -> tuple[Any, Any]:
        """A number for each item, and how far rounding may move it, as two arrays."""
        found = numpy.array([fingerprint(item.value) for item in self.items]).reshape(-1, 2)
        return found[:, 0], found[:, 1]


def matches(key: str, keys: Sequence[str]) -> bool:
    """Return whether ``key`` equals one of ``keys`` or lies below it, dot by dot."""
    return any(key == k or key.startswith(k + ".") for k in keys)
