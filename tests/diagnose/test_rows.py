"""The table of a card: which rows, in which order, and what stands in them."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import torch

import grader.scenes
from grader.course.catalogue import exercise
from grader.diagnose import entries, explain, rows, show
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.observe.recorder import (
    BACKWARD_STALE,
    FORWARD_TRAINING,
    NOT_ADDED,
    RETURN,
    STEP_GRADIENT,
    WEIGHTS,
)
from grader.observe.run import Failure, Item, Run
from grader.verdict import Verdict
from tests.wrong.stages_00_to_06 import sgd_step__turns_recording_on

SCENES = Path(grader.scenes.__file__).parent
LONG = {"w": torch.arange(12.0)}


def edited(address: str, old: str, new: str) -> Verdict:
    asked = exercise(address)
    source = source_of(asked)
    assert old in source
    return judge(asked, compiled(asked, source.replace(old, new)))


def run(*items: tuple[str, Any], failure: Failure | None = None) -> Run:
    return Run(tuple(Item(key, value) for key, value in items), failure)


def labels(yours: Run, expected: Run, simulated: Run | None = None) -> list[str]:
    return [row.label for row in rows.table(rows.differences(yours, expected, simulated))]


EXPECTED = run((STEP_GRADIENT, LONG), (WEIGHTS, LONG), (RETURN, 1.0))
YOURS = run(
    (STEP_GRADIENT, {"w": 2 * LONG["w"]}),
    (STEP_GRADIENT, LONG),
    (WEIGHTS, {"w": 3 * LONG["w"]}),
    (RETURN, 2.0),
)


def test_what_is_returned_comes_first_then_updates_then_gradients_then_the_rest() -> None:
    assert labels(YOURS, EXPECTED) == [
        "result of call 1",
        "number of updates",
        "update 1: gradient used, norm",
        "weights after call 1, norm",
    ]


def test_the_first_effect_of_a_named_mistake_stands_above_all() -> None:
    assert labels(YOURS, EXPECTED, YOURS)[0] == "update 1: gradient used, norm"


def test_whether_gradients_are_recorded_is_not_told_as_gradients_that_differ() -> None:
    verdict = judge(exercise("05_step/sgd_step"), sgd_step__turns_recording_on)
    assert verdict.message.startswith(
        "This should not be so, and is: “gradients are still recorded”"
    )


def test_a_row_that_shows_hardly_more_than_rounding_is_not_the_first() -> None:
    slight = run(("forward 1", 2.001), *((item.key, item.value) for item in YOURS.items))
    usual = run(("forward 1", 2.0), *((item.key, item.value) for item in EXPECTED.items))
    assert labels(slight, usual, slight)[0] == "update 1: gradient used, norm"
    clear = run(("forward 1", 2.1), *((item.key, item.value) for item in YOURS.items))
    assert labels(clear, usual, clear)[0] == "forward 1"
    alone = run(("forward 1", 2.001))
    assert rows.only_slightly(alone, run(("forward 1", 2.0)))
    assert not rows.only_slightly(clear, usual)


def test_a_row_that_a_known_mistake_does_not_explain_is_not_the_first() -> None:
    another = run(("forward 1", 3.0), *((item.key, item.value) for item in YOURS.items))
    usual = run(("forward 1", 2.0), *((item.key, item.value) for item in EXPECTED.items))
    known = run(("forward 1", 2.0), *((item.key, item.value) for item in YOURS.items))
    assert labels(another, usual, known)[0] == "update 1: gradient used, norm"


def test_what_is_in_grad_is_no_row_where_gradients_are_only_asked_for() -> None:
    empty, held = run((BACKWARD_STALE, {}), (RETURN, 1.0)), run((BACKWARD_STALE, LONG))
    label = "backward 1: already in .grad, norm"
    assert label in labels(held, empty)
    asked = replace(held, aside=(Item(NOT_ADDED, True),))
    assert label not in labels(asked, empty)
    assert label in labels(asked, empty, held)  # added by hand, as the known mistake does


def test_gradients_that_are_asked_for_are_told_as_they_are() -> None:
    def train_step(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
        parameters = list(model.parameters())
        loss = loss_fn(model(x), y)
        gradients = torch.autograd.grad(loss, parameters)
        for p, gradient in zip(parameters, gradients, strict=True):
            p.grad = -0.7 * gradient
        optimizer.step()
        return float(loss.detach())

    verdict = judge(exercise("01_loop/train_step"), train_step)
    assert "-0.7 times the expected one" in verdict.relation
    assert not any("already in .grad" in row.label for row in verdict.table)


def test_what_moves_parameters_is_no_row_where_it_is_left_free() -> None:
    def sgd_step(params: list[torch.Tensor], lr: float) -> None:
        torch.optim.SGD(params, lr=lr, weight_decay=0.1).step()

    verdict = judge(exercise("05_step/sgd_step"), sgd_step)
    assert not verdict.passed
    assert [row.label for row in verdict.table if "update" in row.label] == []
    assert "updates" not in verdict.message


def test_what_came_after_an_exception_is_no_row() -> None:
    stopped = run((STEP_GRADIENT, LONG), ("the run ended with", "E"), failure=Failure("E", ""))
    assert labels(stopped, EXPECTED) == []


def test_ten_updates_for_four_are_told_as_that() -> None:
    told = edited("01_loop/train_steps", "range(steps)", "range(steps + 6)")
    counts = {row.label: (row.yours, row.expected) for row in told.table}
    assert counts["number of updates"] == ("18", "6")
    assert "comes at another time" not in str(told)


def test_up_to_ten_numbers_are_shown_whole_and_the_label_says_so() -> None:
    small = {"w": torch.tensor([1.0, 2.0]), "b": torch.tensor([0.5])}
    name, said = entries.compared(WEIGHTS, 1, [small, {**small, "b": torch.tensor([0.25])}])
    assert name == "weights after call 1"
    assert said == ["w: 1, 2; b: 0.5", "w: 1, 2; b: 0.25"]
    assert show.show(torch.tensor([[1.0, 2.0], [3.0, 4.5]])) == "[1, 2], [3, 4.5]"
    assert show.show(torch.ones(11)) == "(11,) tensor, sum 11"


def test_values_that_look_equal_are_told_by_an_entry_that_differs() -> None:
    swapped = LONG["w"].clone()
    swapped[[3, 7]] = swapped[[7, 3]]
    name, said = entries.compared(WEIGHTS, 2, [LONG, {"w": swapped}])
    assert name == "weights after call 2, entry w[3]"
    assert said == ["3", "7"]
    name, said = entries.compared(RETURN, 1, [[float(i) for i in range(20)], [*range(19), 0.0]])
    assert name == "result of call 1, entry [19]"
    assert said == ["19", "0"]


def test_a_label_says_which_argument_differs() -> None:
    kept = [torch.ones(3), torch.zeros(2)]
    name, said = entries.compared("arguments afterwards", 1, [[kept[0], kept[1] + 2], kept])
    assert (name, said) == ("arguments afterwards: argument 2", ["2, 2", "0, 0"])


@pytest.mark.parametrize("path", sorted(SCENES.glob("*/given.py")), ids=lambda p: p.parent.name)
def test_what_was_given_belongs_to_a_scene(path: Path) -> None:
    home = f"grader.scenes.{path.parent.name}"
    told, drawn = (vars(import_module(f"{home}.{half}")) for half in ("given", "draw"))
    names = {n for n, value in told.items() if callable(value) and not n.startswith("_")}
    assert names - {"Any", "Play"} <= set(drawn)


def test_nan_in_both_is_no_difference() -> None:
    mine = torch.tensor([float("nan"), 1.0, 2.0])
    theirs = torch.tensor([float("nan"), 1.0, 3.0])
    assert entries.furthest(mine, theirs) == (2,)


def test_the_same_things_in_another_order_are_told_as_that() -> None:
    first, second = (FORWARD_TRAINING, True), (STEP_GRADIENT, LONG)
    result = exercise("01_loop/train_step").probes[0], run(second, first), run(first, second)
    told = explain._departure(result, rows.differences(*result[1:], None))
    assert told.startswith("It does the right things in another order.")
    assert "“update 1: gradient used, norm”, where “forward 1: model.training” is expected" in told


@pytest.mark.parametrize(
    ("address", "old", "new", "name", "value"),
    [
        ("10_lifecycle/EarlyStopping", "self.waited += 1", "self.waited += 2", "patience", "3"),
        ("05_step/sgd_step", "lr * p.grad", "lr * p.grad + 1", "params[0].grad", ""),
        ("03_loss/expected_initial_loss", "math.log(num_classes)", "0.0", "num_classes", ""),
        ("09_stability/check_finite", "not torch.isfinite(loss)", "loss < 0.8", "loss", ""),
        ("02_forward/predict_classes", "return _", "return 1 + _", "logits", ""),
    ],
)
def test_what_was_given_is_shown_where_it_is_short(
    address: str, old: str, new: str, name: str, value: str
) -> None:
    if old == "return _":
        old, new = "argmax(dim=1)", "argmax(dim=1).flip(0)"
    given = {argument.name: argument.value for argument in edited(address, old, new).given}
    assert name in given
    assert value in given[name]


def test_losses_are_shown_up_to_the_call_that_went_wrong() -> None:
    told = edited("10_lifecycle/EarlyStopping", "self.waited += 1", "self.waited += 2")
    losses = {argument.name: argument.value for argument in told.given}["the losses told so far"]
    number = int(told.table[0].label.rpartition(" ")[2])
    assert losses.count(",") == number - 1


def test_the_same_item_read_again_is_told_as_that() -> None:
    told = edited(
        "07_epoch/StandardizedDataset",
        "return (self.x[index] - self.mean) / self.std",
        "self.x[index] -= self.mean\n        return self.x[index] / self.std",
    )
    given = {argument.name: argument.value for argument in told.given}
    assert given["what was read"].startswith("dataset[")


def test_an_empty_text_in_place_of_a_number_is_a_row_like_others() -> None:
    verdict = judge(exercise("00_start/hello"), lambda x: "")
    assert verdict.message == "The result of hello should be a tensor, but it is a str."
