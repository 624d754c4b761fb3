"""TeX formulas as pictures, so that a page that shows them needs no script and no network.

matplotlib sets them. What it does not know, such as environments, stays as it is written.
"""

from __future__ import annotations

import base64
import html
import io
import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

from grader.render.markup import element

# nh3 writes every value between double quotes, in which it leaves no quote and no bracket.
TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
LITERAL = ("code", "pre")
# Of limited length, or a text of nothing but openings would be searched again from each of them.
FORMULA = re.compile(
    r"(?<![\\$])(?:\$\$(?P<block>[^$]{1,400})\$\$"
    r"|\$(?P<inline>[^\s$](?:[^$]{0,400}[^\s$\\])?)\$(?!\d))"
    r"|\\\[(?P<bracket>.{1,400}?)\\\]|\\\((?P<paren>.{1,400}?)\\\)",
    re.DOTALL,
)
# Names that TeX has for what matplotlib knows by another.
ALIASES = {
    "ge": r"\geq",
    "le": r"\leq",
    "implies": r"\Rightarrow",
    "land": r"\wedge",
    "lor": r"\vee",
    "tfrac": r"\frac",
    "lVert": r"\|",
    "rVert": r"\|",
    "lvert": "|",
    "rvert": "|",
}
NAME = re.compile(r"\\([A-Za-z]+)")
MOST = 200  # formulas of a text
WIDEST = 1200  # points
SIZE = 12.0  # points
POINTS = 72
SETTINGS: Any = {"mathtext.fontset": "stix", "svg.fonttype": "path", "svg.hashsalt": "grader"}


def typeset(page: Markup) -> Markup:
    r"""Return cleaned HTML with pictures in place of the formulas in it.

    Args:
        page: HTML as ``html.clean`` returns it; formulas stand between dollars, or in ``\(\)``
            and ``\[\]``. In code there are none.
    """
    if "$" not in page and "\\" not in page:
        return page
    made, literal = [], 0
    for number, piece in enumerate(TAG.split(page)):
        if number % 2:
            literal += _opens(piece)
            made.append(piece)
        else:
            made.append(piece if literal else FORMULA.sub(_picture, piece, MOST))
    return Markup("".join(made))  # noqa: S704 - its parts were clean, or are elements


def _opens(tag: str) -> int:
    """Return 1 for a tag after which text is literal, -1 for the end of that, else 0."""
    name = re.split(r"[\s>]", tag[1:], maxsplit=1)[0]
    return (name in LITERAL) - (name.removeprefix("/") in LITERAL and name[0] == "/")


def _picture(found: re.Match[str]) -> str:
    body = next(filter(None, found.groupdict().values()))
    words = " ".join(html.unescape(body).split())
    drawn = _drawn(NAME.sub(lambda name: ALIASES.get(name[1], name[0]), words))
    if drawn is None:
        return found[0]
    source, depth = drawn
    image = element("img", src=source, alt=html.unescape(found[0]), style=_place(depth))
    is_block = found["block"] or found["bracket"]
    return element("span", image, style="display:block;text-align:center") if is_block else image


def _place(depth: float) -> str:
    return f"vertical-align:{-depth:.1f}pt"


@lru_cache(maxsize=1024)
def _drawn(formula: str) -> tuple[str, float] | None:
    """Return the address of a picture and how far it reaches below the line, in points."""
    try:
        return _draw(f"${formula}$")
    except Exception:  # a formula can be nonsense in endless ways
        return None


def _draw(formula: str) -> tuple[str, float]:
    with rc_context(SETTINGS):
        font = FontProperties(size=SIZE)
        width, height, depth, *_ = MathTextParser("path").parse(formula, POINTS, font)
        if not (0 < width < WIDEST and 0 < height < WIDEST):
            raise ValueError("it is too large")
        figure = Figure(figsize=(width / POINTS, height / POINTS))
        figure.patch.set_alpha(0)
        figure.text(0, depth / height, formula, fontproperties=font)
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return f"data:image/svg+xml;base64,{data}", float(depth)
