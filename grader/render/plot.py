"""Loss curves as an image that every notebook viewer keeps."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from grader.course.counting import count
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

LARGEST = 1e30  # near the largest floats no ticks can be placed
TOO_HIGH = 100  # so many times another curve, and that one would lie on the axis

# Fixed, because finding the best margins takes as long as drawing.
_PLACE = (0.13, 0.2, 0.85, 0.76)


def curves_image(curves: Sequence[Curve], label: str) -> Markup:
    """Return an ``img`` element with the curves laid over each other.

    Args:
        curves: Up to three curves. None, nan and what is too large for a plot are gaps.
        label: What the horizontal axis counts.
    """
    return picture(_svg(tuple(curves), label), describe(curves, label), "svg+xml")


def describe(curves: Sequence[Curve], label: str) -> str:
    """Return a sentence that says what the curves do, for those who cannot see them."""
    length = max((len(curve.values) for curve in curves), default=1) - 1
    told = "; ".join(f"{curve.label} {_course(curve.values)}" for curve in curves)
    return f"Loss over {count(length, label)}: {told}."


def _course(values: Sequence[float | None]) -> str:
    drawn = _drawn(values)
    finite = [value for value in drawn if value is not None]
    if not finite:
        return "is never finite"
    ending = f"to {finite[-1]:.4g}" if drawn[-1] is not None else "until it is not finite"
    return f"from {finite[0]:.4g} {ending}"


def _drawn(values: Sequence[float | None]) -> list[float | None]:
    return [v if v is not None and abs(v) < LARGEST else None for v in values]


def _scaled(axes: Any, curves: Sequence[Curve]) -> str:
    """Make the axis of losses logarithmic where a curve runs away; return what is on it."""
    each = [[v for v in _drawn(curve.values) if v is not None] for curve in curves]
    every = [value for values in each for value in values]
    least = min((max(values) for values in each if values), default=0.0)
    if not every or min(every) <= 0 or max(every) <= TOO_HIGH * least:
        return "loss"
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(numticks=5))
    axes.yaxis.set_major_formatter(_power)
    axes.yaxis.set_minor_locator(NullLocator())
    return "loss, logarithmic"


def _power(value: float, _: int) -> str:
    """Return a power of ten, short enough to stand beside the axis."""
    return f"{value:g}" if 0.01 <= value <= TOO_HIGH else f"1e{round(math.log10(value))}"


@lru_cache(maxsize=64)  # a class makes the same mistakes
def _svg(curves: tuple[Curve, ...], label: str) -> bytes:
    with rc_context(_FIXED):
        figure = Figure(figsize=(5.6, 2.6))
        figure.patch.set_alpha(0)
        axes = figure.add_axes(_PLACE)
        axes.patch.set_alpha(0)
        for curve, line in zip(curves, LINES, strict=False):
            values = [float("nan") if v is None else v for v in _drawn(curve.values)]
            axes.plot(range(len(values)), values, label=curve.label, **line)  # type: ignore[arg-type]
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel(label, color=INK)
        axes.set_ylabel(_scaled(axes, curves), color=INK)
        axes.tick_params(colors=INK)
        for spine in axes.spines.values():
            spine.set_color(INK)
        axes.legend(labelcolor=INK, frameon=False)
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()
