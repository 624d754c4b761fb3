"""Functions and classes that all code shares, and that learners' code may bind anew.

``random.seed = 42`` is a slip of the pen, ``torch.rand = torch.zeros`` an experiment; both reach
every other user of the function. Listed is what is plausible, not what is possible.
"""

from __future__ import annotations

import builtins
import copy
import math
import operator
import random
import warnings
from typing import Any

import numpy
import torch
from torch import nn
from torch.nn import functional
from torch.utils import data

_NAMES: tuple[tuple[Any, str], ...] = (
    (builtins, "print sum"),
    (copy, "copy deepcopy"),
    (math, "exp inf isfinite isnan log nan sqrt"),
    (warnings, "filterwarnings simplefilter warn"),
    (random, "Random choice choices gauss getstate randint random randrange sample seed"),
    (random, "setstate shuffle uniform"),
    (numpy.random, "RandomState choice default_rng get_state normal permutation rand randint"),
    (numpy.random, "randn random seed set_state shuffle uniform"),
    (numpy, "array asarray average exp isfinite log mean sqrt sum"),
    (torch, "Generator bernoulli default_generator get_rng_state initial_seed manual_seed"),
    (torch, "normal rand rand_like randint randn randn_like randperm seed set_rng_state"),
    (torch, "enable_grad inference_mode is_grad_enabled no_grad set_grad_enabled"),
    (torch, "arange as_tensor cat empty eye from_numpy full linspace ones ones_like stack"),
    (torch, "tensor zeros zeros_like"),
    (torch, "argmax exp isfinite isnan log log_softmax logsumexp matmul mean relu sigmoid"),
    (torch, "softmax sqrt sum tanh where"),
    (torch, "load save set_default_device set_default_dtype use_deterministic_algorithms"),
    (torch.random, "fork_rng manual_seed"),
    (torch.cuda, "is_available manual_seed manual_seed_all"),
    (torch.autograd, "backward grad"),
    (torch.Tensor, "add_ argmax backward clone copy_ cpu detach item mean mul_ numpy sub_ sum"),
    (torch.Tensor, "to tolist requires_grad_ zero_"),
    (functional, "binary_cross_entropy_with_logits cross_entropy dropout linear log_softmax"),
    (functional, "mse_loss nll_loss one_hot relu softmax"),
    (nn, "BatchNorm1d CrossEntropyLoss Dropout Linear MSELoss Module Parameter ReLU Sequential"),
    (nn.Module, "__call__ eval forward load_state_dict modules named_parameters parameters"),
    (nn.Module, "requires_grad_ state_dict to train zero_grad"),
    (nn.Linear, "forward reset_parameters"),
    (nn.CrossEntropyLoss, "forward"),
    (nn.utils, "clip_grad_norm_ clip_grad_value_"),
    (torch.optim, "Adam AdamW Optimizer SGD"),
    (torch.optim.Optimizer, "add_param_group load_state_dict state_dict zero_grad"),
    (data, "DataLoader Dataset TensorDataset"),
)
_ABSENT = object()  # of a method that a class only inherits
PLACES = tuple((holder, name) for holder, names in _NAMES for name in names.split())
_GET = tuple((vars(holder).get, name) for holder, name in PLACES)  # looks up what is there now


def _stands_for(now: Any, kept: Any) -> bool:
    """Return whether something is what was kept, or what PyTorch itself has wrapped it in.

    It does so with ``torch.manual_seed`` when it loads its compiler, which can be in any run.
    """
    if now is kept:
        return True
    maker = getattr(now, "__globals__", {}).get("__name__", "")
    return getattr(now, "__wrapped__", None) is kept and maker.partition(".")[0] == "torch"


class Bound:
    """What the names are bound to; equal where that does the same."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Bound):
            return False
        pair = (self.values, other.values)
        return all(map(operator.is_, *pair)) or all(map(_stands_for, *pair))

    __hash__ = None  # type: ignore[assignment]


def read() -> Bound:
    """Return what the names are bound to now."""
    return Bound(tuple([get(name, _ABSENT) for get, name in _GET]))


def write(before: Bound) -> None:
    """Bind the names to what they were bound to."""
    for (holder, name), value in zip(PLACES, before.values, strict=True):
        if _stands_for(vars(holder).get(name, _ABSENT), value):
            continue
        if value is _ABSENT:
            delattr(holder, name)
        else:
            setattr(holder, name, value)


ORIGINAL = read()  # no learner's code has run yet
