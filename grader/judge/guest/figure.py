"""Figures of a notebook in the sandbox go out as images, with their words in the metadata."""

from __future__ import annotations

from typing import Any

from grader.observe.figure import FIGURE, describe


def bundle(figure: Any, include: Any = None, exclude: Any = None) -> tuple[Any, Any]:
    """Return the text form of a figure, and metadata for its image (for IPython)."""
    text = describe(figure)
    return {"text/plain": text}, {"image/png": {"alt": text}}


def install(shell: Any) -> None:
    """Let figures of an IPython session be shown with their words."""
    shell.display_formatter.mimebundle_formatter.for_type_by_name(*FIGURE, bundle)
