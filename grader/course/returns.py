"""What a call must return, and the sentence for a learner whose code returns something else.

Specs look at plain data (see ``grader.observe.plain.plain``), so they work on a run that
came from another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import torch


class Spec(Protocol):
    """Says what is wrong with a value, and what is merely a matter of style."""

    def problem(self, value: Any, name: str) -> str | None:
        """Return one sentence on why ``value`` is not what was asked, or None."""

    def style(self, value: Any, name: str) -> str | None:
        """Return a remark that costs nothing, or None."""


@dataclass(frozen=True)
class Number:
    """A Python number; a 0-dim tensor is accepted with a remark.

    Attributes:
        asked: The type that the exercise asks for. Others count too.
    """

    asked: Literal["float", "int"] = "float"

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if isinstance(value, bool) or not isinstance(value, (int, float, torch.Tensor)):
            asked = f"{'an' if self.asked == 'int' else 'a'} {self.asked}"
            return f"{name} should be a number ({asked}), but it is {describe(value, name)}."
        if isinstance(value, torch.Tensor) and value.ndim:
            return f"{name} should be one number, but it is {describe(value, name)}."
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if isinstance(value, torch.Tensor):
            plain = f"`.item()` would make it a plain {self.asked}"
            return f"{name} is a 0-dim tensor. It counts; {plain}."
        return None


@dataclass(frozen=True)
class Numbers:
    """A list of numbers."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if isinstance(value, torch.Tensor) or not isinstance(value, list):
            return f"{name} should be a list of floats, but it is {describe(value, name)}."
        for index, entry in enumerate(value):
            problem = Number().problem(entry, f"entry {index} of {name}")
            if problem:
                return problem[0].upper() + problem[1:]
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        return next(
            (note for v in value if (note := Number().style(v, f"an entry of {name}"))), None
        )


@dataclass(frozen=True)
class Keys:
    """A dictionary with at least these keys."""

    entries: Mapping[str, Spec]

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        wanted = ", ".join(f'"{key}"' for key in self.entries)
        if not isinstance(value, dict):
            is_now = describe(value, name)
            return f"{name} should be a dictionary with the keys {wanted}, but it is {is_now}."
        for key, spec in self.entries.items():
            if key not in value:
                have = ", ".join(f'"{k}"' for k in self.entries if k in value) or "none"
                return (
                    f'{name} has no key "{key}". It should have {wanted}; of these it has {have}.'
                )
            problem = spec.problem(value[key], f'{name}["{key}"]')
            if problem:
                return problem
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        notes = (s.style(value[k], f'{name}["{k}"]') for k, s in self.entries.items())
        return next((note for note in notes if note), None)


@dataclass(frozen=True)
class TensorOf:
    """A tensor, of any shape: its numbers are compared elsewhere."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if not isinstance(value, torch.Tensor):
            return f"{name} should be a tensor, but it is {describe(value, name)}."
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        return None


@dataclass(frozen=True)
class OfType:
    """A value of one plain type, such as an entry of a dictionary.

    Attributes:
        kind: The type.
        asked: What was asked for, in words.
    """

    kind: type
    asked: str

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if isinstance(value, self.kind):
            return None
        return f"{name} should be {self.asked}, but it is {describe(value, name)}."

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        return None


@dataclass(frozen=True)
class Exactly:
    """One text: what a scene puts in the place of a result that has no plain form.

    Attributes:
        text: The text.
        asked: What it stands for, in words.
    """

    text: str
    asked: str

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if isinstance(value, str) and value == self.text:
            return None
        return f"{name} should be {self.asked}, but it is {describe(value, name)}."

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        return None


@dataclass(frozen=True)
class PairOfGradients:
    """Two values: a tensor and a number."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if not isinstance(value, list) or len(value) != 2:
            return f"{name} should be the pair (dw, db), but it is {describe(value, name)}."
        problem = TensorOf().problem(value[0], f"the first value of {name}, dw,")
        if problem:
            return problem
        if isinstance(value[1], torch.Tensor) and value[1].ndim:
            return (
                f"the second value of {name}, db, should be 0-dim, but it is {describe(value[1])}."
            )
        return Number().problem(value[1], f"the second value of {name}, db,")

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        return None


@dataclass(frozen=True)
class GradientsByName:
    """A dictionary of tensors, with None where there is no gradient."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        if not isinstance(value, dict):
            return f"{name} should be a dictionary, but it is {describe(value, name)}."
        for key, entry in value.items():
            if entry is not None and not isinstance(entry, torch.Tensor):
                return f'{name}["{key}"] should be a tensor or None, but it is {describe(entry)}.'
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``Spec``."""
        return None


def describe(value: Any, name: str = "") -> str:
    """Return a few words for what a plain value is, which has a name in the sentence.

    A function without a `return` gives None as a whole; a part of a result is None otherwise.
    """
    if value is None:
        whole = name.startswith("the result of ") and not name.endswith("]")
        return "None (is there a `return`?)" if whole else "None"
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if value == "<type>":
        return "a class (are its brackets missing?)"
    if isinstance(value, str) and value.startswith("<"):
        return f"an object of type {value.strip('<>')}"
    if isinstance(value, list):
        # A tuple has the same plain form as a list.
        return f"a list or tuple of {len(value)}" if value else "an empty list or tuple"
    return f"{'an' if type(value).__name__[0] in 'aeiou' else 'a'} {type(value).__name__}"
