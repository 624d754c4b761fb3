"""Marks are decided on a submission's own numbers; a card shows those of practice."""

from __future__ import annotations

import functools
import re
import sys
import time
import warnings
from typing import Any

import pytest
import torch

from grader.course.catalogue import exercise
from grader.diagnose.hidden import settled
from grader.diagnose.judge import NOT_IN_PRACTICE, ONLY_MARKED, judge
from grader.diagnose.runs import runs_of
from grader.observe import execute
from grader.observe.compare import equal
from grader.render.html import verdict_html
from grader.render.text import verdict_text
from grader.scenes.draws import PRACTICE, Draws
from grader.scenes.scene import drawn
from tests.tools.secrets import departures, secrets
from tests.tools.support import ADDRESSES

STEP = "01_loop/train_step"
SEEDS = secrets(3)


def right(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return float(loss.item())


def forgets_to_zero(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return float(loss.item())


@pytest.mark.parametrize("seed", SEEDS)
def test_name_and_numbers_are_those_of_practice(seed: int) -> None:
    practice = judge(exercise(STEP), forgets_to_zero, points=5.0)
    marked = judge(exercise(STEP), forgets_to_zero, points=5.0, seed=seed)
    assert marked.slugs == practice.slugs == ("missing_zero_grad",)
    assert (marked.table, marked.message) == (practice.table, practice.message)
    assert [p.detail for p in marked.promises] == [p.detail for p in practice.promises]
    assert marked.points == practice.points
    assert marked.own_numbers
    assert not practice.own_numbers
    for told in (verdict_text(marked, 1000), str(verdict_html(marked))):
        assert "alone. What is named and measured above comes from the practice" in told


def test_what_code_prints_of_its_numbers_is_not_on_the_card_of_a_mark() -> None:
    def talks(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
        print("I was given", x.sum().item())
        return right(model, x, y, loss_fn, optimizer)

    assert "I was given" in judge(exercise(STEP), talks).output
    marked = judge(exercise(STEP), talks, points=5.0, seed=SEEDS[0])
    assert marked.passed
    assert marked.output == ""
    assert "decided on numbers drawn for this submission alone" in verdict_text(marked, 1000)


def _raises_what_it_sees(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    raise ValueError(f"the first number is {x.flatten()[0].item():.8f}")


def _warns_of_what_it_sees(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    warnings.warn(f"the first number is {x.flatten()[0].item():.8f}", stacklevel=1)
    return forgets_to_zero(model, x, y, loss_fn, optimizer)


def _returns_text(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> Any:
    return f"the first number is {x.flatten()[0].item():.8f}"


def _is_wrong_by_no_name(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    return right(model, x, y, loss_fn, optimizer) * 1.37 + float(x.flatten()[0])


def _hands_over_a_wrong_shape(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    loss = loss_fn(model(x[:, :1]), y)
    return float(loss.item())


def _leaves(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    sys.exit(f"the first number is {x.flatten()[0].item():.8f}")


def _raises_with_its_own_numbers_only(
    model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any
) -> float:
    if any(float(x.flatten()[0]) == number for number in _firsts()):
        return right(model, x, y, loss_fn, optimizer)
    raise ValueError(f"the first number is {x.flatten()[0].item():.8f}")


@functools.cache
def _firsts() -> tuple[float, ...]:
    plays = [play for p in exercise(STEP).probes for play in drawn(p, PRACTICE).plays]
    return tuple(float(row.flatten()[0]) for play in plays for row in play.given["x"])


@pytest.mark.parametrize(
    "code",
    [
        forgets_to_zero,
        _raises_what_it_sees,
        _warns_of_what_it_sees,
        _returns_text,
        _is_wrong_by_no_name,
        _hands_over_a_wrong_shape,
        _leaves,
        _raises_with_its_own_numbers_only,
    ],
)
def test_no_card_of_a_mark_shows_a_number_that_decided_it(code: Any) -> None:
    shown = {*_numbers(verdict_text(judge(exercise(STEP), code, points=5.0), 1000))}
    for seed in SEEDS:
        marked = judge(exercise(STEP), code, points=5.0, seed=seed)
        assert marked.points < 5.0
        others = {*_numbers(verdict_text(marked, 1000))} - shown - {f"{marked.points:g}"}
        assert others == set()


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


def test_code_that_knows_the_practice_numbers_earns_nothing_and_the_card_says_so() -> None:
    seen = [play.given["x"] for p in exercise(STEP).probes for play in drawn(p, PRACTICE).plays]

    def knows(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
        if any(torch.equal(x, part) for given in seen for part in given.split(len(x))):
            return right(model, x, y, loss_fn, optimizer)
        if any(
            x.shape[1:] == given.shape[1:] and (given == x[0]).flatten(1).all(1).any()
            for given in seen
        ):
            return right(model, x, y, loss_fn, optimizer)
        return 0.0

    assert judge(exercise(STEP), knows).passed
    marked = judge(exercise(STEP), knows, points=5.0, seed=SEEDS[0])
    assert marked.points == 0.0
    assert marked.message == ONLY_MARKED
    assert {p.detail for p in marked.promises if not p.kept} == {NOT_IN_PRACTICE}
    assert marked.table == ()


def test_those_who_may_see_them_are_shown_the_hidden_numbers() -> None:
    shown = judge(exercise(STEP), forgets_to_zero, seed=SEEDS[0], openly=True)
    assert shown.slugs == ("missing_zero_grad",)
    assert shown.table != judge(exercise(STEP), forgets_to_zero).table


def test_hidden_numbers_are_others_in_every_run_and_the_same_again() -> None:
    step = exercise(STEP)
    for probe in step.probes:
        runs = [runs_of(step, s).run(runs_of(step, s).reference, probe) for s in (0, *SEEDS)]
        assert not any(equal(a, b) for i, a in enumerate(runs) for b in runs[:i])
        again, once = Draws(SEEDS[0]).normal(3), Draws(SEEDS[0]).normal(3)
        assert torch.equal(again, once)
    assert settled(step, PRACTICE) == PRACTICE


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_mark_hangs_on_the_secret(address: str, request: pytest.FixtureRequest) -> None:
    # All programs under 200 secrets: ``python -m tests.tools.secrets``.
    every = 1 if request.config.getoption("--whole") else 20
    assert departures(address, SEEDS[:1], every=every) == []


def test_code_that_does_not_end_is_told_so_without_a_number_and_not_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []

    def waits(*_: Any) -> float:
        calls.append(1)
        while True:
            time.sleep(0.01)

    monkeypatch.setattr(execute, "SECONDS", 0.6)
    marked = judge(exercise(STEP), waits, points=5.0, seed=SEEDS[0])
    assert len(calls) == 1
    assert marked.message.startswith("Your code could not be judged: it was stopped after 1 second")
    assert (marked.kind, marked.points, marked.table) == ("crash", 0.0, ())
