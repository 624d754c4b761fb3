"""Draws models in which examples reach one another, and others in which they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.mixing import play

INPUTS, HIDDEN, CLASSES = 4, 6, 3
DROPPED = 0.2  # so few that no row is dropped as a whole, which then would reach nobody
WEAK = 0.08  # of a change, divided by the rows, reaches the others: little, and far from rounding
REACH = 2.5  # how far a change of 1 in all of a row gets, up to there

Given = dict[str, Any]


def _rows(**weights: float) -> play.Layer:
    return {"kind": "rows", "settings": [[weights.get(name, 0.0) for name in play.TERMS]]}


def _layer(kind: str, *settings: Any) -> play.Layer:
    return {"kind": kind, "settings": list(settings)}


# Turned round twice the rows are in order again, and what is multiplied by 0 reaches nobody: no
# single layer says whether a model mixes.
_TURNED = _rows(turned=1.0)
_LAYERS: Mapping[str, tuple[str, play.Layer | list[play.Layer]]] = {
    "plain": ("the rows turned round and back", [_TURNED, _TURNED]),
    "blind": ("all inputs times 0", [_rows(before=1.0), _rows()]),
    "mode": ("a layer that depends on the mode", _layer("mode")),
    "norm": ("BatchNorm", _layer("batch_norm", HIDDEN)),
    "row": ("LayerNorm", _layer("layer_norm", HIDDEN)),
    "dropout": ("dropout", _layer("dropout", DROPPED)),
    "both": ("dropout and BatchNorm", [_layer("dropout", DROPPED), _layer("batch_norm", HIDDEN)]),
    "softmax": ("softmax over the batch", _layer("softmax", 0)),
    "softmax1": ("softmax over each row", _layer("softmax", 1)),
    "sums": (
        "the batch's mean taken away, then softmax over each row",
        [_rows(own=1.0, mean=-1.0), _layer("softmax", 1)],
    ),
    "weak": ("a little of the batch's mean added to each row", _rows(own=1.0, mean=WEAK)),
    "second": ("the mean of one feature added to that feature", _rows(own=1.0, second=1.0)),
    "centred": ("the batch's mean taken away", _rows(own=1.0, mean=-1.0)),
    "attention": ("attention over the batch", _rows(similar=1.0)),
    "down": ("each row added to those after it", _rows(before=1.0)),
    "up": ("each row added to those before it", [_TURNED, _rows(before=1.0), _TURNED]),
    "far": ("the row two before added to each row", _rows(own=1.0, far=1.0)),
    "first": ("the first row added to all", _rows(own=1.0, first=1.0)),
    "last": ("the last row added to all", [_TURNED, _rows(own=1.0, first=1.0), _TURNED]),
}


def mixing(
    draws: Draws, *, kinds: Sequence[tuple[str, bool, bool]], n: int = 4, left: bool = False
) -> Drawn:
    """Call ``mixes_examples(model, x)`` on a new model for each kind.

    Args:
        draws: Source of the random numbers.
        kinds: A layer (see ``_LAYERS``), whether it is the model's last, and whether the
            model comes in train mode.
        n: Examples in each batch.
        left: Whether models come as somebody left them (see ``answers.play.leave``).
    """
    n = draws.count(n)
    made = [_mixer(draws, n, *kind) for kind in draws.shuffled(kinds)]
    return Drawn(
        tuple(Play(given | {"left": left}) for given, _ in made), known=[about for _, about in made]
    )


def _mixer(draws: Draws, n: int, kind: str, last: bool, train: bool) -> tuple[Given, str]:
    """Return a model and a batch, and words on it."""
    words, middle = _LAYERS[kind]
    layers = [_layer("linear", INPUTS, HIDDEN), middle]
    if not last:
        layers += [_layer("tanh"), _layer("linear", HIDDEN, CLASSES)]
    model = _drawn(draws, layers, kind)
    about = f"{words}{' at the end' if last else ''}, {'train' if train else 'eval'} mode, {n} rows"
    given = {"layers": layers, "state": model.state_dict(), "train": train}
    return given | {"x": draws.normal(n, INPUTS)}, about


def _drawn(draws: Draws, layers: list[Any], kind: str) -> nn.Module:
    """Return a model with drawn weights."""
    model = play.built(layers)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.copy_(draws.normal(*parameter.shape))
        first = next(model.parameters())
        if kind == "second":
            first[1, 0] = 0.0  # no other row is reached from the first feature of the input
            _sums_to(REACH, first[1:2, 1:])
        if kind == "weak":
            _sums_to(REACH, first)
    return model


def _sums_to(total: float, weight: torch.Tensor) -> None:
    """Move the entries of each row by the same number, so that the row has this sum."""
    weight += (total - weight.sum(dim=1, keepdim=True)) / weight.shape[1]
