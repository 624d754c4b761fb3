"""An instructor's way through nbgrader's formgrader, in a real browser, from the login to marks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from playwright.sync_api import Page, sync_playwright

from grader.__main__ import main
from grader.classroom.demo import demo
from tests.classroom import tiny
from tests.classroom.test_pages import server
from tests.tools.screenshot import FLAGS, browser

pytestmark = [pytest.mark.xdist_group("judge"), pytest.mark.timeout(600)]
WORTH = tiny.POINTS + 3  # with the essay


def with_essay() -> NotebookNode:
    """Return an assignment with an exercise and a question that a person grades."""
    made = tiny.assignment("one")
    essay = nbformat.v4.new_markdown_cell("Your answer here.", id="essay")
    essay.metadata["nbgrader"] = {
        "grade_id": "essay", "grade": True, "points": 3, "solution": True,
        "locked": False, "task": False, "schema_version": 3,
    }  # fmt: skip
    made.cells.append(essay)
    return made


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which one student forgot to clear the gradients, and wrote an answer."""
    folder = tmp_path_factory.mktemp("formgrader") / "course"
    demo.release(folder, stages=())
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("c.Judged.allow_weaker_isolation = True\n")  # wherever this test is run
    (folder / "source" / "one").mkdir(parents=True)
    nbformat.write(with_essay(), folder / "source" / "one" / "one.ipynb")
    api = demo.NbGraderAPI(config=demo.settings(folder))
    demo.checked(api.generate_assignment("one", create=True, force=True), "release")
    made = nbformat.read(folder / "release" / "one" / "one.ipynb", as_version=4)
    made.cells[1].source = tiny.WRONG
    made.cells[-1].source = "Gradients add up until they are cleared."
    place = folder / "submitted" / "ben" / "one"
    place.mkdir(parents=True)
    nbformat.write(made, place / "one.ipynb")
    return folder


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser(), args=FLAGS)
        page = started.new_page()
        page.set_default_timeout(240_000)  # whatever else this machine does
        yield page
        started.close()


def test_from_the_login_to_marks(
    course: Path, page: Page, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with server(course) as address:
        log_in(page, address)
        page.click("a[href$='/formgrader/manage_submissions/one']")
        autograde(page)
        status, score, worth = row(page)
        assert (status, worth) == ("needs manual grading", WORTH)
        assert 0 < score < tiny.POINTS

        page.click(".student-name a")
        page.click("a[href*='/formgrader/submissions/']")
        page.wait_for_selector(f"#{tiny.GRADED}[placeholder]")  # the page's script fills it in
        given = page.get_attribute(f"#{tiny.GRADED}", "placeholder")
        assert float(given or "nan") == about(score)
        shown = page.inner_text("#notebook")
        assert "Gradients add up until they are cleared." in shown
        assert "zero_grad" in shown
        page.fill("#essay", "2")
        with page.expect_response("**/api/grade/**"):
            page.keyboard.press("Tab")

        page.goto(f"{address}/formgrader/manage_submissions/one")
        assert row(page) == ("graded", about(score + 2), WORTH)

    state, total = exported(course, monkeypatch)
    assert (state, total) == ("final", about(score + 2))
    assert "1  mark written" in capsys.readouterr().out


def log_in(page: Page, address: str) -> None:
    """Come as somebody who is not known yet, and say the password."""
    page.goto(f"{address}/formgrader")
    assert "/login" in page.url
    page.fill("input[name=password]", "pages")
    page.click("#login_submit")
    page.wait_for_url("**/formgrader**")


def autograde(page: Page) -> None:
    """Press the button of the only submission."""
    page.click(".autograde a")
    told = page.wait_for_selector(".modal .modal-body")
    assert told
    assert "Successfully autograded 'one' for student 'ben'" in told.inner_text()
    page.click(".modal .modal-footer button")
    page.wait_for_selector(".modal", state="detached")


def about(points: float) -> Any:
    """Return what equals points that a page shows rounded."""
    return pytest.approx(points, abs=0.01)


def row(page: Page) -> tuple[str, float, float]:
    """Return the state of the only submission, its points and what it can have."""
    page.wait_for_selector(".status .label:not(.label-warning)")
    score, _, worth = page.inner_text("tbody .score").partition("/")
    return page.inner_text("tbody .status"), float(score), float(worth)


def exported(course: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, float]:
    """Return what the table of marks says, from which a learning platform may be filled."""
    monkeypatch.chdir(course)
    assert main(["export", "one", "--to", "csv"]) == 0
    with (course / "exports" / "marks.csv").open(encoding="utf-8-sig") as file:
        (line,) = csv.DictReader(file)
    return line["state"], float(line["score"])
