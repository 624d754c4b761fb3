"""Takes pictures of a whole executed notebook in a real JupyterLab, to be read by a person.

python -m tests.tools.read_notebook STAGE [--dark] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from grader.classroom.authoring.build import solution_path, stages
from tests.tools.jupyter import FLAGS, browser
from tests.tools.screenshot import ROOT, jupyterlab

PAGE = {"width": 1150, "height": 1400}
OVERLAP = 60  # pixels shown twice, so that no line is cut in both pictures
PANEL = ".jp-NotebookPanel-notebook .jp-WindowedPanel-outer"


def take(stage: str, out: Path, dark: bool) -> list[Path]:
    """Save the pages of a stage's executed solution below ``out``; return their paths."""
    out.mkdir(parents=True, exist_ok=True)
    taken = []
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copy(solution_path(ROOT, stage), scratch)
        name = f"{stage}.ipynb"
        with jupyterlab(Path(scratch), dark, name) as address, sync_playwright() as play:
            browsing = play.chromium.launch(executable_path=browser(), args=FLAGS)
            page = browsing.new_page(viewport=PAGE)
            page.goto(address + "&reset")
            panel = page.locator(PANEL).first
            panel.locator(".jp-Cell").first.wait_for(timeout=90_000)
            page.keyboard.press("Control+b")  # no file browser
            page.wait_for_timeout(5000)  # text is typeset and images are decoded
            height = panel.evaluate("panel => panel.scrollHeight")
            step = panel.evaluate("panel => panel.clientHeight") - OVERLAP
            for number, top in enumerate(range(0, height, step)):
                panel.evaluate("(panel, top) => panel.scrollTo(0, top)", top)
                page.wait_for_timeout(300)
                path = out / f"{stage}-{'dark' if dark else 'light'}-{number:02}.png"
                panel.screenshot(path=str(path))
                taken.append(path)
    return taken


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.read_notebook")
    parser.add_argument("stage", choices=stages())
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "pages")
    chosen = parser.parse_args()
    for path in take(chosen.stage, chosen.out, chosen.dark):
        print(path)


if __name__ == "__main__":
    main()
