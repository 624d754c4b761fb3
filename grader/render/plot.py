"""Loss curves as an image that every notebook viewer keeps."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from grader.render.markup import picture
from grader.verdict import Curve

# Mid-tones: at least 3:1 against white and against #111, since an image cannot know the
# page it stands on. Dashes and markers tell the lines apart without colour.
INK = "#808080"
LINES: tuple[dict[str, object], ...] = (
    {"color": "#d0622d", "linestyle": "-", "marker": "o", "markersize": 4, "linewidth": 2},
    {"color": "#2f86c5", "linestyle": "--", "marker": None, "linewidth": 2},
    {"color": "#8f7fd0", "linestyle": ":", "marker": None, "linewidth": 3},
)
_FIXED: Any = {"svg.hashsalt": "grader", "svg.fonttype": "none", "font.family": "sans-serif"}

# Fixed, because finding the best margins takes as long as drawing.
_PLACE = (0.13, 0.2, 0.85, 0.76)


def curves_image(curves: Sequence[Curve], label: str) -> Markup:
    """Return an ``img`` element with the curves laid over each other.

    Args:
        curves: Up to three curves; None values are gaps.
        label: What the horizontal axis counts.
    """
    return picture(_svg(tuple(curves), label), describe(curves, label), "svg+xml")


def describe(curves: Sequence[Curve], label: str) -> str:
    """Return a sentence that says what the curves do, for those who cannot see them."""
    count = max((len(curve.values) for curve in curves), default=1) - 1
    plural = label if count == 1 else f"{label}s"
    told = "; ".join(f"{curve.label} {_course(curve.values)}" for curve in curves)
    return f"Loss over {count} {plural}: {told}."


def _course(values: Sequence[float | None]) -> str:
    finite = [value for value in values if value is not None]
    if not finite:
        return "is never finite"
    ending = f"to {finite[-1]:.4g}" if values[-1] is not None else "until it is not finite"
    return f"from {finite[0]:.4g} {ending}"


@lru_cache(maxsize=64)  # a class makes the same mistakes
def _svg(curves: tuple[Curve, ...], label: str) -> bytes:
    with rc_context(_FIXED):
        figure = Figure(figsize=(5.6, 2.6))
        figure.patch.set_alpha(0)
        axes = figure.add_axes(_PLACE)
        axes.patch.set_alpha(0)
        for curve, line in zip(curves, LINES, strict=False):
            values = [float("nan") if v is None else v for v in curve.values]
            axes.plot(range(len(values)), values, label=curve.label, **line)  # type: ignore[arg-type]
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel(label, color=INK)
        axes.set_ylabel("loss", color=INK)
        axes.tick_params(colors=INK)
        for spine in axes.spines.values():
            spine.set_color(INK)
        axes.legend(labelcolor=INK, frameon=False)
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()
