"""Many small tensors as a few long ones: one for each dtype, end to end.

Writing and reading hundreds of tensors one by one takes longer than computing them. Both
sides walk through a message in the same order, so that only dtypes and shapes are told; what
is read shares nothing, and cannot be more than what was sent.
"""

from __future__ import annotations

import math
from typing import Any

import torch

DIMENSIONS = 16
LONGEST = 2**31

Place = list[Any]  # name of the dtype, shape


class Packer:
    """Takes tensors in."""

    def __init__(self) -> None:
        self._parts: dict[str, list[torch.Tensor]] = {}

    def put(self, value: torch.Tensor) -> Place:
        """Take in a dense tensor of any shape; return what ``take`` needs to give it back."""
        name = str(value.dtype)
        self._parts.setdefault(name, []).append(value.detach().reshape(-1))
        return [name, list(value.shape)]

    def packed(self) -> dict[str, torch.Tensor]:
        """Return all that was put in: one tensor with one dimension for each dtype."""
        return {name: torch.cat(parts) for name, parts in self._parts.items()}


class Unpacker:
    """Gives tensors back.

    Args:
        packed: What ``Packer.packed`` returned, or what somebody says that it did.
    """

    def __init__(self, packed: dict[str, torch.Tensor]) -> None:
        self._packed = {name: flat.reshape(-1) for name, flat in packed.items()}
        self._taken = dict.fromkeys(packed, 0)

    def take(self, place: Any) -> torch.Tensor:
        """Return the next tensor of a dtype, with memory of its own.

        Raises:
            ValueError: if there is none of that dtype and shape.
        """
        if type(place) is not list or len(place) != 2:
            raise ValueError("not a tensor")
        name, shape = place
        if type(name) is not str or name not in self._packed or not _is_shape(shape):
            raise ValueError("not a tensor")
        flat, start = self._packed[name], self._taken[name]
        end = self._taken[name] = start + math.prod(shape)
        if end > len(flat):
            raise ValueError("a tensor is larger than what was sent")
        return flat[start:end].view(shape).clone()  # views would share one count of changes


def _is_shape(value: Any) -> bool:
    if type(value) is not list or len(value) > DIMENSIONS:
        return False
    for size in value:  # noqa: SIM110 - all() takes twice as long, and this is done for each tensor
        if type(size) is not int or not 0 <= size < LONGEST:
            return False
    return True
