"""Takes pictures of every kind of card in a real JupyterLab, which does not trust the notebook.

python -m tests.tools.cards [--dark] [--out FOLDER]

Prints how high each card is at a width of 1280 px, folded and with everything opened.
"""

from __future__ import annotations

import argparse
import linecache
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import Page, sync_playwright

from grader.course.catalogue import exercises
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.render.card import verdict_card
from tests.tools.jupyter import FLAGS, browser
from tests.tools.screenshot import ROOT, jupyterlab

SIZE = {"width": 1280, "height": 1600}
STEP, EPOCH = "01_loop/train_step", "07_epoch/train_one_epoch"

# A name, an exercise, and what becomes of lines of its reference; the name of a card says why.
SAMPLES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("pass", STEP, {}),
    ("named", STEP, {"optimizer.zero_grad()\n": "pass\n"}),
    ("named-epoch", EPOCH, {"loss.item() * len(x)": "loss.item()"}),
    (
        "two",
        EPOCH,
        {"optimizer.zero_grad()": "pass", "loss.item() * len(x)": "loss.item()"},
    ),
    ("departure", STEP, {"loss.backward()": "(0.37 * loss).backward()"}),
    ("departure-loss", "03_loss/mse", {".mean()": ".sum() / 7"}),
    (
        "departure-stop",
        "10_lifecycle/EarlyStopping",
        {"self.waited = 0\n        else": "self.waited = 1\n        else"},
    ),
    ("departure-class", "07_epoch/StandardizedDataset", {"/ self.std": "/ (self.std + 1)"}),
    ("same-effect", STEP, {"optimizer.zero_grad()": "model(x * 2)"}),
    ("contract", STEP, {"return loss.item()": "return None"}),
    ("crash", STEP, {"loss.backward()": "loss.item().backward()"}),
    ("crash-epoch", EPOCH, {"loss.backward()": "loss.backward()\n        loss.backward()"}),
)


def sample(address: str, edits: dict[str, str]) -> Any:
    """Return the verdict on a reference of which some words are others."""
    exercise = exercises()[address]
    source = source_of(exercise)
    for old, new in edits.items():
        assert old in source, (address, old)
        source = source.replace(old, new)
    linecache.cache["<reference>"] = (len(source), None, source.splitlines(True), "<reference>")
    return judge(exercise, compiled(exercise, source))


def notebook() -> NotebookNode:
    """Return a notebook of which each cell shows a card."""
    cells = []
    for name, address, edits in SAMPLES:
        bundle = verdict_card(sample(address, edits))._repr_mimebundle_()
        shown = nbformat.v4.new_output("execute_result", data=bundle, execution_count=1)
        cells.append(nbformat.v4.new_code_cell(f'check("{address}", {name!r})', outputs=[shown]))
    return nbformat.v4.new_notebook(cells=cells)


def heights(page: Page, out: Path, suffix: str) -> Iterator[tuple[str, int, int]]:
    """Yield each card's name and its height, folded and opened; save a picture of each."""
    cards = page.locator(".jp-OutputArea-output.jp-RenderedHTML")
    for number, (name, _, _) in enumerate(SAMPLES):
        card = cards.nth(number)
        folded = card.evaluate("card => card.getBoundingClientRect().height")
        card.screenshot(path=str(out / f"{name}-{suffix}.png"))
        card.evaluate("card => card.querySelectorAll('details').forEach(d => { d.open = true })")
        page.wait_for_timeout(200)
        opened = card.evaluate("card => card.getBoundingClientRect().height")
        card.screenshot(path=str(out / f"{name}-{suffix}-open.png"))
        yield name, round(folded), round(opened)


def take(out: Path, dark: bool) -> list[tuple[str, int, int]]:
    """Save pictures of all cards below ``out``; return their heights."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        nbformat.write(notebook(), Path(scratch) / "card.ipynb")
        with jupyterlab(Path(scratch), dark) as address, sync_playwright() as play:
            browsing = play.chromium.launch(executable_path=browser(), args=FLAGS)
            page = browsing.new_page(viewport=SIZE)
            page.goto(address)
            page.locator(".jp-OutputArea-output h3").first.wait_for(timeout=90_000)
            page.locator(".jp-Dialog .jp-mod-reject").click()  # no kernel
            page.wait_for_timeout(500)
            page.locator(".jp-InputArea").first.click()
            if page.locator("#jp-left-stack").is_visible():  # no file browser
                page.keyboard.press("Control+b")
                page.locator("#jp-left-stack").wait_for(state="hidden")
            page.wait_for_timeout(2000)  # images are decoded after the text is there
            return list(heights(page, out, "dark" if dark else "light"))


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.cards")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "cards")
    chosen = parser.parse_args()
    for name, folded, opened in take(chosen.out, chosen.dark):
        print(f"{name:<18} {folded:>5} px folded {opened:>5} px opened")


if __name__ == "__main__":
    main()
