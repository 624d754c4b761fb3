"""A computation as a graph: what was computed from what, and the way back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from grader.render.plot import INK, LINES
from grader.render.ring import MARKED, UNMARKED

_SIZE, _DPI = (7.2, 2.2), 110
_FORTH: Mapping[str, Any] = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.5}
_BACK: Mapping[str, Any] = {
    "arrowstyle": "-|>",
    "color": LINES[0]["color"],
    "linewidth": 1.5,
    "linestyle": "--",
    "connectionstyle": "arc3,rad=0.35",
}


def graph(
    places: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple[str, str]],
    back: Sequence[tuple[str, str]],
) -> bytes:
    """Return a PNG image of a graph.

    Args:
        places: Where each box lies, from (0, 0) at the lower left to (1, 1), by its words.
        edges: What leads to what, in the forward pass.
        back: The way that gradients take; boxes at its ends are marked.
    """
    figure = Figure(figsize=_SIZE, dpi=_DPI)
    figure.patch.set_alpha(0)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-0.1, 1.1), ylim=(-0.25, 1.25))
    axes.set_axis_off()
    for pairs, style in ((edges, _FORTH), (back, _BACK)):
        for start, end in pairs:
            _arrow(axes, places[start], places[end], style)
    ends = {end for _, end in back} - {start for start, _ in back}
    for words, (x, y) in places.items():
        look = MARKED if words in ends else UNMARKED
        ink = "white" if words in ends else "#222222"
        box = {"boxstyle": "round,pad=0.4", **look}
        axes.text(x, y, words, ha="center", va="center", size=10, color=ink, bbox=box)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def _arrow(
    axes: Any, start: tuple[float, float], end: tuple[float, float], style: Mapping[str, Any]
) -> None:
    axes.annotate("", xy=end, xytext=start, arrowprops={**style, "shrinkA": 22, "shrinkB": 22})
