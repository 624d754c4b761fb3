"""Values of learners' code as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy
import torch

from grader.observe.transforms import bare, outside

LARGEST = 10**300
SIMPLE = frozenset((type(None), bool, float, str))  # plain data as it is, and nearly all there is


def plain(value: Any, path: str = "", graphs: list[str] | None = None) -> Any:
    """Return ``value`` as plain data, tensors as detached copies on the CPU.

    Paths of tensors that still carry a graph are added to ``graphs``. Anything that
    has no plain form becomes the text ``"<type name>"``.
    """
    if type(value) in SIMPLE:
        return value
    if isinstance(value, int) and abs(value) > LARGEST:
        return "<huge int>"
    if isinstance(value, (int, float, str)):
        return value
    if isinstance(value, torch.Tensor):
        if value.requires_grad and graphs is not None:
            graphs.append(path or "result")
        if kind := _unusual(value):
            return f"<{kind} tensor>"
        with outside():
            found = bare(value).detach()
            return (found if _is_ordinary(found) else found.cpu().to_dense()).clone()
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return torch.as_tensor(value) if value.ndim else value.item()
    if isinstance(value, dict):
        return {str(k): plain(v, f"{path}.{k}".strip("."), graphs) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v, f"{path}[{i}]", graphs) for i, v in enumerate(value)]
    if isinstance(value, (torch.dtype, torch.device)):
        return str(value)
    return f"<{type(value).__name__}>"


def _is_ordinary(value: torch.Tensor) -> bool:
    return type(value) is torch.Tensor and value.is_cpu and value.layout is torch.strided


def _unusual(value: torch.Tensor) -> str:
    """Return why a tensor's entries are not plain numbers; empty for an ordinary one."""
    if value.is_nested:
        return "nested"
    if value.is_quantized:
        return "quantized"
    if value.is_meta:
        return "meta"
    return "complex" if value.is_complex() else ""


def arrays(value: Any, path: str = "result") -> Iterator[str]:
    """Yield the paths of NumPy arrays in a value, which have the same plain form as tensors."""
    if isinstance(value, numpy.ndarray):
        yield path
    elif isinstance(value, (dict, list, tuple)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from arrays(part, f"{path}[{key!r}]")


def can_be_called(value: Any) -> bool:
    """Return whether a value can be called, or is a tuple of things that can."""
    if isinstance(value, tuple) and value:
        return all(callable(part) for part in value)
    return callable(value)


def spread(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield one observation per entry of a dictionary, or the value itself."""
    if isinstance(value, dict):
        for name in sorted(value):
            yield f"{key}.{name}", scalar(value[name])
    else:
        yield key, scalar(value)


def scalar(value: Any) -> Any:
    """Return 0-dim tensors as numbers, also inside lists: both mean the same number."""
    if isinstance(value, torch.Tensor) and value.ndim == 0:
        return value.item()
    if isinstance(value, list):
        return [scalar(v) for v in value]
    return value
