from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from grader.lab.page import page
from tests.tools.jupyter import FLAGS, browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser(), args=FLAGS)
        yield started
        started.close()


def opened(chromium: Browser, folder: Path, name: str, **context: Any) -> Page:
    """Return a widget's own page, without a kernel."""
    (folder / f"{name}.html").write_text(page(name), "utf-8")
    shown = chromium.new_context(viewport={"width": 1280, "height": 800}, **context).new_page()
    shown.goto((folder / f"{name}.html").as_uri())
    return shown


def without_complaint(shown: Page) -> Iterator[Page]:
    """Yield a page; it may say nothing on its console meanwhile."""
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.reload()
    yield shown
    assert said == []
    shown.context.close()


@pytest.fixture
def lab(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    yield from without_complaint(opened(chromium, tmp_path, "lab"))


@pytest.fixture
def strip(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    yield from without_complaint(opened(chromium, tmp_path, "strip"))
