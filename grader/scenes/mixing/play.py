"""Asks whether the examples of a batch reach one another in a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from grader.observe.recorder import Recorder
from grader.scenes.answers import play as answers
from grader.scenes.parts.play import ModeLayer

X = "x as before"

Layer = dict[str, Any]  # "kind" and "settings"

TERMS: Mapping[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "own": lambda h: h,
    "before": lambda h: h.cumsum(dim=0),
    "turned": lambda h: h.flip(0),
    "first": lambda h: h[:1],
    "mean": lambda h: h.mean(dim=0),
    "similar": lambda h: (h @ h.T).softmax(dim=1) @ h,
    "far": lambda h: h.roll(2, dims=0),
    "second": lambda h: functional.pad(h[:, 1:2].mean(dim=0), (1, h.shape[1] - 2)),
}


class Rows(nn.Module):
    """Adds up, for each row of a batch, what stands in ``TERMS``, each times a weight.

    What has the weight 0 is not computed: not even a nan gets through.
    """

    def __init__(self, weights: Sequence[float]) -> None:
        super().__init__()
        self.weights = list(weights)

    def forward(self, h: torch.Tensor) -> torch.Tensor:
        """Map (N, D) to (N, D)."""
        result = h.masked_fill(torch.ones_like(h, dtype=torch.bool), 0.0)
        for weight, term in zip(self.weights, TERMS.values(), strict=True):
            if weight:
                result = result + weight * term(h)
        return result


_MAKERS: Mapping[str, Callable[..., nn.Module]] = {
    "linear": nn.Linear,
    "tanh": nn.Tanh,
    "mode": ModeLayer,
    "batch_norm": nn.BatchNorm1d,
    "layer_norm": nn.LayerNorm,
    "dropout": nn.Dropout,
    "softmax": nn.Softmax,
    "rows": Rows,
}


def built(layers: Sequence[Layer | list[Layer]]) -> nn.Sequential:
    """Return layers one after another; those in a list of their own are one layer."""
    return nn.Sequential(*(built(one) if isinstance(one, list) else _made(**one) for one in layers))


def _made(kind: str, settings: Sequence[Any]) -> nn.Module:
    return _MAKERS[kind](*settings)


def mixing(
    recorder: Recorder,
    subject: Any,
    *,
    layers: list[Layer | list[Layer]],
    state: dict[str, torch.Tensor],
    train: bool,
    x: torch.Tensor,
    left: bool,
) -> None:
    """Call ``mixes_examples(model, x)``."""
    model = built(layers)
    model.load_state_dict(state)
    model = nn.Sequential(*model, answers.Ear(recorder)).train(train)
    if left:
        answers.leave(model)
    before, given = answers.state(model), x.clone()
    answers.answer(recorder, subject, model, given)
    untouched = not given.requires_grad and given.grad is None
    recorder.note(X, untouched and torch.equal(given.detach(), x))
    answers.note_state(recorder, model, before)
    recorder.note(answers.ASKED, recorder.forwards > 0)
