"""Small curves side by side, of which a learner chooses one before it is run."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from grader.render.plot import INK, LINES

_SIZE, _DPI = (2.5, 2.0), 110


def choice(
    curves: Mapping[str, Sequence[float]], label: str, measured: str, is_log: bool = False
) -> bytes:
    """Return a PNG image with one small plot for each curve, all with the same scale.

    Args:
        curves: What was measured, by the letter of the option.
        label: What the horizontal axis counts.
        measured: What the vertical axis shows.
        is_log: Whether that axis is logarithmic.
    """
    figure = Figure(figsize=(_SIZE[0] * len(curves), _SIZE[1]), dpi=_DPI, layout="constrained")
    figure.patch.set_alpha(0)
    every = figure.subplots(1, len(curves), sharey=True, squeeze=False)[0]
    for axes, (letter, values) in zip(every, curves.items(), strict=True):
        axes.plot(range(len(values)), values, color=LINES[0]["color"], linewidth=2)
        axes.set_title(letter, color=INK, weight="bold")
        axes.set_xlabel(label, color=INK)
        _quiet(axes, is_log)
    every[0].set_ylabel(measured, color=INK)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def _quiet(axes: Any, is_log: bool) -> None:
    axes.patch.set_alpha(0)
    axes.set_yscale("log" if is_log else "linear")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.tick_params(colors=INK, which="both")
    for spine in axes.spines.values():
        spine.set_color(INK)
