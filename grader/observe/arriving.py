"""Tensors as a loader gives them, before anybody has moved them to a device.

On a machine with one device a move changes nothing, and whether it was made cannot be told from
the numbers. It shows in the type: whatever is made of such a tensor, by ``.to`` or otherwise, is
an ordinary one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.utils._pytree import tree_map
from torch.utils.data import default_collate

ON_DEVICE = "inputs and labels were moved to the device"
ELSEWHERE = torch.device("meta")  # where they say to be, for code that looks before it moves


class Arriving(torch.Tensor):
    """A tensor that nobody has done anything with yet."""

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Do what was asked for with an ordinary tensor in its place."""
        if func == torch.Tensor.device.__get__:  # type: ignore[attr-defined]
            return ELSEWHERE
        if func == torch.Tensor.to and len(args) == 1 and not kwargs:
            return args[0]  # to nowhere
        with torch._C.DisableTorchFunctionSubclass():
            return func(
                *tree_map(_ordinary, tuple(args)), **tree_map(_ordinary, dict(kwargs or {}))
            )


def _ordinary(value: Any) -> Any:
    return value.as_subclass(torch.Tensor) if isinstance(value, Arriving) else value


def arrive(examples: list[Any]) -> Any:
    """Put examples together as a loader does; nobody has moved what comes out."""
    return [part.as_subclass(Arriving) for part in default_collate(examples)]


class Arrivals:
    """Watches whether what a network and a loss are given was moved before."""

    def __init__(self, *modules: nn.Module) -> None:
        self._seen: list[bool] = []
        for module in modules:
            module.register_forward_pre_hook(self._look)

    def __deepcopy__(self, memo: dict[int, Any]) -> Arrivals:
        return self  # copies of what is watched are watched as well

    def _look(self, module: nn.Module, inputs: tuple[Any, ...]) -> None:
        self._seen += [isinstance(value, Arriving) for value in inputs]

    def moved(self) -> bool:
        """Return whether they were given anything, and nothing that was not moved."""
        return bool(self._seen) and not any(self._seen)
