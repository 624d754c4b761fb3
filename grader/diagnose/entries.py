"""Where two values differ, if not as a whole: the one entry that is furthest apart."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.diagnose.show import MISSING, NORM, all_small, name_of, show, told_apart
from grader.observe.compare import same

Path = tuple[Any, ...]


def compared(key: str, n: int, values: Sequence[Any]) -> tuple[str, list[str]]:
    """Return what the n-th observation of a key is called, and its values in words.

    Where two values look equal in words, those of an entry that differs are told.

    Args:
        key: What was observed.
        n: How often, counted from 1.
        values: The learner's, the expected, and any others.
    """
    one = _one_of_several(*values[:2])
    if one is not None:
        label, said = compared(key, n, [at(value, (one,)) for value in values])
        return f"{label}: {'argument' if 'argument' in key else 'entry'} {one + 1}", said
    if _repeats(*values[:2]):  # what is there twice is in the length of the vector twice
        counts = [
            str(len(value)) if isinstance(value, Mapping) else show(value) for value in values
        ]
        return f"{name_of(key, n, whole=True)}, number of tensors", counts
    whole = all_small(values)
    name, said = name_of(key, n, whole), told_apart(values)
    if not whole and NORM not in name and any(isinstance(v, Mapping) for v in values[:2]):
        name += NORM
    path = furthest(*values[:2]) if said[0] == said[1] else ()
    if not path:
        return name, said
    entries = told_apart([at(value, path) for value in values])
    return f"{name_of(key, n, whole=True)}, entry {_words(path)}", entries


def _repeats(mine: Any, theirs: Any) -> bool:
    """Return whether there are more tensors than expected, and one of them is there twice."""
    if not isinstance(mine, Mapping) or not isinstance(theirs, Mapping):
        return False
    found = [part for part in mine.values() if isinstance(part, torch.Tensor)]
    pairs = itertools.combinations(found, 2)
    return len(mine) > len(theirs) and any(torch.equal(a, b) for a, b in pairs)


def _one_of_several(mine: Any, theirs: Any) -> int | None:
    """Return which of several tensors in a list differs first; None where there is no such list."""
    if not isinstance(mine, list) or not isinstance(theirs, list) or len(mine) != len(theirs):
        return None
    if len(mine) < 2 or not any(isinstance(v, torch.Tensor) and v.ndim for v in theirs):
        return None
    return next(
        (i for i, pair in enumerate(zip(mine, theirs, strict=True)) if not same(*pair)), None
    )


def furthest(mine: Any, theirs: Any) -> Path:
    """Return the way to an entry that differs; empty when the values have no common entries."""
    if isinstance(mine, torch.Tensor) and isinstance(theirs, torch.Tensor):
        return _in_tensor(mine, theirs) if mine.shape == theirs.shape else ()
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return _first(mine, theirs, [key for key in theirs if key in mine])
    if isinstance(mine, (list, tuple)) and isinstance(theirs, (list, tuple)):
        return _first(mine, theirs, range(min(len(mine), len(theirs))))
    return ()


def _first(mine: Any, theirs: Any, keys: Sequence[Any]) -> Path:
    apart = next((key for key in keys if not same(mine[key], theirs[key])), None)
    return () if apart is None else (apart, *furthest(mine[apart], theirs[apart]))


def _in_tensor(mine: torch.Tensor, theirs: torch.Tensor) -> Path:
    if not mine.ndim or not mine.numel():
        return ()
    distance = (mine.double() - theirs.double()).abs().nan_to_num(nan=float("inf"))
    distance[(mine == theirs) | (mine.isnan() & theirs.isnan())] = 0.0
    return tuple(int(i) for i in torch.unravel_index(distance.argmax(), distance.shape))


def at(value: Any, path: Path) -> Any:
    """Return the entry at the end of a path, or that there is none."""
    for step in path:
        if not isinstance(value, (torch.Tensor, Mapping, list, tuple)):
            return MISSING
        try:
            value = value[step]
        except (IndexError, KeyError):
            return MISSING
    return value.item() if isinstance(value, torch.Tensor) and value.ndim == 0 else value


def _words(path: Path) -> str:
    names = [step for step in path if isinstance(step, str) and not step.isdigit()]
    places = [str(step) for step in path if not isinstance(step, str)]
    return ".".join(names) + (f"[{', '.join(places)}]" if places else "")
