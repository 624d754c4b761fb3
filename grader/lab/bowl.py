"""The loss surface of the two-number model, seen from above: ellipses of equal loss."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from grader.lab.training_step import Pair, X, Y, loss_at
from grader.render.markup import element, picture

HEIGHTS = (0.5, 2.0, 5.0, 10.0, 20.0, 40.0)  # losses that have an ellipse
HALF = 4.5  # from the middle of the picture to its edge, in units of a weight
SIZE = 300  # of the picture in pixels, with MARGIN for the names of the axes
MARGIN = 24
INK, PATH = "#808080", "#d0622d"  # mid-tones: an image cannot know the page it stands on


def lowest() -> Pair:
    """Return the weights with the lowest loss."""
    x, y = sum(X) / len(X), sum(Y) / len(Y)
    both = sum((a - x) * (b - y) for a, b in zip(X, Y, strict=True))
    weight = both / sum((a - x) ** 2 for a in X)
    return weight, y - weight * x


def bowl() -> dict[str, Any]:
    """Return the ellipses: their middle, their angle in degrees, and their half axes."""
    square, mean = sum(x * x for x in X) / len(X), sum(X) / len(X)
    middle, spread = (square + 1) / 2, math.hypot((square - 1) / 2, mean)
    steep, flat = middle + spread, middle - spread
    over = [height - loss_at(lowest()) for height in HEIGHTS]
    return {
        "middle": [round(value, 6) for value in lowest()],
        "half": HALF,
        "angle": round(math.degrees(math.atan2(steep - square, mean)), 4),
        "axes": [[round(math.sqrt(o / steep), 4), round(math.sqrt(o / flat), 4)] for o in over],
        "heights": list(HEIGHTS),
    }


def in_view(weights: Pair) -> bool:
    """Return whether weights lie inside the picture."""
    return all(abs(own - low) <= HALF for own, low in zip(weights, lowest(), strict=True))


def image(places: list[Pair], alt: str) -> Markup:
    """Return an ``img`` with the way of the weights over the surface.

    Args:
        places: Weight and bias before the first step and after each.
        alt: What is seen, in words.
    """
    size = str(SIZE + MARGIN)
    drawn = element(
        "svg",
        element(
            "svg", *_ellipses(), *_way(places), width=str(SIZE), height=str(SIZE), x=str(MARGIN)
        ),
        *_names(),
        xmlns="http://www.w3.org/2000/svg",
        width=size,
        height=size,
        viewBox=f"0 0 {size} {size}",
    )
    return picture(str(drawn).encode(), alt, "svg+xml")


def at(weights: Pair) -> Pair:
    """Return where weights are in the picture, in pixels."""
    unit = SIZE / (2 * HALF)
    across, up = (own - low for own, low in zip(weights, lowest(), strict=True))
    return SIZE / 2 + unit * across, SIZE / 2 - unit * up


def _ellipses() -> Iterator[Markup]:
    known, unit = bowl(), SIZE / (2 * HALF)
    frame = {"fill": "none", "stroke": INK, "stroke-width": "1"}
    yield element("rect", width=str(SIZE), height=str(SIZE), **frame)
    for short, long in known["axes"]:
        turned = f"translate({SIZE / 2:g} {SIZE / 2:g}) rotate({-known['angle']:g})"
        sizes = {"rx": f"{short * unit:.1f}", "ry": f"{long * unit:.1f}"}
        yield element("ellipse", transform=turned, **sizes, **frame)


def _way(places: list[Pair]) -> Iterator[Markup]:
    points = [at(place) for place in places]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield element("polyline", points=line, fill="none", stroke=PATH, **{"stroke-width": "2"})
    for x, y in points:
        yield element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="4", fill=PATH)
    x, y = points[0]
    yield element("text", "start", x=f"{x - 34:.1f}", y=f"{y + 16:.1f}", **_letters())


def _names() -> Iterator[Markup]:
    yield element("text", "w", x=str(MARGIN + SIZE // 2), y=str(SIZE + 17), **_letters())
    yield element("text", "b", x="6", y=str(SIZE // 2), **_letters())


def _letters() -> dict[str, str]:
    return {"fill": INK, "font-size": "13", "font-family": "sans-serif"}
