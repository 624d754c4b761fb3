"""Draws models whose layers have parts to play, under names that do not tell which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.silent import play

INPUTS = 4
EXAMPLES = 6
HIGH = 8.0
RELU = ("dead", "half", "moody")

Names = Mapping[str, str]  # of layers, by their part
State = dict[str, torch.Tensor]


def silent(
    draws: Draws,
    *,
    roles: Sequence[str],
    quiet: Sequence[bool] = (True,),
    stale: bool = False,
    train: bool = True,
    task: str = "classify",
    fixed: bool = False,
    examples: Sequence[int] = (EXAMPLES,),
) -> Drawn:
    """Call ``silent_parameters(model, x, y, loss_fn)`` once per batch.

    Args:
        draws: Source of the random numbers.
        roles: The layers that the model has besides its head. ``flat`` has a gradient whose
            entries cancel, ``zero`` has weights that are 0 and a gradient that is not,
            ``dead`` lets nothing through its ReLU and ``half`` does so for some units,
            ``moody`` lets something through in some batches only, ``early`` is used in train
            mode alone. What ``mirror`` adds to one output it takes from another, and what
            ``aside`` gives out no loss looks at.
        quiet: For each batch, whether the moody layer is silent in it.
        stale: Whether ``.grad`` holds something before the first call.
        train: The mode in which the model comes.
        task: ``"classify"`` or ``"regress"``.
        fixed: Whether the head's bias, the last of all parameters, is frozen.
        examples: How many each batch has; those after them as many as the last one.
    """
    order, first = draws.usual.shuffled(roles), draws.count(1)
    names = {role: f"layer{first + place}" for place, role in enumerate(order)}
    model = _model(names)
    state = _state(draws, model, names)
    given = {
        "model": model,
        "state": state,
        "frozen": _frozen(names, fixed),
        "gradients": {k: draws.normal(*v.shape) for k, v in state.items()} if stale else {},
        "train": train,
        "loss": "cross_entropy" if task == "classify" else "mse",
    }
    sizes = [*examples, *[examples[-1]] * len(quiet)]
    batches = [_batch(draws, n, task, hush) for n, hush in zip(sizes, quiet, strict=False)]
    about = [_about(names, train, fixed, hush) for hush in quiet]
    return Drawn((Play(given, then=batches),), known=about)


def _model(names: Names) -> dict[str, Any]:
    """Return which layers there are, and where what they give out goes (``play.Parts``)."""
    apart = ("unused", "aside", "mirror")
    hidden = [role for role in names if role not in apart]
    return {
        "shapes": {name: _shape(role) for role, name in names.items()},
        "hidden": {
            "train": [names[role] for role in hidden],
            "eval": [names[role] for role in hidden if role != "early"],
        },
        "across": [names[role] for role in names if role == "mirror"],
        "beside": [names[role] for role in names if role == "aside"],
    }


def _shape(role: str) -> play.Shape:
    flat = role == "flat"
    size = {"inputs": 2 if flat else INPUTS, "outputs": 1 if flat else play.HIDDEN}
    return size | {"bias": not flat, "relu": role in RELU, "sums": flat}


def _state(draws: Draws, model: dict[str, Any], names: Names) -> State:
    """Return drawn weights, with those that a layer needs for its part."""
    made = play.Parts(**model).named_parameters()
    state = {key: 0.5 * draws.normal(*parameter.shape) + 0.1 for key, parameter in made}
    for role, name in names.items():
        weight, bias = f"layers.{name}.weight", f"layers.{name}.bias"
        if role == "zero":
            state[weight].zero_()
            state[bias].zero_()
        elif role in ("dead", "half"):
            state[bias][: 5 if role == "dead" else 2] = -60.0
        elif role == "moody":
            state[weight].fill_(-1.0)
            state[bias].zero_()
    return state


def _frozen(names: Names, fixed: bool) -> list[str]:
    layer = names.get("frozen")
    parameters = [f"layers.{layer}.weight", f"layers.{layer}.bias"] if layer else []
    return [*parameters, *(["head.bias"] if fixed else [])]


def _batch(draws: Draws, n: int, task: str, hush: bool) -> dict[str, torch.Tensor]:
    """Return a batch whose inputs are positive, which silences a moody layer, or negative.

    Targets of a regression are high: no entry of the gradient of the head's bias is above 0.
    """
    size = draws.normal(n, INPUTS).abs() + 0.1
    classify = task == "classify"
    labels, targets = (n,), (n, play.CLASSES)
    y = draws.usual.whole(0, play.CLASSES, labels) if classify else HIGH + draws.normal(*targets)
    return {"x": size if hush else -size, "y": y}


def _about(names: Names, train: bool, fixed: bool, hush: bool) -> str:
    """Say which layers have which part, in the order of their names."""
    words = {"frozen": "frozen", "unused": "unused", "dead": "dead", "aside": "not in the loss"}
    if hush:
        words["moody"] = "dead in this batch"
    if not train:
        words["early"] = "unused in eval mode"
    told = [f"{name} {words[role]}" for role, name in names.items() if role in words]
    told += ["head.bias frozen"] if fixed else []
    return ", ".join(told) or f"nothing silent in {len(names) + 1} layers"
