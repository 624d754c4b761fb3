"""What a card says fits what the code did: headlines, remarks and numbers beside a promise."""

from __future__ import annotations

import types
from typing import Any

import torch
from torch.utils.data import DataLoader

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.render.text import verdict_text
from grader.scenes.schedule.follow import allowed
from grader.verdict import Verdict


def text(verdict: Verdict) -> str:
    return " ".join(verdict_text(verdict).split())


def promise(verdict: Verdict, begins: str) -> Any:
    return next(p for p in verdict.promises if p.text.startswith(begins))


class StopsAboveBest:
    def __init__(self, patience: int = 5, min_delta: float = 0.0) -> None:
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited = float("inf"), 0

    def should_stop(self, val_loss: float) -> bool:
        if val_loss > self.best + self.min_delta:
            self.waited += 1
        else:
            self.best, self.waited = val_loss, 0
        return self.waited >= self.patience


def test_the_table_is_of_a_situation_in_which_a_promise_is_not_kept() -> None:
    verdict = judge(exercise("10_lifecycle/EarlyStopping"), StopsAboveBest)
    assert not verdict.passed
    assert "one call later" not in verdict.message
    assert verdict.situation.startswith("losses that equal the best")


def test_no_remark_says_that_a_result_with_a_graph_counts() -> None:
    def overfit_one_batch(model, x, y, loss_fn, optimizer, steps):  # type: ignore[no-untyped-def]
        losses = []
        for _ in range(steps):
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss if keeps else loss.detach())
        return losses

    keeps = True
    verdict = judge(exercise("11_sanity/overfit_one_batch"), overfit_one_batch)
    assert not verdict.passed
    assert verdict.notes == ()
    keeps = False
    assert "It counts" in judge(exercise("11_sanity/overfit_one_batch"), overfit_one_batch).notes[0]


def test_code_that_came_to_its_end_is_not_said_to_have_stopped() -> None:
    def make_loader(dataset, batch_size, shuffle, seed):  # type: ignore[no-untyped-def]  # noqa: RET503
        if shuffle:
            return DataLoader(dataset, batch_size, shuffle=True)

    verdict = judge(exercise("07_epoch/make_loader"), make_loader)
    assert verdict.kind == "crash"
    assert "stopped" not in text(verdict)
    assert verdict.clinic is not None
    assert verdict.clinic.slug == "nothing_for_several"


def test_code_that_was_stopped_is_said_to_have_stopped_where() -> None:
    def mse(prediction, target):  # type: ignore[no-untyped-def]
        return prediction.mean() - target["mean"]

    verdict = judge(exercise("03_loss/mse"), mse)
    assert verdict.message.startswith("Your code stopped in line")
    assert "the code stopped" in text(verdict)


def test_models_are_called_by_a_name_that_learners_know() -> None:
    def clipped_step(model, x, y, loss_fn, optimizer, max_norm):  # type: ignore[no-untyped-def]
        torch.nn.utils.clip_grad_norm_(model, max_norm)

    told = text(judge(exercise("09_stability/clipped_step"), clipped_step))
    assert "`Module`" in told
    assert "Watched" not in told


def test_more_epochs_are_expected_where_patience_is_not_used_up() -> None:
    assert allowed([3.0, 2.0, 1.0], 2, 7) == "more than 3"
    assert allowed([3.0, 4.0, 5.0, 6.0], 2, 7) == 3
    assert allowed([3.0] + [2.0] * 1, 2, 2) == 2


def test_promises_that_hold_are_not_blamed() -> None:
    def refuses_large(loss):  # type: ignore[no-untyped-def]
        if not torch.isfinite(loss) or loss > 1e6:
            raise FloatingPointError

    verdict = judge(exercise("09_stability/check_finite"), refuses_large)
    assert promise(verdict, "Infinity").kept
    assert not promise(verdict, "Every finite loss").kept
    assert promise(verdict, "Every finite loss").tried


def test_a_history_of_another_length_is_not_compared_with_one_number() -> None:
    def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):  # type: ignore[no-untyped-def]
        reference = exercise("08_validate/fit").reference
        assert isinstance(reference, types.FunctionType)
        return reference(model, train_loader, val_loader, loss_fn, optimizer, epochs - 1, device)

    verdict = judge(exercise("08_validate/fit"), fit)
    told = promise(verdict, "In training, each epoch's loss").detail
    assert "numbers for" in told or "result[" in told, told
