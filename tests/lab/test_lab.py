"""The loop lab tells the truth, and can be used by mouse, by keyboard and without a script."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.lab import arrangement, measured, twin, widget
from tests.lab.conftest import opened

RERUN = 12  # arrangements, drawn with a fixed seed


def close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 0.011 * max(abs(a), abs(b), 1e-6)  # a digit of three


# What is measured ------------------------------------------------------------------------------


def test_every_arrangement_of_six_lines_is_there() -> None:
    known = measured.measured()
    assert sorted(known["arrangements"]) == sorted(arrangement.arrangements())
    assert len(known["arrangements"]) == 1957
    assert known["lines"] == arrangement.LINES


@pytest.mark.parametrize(
    "letters",
    ["", "CDBEA", "DBEA", "DBECA", *random.Random(3).sample([*arrangement.arrangements()], RERUN)],
)
def test_what_was_measured_is_what_it_does(letters: str) -> None:
    kept, words = twin.effect(letters)
    again = arrangement.run(letters)
    assert len(kept["losses"]) == len(again.losses)
    assert all(map(close, kept["losses"], again.losses))
    assert all(map(close, kept["gradients"], again.gradients))
    assert words == measured.said(letters), "python -m grader.lab.measured"


def test_it_says_that_an_order_trains_exactly_when_the_exercise_accepts_it() -> None:
    known = measured.measured()
    trains = [
        a for a, (_, w) in known["arrangements"].items() if known["words"][w] == measured.TRAINS
    ]
    every = [a for a in known["arrangements"] if len(a) >= 5]
    chosen = random.Random(5).sample(every, 20) + trains[:6]
    for letters in chosen:
        assert judge(exercise(measured.EXERCISE), letters).passed == (letters in trains), letters


def test_what_stops_is_said() -> None:
    effect, _ = twin.effect("CDBFEA")
    assert effect["says"].startswith("It stops in run 1. AttributeError: 'float' object")


# In a notebook ---------------------------------------------------------------------------------


def test_a_notebook_without_widgets_shows_the_same() -> None:
    bundle = widget.loop_lab("DBEA")._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    for shown in (data["text/plain"], data["text/html"]):
        assert "loss.backward()" in shown
        assert twin.effect("DBEA")[1].split(".")[0] in shown
    assert 'alt="Loss over 20 runs' in data["text/html"]


def test_what_is_no_arrangement_is_refused() -> None:
    with pytest.raises(ValueError, match="'AA' is no arrangement of the letters A, B"):
        widget.loop_lab("AA")
    with pytest.raises(traitlets.TraitError, match="'AA' is no arrangement of A, B"):
        widget.loop_lab().letters = "AA"


def test_the_cell_that_asks_is_replaced_by_code(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    class Shell:
        def set_next_input(self, text: str, replace: bool = False) -> None:
            written.append((text, replace))

    monkeypatch.setattr(widget, "get_ipython", Shell)
    monkeypatch.setattr(widget._Open, "lab", None)
    assert widget.from_lab() == widget.NOT_OPEN
    assert not written
    widget.loop_lab().letters = "DBEAC"
    assert widget.from_lab() == 'This cell now says: STEP_ORDER = "DBEAC". Run it once more.'
    assert written == [('STEP_ORDER = "DBEAC"', True)]


# In a browser ----------------------------------------------------------------------------------


def shown(lab: Page) -> str:
    """Return the letters that are on, in order, as the page shows them."""
    on = lab.locator(".ll-block:not(.ll-off)")
    return "".join(item.get_attribute("data-letter") or "" for item in on.all())


def told(lab: Page) -> str:
    return lab.locator(".ll-said").inner_text()


def expected(letters: str) -> str:
    effect, words = twin.effect(letters)
    return f"{words} {effect['says']}"


def to_right_order(lab: Page) -> None:
    """Press buttons until the lines stand as in the right order, and the last one is off."""
    for line, times in (("optimizer.zero_grad()", 2), ("prediction = model(x)", 2)):
        for _ in range(times):
            lab.get_by_role("button", name=f"Move {line} up").click()
    for _ in range(2):
        lab.get_by_role("button", name="Move optimizer.step() down").click()
    lab.get_by_role("checkbox", name=re.compile(r"item\(")).uncheck()
    assert shown(lab) == "CDBEA"


def test_by_mouse_lines_are_switched_moved_and_dragged(lab: Page) -> None:
    assert shown(lab) == "ABCDEF"
    assert told(lab) == expected("ABCDEF")
    lab.get_by_role("button", name="Move optimizer.step() down").press("Enter")
    assert shown(lab) == "BACDEF"
    lab.get_by_role("button", name="Start again").click()
    to_right_order(lab)
    assert told(lab) == expected("CDBEA")
    lab.get_by_role("checkbox", name=re.compile("zero_grad")).uncheck()
    assert shown(lab) == "DBEA"
    assert told(lab) == expected("DBEA")
    lab.get_by_role("button", name="Move optimizer.step() up").click()
    assert shown(lab) == "DBAE"
    boxes = [lab.locator(f'[data-letter="{x}"] .ll-grip').bounding_box() for x in "DE"]
    start, end = ((box["x"] + 3, box["y"] + box["height"] / 2) for box in boxes if box)
    lab.mouse.move(*start)
    lab.mouse.down()
    lab.mouse.move(end[0], end[1] + 12, steps=5)
    lab.mouse.up()
    assert [*shown(lab)] == ["B", "A", "E", "D"]
    assert told(lab) == expected(shown(lab))
    lab.get_by_role("button", name="Start again").click()
    assert shown(lab) == "ABCDEF"


def test_by_keyboard_lines_are_switched_and_moved_and_the_focus_stays(lab: Page) -> None:
    to_right_order(lab)
    lab.get_by_role("checkbox", name=re.compile("zero_grad")).focus()
    lab.keyboard.press("Space")
    assert shown(lab) == "DBEA"
    lab.keyboard.press("Space")
    lab.keyboard.press("Alt+ArrowDown")
    assert shown(lab) == "DCBEA"
    assert lab.evaluate("document.activeElement.closest('li').dataset.letter") == "C"
    lab.get_by_role("checkbox", name=re.compile("backward")).focus()
    lab.keyboard.press("ArrowDown")
    assert lab.evaluate("document.activeElement.closest('li').dataset.letter") == "A"


def test_the_code_is_the_arrangement(lab: Page) -> None:
    to_right_order(lab)
    lab.get_by_role("checkbox", name=re.compile("zero_grad")).uncheck()
    assert lab.locator(".ll-code").inner_text() == arrangement.program("DBEA")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(lab: Page, scheme: str) -> None:
    lab.emulate_media(color_scheme=scheme)
    lab.get_by_role("checkbox", name=re.compile("zero_grad")).uncheck()
    found = Axe().run(lab, options={"runOnly": ["wcag2a", "wcag2aa", "best-practice"]})
    assert [v["id"] for v in found.response["violations"]] == []


def test_without_javascript_the_page_shows_all_lines(chromium: Browser, tmp_path: Path) -> None:
    plain = opened(chromium, tmp_path, "lab", java_script_enabled=False)
    text = plain.inner_text("main")
    assert "loss.backward()" in text
    assert twin.effect("ABCDEF")[0]["says"] in text
    assert plain.locator("img").get_attribute("alt")


def test_the_file_is_as_small_as_it_can_be_and_says_only_what_json_can() -> None:
    text = measured.FILE.read_text("utf-8")
    assert "NaN" not in text
    assert "Infinity" not in text
    assert json.loads(text)["steps"] == arrangement.STEPS
    assert len(text) < 100_000


def test_the_world_is_left_as_it_was() -> None:
    before = torch.get_rng_state()
    arrangement.run("CDBEA")
    assert torch.equal(torch.get_rng_state(), before)
