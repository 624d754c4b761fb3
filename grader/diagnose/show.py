"""Values and observations in a few words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch

from grader.course.returns import describe
from grader.diagnose.labels import NAMES, VALUES
from grader.observe.plain import plain
from grader.observe.recorder import RETURN

MISSING = "none"  # stands for an observation that was not made
WHOLE = 10  # numbers that are shown one by one
NORM = ", norm"
DIGITS, MOST = 4, 6  # of a number in words, and where more are needed to tell two apart
CLOSE = 1e-6  # numbers as near to each other as that count as the same


def name_of(key: str, n: int, whole: bool = False) -> str:
    """Return the words for the n-th observation of a key, n from 1.

    Args:
        key: What was observed.
        n: How often, counted from 1.
        whole: Whether its numbers are shown one by one, and not the length of their vector.
    """
    if key == RETURN:
        return f"result of call {n}"
    if key.startswith(f"{RETURN}."):
        return f'result["{key.removeprefix(f"{RETURN}.")}"] of call {n}'
    # A key may come from a submission: it is no format.
    named = NAMES.get(key, key).replace("{n}", str(n))
    return named.removesuffix("s").removesuffix(NORM) if whole and NORM in named else named


def show(value: Any, most: int = WHOLE) -> str:
    """Return a plain value in a few characters, numbers with four significant digits.

    Tensors, and dictionaries of tensors (gradients, weights), of up to ``most`` numbers are
    shown whole. A larger dictionary becomes the length of the vector of all entries.
    """
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, torch.Tensor):
        return _show_tensor(value, most)
    if isinstance(value, Mapping):
        return _show_mapping(value, most)
    if isinstance(value, (list, tuple)):
        return _show_list(list(value), most)
    return VALUES.get(str(value), str(value))


def _show_tensor(value: torch.Tensor, most: int) -> str:
    if value.ndim == 0:
        return show(value.item())
    if 0 < value.numel() <= most:
        return _show_list(value.tolist(), most)
    return f"{tuple(value.shape)} tensor, sum {value.double().sum().item():.4g}"


def _show_mapping(value: Mapping[str, Any], most: int) -> str:
    if not is_small(value, most):
        return f"{_size(value):.4g}"
    named = any(not name.isdigit() for name in value)  # numbers only say that there are several
    return "; ".join(
        f"{name}: {show(part, most)}" if named else show(part, most) for name, part in value.items()
    )


def _show_list(values: list[Any], most: int) -> str:
    if len(values) > 1 and all(isinstance(v, bool) for v in values):
        counts = Counter(values)
        if len(counts) == 1:
            return str(values[0])
        if len(values) > most:
            return f"{len(values)} in all: {counts[True]} True, {counts[False]} False"
        return ", ".join(map(str, values))
    shown_each = [_nested(v, most) for v in values[:most]]
    if not shown_each:
        return "none"
    return ", ".join(shown_each) + (", …" if len(values) > most else "")


def _nested(value: Any, most: int) -> str:
    several = isinstance(value, torch.Tensor) and value.ndim and value.numel() <= most
    inner = several or isinstance(value, (list, tuple))
    return f"[{show(value, most)}]" if inner else show(value, most)


def is_small(value: Any, most: int = WHOLE) -> bool:
    """Return whether a dictionary holds tensors of so few numbers that all can be shown."""
    if not isinstance(value, Mapping):
        return False
    parts = list(value.values())
    tensors = all(isinstance(part, torch.Tensor) for part in parts)
    return bool(parts) and tensors and sum(part.numel() for part in parts) <= most


def told_apart(values: Sequence[Any]) -> list[str]:
    """Return each value as ``show`` does, with more said where the first two look equal.

    What tells them apart is their kind or shape, the type of their numbers, or digits
    that ``show`` leaves out. Two that differ only in their entries stay equal in words.
    """
    whole = all_small(values)
    digits = max(map(_digits, values))
    plainly = [
        _in_digits(value, digits) or (show(value) if whole else _as_norm(value)) for value in values
    ]
    if plainly[0] != plainly[1] or any(v is MISSING for v in values[:2]):
        return plainly
    for more in (_with_kind, _with_type, _with_digits):
        said = [more(value) for value in values]
        if said[0] != said[1]:
            return said
    return plainly


def _digits(value: Any) -> int:
    """Return how many digits a list needs in which neighbours that differ should look so."""
    if not _are_floats(value):
        return DIGITS
    pairs = [(x, y) for x, y in pairwise(value[:WHOLE]) if not math.isclose(x, y, rel_tol=CLOSE)]
    enough = (n for n in range(DIGITS, MOST) if all(f"{x:.{n}g}" != f"{y:.{n}g}" for x, y in pairs))
    return next(enough, MOST)


def _in_digits(value: Any, digits: int) -> str:
    """Return the numbers of a list in more digits than others have; nothing for other values."""
    if digits == DIGITS or not _are_floats(value):
        return ""
    shown = ", ".join(f"{number:.{digits}g}" for number in value[:WHOLE])
    return shown + (", …" if len(value) > WHOLE else "")


def _are_floats(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, float) for v in value)


def all_small(values: Sequence[Any]) -> bool:
    """Return whether each dictionary among values is small: else the length of all is shown."""
    mappings = [value for value in values if isinstance(value, Mapping)]
    return bool(mappings) and all(is_small(value) or not value for value in mappings)


def _as_norm(value: Any) -> str:
    return f"{_size(value):.4g}" if isinstance(value, Mapping) else show(value)


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
    if isinstance(value, (list, tuple)):
        return f"a {'list' if isinstance(value, list) else 'tuple'} of {len(value)}"
    return describe(plain(value))
