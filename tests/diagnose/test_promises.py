"""Each promise is decided by its own observation, and what could not be tried is called that."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch

from grader.course.catalogue import exercise, exercises
from grader.diagnose.judge import judge
from grader.render.html import verdict_html
from grader.render.text import verdict_text
from grader.verdict import NOT_TRIED, Verdict
from tests.tools import matrix, promises
from tests.tools.support import ADDRESSES

TOGETHER = [pytest.param(a, marks=pytest.mark.xdist_group(a)) for a in ADDRESSES]
STEP = "01_loop/train_step"
SOME = 3  # of that many mistakes one; all of them with --whole


@pytest.mark.parametrize("address", TOGETHER)
def test_every_mistake_breaks_the_promises_of_the_golden_file(address: str, whole: bool) -> None:
    golden = json.loads(promises.path_of(exercises()[address]).read_text("utf-8"))
    measured = promises.measure(exercises()[address], slice(None, None, 1 if whole else SOME))
    assert measured["promises"] == golden["promises"]
    assert measured["mistakes"].items() <= golden["mistakes"].items()
    assert not whole or len(measured["mistakes"]) == len(golden["mistakes"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_golden_file_is_about_every_mistake_that_shows(address: str) -> None:
    golden = json.loads(promises.path_of(exercises()[address]).read_text("utf-8"))
    shown = json.loads(matrix.path_of(exercises()[address]).read_text("utf-8"))["named"]
    assert golden["mistakes"].keys() == shown.keys()


def kept(address: str, subject: Any) -> list[bool]:
    return [p.kept for p in judge(exercise(address), subject).promises]


def test_forgotten_zeroing_breaks_the_update_alone() -> None:
    def forgets(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    assert kept(STEP, forgets) == [False, True, True, True]


def test_an_update_by_hand_is_not_one_of_the_optimizer_given() -> None:
    def by_hand(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
        loss = loss_fn(model(x), y)
        rate = optimizer.param_groups[0]["lr"]
        for p, g in zip(
            model.parameters(), torch.autograd.grad(loss, list(model.parameters())), strict=True
        ):
            p.data -= rate * g
        return float(loss.item())

    assert kept(STEP, by_hand) == [False, True, True, True]


def test_a_loss_that_is_made_up_from_the_weights_after_is_seen_whatever_the_update() -> None:
    def late(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
        loss_fn(model(x), y).backward()
        optimizer.step()
        with torch.no_grad():
            return float(loss_fn(model(x), y))

    assert kept(STEP, late) == [False, True, False, True]


def test_eval_mode_in_a_step_breaks_the_promise_of_modes_alone() -> None:
    def evaluates(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
        model.eval()
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        model.train()
        return float(loss.item())

    assert kept(STEP, evaluates) == [True, True, True, False]


def raises_at_once(*_: Any) -> float:
    raise RuntimeError("no")


def test_what_an_exception_hides_could_not_be_tried() -> None:
    verdict = judge(exercise(STEP), raises_at_once, points=4.0)
    assert [p.standing for p in verdict.promises] == ["not tried"] * len(verdict.promises)
    assert verdict.points == 0.0
    assert not any(p.kept for p in verdict.promises)
    assert "[not tried] " in verdict_text(verdict, 100)
    assert "not tried" in str(verdict_html(verdict))
    assert NOT_TRIED not in verdict_text(verdict, 100)


def test_older_readers_read_what_could_not_be_tried() -> None:
    verdict = judge(exercise(STEP), raises_at_once)
    told = verdict.to_dict()
    assert set(told["promises"][0]) == {"text", "kept", "earned", "worth", "detail"}
    assert told["promises"][0]["kept"] is False
    assert Verdict.from_json(verdict.to_json()) == verdict


def test_an_exception_in_one_situation_breaks_the_promise_that_is_about_it() -> None:
    def for_several(logits: Any, labels: Any) -> Any:
        if len(labels) == 1:
            raise IndexError("one")
        return torch.nn.functional.cross_entropy(logits, labels)

    found = {
        p.text: p.standing for p in judge(exercise("03_loss/cross_entropy"), for_several).promises
    }
    value = "The value is the mean over the examples of minus the log-probability of the label."
    assert found[value] == "not tried"


def test_what_only_promises_see_is_not_said_to_have_the_effect_of_something_else() -> None:
    def evaluates(model: Any, batches: Any, loss_fn: Any, optimizer: Any) -> list[float]:
        losses = []
        model.eval()
        for x, y in batches:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    verdict = judge(exercise("06_zero_grad/train_batches"), evaluates)
    assert verdict.same_effect_as == ()
