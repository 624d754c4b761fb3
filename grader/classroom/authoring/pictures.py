"""Pictures that stand in a notebook's text, drawn when it is built.

Text refers to them as attachments: ``![what it shows](attachment:ring-backward.png)`` for the
training loop with a part of it marked, ``attachment:prediction_1.png`` for the curves of which a
question lets choose.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache

from grader.course import catalogue
from grader.observe.world import put_back
from grader.render.choice import choice
from grader.render.ring import ring

REFERENCE = re.compile(r"!\[[^\]]+\]\(attachment:([\w-]+)\.png\)")


def attachments(stage: str, text: str) -> dict[str, dict[str, str]]:
    """Return what a cell of text refers to, in the notebook format.

    Raises:
        ValueError: if there is no such part of the ring, no such question, or one without curves.
    """
    return {f"{name}.png": {"image/png": _drawn(stage, name)} for name in REFERENCE.findall(text)}


@lru_cache(maxsize=128)  # every test that reads a notebook asks for the same
def _drawn(stage: str, name: str) -> str:
    kind, _, marks = name.partition("-")
    made = ring(tuple(marks.split("-"))) if kind == "ring" else _curves(f"{stage}/{name}")
    return base64.b64encode(made).decode("ascii")


def _curves(address: str) -> bytes:
    shown = catalogue.question(address).curves
    if shown is None:
        raise ValueError(f"{address} has no curves to choose from")
    with put_back():
        measured = shown.measure()
    return choice(measured, shown.label, shown.measured, shown.is_log)
