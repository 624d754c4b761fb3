"""A small network learns to read digits while somebody watches: what the course leads to."""

from __future__ import annotations

import io
from typing import Any

import torch
from matplotlib.figure import Figure
from torch import nn

from grader.data import digits
from grader.render.plot import INK, LINES

SEEN, PASSES, BATCH = 1500, 4, 50
SHOWN = 8
WORDS = (
    "Before training, about {before} in 100 of {new} images that the network never trains on are "
    "named right. After {passes} times through {seen} other images, about {after} in 10 are."
)
PICTURE = (
    "A row of {shown} handwritten digits with what the network calls each before and after "
    "training, and the share of new images named right, rising from pass to pass."
)


def trained() -> tuple[bytes, str, tuple[str, ...]]:
    """Train; return a PNG image, what it shows, and what is to be said of it."""
    images, labels = digits()
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(images.shape[1], 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    said = [_said(model, images[SEEN:])]
    for _ in range(PASSES):
        for batch in torch.randperm(SEEN).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
        said.append(_said(model, images[SEEN:]))
    right = [float((each == labels[SEEN:]).float().mean()) for each in said]
    words = WORDS.format(
        before=round(100 * right[0]),
        after=round(10 * right[-1]),
        new=len(images) - SEEN,
        passes=PASSES,
        seen=SEEN,
    )
    return _drawn(images[SEEN:], said, right), PICTURE.format(shown=SHOWN), (words,)


@torch.no_grad()
def _said(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    return model(images).argmax(dim=1)  # type: ignore[no-any-return]


def _drawn(images: torch.Tensor, said: list[torch.Tensor], right: list[float]) -> bytes:
    figure = Figure(figsize=(9, 1.8), dpi=100, layout="constrained")
    figure.patch.set_alpha(0)
    row = figure.subplots(1, SHOWN + 1, width_ratios=[1] * SHOWN + [3.5])
    for n, axes in enumerate(row[:-1]):
        axes.imshow(images[n].reshape(8, 8).numpy(), cmap="gray_r")
        axes.set_axis_off()
        axes.set_title(f"before: {int(said[0][n])}\nafter: {int(said[-1][n])}", color=INK, size=9)
    _course(row[-1], right)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def _course(axes: Any, right: list[float]) -> None:
    axes.plot(range(len(right)), [100 * share for share in right], **LINES[0])
    axes.patch.set_alpha(0)
    axes.set(ylim=(0, 100), xticks=range(len(right)))
    axes.set_xlabel("times through the images", color=INK)
    axes.set_ylabel("% named right", color=INK)
    axes.tick_params(colors=INK)
    for spine in axes.spines.values():
        spine.set_color(INK)
