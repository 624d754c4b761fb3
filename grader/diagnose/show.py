"""Values and observations in a few words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.course.returns import describe
from grader.observe.plain import plain
from grader.observe.recorder import RETURN

MISSING = "none"  # stands for an observation that was not made


def name_of(key: str, n: int) -> str:
    """Return the words for the n-th observation of a key, n from 1."""
    if key == RETURN:
        return f"result of call {n}"
    if key.startswith(f"{RETURN}."):
        return f"{key.removeprefix(f'{RETURN}.')}, call {n}"
    return key.replace("{n}", str(n))  # a key may come from a submission: it is no format


def show(value: Any) -> str:
    """Return a plain value in a few characters, numbers with four significant digits.

    Dictionaries of tensors (gradients, weights) become the length of the vector of all
    their entries.
    """
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, torch.Tensor):
        return _show_tensor(value)
    if isinstance(value, Mapping):
        return f"{_size(value):.4g}"
    if isinstance(value, (list, tuple)):
        return _show_list(list(value))
    return str(value)


def _show_tensor(value: torch.Tensor) -> str:
    if value.ndim == 0:
        return show(value.item())
    if value.numel() <= 4 and value.ndim == 1:
        return _show_list(value.tolist())
    return f"{tuple(value.shape)} tensor, sum {value.double().sum().item():.4g}"


def _show_list(values: list[Any]) -> str:
    if values and all(isinstance(v, bool) for v in values):
        counts = Counter(values)
        return str(values[0]) if len(counts) == 1 else f"{counts[True]} True, {counts[False]} False"
    shown = [show(v) for v in values[:10]]
    if not shown:
        return "none"
    return ", ".join(shown) + (", …" if len(values) > 10 else "")


def told_apart(values: Sequence[Any]) -> list[str]:
    """Return each value as ``show`` does, with more said where the first two look equal.

    What tells them apart is their kind or shape, the type of their numbers, or digits
    that ``show`` leaves out. Two that differ only in their entries stay equal in words.
    """
    plainly = [show(value) for value in values]
    if plainly[0] != plainly[1] or any(v is MISSING for v in values[:2]):
        return plainly
    for more in (_with_kind, _with_type, _with_digits):
        said = [more(value) for value in values]
        if said[0] != said[1]:
            return said
    return plainly


def _with_kind(value: Any) -> str:
    number = isinstance(value, (int, float))  # what the run recorded of a 0-dim tensor too
    return f"{show(value)} ({'one number' if number else describe(value)})"


def _with_type(value: Any) -> str:
    return f"{show(value)} ({value.dtype})" if isinstance(value, torch.Tensor) else show(value)


def _with_digits(value: Any) -> str:
    return f"{value:.8g}" if isinstance(value, float) else show(value)


def _size(tensors: Mapping[str, Any]) -> float:
    parts = [v.double().pow(2).sum() for v in tensors.values() if isinstance(v, torch.Tensor)]
    return math.sqrt(float(sum(parts))) if parts else 0.0


def a(value: object) -> str:
    """Return a few words for what a learner's object is."""
    return describe(plain(value))
