"""Says in words what a figure shows, for those who cannot see it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

FIGURE = "matplotlib.figure", "Figure"


def describe(figure: Any) -> str:
    """Return what a ``matplotlib`` figure shows, one sentence for each part."""
    try:
        return _described(figure)
    except (TypeError, ValueError):  # places that are no numbers, such as dates
        return "A figure."


def _described(figure: Any) -> str:
    parts = [part for axes in figure.axes if (part := _of_axes(axes))]
    return f"Figure. {' '.join(parts)}" if parts else "An empty figure."


def _of_axes(axes: Any) -> str:
    name = axes.get_title() or axes.get_title("left") or "Plot"
    labels = axes.get_ylabel(), axes.get_xlabel()
    against = " against ".join(" ".join(label.split()) for label in labels if label)
    shown = "; ".join(_contents(axes))
    told = ": ".join(filter(None, (" ".join(name.split()), against)))
    return f"{told}. {shown}." if shown else ""


def _contents(axes: Any) -> Iterator[str]:
    for line in axes.lines:
        yield _line(line)
    bars = [each for each in axes.containers if getattr(each, "orientation", None)]
    yield from map(_bars, bars)
    loose = len(axes.patches) - sum(map(len, bars))
    if loose > 0:
        yield _several(loose, "shape")
    for image in axes.images:
        yield f"an image of {' by '.join(map(str, image.get_array().shape[:2]))} values"
    if axes.collections:
        yield _several(len(axes.collections), "set of areas or points", "sets of areas or points")
    texts = [" ".join(text.get_text().split()) for text in axes.texts]
    if any(texts):
        yield f"notes: {', '.join(filter(None, texts))}"


def _line(line: Any) -> str:
    across, values = ([float(v) for v in data] for data in line.get_data())
    label = _label(line, "a line")
    finite = [v for v in values if math.isfinite(v)]
    if not finite:
        return f"{label} has no finite value"
    if len(across) == 2 and len(set(across)) == 1:
        return f"{label} upright at {across[0]:.3g}"
    first, last, least, most = (
        f"{v:.3g}" for v in (finite[0], finite[-1], min(finite), max(finite))
    )
    if least == most:
        return f"{label} at {first}"
    turn = "" if {least, most} <= {first, last} else f", between {least} and {most}"
    return f"{label} from {first} to {last}{turn}"


def _bars(container: Any) -> str:
    upright = container.orientation == "vertical"
    sizes = [float(bar.get_height() if upright else bar.get_width()) for bar in container]
    label = _label(container, _several(len(sizes), "bar"))
    return f"{label} from {min(sizes):.3g} to {max(sizes):.3g}" if sizes else label


def _label(artist: Any, otherwise: str) -> str:
    label = " ".join(str(artist.get_label()).split())
    return otherwise if not label or label.startswith("_") else label


def _several(count: int, one: str, many: str = "") -> str:
    return f"one {one}" if count == 1 else f"{count} {many or one + 's'}"
