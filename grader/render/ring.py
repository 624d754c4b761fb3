"""The training loop as a ring, with the part that a stage is about marked."""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from grader.render.plot import INK

# What is done, and the call that does it. Both rings are read clockwise from the top.
STEP = {
    "zero_grad": ("empty", "zero_grad()"),
    "forward": ("predict", "model(x)"),
    "loss": ("measure", "loss_fn(…)"),
    "backward": ("find the way", "backward()"),
    "clip": ("limit", "clip"),
    "step": ("move", "step()"),
}
EPOCH = {
    "batches": ("all batches", "for x, y in loader"),
    "validate": ("validate", "model.eval()"),
    "schedule": ("keep or stop", "scheduler, checkpoint"),
}
USUAL = tuple(name for name in STEP if name != "clip")
PLAIN = "plain"  # what is done only: the calls, and where gradients are emptied, are asked for
# Boxes bring their own ground, so that their words are read on light and dark pages.
MARKED: Mapping[str, Any] = {"facecolor": "#a8481c", "edgecolor": "#a8481c"}
UNMARKED: Mapping[str, Any] = {"facecolor": "#ededed", "edgecolor": INK}
_SETTINGS: Any = {"font.family": "sans-serif"}
_HEIGHT, _WIDTH, _DPI = 2.7, 4.6, 110


@lru_cache(maxsize=64)
def ring(marks: tuple[str, ...]) -> bytes:
    """Return the loop as a PNG image.

    Args:
        marks: Names of ``STEP`` and ``EPOCH`` to mark; the ring of the epoch is there if one of
            its names is. ``"plain"`` shows what is done and no calls.

    Raises:
        ValueError: if there is no such part.
    """
    if unknown := set(marks) - {*STEP, *EPOCH, PLAIN, "epoch"}:
        raise ValueError(f"the ring has no part {sorted(unknown)[0]!r}")
    rings = [{n: STEP[n] for n in STEP if n in marks or n in _shown(marks)}]
    rings += [EPOCH] if {*EPOCH, "epoch"} & set(marks) else []
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(_WIDTH * len(rings), _HEIGHT), dpi=_DPI)
        figure.patch.set_alpha(0)
        for axes, parts, name in zip(
            figure.subplots(1, len(rings), squeeze=False)[0],
            rings,
            ("each batch", "each epoch"),
            strict=False,
        ):
            _draw(axes, parts, marks, name)
        figure.subplots_adjust(0, 0, 1, 1, 0)
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
    return stream.getvalue()


def _shown(marks: Collection[str]) -> tuple[str, ...]:
    return USUAL[1:] if PLAIN in marks else USUAL


def _draw(
    axes: Any, parts: Mapping[str, tuple[str, str]], marks: Collection[str], name: str
) -> None:
    axes.set(xlim=(-1.75, 1.75), ylim=(-1.35, 1.35))
    axes.set_axis_off()
    turns = [2 * math.pi * n / len(parts) for n in range(len(parts))]
    places = [(1.2 * math.sin(turn), math.cos(turn)) for turn in turns]
    axes.add_patch(Ellipse((0, 0), 2.4, 2, fill=False, edgecolor=INK, linewidth=1))
    for turn in turns:
        _arrow(axes, turn + math.pi / len(parts))
    for (x, y), (part, words) in zip(places, parts.items(), strict=True):
        _box(axes, x, y, words[:1] if PLAIN in marks else words, part in marks)
    axes.text(0, 0, name, ha="center", va="center", size=11, color=INK, weight="bold")


def _arrow(axes: Any, turn: float) -> None:
    """Draw the part of the ring about an angle, clockwise."""
    ends = [(1.2 * math.sin(turn + by), math.cos(turn + by)) for by in (-0.14, 0.14)]
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=ends[1], xytext=ends[0], arrowprops=style)


def _box(axes: Any, x: float, y: float, words: tuple[str, ...], is_marked: bool) -> None:
    look = MARKED if is_marked else UNMARKED
    axes.text(
        x,
        y,
        "\n".join(words),
        ha="center",
        va="center",
        size=10,
        weight="bold" if is_marked else "normal",
        color="white" if is_marked else "#222222",
        bbox={"boxstyle": "round,pad=0.45", "linewidth": 1.5, **look},
    )
