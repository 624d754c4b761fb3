"""A widget as one page that needs no kernel: ``python -m grader.lab.page lab.html strip.html``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from grader.lab import step_twin, twin
from grader.lab.arrangement import ALL
from grader.lab.assets import page_parts, script, style
from grader.lab.measured import measured
from grader.lab.training_step import Setting
from grader.render.markup import element


@dataclass(frozen=True)
class Page:
    """What a page says, and what the widget on it begins with."""

    title: str
    intro: str
    twin: Markup
    traits: dict[str, Any]


def page(name: str = "lab", home: str = "") -> str:
    """Return the page of ``"lab"`` or ``"strip"``; without JavaScript it shows the static twin.

    Args:
        name: Which of the two.
        home: The address of the site that it belongs to, if it does.
    """
    known = {"lab": _lab, "strip": _strip}[name]()
    around, start = page_parts()
    module = script(name).replace("export ", "").replace("default { render };", "")
    return str(
        Markup(around).format(  # noqa: S704 - our own file
            title=known.title,
            intro=known.intro,
            home=_way_home(home),
            css=Markup(style(name)),  # noqa: S704 - our own file
            twin=known.twin,
            traits=Markup(json.dumps(known.traits).replace("<", "\\u003c")),  # noqa: S704 - measured
            script=Markup(module),  # noqa: S704 - our own file
            start=Markup(start),  # noqa: S704 - our own file
        )
    )


def _way_home(address: str) -> Markup:
    if not address:
        return Markup()
    return element("nav", element("a", "The training loop course", href=address))


def _lab() -> Page:
    return Page(
        "The loop lab",
        "Six lines. Switch each on or off with its box, and move it: drag it, use its arrows, or "
        f"hold Alt and press the arrow keys. All {len(measured()['arrangements']):,} arrangements "
        "were run on a small regression.",
        twin.as_html(ALL),
        {"data": measured(), "letters": ALL},
    )


def _strip() -> Page:
    return Page(
        "One training step, line by line",
        "Go forward and back with the two buttons, or with the arrow keys left and right. Another "
        "rate, another momentum or a forgotten zero_grad() shows the same moment under that "
        "setting.",
        step_twin.as_html(Setting()),
        {"data": step_twin.data(), **asdict(Setting())},
    )


def main() -> None:
    """Write the pages to the paths that are given; their names say which."""
    paths = list(map(Path, sys.argv[1:]))
    if not paths or {path.name for path in paths} - {"lab.html", "strip.html"}:
        raise SystemExit("Say where they go: python -m grader.lab.page lab.html strip.html")
    for path in paths:
        path.write_text(page(path.stem), "utf-8")


if __name__ == "__main__":
    main()
