"""Each released notebook runs to its end in a real Jupyter."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from grader.classroom.authoring.build import ROOT, release_path, stages
from tests.browser.conftest import CARDS, RULES, Console, complaints
from tests.tools.jupyter import Opened, address


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = stages() if metafunc.config.getoption("--whole") else ["00_start"]
    metafunc.parametrize("stage", chosen)


@pytest.mark.timeout(900)
def test_a_released_notebook_runs_to_its_end(
    stage: str, app: str, chromium: Browser, server: str, folder: Path
) -> None:
    path, console = release_path(ROOT, stage), Console()
    shutil.copy(path, folder / f"{app}-{path.name}")
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    console.listen(page)
    count = len(nbformat.read(path, as_version=4).cells)
    opened = Opened(page, address(server, f"{app}-{path.name}", app), count)
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    not_run = opened.ask(
        "panel.content.widgets.filter(cell => cell.model.type === 'code')"
        ".filter(cell => !cell.model.executionCount).map(cell => cell.model.sharedModel.source)"
    )
    assert not_run == []
    found = Axe().run(page, context={"include": [[CARDS]]}, options=RULES)
    assert [v["id"] for v in found.response["violations"]] == []
    assert complaints(console) == []
    page.close()
