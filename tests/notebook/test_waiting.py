"""While a card takes long, a line says what is being done; programs get the card alone."""

from __future__ import annotations

from typing import Any

import pytest

from grader import notebook, waiting
from grader.render.card import Card, remark_card
from grader.waiting import STOPPED, Waiting


class Page:
    """What a cell shows: each output in its place."""

    def __init__(self) -> None:
        self.outputs: list[str] = []

    def display(self, shown: Card, display_id: bool = False) -> Any:
        self.outputs.append(shown.text)
        return self if display_id else None

    def update(self, shown: Card) -> None:
        self.outputs[-1] = shown.text


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    made = Page()
    monkeypatch.setattr(waiting, "display", made.display)
    monkeypatch.setattr(waiting, "is_watched", lambda: True)
    return made


def late(doing: Waiting) -> None:
    """Let the time pass after which somebody begins to wonder."""
    doing._timer.join()


def test_a_line_says_what_is_done_and_gives_way_to_the_card(page: Page) -> None:
    made = remark_card("It is done.")
    with Waiting() as doing:
        doing.says("Running ...")
        late(doing)
        assert page.outputs == ["Running ..."]
        doing.says("Comparing ...")
        assert page.outputs == ["Comparing ..."]
        shown = doing.ends(made)
    assert page.outputs == [made.text]
    shown._ipython_display_()  # the cell's result stands there already
    assert page.outputs == [made.text]
    shown._ipython_display_()  # and a later cell that asks for it shows it
    assert page.outputs == [made.text, made.text]
    assert (shown.text, shown.html, shown.data) == (made.text, made.html, made.data)


def test_a_quick_card_comes_alone(page: Page) -> None:
    made = remark_card("It is done.")
    with Waiting() as doing:
        doing.says("Running ...")
        assert doing.ends(made) is made
    late(doing)
    assert page.outputs == []


def test_an_interrupted_check_says_so(page: Page) -> None:
    doing = Waiting()
    with doing:
        doing.says("Running ...")
        late(doing)
    doing.__exit__(KeyboardInterrupt, None, None)
    assert page.outputs == [STOPPED]


def test_a_program_that_runs_notebooks_gets_the_card_alone(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert not waiting.is_watched()
    with Waiting() as doing:
        assert not doing._timer.is_alive()


def test_a_check_says_each_thing_that_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(Waiting, "says", lambda _, doing: said.append(doing))
    notebook.check("03_loss/mse", lambda prediction, target: 0.0)
    assert said == [
        "Running your code in 7 situations ...",
        "Comparing what it did with known mistakes ...",
    ]
