"""Every mistake file is held to the form, and told apart from every other."""

from __future__ import annotations

import ast
import json

import pytest
import torch

from grader.catalogue import SECTIONS, exercises, mistakes, parse
from grader.diagnose import judge
from grader.lab import candidates, compiled, lab, source_of
from grader.patch import DoesNotApply, diff
from tests import matrix
from tests.support import styled

PAIRS = 40  # measured again in every run; ``python -m tests.matrix`` measures all
ADDRESSES = [a for a, e in exercises().items() if e.prepare is None]


@pytest.mark.parametrize("slug", mistakes())
def test_mistake_file_has_the_form(slug: str) -> None:
    entry = mistakes()[slug]
    assert entry.title.endswith(".")
    assert entry.title.count(". ") == 0
    assert tuple(entry.sections) == SECTIONS
    assert len(entry.hints) == 3
    assert all(len(text) > 20 for text in (*entry.sections.values(), entry.title))


@pytest.mark.parametrize("slug", mistakes())
def test_mistake_shows_on_some_exercise(slug: str) -> None:
    shown = (
        c
        for exercise in exercises().values()
        for c in candidates(exercise)
        if slug in c.slugs and not lab(exercise, 0).harmless(c)
    )
    assert next(shown, None) is not None


def test_prose_without_headings_is_refused_by_the_form() -> None:
    title, sections = parse("Only a title.\n\nand text")
    assert tuple(sections) != SECTIONS
    assert title == "Only a title. and text"


@pytest.fixture(scope="module", params=ADDRESSES)
def measured(request: pytest.FixtureRequest) -> tuple[dict, dict]:
    exercise = exercises()[request.param]
    golden = json.loads(matrix.path_of(exercise).read_text(encoding="utf-8"))
    return matrix.measure_singles(exercise), golden


@pytest.mark.xdist_group("matrix")
def test_singles_are_as_in_the_golden_file(measured: tuple[dict, dict]) -> None:
    now, golden = measured
    for key, value in now.items():
        assert value == golden[key], key


@pytest.mark.parametrize("address", ADDRESSES)
def test_golden_file_holds_what_is_promised(address: str) -> None:
    golden = json.loads(matrix.path_of(exercises()[address]).read_text(encoding="utf-8"))
    assert golden["ties"] == []
    assert all(count >= 3 for count in golden["named"].values())
    assert not [why for why in golden["pairs"]["indistinguishable"] if "NAMED" in why]


@pytest.mark.xdist_group("matrix")
@pytest.mark.parametrize("address", ADDRESSES)
def test_pairs_are_as_in_the_golden_file(address: str) -> None:
    exercise = exercises()[address]
    golden = json.loads(matrix.path_of(exercise).read_text(encoding="utf-8"))
    declared = golden["pairs"]["indistinguishable"]
    every = list(matrix.made_together(matrix.shown_on(exercise)))
    assert len(every) == golden["pairs"]["named_as_both"] + sum(map(len, declared.values()))
    for pair in every[:: max(1, len(every) // PAIRS)]:
        why = matrix.reason(exercise, lab(exercise, matrix.SEED), pair)
        assert why is None or " + ".join(sorted(pair.slugs)) in declared[why]


def test_leave_one_out_names_a_wrong_one_in_at_most_two_percent() -> None:
    files = [json.loads(matrix.path_of(exercises()[a]).read_text()) for a in ADDRESSES]
    wrong = sum(len(f["leave_one_out"]) for f in files)
    cases = sum(sum(f["named"].values()) // 4 for f in files)
    assert wrong <= 0.02 * cases


@pytest.mark.parametrize("address", ["01_loop/train_step", "07_epoch/train_one_epoch"])
def test_two_mistakes_at_once_are_both_named(address: str) -> None:
    exercise = exercises()[address]
    source = mistakes()["missing_zero_grad"].patches[0].apply(source_of(exercise))
    source = mistakes()["softmax_before_cross_entropy"].patches[0].apply(source)
    verdict = judge(exercise, compiled(exercise, source))
    assert verdict.kind == "named"
    assert set(verdict.slugs) == {"missing_zero_grad", "softmax_before_cross_entropy"}


def test_unknown_mistake_is_not_named() -> None:
    exercise = exercises()["01_loop/train_step"]
    source = source_of(exercise).replace("loss.backward()", "(0.37 * loss).backward()")
    verdict = judge(exercise, compiled(exercise, source))
    assert verdict.kind == "departure"
    assert verdict.slugs == ()
    assert "first departs" in verdict.message


def test_same_numbers_by_another_way_are_called_same_effect() -> None:
    exercise = exercises()["01_loop/train_step"]

    def train_step(model, x, y, loss_fn, optimizer):
        model(x * 2)  # an extra forward that nobody needs
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    verdict = judge(exercise, train_step)
    assert verdict.kind == "same-effect"
    assert verdict.slugs == ()
    assert verdict.same_effect_as == ("missing_zero_grad",)


def test_train_mode_put_back_below_the_loop_is_named() -> None:
    def evaluate(model, loader, loss_fn, device):
        model.eval()
        total_loss, correct, seen = 0.0, 0, 0
        with torch.no_grad():
            for x, y in loader:
                logits = model(x)
                total_loss += loss_fn(logits, y).item() * len(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(x)
        model.train()
        if seen == 0:
            raise ValueError("no examples")
        return {"loss": total_loss / seen, "accuracy": correct / seen}

    verdict = judge(exercises()["08_validate/evaluate"], evaluate)
    assert verdict.slugs == ("mode_not_restored",)


def test_a_message_that_ends_with_a_full_stop_gets_no_second_one() -> None:
    def sgd_step(params, lr):
        for p in params:
            p -= lr * p.grad

    verdict = judge(exercises()["05_step/sgd_step"], sgd_step)
    told = [promise.detail for promise in verdict.promises if not promise.kept]
    assert told[0].endswith("in-place operation.")
    assert not told[0].endswith("..")


def test_an_item_that_is_no_pair_is_told_and_does_not_stop_the_check() -> None:
    class InputsAlone:
        def __init__(self, x, y, mean, std):
            self.x = (x - mean) / std

        def __len__(self):
            return len(self.x)

        def __getitem__(self, index):
            return self.x[index]

    verdict = judge(exercises()["07_epoch/StandardizedDataset"], InputsAlone)
    assert verdict.kind == "departure"
    assert "an item is a pair False, expected True" in verdict.message


@pytest.mark.parametrize("address", ADDRESSES)
def test_styles_really_differ(address: str) -> None:
    exercise = exercises()[address]
    for candidate in candidates(exercise)[:3]:
        assert len(styled(exercise, candidate)) >= 3


def test_diff_shows_only_the_lines_that_differ() -> None:
    right = "def f():\n    a()\n    c()\n    d()"
    shown = diff(right.replace("    c()", "    b()\n    c()"), right)
    assert "-    b()" in shown
    assert "d()" not in shown


def test_patch_that_changes_nothing_does_not_apply() -> None:
    with pytest.raises(DoesNotApply):
        mistakes()["missing_zero_grad"].patches[0].apply("def f():\n    pass")
    assert ast.parse("x")
