"""The lab without a browser's help: the same information as text, HTML and a picture."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from grader.lab.arrangement import program
from grader.lab.measured import measured
from grader.render.markup import element
from grader.render.plot import curves_image
from grader.verdict import Curve

SHORT = "Loop lab: each line on, off or moved, and what that does."


def effect(letters: str) -> tuple[dict[str, Any], str]:
    """Return what an arrangement does, and what it is called."""
    known = measured()
    place, words = known["arrangements"][letters]
    return known["effects"][place], known["words"][words]


def as_text(letters: str) -> str:
    """Return the lab, with one arrangement, as text."""
    found, words = effect(letters)
    return f"{SHORT}\n\n{program(letters)}\n\n{words} {found['says']}\n{_used(found)}"


def as_html(letters: str) -> Markup:
    """Return the lab, with one arrangement, as HTML that needs no script."""
    found, words = effect(letters)
    right, _ = effect(measured()["right"])
    curves = (
        Curve("this arrangement", tuple(found["losses"])),
        Curve("the right order", tuple(right["losses"])),
    )
    return Markup("").join(
        [
            element("p", SHORT),
            element("pre", program(letters)),
            element("p", element("strong", words), f" {found['says']} {_used(found)}"),
            curves_image(curves, "run"),
        ]
    )


def _used(found: dict[str, Any]) -> str:
    sizes = [size for size in found["gradients"] if size is not None]
    if not sizes:
        return "No run made an update."
    return (
        f"The gradient that an update used has the size {sizes[0]:.3g} first, {sizes[-1]:.3g} last."
    )
