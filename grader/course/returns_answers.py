"""What a call must return where its answer is short: a yes or no, or names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from grader.course.returns import describe


@dataclass(frozen=True)
class Truth:
    """True or False; a 0-dim tensor of a bool is accepted with a remark."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        if isinstance(value, torch.Tensor) and value.dtype == torch.bool and not value.ndim:
            return None
        if isinstance(value, bool):
            return None
        return f"{name} should be True or False, but it is {describe(value, name)}."

    def style(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        if isinstance(value, torch.Tensor):
            return f"{name} is a 0-dim tensor. It counts; `bool(...)` would make it plain."
        return None


@dataclass(frozen=True)
class Names:
    """A list of texts."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        if not isinstance(value, list):
            return f"{name} should be a list of names, but it is {describe(value, name)}."
        strange = [entry for entry in value if not isinstance(entry, str)]
        if strange:
            return f"{name} should hold names, but there is {describe(strange[0])} in it."
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        return None
