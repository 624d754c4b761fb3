"""The files of ``static/``: a widget's script and style, each behind what all of them share."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).with_name("static")


def script(name: str) -> str:
    """Return a widget's module."""
    return _read("shared.js") + "\n" + _read(f"{name}.js")


def style(name: str) -> str:
    """Return a widget's style sheet."""
    return _read("shared.css") + _read(f"{name}.css")


def page_parts() -> tuple[str, str]:
    """Return the page around a widget, and the script that takes the place of a notebook."""
    return _read("page.html"), _read("page.js")


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")
