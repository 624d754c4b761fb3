"""Draws sizes of models to make, with numbers to try them on, and models to count in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Drawn, Draws, Play

Given = dict[str, Any]
Sizes = tuple[int, int, int]  # inputs, hidden units, outputs


def mlp(
    draws: Draws, *, sizes: Sequence[Sizes] = ((4, 6, 3),), n: int = 5, scale: float = 1.0
) -> Drawn:
    """Call ``make_mlp`` twice with the first sizes, once with each of the others.

    Every probe begins with the same sizes: code that keeps its first model for ever then
    does the same thing whichever probe comes first.

    Args:
        draws: Source of the random numbers.
        sizes: What is asked for.
        n: Examples that each model is tried on.
        scale: How large their numbers are.
    """
    more = draws.count(0)
    asked = [[size + more for size in each] for each in sizes]
    return Drawn(
        tuple(
            Play(
                {
                    "sizes": each,
                    "x": scale * draws.normal(n, each[0]),
                    "numbers": _numbers(draws.seed, each),
                    "twice": index == 0,
                }
            )
            for index, each in enumerate(asked)
        )
    )


def _numbers(seed: int, sizes: Sequence[int]) -> list[torch.Tensor]:
    """Return numbers for every shape that a parameter between these sizes can have."""
    few = sorted(set(sizes))
    pairs = [[a, b] for a in few for b in few if a <= b]
    return [_of_shape(seed, shape) for shape in ([], *([size] for size in few), *pairs)]


def _of_shape(seed: int, shape: Sequence[int]) -> torch.Tensor:
    """Return numbers that depend on seed and shape alone."""
    own = (1000 * seed + math.prod(shape) + 7 * len(shape)) % 2**62
    generator = torch.Generator().manual_seed(own)
    made = 0.7 * torch.randn(tuple(shape), generator=generator)
    # A square weight does not show which way round it is stored, and either way is right.
    return made.tril() + made.tril(-1).T if len(set(shape)) < len(shape) else made


def count(draws: Draws, *, kind: str) -> Given:
    """Call ``count_parameters(model)`` on a model of a kind (see ``_model``).

    A plain one is new: no gradient has arrived yet, and all its biases are 0.
    """
    return _model(kind, draws.count(0)) | {"new": kind == "plain"}


def _model(kind: str, more: int) -> Given:
    """Return the layers of a model and the parameters beside them (see ``play.network``)."""
    first, relu, last = _linear(4 + more, 6), {"kind": "relu", "sizes": []}, _linear(6, 3 + more)
    # Where sizes are not what a promise is about, no two parameters have as many numbers.
    eight, square = _linear(4 + more, 8), _linear(8, 8, bias=False)
    both = ["weight", "bias"]
    inner = {"inside": [_linear(3, 5), {"inside": [relu, _linear(5, 2)]}]}
    layers: dict[str, list[Given]] = {
        "plain": [first, relu, _linear(6, 6), relu, last],
        "nested": [inner, _linear(2, 7, bias=False)],
        "norm": [first, {"kind": "norm", "sizes": [6]}, relu, _linear(6, 2 + more)],
        "frozen": [
            _linear(4 + more, 6, frozen=both),
            _linear(6, 7, frozen=["weight"]),
            relu,
            _linear(7, 3 + more, frozen=["bias"]),
        ],
        "tied": [eight, square, _linear(8, 8, bias=False, weight_of=1)],
        "repeated": [eight, square, relu, {"again": 1}],
        "nothing": [relu, _linear(3, 2, frozen=both)],
    }
    beside = [[], [2 + more, 3]] if kind == "nested" else []
    return {"layers": layers[kind], "beside": beside}


def _linear(inputs: int, outputs: int, **more: Any) -> Given:
    return {"kind": "linear", "sizes": [inputs, outputs], **more}
