"""A failing card in a real JupyterLab, light and dark, and in nbgrader's feedback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools import cards, screenshot


@pytest.mark.xdist_group("screenshot")
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.timeout(300)
def test_card_is_shown_by_a_real_jupyterlab(dark: bool, tmp_path: Path) -> None:
    shown = screenshot.take(tmp_path, dark, ["card"])["card"]
    assert "Gradients pile up from one update to the next." in shown
    assert "With this mistake" in shown
    assert "3 of 4 promises kept" in shown
    assert (tmp_path / "card.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.xdist_group("screenshot")
@pytest.mark.timeout(600)
def test_no_folded_card_is_higher_than_400_pixels(tmp_path: Path) -> None:
    taken = cards.take(tmp_path, dark=False)
    assert {name for name, _, _ in taken} == {name for name, _, _ in cards.SAMPLES}
    assert {name: folded for name, folded, _ in taken if folded > 400} == {}


def test_the_readme_shows_the_pictures() -> None:
    readme = (screenshot.ROOT / "README.md").read_text(encoding="utf-8")
    for name in screenshot.NAMES:
        assert f"](.github/{name}.png)" in readme
        assert (screenshot.PICTURES / f"{name}.png").is_file()
