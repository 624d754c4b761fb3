"""What a function was asked to look at or to compute with."""

from __future__ import annotations

from typing import Any

from grader.scenes.draws import Play


def describe(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return what kind of tensor it was."""
    numbers, form = play.given["numbers"], play.given["form"]
    kind = {"leaf": ", requires_grad=True", "parameter": ", an nn.Parameter"}.get(form, "")
    made = {"result": ", with a graph", "meta": ", on the device meta"}.get(form, kind)
    return {"tensor": f"{tuple(numbers.shape)}, {numbers.dtype}{made}"}


def forward(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the arguments of ``forward_by_hand``."""
    given = dict(play.given["arguments"])
    return given | ({"x": given["x"].T} if play.given["columns"] else {})


def classes(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the logits."""
    logits = play.given["logits"]
    return {"logits": logits.T if play.given["columns"] else logits}
