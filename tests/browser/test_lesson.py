"""What a learner sees in a real JupyterLab and in Notebook 7."""

from __future__ import annotations

from pathlib import Path

import nbconvert
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from grader.lab import step_twin, twin
from tests.browser.conftest import CARDS, RULES, SIZES, Console, complaints, open_tour
from tests.browser.tour import (
    ANSWER,
    ANSWERS,
    BOARD,
    CHECK,
    HINT,
    LAB,
    MARK,
    START,
    STEP,
    STRIP,
)
from tests.tools.jupyter import SECONDS, Opened, words

OURS = {"include": [[CARDS], [".jp-OutputArea-output .ll"]]}


def answer(opened: Opened, kind: str) -> None:
    """Write an answer and run its cell; the cursor is in the check below it then."""
    opened.write(ANSWER, ANSWERS[kind][0])
    opened.run_at(ANSWER)


@pytest.mark.parametrize("kind", ANSWERS)
def test_after_shift_enter_the_headline_is_in_view(opened: Opened, kind: str, size: str) -> None:
    width, height = SIZES[size]
    opened.page.set_viewport_size({"width": width, "height": height})
    answer(opened, kind)
    headline = opened.run(CHECK).locator("h3")
    assert words(headline).startswith(ANSWERS[kind][1])
    assert opened.in_view(headline)


def test_a_card_that_takes_long_says_what_is_being_done(opened: Opened) -> None:
    slow = STEP.replace("    optimizer.zero_grad()", "    import time\n\n    time.sleep(0.2)", 1)
    opened.write(ANSWER, slow)
    opened.run_at(ANSWER)
    opened.page.keyboard.press("Shift+Enter")
    line = opened.output(CHECK).filter(has_text="Running your code in 6 situations")
    line.wait_for(timeout=SECONDS)
    headline = opened.output(CHECK).locator("h3").filter(has_text="Gradients pile up")
    headline.wait_for(timeout=SECONDS)
    assert opened.output(CHECK).count() == 1


def test_hints_come_one_at_a_time(opened: Opened) -> None:
    answer(opened, "wrong")
    opened.run(CHECK)
    told = [words(opened.run_at(HINT)) for _ in range(3)]
    assert len(set(told)) == 3
    for number, hint in enumerate(told, 1):
        assert f"{number} of 3" in hint.replace("/", " of "), hint


def test_a_graded_cell_shows_one_line_and_no_number(opened: Opened) -> None:
    answer(opened, "right")
    shown = opened.run_at(MARK)
    assert shown.count() == 1
    assert words(shown) == "✓ Passed · 01_loop/train_step · would earn 4 of 4 points"


def test_locked_cells_look_locked_and_say_why(opened: Opened) -> None:
    look = (
        "part => [getComputedStyle(part, '::after').content,"
        " getComputedStyle(part).backgroundImage.split('(')[0]]"
    )
    seen = {}
    for number in (ANSWER, CHECK):
        opened.enter(number)
        seen[number] = opened.cell(number).locator(".jp-InputArea-editor").evaluate(look)
    says = '"Locked, so that it checks the same for everybody: run it as it is."'
    assert seen == {ANSWER: ["none", "none"], CHECK: [says, "repeating-linear-gradient"]}


def active(opened: Opened) -> int:
    return int(opened.ask("panel.content.activeCellIndex"))


def test_the_lab_by_mouse_and_by_keyboard(opened: Opened) -> None:
    lab = opened.run_at(LAB).locator(".ll")
    lab.get_by_role("button", name="Start again").click()
    lab.get_by_role("button", name="Move optimizer.step() down").click()
    effect, said = twin.effect("BACDEF")
    assert words(lab.locator(".ll-said")) == f"{said} {effect['says']}"
    place = active(opened)
    lab.get_by_role("checkbox", name="optimizer.step()").focus()
    opened.page.keyboard.press("Alt+ArrowUp")
    effect, said = twin.effect("ABCDEF")
    assert words(lab.locator(".ll-said")) == f"{said} {effect['says']}"
    opened.page.keyboard.press("Space")
    assert words(lab.locator(".ll-said")) == " ".join(
        [twin.effect("BCDEF")[1], twin.effect("BCDEF")[0]["says"]]
    )
    assert active(opened) == place


def test_the_strip_by_mouse_and_by_keyboard(opened: Opened) -> None:
    strip = opened.run_at(STRIP).locator(".st")
    says = [moment["says"] for moment in step_twin.data()["runs"]["0.2 0 0"]]
    strip.get_by_role("button", name="Forward").click()
    assert words(strip.locator(".st-said")) == says[1]
    place = active(opened)
    for _ in range(4):
        opened.page.keyboard.press("ArrowRight")
    assert words(strip.locator(".st-said")) == says[5]
    opened.page.keyboard.press("ArrowLeft")
    assert words(strip.locator(".st-said")).startswith(says[4])
    strip.get_by_label("Forget").check()
    assert active(opened) == place
    assert opened.cell(STRIP).is_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_rule_of_accessibility_is_broken(opened: Opened, dark: bool) -> None:
    opened.theme(dark)
    answer(opened, "wrong")
    opened.run(CHECK).locator("details").evaluate_all("all => all.forEach(d => { d.open = true })")
    for number in (HINT, BOARD, LAB, STRIP, MARK):
        opened.run_at(number)
    opened.page.wait_for_timeout(300)
    found = Axe().run(opened.page, context=OURS, options=RULES).response["violations"]
    assert {v["id"]: [node["html"] for node in v["nodes"]] for v in found} == {}


def test_the_board_outlives_the_kernel_and_knows_other_notebooks(
    opened: Opened, chromium: Browser, server: str, folder: Path, app: str, console: Console
) -> None:
    answer(opened, "right")
    opened.run(CHECK)
    opened.restart()
    opened.run_at(START)
    told = words(opened.run_at(BOARD))
    assert "01_loop" in told
    assert "1 of 3" in told
    second = open_tour(chromium, server, folder, f"second-{app}.ipynb", app, console)
    try:
        assert words(second.run_at(BOARD)) == told
    finally:
        second.page.close()


def without_scripts(chromium: Browser, path: Path) -> Page:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    return page


def test_without_javascript_a_page_of_the_notebook_says_the_same(
    opened: Opened, chromium: Browser, folder: Path, app: str, tmp_path: Path
) -> None:
    answer(opened, "wrong")
    opened.run(CHECK)
    for number in (LAB, STRIP):
        opened.run_at(number)
    opened.ask("panel.context.save()")
    html, _ = nbconvert.HTMLExporter().from_filename(str(folder / f"tour-{app}.ipynb"))
    (tmp_path / "page.html").write_text(html, "utf-8")
    page = without_scripts(chromium, tmp_path / "page.html")
    told = words(page.locator("body"))
    for part in ("Gradients pile up", "Loop lab: each line on", "One training step, line by line"):
        assert part in told
    assert all(image.get_attribute("alt") for image in page.locator("img").all())
    page.context.close()


def test_the_console_has_no_complaint(opened: Opened, console: Console) -> None:
    assert complaints(console) == []
