"""A gradient as bars: what is in ``.grad`` after each call of ``backward``."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from grader.render.plot import INK, LINES

_SIZE, _DPI = (3.4, 2.1), 110


def bars(values: Mapping[str, Sequence[float]]) -> bytes:
    """Return a PNG image with bars for each of several ways, side by side on one scale.

    Args:
        values: What was in ``.grad`` after the first call, the second and so on, by the way.
    """
    figure = Figure(figsize=(_SIZE[0] * len(values), _SIZE[1]), dpi=_DPI, layout="constrained")
    figure.patch.set_alpha(0)
    every = figure.subplots(1, len(values), sharey=True, squeeze=False)[0]
    for axes, (way, sizes), line in zip(every, values.items(), LINES, strict=False):
        places = range(1, len(sizes) + 1)
        axes.bar(places, sizes, color=line["color"])
        axes.patch.set_alpha(0)
        axes.set_title(way, color=INK, size=11)
        axes.set_xlabel("call of backward()", color=INK)
        axes.set_xticks(places)
        axes.tick_params(colors=INK)
        for spine in axes.spines.values():
            spine.set_color(INK)
    every[0].set_ylabel(".grad", color=INK)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()
