"""A failing card in a real JupyterLab, light and dark, and in nbgrader's feedback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools import screenshot


@pytest.mark.xdist_group("screenshot")  # its notebook is executed once
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.timeout(300)
def test_card_is_shown_by_a_real_jupyterlab(dark: bool, tmp_path: Path) -> None:
    target = tmp_path / "card.png"
    shown = screenshot.take(target, dark)
    assert "Gradients pile up from one batch to the next." in shown
    assert "With this mistake" in shown
    assert "1 of 3 promises kept" in shown
    assert target.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_readme_shows_the_picture() -> None:
    assert "](.github/card.png)" in (screenshot.ROOT / "README.md").read_text(encoding="utf-8")
    assert screenshot.PICTURE.is_file()
