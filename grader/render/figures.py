"""Figures of a learner's notebook: an image whose alternative text says what it shows.

JupyterLab shows no alternative text that stands in an output's metadata, so the image is an
element of HTML, which has it itself.
"""

from __future__ import annotations

import sys
from typing import Any

from grader.observe.figure import FIGURE, describe
from grader.render.markup import picture

CONFIGURATION = "matplotlib_inline.config"


def bundle(figure: Any, include: Any = None, exclude: Any = None) -> dict[str, str]:
    """Return a figure in words and as an image that has these words (for IPython)."""
    from IPython.core.pylabtools import print_figure  # loads matplotlib, which a figure has done

    words = describe(figure)
    drawn = print_figure(  # type: ignore[no-untyped-call]
        figure, "png", bbox_inches="tight"
    )  # None without anything in it
    return {"text/plain": words} | ({"text/html": str(picture(drawn, words))} if drawn else {})


def install(shell: Any) -> None:
    """Let figures of an IPython session be shown so, and not a second time as IPython does."""
    shell.display_formatter.mimebundle_formatter.for_type_by_name(*FIGURE, bundle)
    shell.config.InlineBackend.figure_formats = set()
    inline = getattr(sys.modules.get(CONFIGURATION), "InlineBackend", None)
    if inline is not None and inline.initialized():
        inline.instance().figure_formats = set()
