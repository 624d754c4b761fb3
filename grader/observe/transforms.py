"""Looks at tensors from within ``torch.func``, whose transforms hand wrapped ones to a model."""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch._C import _functorch
from torch._functorch.pyfunctorch import temporarily_clear_interpreter_stack


def outside() -> contextlib.AbstractContextManager[Any]:
    """Return a block in which no transform acts: what is computed there can be kept."""
    if _functorch.peek_interpreter_stack() is None:
        return contextlib.nullcontext()
    return temporarily_clear_interpreter_stack()


def bare(value: torch.Tensor) -> torch.Tensor:
    """Return the tensor inside all wrappers; to be called ``outside``.

    The dimension that ``vmap`` maps over becomes the first. Where each call sees a batch of its
    own, the batches are joined: examples that are mapped one by one are a batch again.
    """
    while _functorch.is_functorch_wrapped_tensor(value):
        dim = _functorch.maybe_get_bdim(value) if _functorch.is_batchedtensor(value) else None
        rows = value.ndim
        value = _functorch.get_unwrapped(value)
        if dim is not None and dim >= 0:
            value = bare(value).movedim(dim, 0)
            value = value.flatten(0, 1) if rows > 1 else value
    return value
