"""A real Jupyter for tests and pictures: JupyterLab and Notebook 7, and a notebook in a browser."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from grader.command.jupyter import style
from grader.progress.attempts import VARIABLE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# JupyterLab opens again what was open in the same workspace.
PLACES = {"lab": "lab/workspaces/{}/tree", "notebook": "notebooks"}
SECONDS = 120_000  # milliseconds, for what a busy machine does at last


def browser() -> str:
    """Return the path of an installed browser."""
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    found = next(filter(None, map(shutil.which, BROWSERS)), mac if Path(mac).exists() else None)
    if found is None:
        raise SystemExit("No Chromium found: run tests/system-packages.sh first.")
    return found


@contextlib.contextmanager
def jupyter(
    folder: Path, dark: bool = False, windowing: str = "", **environment: str
) -> Iterator[str]:
    """Serve a folder as ``make lab`` does; yield the address of the server.

    Attempts are kept in the folder, unless the environment says otherwise. With ``windowing`` at
    ``"none"``, all of a notebook is on its page.
    """
    settings = folder / ".settings" / "@jupyterlab"
    theme = "JupyterLab Dark" if dark else "JupyterLab Light"
    _set(settings / "apputils-extension" / "themes", theme=theme)
    _set(settings / "apputils-extension" / "notification", fetchNews="false")
    if windowing:
        _set(settings / "notebook-extension" / "tracker", windowingMode=windowing)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.token=picture"]
    # So that a test can ask for what otherwise stands in menus.
    words += [f"--{app}.expose_app_in_browser=True" for app in ("LabApp", "JupyterNotebookApp")]
    here = {"JUPYTERLAB_SETTINGS_DIR": str(settings.parent), VARIABLE: str(folder / ".attempts")}
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", str(folder), *style(), *words],
        env={**os.environ, **here, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:  # now and then it waits for a thread of its own for ever
            server.kill()
            server.wait()


def address(server: str, notebook: str, app: str = "lab") -> str:
    """Return where a notebook is opened, in ``"lab"`` or in ``"notebook"``, which is Notebook 7."""
    place = PLACES[app].format(notebook.removesuffix(".ipynb"))
    return f"{server}/{place}/{notebook}?token=picture"


def _set(path: Path, **values: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".jupyterlab-settings").write_text(json.dumps(values))


def wait_for(port: int) -> None:
    """Wait until something listens at a port of this machine."""
    for _ in range(900):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("JupyterLab did not start.")


class Opened:
    """A notebook that is open in a browser; cells are counted from 0."""

    def __init__(self, page: Page, address: str, cells: int) -> None:
        self.page = page
        page.goto(address)
        page.locator(".jp-Cell").first.wait_for(timeout=SECONDS)
        page.wait_for_function(
            "count => window.jupyterapp?.shell.currentWidget?.content?.widgets?.length === count",
            arg=cells,
            timeout=SECONDS,
        )
        self._wait_for_kernel()

    def _wait_for_kernel(self) -> None:
        self.page.wait_for_function(
            "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'",
            timeout=SECONDS,
        )

    def ask(self, code: str, arg: Any = None) -> Any:
        """Return what an expression on ``panel``, the notebook's widget, comes to."""
        return self.page.evaluate(
            f"arg => {{ const panel = jupyterapp.shell.currentWidget; return {code} }}", arg
        )

    def cell(self, number: int) -> Locator:
        """Return a cell."""
        return self.page.locator(f'.jp-Cell[data-windowed-list-index="{number}"]')

    def write(self, number: int, code: str) -> None:
        """Replace a cell's text."""
        self.ask(
            "panel.content.widgets[arg[0]].model.sharedModel.setSource(arg[1])", [number, code]
        )

    def enter(self, number: int) -> None:
        """Place the cursor into a cell, as a click does."""
        self.ask("panel.content.scrollToItem(arg)", number)
        self.cell(number).locator(".cm-content").click()

    def run(self, number: int, keys: str = "Shift+Enter") -> Locator:
        """Run the cell that has the cursor; return its output when it is there."""
        before = self._count(number)
        self.page.keyboard.press(keys)
        self.page.wait_for_function(
            "([number, before]) => { const cell = jupyterapp.shell.currentWidget.content"
            ".widgets[number]; const count = cell.model.executionCount;"
            " return count && count !== before && cell.promptNode.innerText.includes(count) }",
            arg=[number, before],
            timeout=SECONDS,
        )
        return self.output(number)

    def output(self, number: int) -> Locator:
        """Return what a cell shows."""
        return self.cell(number).locator(".jp-OutputArea-output")

    def run_at(self, number: int) -> Locator:
        """Place the cursor into a cell and run it."""
        self.enter(number)
        return self.run(number)

    def restart(self) -> None:
        """Start the kernel anew, as the menu does."""
        self.ask("panel.sessionContext.restartKernel()")
        self._wait_for_kernel()
        self.ask(  # each cell is one that was not run yet
            "panel.content.widgets.filter(cell => cell.model.type === 'code')"
            ".forEach(cell => { cell.model.sharedModel.execution_count = null })"
        )

    def theme(self, dark: bool) -> None:
        """Choose a theme."""
        name = "JupyterLab Dark" if dark else "JupyterLab Light"
        self.page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", name
        )
        self.page.wait_for_function(
            "light => document.body.dataset.jpThemeLight === light", arg=str(not dark).lower()
        )

    def in_view(self, part: Locator) -> bool:
        """Return whether all of something is inside the visible part of the notebook."""
        self.page.wait_for_timeout(300)  # it has been painted and scrolled
        return bool(
            part.evaluate(
                "part => { const box = part.getBoundingClientRect();"
                " const seen = part.closest('.jp-WindowedPanel-outer').getBoundingClientRect();"
                " return box.top >= seen.top && box.bottom <= seen.bottom }"
            )
        )

    def _count(self, number: int) -> int:
        return int(self.ask("panel.content.widgets[arg].model.executionCount || 0", number))


def words(part: Locator) -> str:
    """Return the text that something shows, in one line."""
    return re.sub(r"\s+", " ", part.inner_text()).strip()
