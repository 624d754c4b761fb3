"""The lab as one page that needs no kernel: ``python -m grader.lab.page lab.html``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from markupsafe import Markup

from grader.lab.arrangement import ALL
from grader.lab.measured import measured
from grader.lab.twin import as_html
from grader.render.markup import element

STATIC = Path(__file__).with_name("static")


def page(home: str = "") -> str:
    """Return the page; without JavaScript it shows all lines as they are lettered.

    Args:
        home: The address of the site that it belongs to, if it does.
    """
    script = (STATIC / "lab.js").read_text("utf-8").replace("export ", "")
    script = script.replace("default { render };", "")
    start = (STATIC / "page.js").read_text("utf-8")
    known = measured()
    return str(
        Markup((STATIC / "page.html").read_text("utf-8")).format(  # noqa: S704 - our own file
            css=Markup((STATIC / "lab.css").read_text("utf-8")),  # noqa: S704 - our own file
            home=_way_home(home),
            count=len(known["arrangements"]),
            twin=as_html(ALL),
            data=Markup(json.dumps(known).replace("<", "\\u003c")),  # noqa: S704 - measured
            script=Markup(script),  # noqa: S704 - our own file
            start=Markup(start),  # noqa: S704 - our own file
        )
    )


def _way_home(address: str) -> Markup:
    if not address:
        return Markup()
    return element("nav", element("a", "The training loop course", href=address))


def main() -> None:
    """Write the page to the path that is given."""
    if len(sys.argv) != 2:
        raise SystemExit("Say where the page goes: python -m grader.lab.page lab.html")
    Path(sys.argv[1]).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
