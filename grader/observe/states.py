"""States of a model and its optimizer, from which the judge computes single updates anew.

They are kept beside the observations of a run: promises alone look at what is computed from
them, so what a mistake is recognised by stays what it is.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

State = dict[str, Any]

# What a state is called, by when it was taken.
BEGINS = "state as the call begins"
BEFORE = "state before an update"
BY_HAND = "state after weights were changed without an optimizer"
ENDS = "state as the call ends"

# What it holds.
NUMBERS = "numbers"  # weights and buffers by name
MEMORY = "memory"  # what the optimizer keeps of each parameter, by the parameter's name
GRADIENTS = ".grad"  # by name, where there is one
MODES = "modes"  # of the model and its layers
FORWARDS = "forwards"  # since the state before: of each, whether in train mode, with a graph


def state(
    model: nn.Module, optimizer: torch.optim.Optimizer | None, forwards: list[list[bool]]
) -> State:
    """Return the state of a model and its optimizer; tensors are copied where it is kept."""
    named = dict(model.named_parameters())
    kept = optimizer.state if optimizer is not None else {}
    return {
        NUMBERS: {**named, **dict(model.named_buffers())},
        MEMORY: {name: dict(kept[p]) for name, p in named.items() if p in kept},
        GRADIENTS: {name: p.grad for name, p in named.items() if p.grad is not None},
        MODES: [module.training for module in model.modules()],
        FORWARDS: [list(forward) for forward in forwards],
    }
