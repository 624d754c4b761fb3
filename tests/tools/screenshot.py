"""Takes the README's pictures in a real JupyterLab: a card, the board, the loop lab, the strip.

python -m tests.tools.screenshot [--dark] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import Locator, sync_playwright

from grader.classroom.authoring.build import ROOT
from grader.classroom.authoring.source import KERNEL
from tests.tools.jupyter import FLAGS, Opened, address, browser, jupyter, words

PICTURES = ROOT / ".github"
WRONG = """\
def train_step(model, x, y, loss_fn, optimizer):
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()


check("01_loop/train_step", train_step)"""
RIGHT = WRONG.replace("    prediction", "    optimizer.zero_grad()\n    prediction")
# Each cell, and what its output is called as a picture.
CELLS = (
    ("from grader import board, check, loop_lab, step_strip", ""),
    ('check("00_start/hello", lambda x: 2 * x + 1)', ""),
    (WRONG, "card"),
    (RIGHT, ""),
    ("board()", "board"),
    ('loop_lab("DBEA")', "lab"),
    ("step_strip(forget_zero_grad=True)", "strip"),
)
NAMES = tuple(filter(None, (name for _, name in CELLS)))
STEPS = 9  # to where the second gradient is added to the first


@contextlib.contextmanager
def jupyterlab(folder: Path, dark: bool, notebook: str = "card.ipynb") -> Iterator[str]:
    """Serve ``folder``; yield the address of a notebook in it, of which all is on the page."""
    with jupyter(folder, dark, windowing="none") as server:
        yield address(server, notebook)


def notebook() -> NotebookNode:
    """Return the notebook whose outputs the pictures show."""
    cells = [nbformat.v4.new_code_cell(source) for source, _ in CELLS]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def take(out: Path, dark: bool, chosen: Collection[str] = NAMES) -> dict[str, str]:
    """Save pictures as ``out/NAME.png``; return the text that each shows."""
    out.mkdir(parents=True, exist_ok=True)
    last = max(place for place, (_, name) in enumerate(CELLS) if name in chosen)
    with tempfile.TemporaryDirectory() as scratch:
        nbformat.write(notebook(), Path(scratch) / "card.ipynb")
        with jupyterlab(Path(scratch), dark) as place, sync_playwright() as play:
            page = play.chromium.launch(executable_path=browser(), args=FLAGS).new_page(
                viewport={"width": 1150, "height": 1500}
            )
            opened = Opened(page, place, len(CELLS))
            page.keyboard.press("Control+b")  # no file browser
            shown = {name: opened.run_at(n) for n, (_, name) in enumerate(CELLS[: last + 1])}
            return {name: picture(shown[name], out / f"{name}.png") for name in chosen}


def picture(part: Locator, path: Path) -> str:
    """Save the picture of an output; return its text."""
    part.first.scroll_into_view_if_needed()
    forward = part.get_by_role("button", name="Forward")
    for _ in range(STEPS if forward.count() else 0):
        forward.click()
    part.page.mouse.move(0, 0)  # over no row of a table
    part.page.wait_for_timeout(1500)  # the image is decoded after the text is there
    part.first.screenshot(path=str(path))
    return words(part.first)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.screenshot")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--out", type=Path, default=PICTURES)
    chosen = parser.parse_args()
    for name in take(chosen.out, chosen.dark):
        print(f"wrote {chosen.out / name}.png")


if __name__ == "__main__":
    main()
