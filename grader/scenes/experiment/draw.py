"""Draws a whole experiment whose optimizer and schedule are the learner's choice.

Two kinds of probe see what does not depend on that choice. With a learning rate of 0 no
optimizer moves a weight: a model whose scores drift by themselves, from one training batch
to the next, then has the same losses, best epoch and clipped gradients whoever trains it.
Its training examples are alike but for a number that tells them apart, so their order does
not matter either. With a real learning rate only facts are compared: ``read.py`` works them
out from what was recorded and from the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grader.scenes.draws import Drawn, Draws, Play
from grader.scenes.experiment.play import BATCH, CLASSES, HIDDEN, INPUTS

# The validation loss follows the levels: it rises and falls, is best in the fourth epoch, if by
# next to nothing, and rises for two epochs; much later it would be better still.
TINY = 1e-4  # an improvement, however small
LEVELS = (2.0, 2.5, 1.0 + TINY, 1.0, 1.5, 1.2, 2.0, 0.5)
# With labels of class 1 alone, the lowest loss is 0 up to the last bit, and is met twice.
EQUAL = (2.5, -60.0, 2.0, -60.0, 1.2, -60.0)
# The first batch is all right, the others are all wrong: hits of the last one alone are none.
BUMPS = (0.5, -3.0)
LABELS = (1, 1, 0, 2, 1, 0, 1, 2, 1)
MORE = 4  # epochs, with other seeds than that of practice
PATIENCE = 2


def drift(
    draws: Draws,
    *,
    n: int = 4,
    n_val: int = 4,
    epochs: int = 8,
    max_norm: float = 0.3,
    again: int = 0,
    levels: Sequence[float] = LEVELS,
    labels: Sequence[int] = LABELS,
) -> Drawn:
    """Call ``run_experiment`` with a learning rate of 0 on a model that drifts.

    Each level is handed over when its epoch begins: which one is the best, and where
    training stops, shows only then. Where it is called once more, ``.grad`` holds something
    before the first call as well.

    Args:
        draws: Source of the random numbers.
        n: Number of training examples.
        n_val: Number of validation examples.
        epochs: How many epochs are asked for. With another seed than that of practice they
            are more, and which one is the best is another.
        max_norm: How long the gradients of a batch may be.
        again: For how many epochs it is called once more, if any: does it mind the gradients
            that its own last update left behind?
        levels: What the validation loss follows.
        labels: Classes of the validation examples.
    """
    shift = 0.2 * float(draws.uniform())
    state = {
        "linear.weight": draws.normal(CLASSES, INPUTS) * 0.1,
        "linear.bias": draws.normal(CLASSES) * 0.1,
        "seen": torch.zeros(()),
    }
    one = draws.normal(1, INPUTS)
    one = 5 * one / one.norm()  # long gradients: a fixed limit of 5 must show as well
    x = torch.cat([one.expand(n, -1), _tags(draws, n)], dim=1)
    x_val = torch.cat([draws.normal(n_val, INPUTS), 10 + _tags(draws, n_val)], dim=1)
    data = {"x": x, "y": torch.zeros(n, dtype=torch.long)}
    data |= {"x_val": x_val, "y_val": torch.tensor(labels[:n_val])}
    before = 0 if again else draws.count(0)
    more = _levels(draws, levels, before, MORE - before if before else 0)
    drawn = [level + shift for level in more]
    model = {"state": state, "level": drawn[0], "bumps": list(BUMPS)}
    settings = _settings(batch_size=BATCH, lr=0.0, max_norm=max_norm, seed=3)
    weights = [state["linear.weight"], state["linear.bias"]] if again else []
    left = {"gradients": [draws.normal(*weight.shape) for weight in weights]}
    epochs += len(drawn) - len(levels)
    rounds = [epochs, again] if again else [epochs]
    given = model | data | left | {"settings": settings, "rounds": rounds}
    return Drawn((Play(given, drawn[1:]),), {"x_val": x_val})


def _levels(draws: Draws, usual: Sequence[float], before: int, after: int) -> list[float]:
    """Return the levels, with more epochs before the best one, and more between stop and end.

    But for the lowest, none of them is one that was there before: what comes is not known then.
    """
    higher = [usual[0] + 0.5 * (before - i) + 0.1 for i in range(before)]
    late = [draws.near(usual[-2]) for _ in range(after + 1)]
    return [*higher, *usual[:-2], *late, usual[-1]]


def learn(draws: Draws, *, epochs: int = 3, lr: float = 0.125, max_norm: float = 0.8) -> Drawn:
    """Call ``run_experiment`` four times: a seed, the seed again, two other seeds.

    The limit is one that nobody writes into code: a fixed limit of 1 must show as well.

    Each call gets the same start weights, and the global random state is another one. With
    which seed it is called again is handed over after the call before. 0 is a seed like any
    other; the second one is what is often taken in its place. The last call has small batches,
    enough of them to see whether graphs are kept.
    """
    given = _easy(draws)
    calls = [
        _settings(batch_size=size, lr=lr, max_norm=max_norm, seed=seed) | {"epochs": rounds}
        for seed, rounds, size in ((0, epochs, 8), (0, epochs, 8), (42, 2, 8), (7, 1, 4))
    ]
    settings = {"epochs": epochs, "lr": lr, "max_norm": max_norm, "patience": PATIENCE}
    known = given | settings
    return Drawn((Play(given, calls),), known)


def _settings(*, batch_size: int, lr: float, max_norm: float, seed: int) -> dict[str, Any]:
    limits = {"max_norm": max_norm, "patience": PATIENCE}
    return {"batch_size": batch_size, "lr": lr, **limits, "seed": seed, "device": "cpu"}


def _tags(draws: Draws, n: int) -> torch.Tensor:
    """Return n numbers (n, 1) that tell examples apart and differ from seed to seed."""
    parts = draws.uniform(n, 1, anew=True) * 0.9
    return torch.arange(1.0, n + 1).unsqueeze(1) + parts


def _easy(draws: Draws) -> dict[str, Any]:
    """Return the state of a network, and training and validation data of an easy task.

    The labels of the validation data are those of another class: learning makes it worse, so that
    the best epoch is the first one, and its weights are others than the last. No usual size
    of a batch divides their number, and none of up to 16 holds them all. Many more, one at a time,
    would look like code that never ends.
    """
    shapes = {"0.weight": (HIDDEN, INPUTS + 1), "0.bias": (HIDDEN,)}
    shapes |= {"3.weight": (CLASSES, HIDDEN), "3.bias": (CLASSES,)}
    given: dict[str, Any] = {
        "state": {name: draws.usual.normal(*shape) * 0.3 for name, shape in shapes.items()}
    }
    centres = draws.usual.normal(CLASSES, INPUTS)
    centres = 3.0 * torch.linalg.qr(centres.T).Q.T
    for n, end, off in ((22, "", 0), (17, "_val", 1)):
        labels = torch.arange(n) % CLASSES
        x = centres[labels - off] + 0.4 * draws.usual.normal(n, INPUTS)
        given |= {f"x{end}": torch.cat([x, _tags(draws, n) / n], dim=1), f"y{end}": labels}
    return given
