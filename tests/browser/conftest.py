"""One Jupyter and one browser for all tests of this folder.

A sample runs by itself: JupyterLab at one size. With ``--whole``, everything runs in JupyterLab and
in Notebook 7, at two sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.tour import START, tour
from tests.tools.jupyter import FLAGS, Opened, address, browser, jupyter

CARDS = ".jp-OutputArea-output.jp-RenderedHTML"
# Not "best-practice": what a cell shows is a part of a page, and has no landmarks of its own.
RULES = {"runOnly": ["wcag2a", "wcag2aa"], "rules": {"heading-order": {"enabled": True}}}
# What Jupyter's own parts say, with nothing of ours on the page as well.
JUPYTERS = (
    "Failed to load resource",
    "reading 'schema'",
    "'filebrowser:open-path'",
    "Comm not found",  # after a restart, of a widget whose kernel is gone
)
SIZES = {"1280x800": (1280, 800), "1600x900": (1600, 900)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all of them in one process, with one server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    whole = metafunc.config.getoption("--whole")
    if "app" in metafunc.fixturenames:
        apps = ["lab", "notebook"] if whole else ["lab"]
        metafunc.parametrize("app", apps, scope="module")
    if "size" in metafunc.fixturenames:
        metafunc.parametrize("size", list(SIZES) if whole else ["1280x800"])


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jupyter")


@pytest.fixture(scope="session")
def server(folder: Path, kernels: Path | None) -> Iterator[str]:
    """Serve the folder, with kernels that have imported everything."""
    with jupyter(folder, **({"JUPYTER_PATH": str(kernels)} if kernels else {})) as started:
        yield started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; it is closed with the module, since only one Playwright may run in a process."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser(), args=FLAGS)
        yield started
        started.close()


class Console:
    """What pages complained of, ours and Jupyter's."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(f"{message.text} {message.location['url']}")


def complaints(console: Console) -> list[str]:
    """Return what is no complaint of Jupyter about itself."""
    return [said for said in console.said if not any(part in said for part in JUPYTERS)]


@pytest.fixture(scope="module")
def console() -> Console:
    return Console()


def open_tour(
    chromium: Browser, server: str, folder: Path, name: str, app: str, console: Console
) -> Opened:
    """Open a new copy of the notebook, and run its first cell."""
    made = tour()
    nbformat.write(made, folder / name)
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    console.listen(page)
    opened = Opened(page, address(server, name, app), len(made.cells))
    opened.run_at(START)
    return opened


@pytest.fixture(scope="module")
def opened(
    chromium: Browser, server: str, folder: Path, app: str, console: Console
) -> Iterator[Opened]:
    """A notebook that all tests of a module share; each runs the cells that it needs."""
    shown = open_tour(chromium, server, folder, f"tour-{app}.ipynb", app, console)
    yield shown
    shown.page.close()
