"""The strip tells what torch does, and can be used by mouse, by keyboard and without a script."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import grader
from grader.lab import bowl, step_twin
from grader.lab.step_words import number, sentences
from grader.lab.training_step import LINES, START, STEPS, Setting, X, Y, loss_at, run, settings
from tests.lab.conftest import opened


def by_hand(setting: Setting) -> list[tuple[list[float], list[float], float]]:
    """Return weights, ``.grad`` and loss after each step, by plain arithmetic."""
    weights, grad, velocity = list(START), [0.0, 0.0], [0.0, 0.0]
    found = []
    for _ in range(STEPS):
        misses = [weights[0] * x + weights[1] - y for x, y in zip(X, Y, strict=True)]
        own = [2 * sum(m * x for m, x in zip(misses, X, strict=True)) / 4, 2 * sum(misses) / 4]
        grad = [g + o for g, o in zip(grad, own, strict=True)] if setting.forget else own
        velocity = [setting.momentum * v + g for v, g in zip(velocity, grad, strict=True)]
        weights = [w - setting.rate * v for w, v in zip(weights, velocity, strict=True)]
        found.append((weights, grad, sum(m * m for m in misses) / 4))
    return found


def test_torch_and_plain_arithmetic_agree_under_every_setting() -> None:
    for setting in settings():
        steps = [moment for moment in run(setting) if moment.line == "step"]
        for moment, (weights, grad, loss) in zip(steps, by_hand(setting), strict=True):
            assert moment.weights == pytest.approx(weights)
            assert moment.grad == pytest.approx(grad)
            assert moment.loss == pytest.approx(loss)


def test_lines_stand_in_order_and_each_changes_what_it_is_there_for() -> None:
    moments = run(Setting())
    assert [m.line for m in moments] == ["", *list(LINES) * STEPS]
    for before, now in itertools.pairwise(moments):
        assert (before.weights != now.weights) == (now.line == "step")
        assert (before.loss != now.loss) == (now.line == "loss")
        emptied = now.line == "zero_grad" and before.grad is not None
        assert (before.grad != now.grad) == (now.line == "backward" or emptied)
        if now.line == "backward":
            assert now.move == pytest.approx([-0.2 * g for g in now.grad or ()])


def test_what_is_said_holds_the_numbers() -> None:
    told = sentences(Setting(0.2, 0.5, True), run(Setting(0.2, 0.5, True)))
    assert told[1] == "Left out. .grad is None so far: nothing is missed yet."
    assert told[4].startswith("The gradient (-8.25, -6) is written into .grad.")
    assert "the velocity (-8.25, -6): .grad alone in the first step." in told[5]
    assert told[6] == "Left out: .grad still holds (-8.25, -6) from before."
    assert "(-2.1, -1.95) is added to .grad, which is now (-10.3, -7.95)." in told[9]
    assert "0.5 times the velocity before, plus .grad." in told[10]
    far = sentences(Setting(0.6, 0.9, True), run(Setting(0.6, 0.9, True)))
    assert far[-1].endswith("They are outside the picture now.")
    assert number(-1e-12) == "0"


def test_the_lowest_point_is_the_lowest_and_each_ellipse_has_its_loss() -> None:
    known = bowl.bowl()
    low, turn = bowl.lowest(), math.radians(known["angle"])
    assert by_hand(Setting())[0][2] > loss_at(low)
    for height, (short, long) in zip(known["heights"], known["axes"], strict=True):
        for along, across in ((short, 0), (0, long)):
            x = low[0] + along * math.cos(turn) - across * math.sin(turn)
            y = low[1] + along * math.sin(turn) + across * math.cos(turn)
            assert loss_at((x, y)) == pytest.approx(height, rel=1e-3)


def test_a_notebook_without_widgets_shows_the_same() -> None:
    shown = grader.step_strip(0.4, forget_zero_grad=True)._repr_mimebundle_()
    data = shown[0] if isinstance(shown, tuple) else shown
    for form in (data["text/plain"], data["text/html"]):
        assert "# optimizer.zero_grad()" in form
        assert "Left out: .grad still holds (-8.25, -6) from before." in form
    assert 'alt="The loss surface over w and b' in data["text/html"]


def test_a_rate_that_was_not_tried_gets_one_sentence() -> None:
    assert "The rate is one of 0.05, 0.2, 0.4, 0.6." in str(grader.step_strip(0.3))
    assert "The momentum is one of 0, 0.5, 0.9." in str(grader.step_strip(0.2, 1))
    assert "step_strip is called like this: step_strip()" in str(grader.step_strip(1, 2, 3, 4))


def test_the_world_is_left_as_it_was() -> None:
    before = torch.get_rng_state()
    run(Setting())
    assert torch.equal(torch.get_rng_state(), before)


# In a browser ----------------------------------------------------------------------------------


def moments(rate: str = "0.2", momentum: str = "0", forget: int = 0) -> list[str]:
    return [m["says"] for m in step_twin.data()["runs"][f"{rate} {momentum} {forget}"]]


def told(strip: Page) -> str:
    said = strip.locator(".st-said").inner_text()
    return said.removesuffix(" The dashed arrow is the move to come.")


def test_by_mouse_it_goes_forward_and_back_through_every_moment(strip: Page) -> None:
    forward, back = (strip.get_by_role("button", name=name) for name in ("Forward", "Back"))
    assert back.get_attribute("aria-disabled") == "true"
    for says in moments()[:-1]:
        assert told(strip) == says
        forward.click()
    assert forward.get_attribute("aria-disabled") == "true"
    assert told(strip) == moments()[-1]
    assert strip.locator(".st-where").inner_text() == "Step 4 of 4: optimizer.step()"
    back.click()
    assert told(strip) == moments()[-2]
    assert strip.locator(".st-dashed").count() == 1
    assert strip.locator("[aria-current=step]").count() == 6
    strip.get_by_role("button", name="Start again").click()
    assert told(strip) == moments()[0]


def test_by_keyboard_it_goes_on_and_the_controls_change_the_same_moment(strip: Page) -> None:
    for _ in range(3):
        strip.keyboard.press("Tab")
    strip.keyboard.press("Space")  # forget zero_grad
    strip.get_by_role("button", name="Forward").focus()
    for _ in range(9):
        strip.keyboard.press("ArrowRight")
    assert told(strip) == moments(forget=1)[9]
    strip.keyboard.press("ArrowLeft")
    assert told(strip) == moments(forget=1)[8]
    strip.get_by_label("Rate").select_option("0.6")
    strip.get_by_label("Momentum").select_option("0.9")
    assert told(strip) == moments("0.6", "0.9", 1)[8]
    assert strip.evaluate("document.activeElement.textContent") == "Forward"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(strip: Page, scheme: str) -> None:
    strip.emulate_media(color_scheme=scheme)
    strip.get_by_label("Forget").check()
    for _ in range(9):
        strip.get_by_role("button", name="Forward").click()
    found = Axe().run(strip, options={"runOnly": ["wcag2a", "wcag2aa", "best-practice"]})
    assert [v["id"] for v in found.response["violations"]] == []


def test_without_javascript_the_page_shows_every_moment(chromium: Browser, tmp_path: Path) -> None:
    plain = opened(chromium, tmp_path, "strip", java_script_enabled=False)
    text = plain.inner_text("main").replace("\u00a0", " ")
    assert all(says in text for says in moments())
    assert all(end in text for row in step_twin.ends() for end in row)
    assert "(-0.5, -1.5), (1.15, -0.3)" in (plain.locator("img").get_attribute("alt") or "")
