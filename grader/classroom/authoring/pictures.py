"""Pictures that stand in a notebook's text, drawn when it is built.

Text refers to them as attachments: ``![what it shows](attachment:ring-backward.png)`` for the
training loop with a part of it marked, ``attachment:prediction_1.png`` for the curves of which a
question lets choose, and a name of ``OTHERS``.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import lru_cache

import torch

from grader.course import catalogue
from grader.observe.world import put_back
from grader.render.bars import bars
from grader.render.choice import choice
from grader.render.graph import graph
from grader.render.ring import ring

REFERENCE = re.compile(r"!\[[^\]]+\]\(attachment:([\w-]+)\.png\)")


def attachments(stage: str, text: str) -> dict[str, dict[str, str]]:
    """Return what a cell of text refers to, in the notebook format.

    Raises:
        ValueError: if there is no such part of the ring, no such question, or one without curves.
    """
    return {f"{name}.png": {"image/png": _drawn(stage, name)} for name in REFERENCE.findall(text)}


def _graph() -> bytes:
    """Draw how a loss comes from a weight, and the way back to it."""
    places = {"x": (0.0, 0.9), "w": (0.0, 0.1), "x · w": (0.25, 0.5), "relu": (0.5, 0.5)}
    places |= {"target": (0.5, 1.1), "(…)²": (0.75, 0.5), "loss": (1.0, 0.5)}
    forth = [("x", "x · w"), ("w", "x · w"), ("x · w", "relu"), ("relu", "(…)²")]
    forth += [("target", "(…)²"), ("(…)²", "loss")]
    back = [("loss", "(…)²"), ("(…)²", "relu"), ("relu", "x · w"), ("x · w", "w")]
    return graph(places, forth, back)


def _bars() -> bytes:
    """Draw what four calls of ``backward`` on the same loss leave in ``.grad``."""
    return bars({"nothing in between": _left(False), "zero_grad() in between": _left(True)})


def _left(is_emptied: bool) -> list[float]:
    weight = torch.tensor(1.0, requires_grad=True)
    left = []
    for _ in range(4):
        if is_emptied:
            weight.grad = None
        (2 * weight).backward()  # type: ignore[no-untyped-call]
        assert weight.grad is not None
        left.append(weight.grad.item())
    return left


OTHERS: dict[str, Callable[[], bytes]] = {"graph": _graph, "bars": _bars}


@lru_cache(maxsize=128)  # every test that reads a notebook asks for the same
def _drawn(stage: str, name: str) -> str:
    kind, _, marks = name.partition("-")
    if kind == "ring":
        made = ring(tuple(marks.split("-")))
    else:
        made = OTHERS[name]() if name in OTHERS else _curves(f"{stage}/{name}")
    return base64.b64encode(made).decode("ascii")


def _curves(address: str) -> bytes:
    shown = catalogue.question(address).curves
    if shown is None:
        raise ValueError(f"{address} has no curves to choose from")
    with put_back():
        measured = shown.measure()
    return choice(measured, shown.label, shown.measured, shown.is_log)
