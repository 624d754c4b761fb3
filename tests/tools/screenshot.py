"""Takes the README's picture: a card that names a mistake, in a real JupyterLab.

python -m tests.tools.screenshot [--dark] [--out FILE]
"""

from __future__ import annotations

import argparse
import contextlib
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import sync_playwright

from grader.classroom.authoring.build import ROOT, execute
from tests.tools.jupyter import FLAGS, address, browser, jupyter

PICTURE = ROOT / ".github" / "card.png"
CODE = """\
def train_step(model, x, y, loss_fn, optimizer):
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()


check("01_loop/train_step", train_step)"""


@contextlib.contextmanager
def jupyterlab(folder: Path, dark: bool, notebook: str = "card.ipynb") -> Iterator[str]:
    """Serve ``folder``; yield the address of a notebook in it, of which all is on the page."""
    with jupyter(folder, dark, windowing="none") as server:
        yield address(server, notebook)


@cache
def checked() -> NotebookNode:
    """Return a notebook that shows the card."""
    cells = [nbformat.v4.new_code_cell("from grader import check"), nbformat.v4.new_code_cell(CODE)]
    with tempfile.TemporaryDirectory() as scratch:
        return execute(nbformat.v4.new_notebook(cells=cells), Path(scratch))


def take(target: Path, dark: bool) -> str:
    """Save a picture of the card and return the text that the page shows."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        nbformat.write(checked(), folder / "card.ipynb")
        with jupyterlab(folder, dark) as address, sync_playwright() as play:
            page = play.chromium.launch(executable_path=browser(), args=FLAGS).new_page(
                viewport={"width": 1150, "height": 1500}
            )
            page.goto(address)
            card = page.locator(".jp-OutputArea-output").filter(has_text="Not yet").first
            card.wait_for(timeout=90_000)
            page.wait_for_timeout(1500)  # the image is decoded after the text is there
            target.parent.mkdir(parents=True, exist_ok=True)
            card.screenshot(path=str(target))
            return re.sub(r"\s+", " ", card.inner_text())


def main() -> None:
    """Take the picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.screenshot")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--out", type=Path, default=PICTURE)
    chosen = parser.parse_args()
    take(chosen.out, chosen.dark)
    print(f"wrote {chosen.out}")


if __name__ == "__main__":
    main()
