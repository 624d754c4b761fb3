"""Takes the README's picture: a card that names a mistake, in a real JupyterLab.

python -m tests.tools.screenshot [--dark] [--out FILE]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import sync_playwright

from grader.classroom.authoring.build import ROOT, execute

PICTURE = ROOT / ".github" / "card.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CODE = """\
def train_step(model, x, y, loss_fn, optimizer):
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()


check("01_loop/train_step", train_step)"""


def browser() -> str:
    """Return the path of an installed browser."""
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    found = next(filter(None, map(shutil.which, BROWSERS)), mac if Path(mac).exists() else None)
    if found is None:
        raise SystemExit("No Chromium found: run tests/system-packages.sh first.")
    return found


@contextlib.contextmanager
def jupyterlab(folder: Path, dark: bool, notebook: str = "card.ipynb") -> Iterator[str]:
    """Serve ``folder`` with JupyterLab; yield the address of a notebook in it."""
    settings = folder / ".settings" / "@jupyterlab"
    theme = "JupyterLab Dark" if dark else "JupyterLab Light"
    _set(settings / "apputils-extension" / "themes", theme=theme)
    _set(settings / "apputils-extension" / "notification", fetchNews="false")
    _set(settings / "notebook-extension" / "tracker", windowingMode="none")  # all of it is there
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.token=picture"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", str(folder), *words],
        env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(settings.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/lab/tree/{notebook}?token=picture"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:  # now and then it waits for a thread of its own for ever
            server.kill()
            server.wait()


def _set(path: Path, **values: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".jupyterlab-settings").write_text(json.dumps(values))


def wait_for(port: int) -> None:
    """Wait until something listens at a port of this machine."""
    for _ in range(1500):  # five minutes: other processes may be at work
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("JupyterLab did not start.")


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
