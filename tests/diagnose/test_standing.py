"""By what a promise is shown as kept, not kept or not tried, and what is shown beside it."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.verdict import PromiseResult, Verdict
from tests.wrong.s13_capstone import repair_7__head_listed_twice


def edited(address: str, *edits: tuple[str, str]) -> Verdict:
    asked = exercise(address)
    source = source_of(asked)
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return judge(asked, compiled(asked, source))


def told_of(verdict: Verdict, words: str) -> PromiseResult:
    return next(promise for promise in verdict.promises if words in promise.text)


def test_another_exception_says_nothing_about_when_one_is_raised() -> None:
    verdict = edited("08_validate/evaluate", ("argmax(dim=1)", "argmax(dim=0)"))
    found = told_of(verdict, "ValueError is raised exactly when")
    assert found.standing == "not tried"
    assert "your code stopped with RuntimeError" in found.detail


def test_another_exception_than_the_one_asked_for_breaks_the_promise() -> None:
    verdict = edited("08_validate/evaluate", ("raise ValueError", "raise KeyError"))
    assert told_of(verdict, "ValueError is raised exactly when").standing == "not kept"


def forgets_places(
    params: list[nn.Parameter],
    state: dict[str, Any],
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> None:
    state["t"] += 1
    m_new, v_new = [], []
    for p, m, v in zip(params, state["m"], state["v"], strict=False):
        if p.grad is None:
            continue
        m_new.append(betas[0] * m + (1 - betas[0]) * p.grad)
        v_new.append(betas[1] * v + (1 - betas[1]) * p.grad**2)
        m_hat = m_new[-1] / (1 - betas[0] ** state["t"])
        v_hat = v_new[-1] / (1 - betas[1] ** state["t"])
        p.data -= lr * m_hat / (v_hat.sqrt() + eps)
    state["m"], state["v"] = m_new, v_new


def test_what_departs_before_that_on_which_it_rests_is_not_kept() -> None:
    found = told_of(judge(exercise("05_step/adam_step"), forgets_places), "`.grad` is None")
    assert found.standing == "not kept"
    assert "changed in call 1, with what is kept for it, although .grad is None" in found.detail


def test_what_happened_otherwise_shows_more_than_what_did_not_happen() -> None:
    verdict = edited("09_stability/check_finite", ("FloatingPointError", "ValueError"))
    found = told_of(verdict, "A loss of nan")
    assert "ValueError, expected FloatingPointError" in found.detail


def test_what_is_an_earlier_update_s_fault_is_no_row() -> None:
    verdict = edited(
        "06_zero_grad/accumulate_step",
        ("seen = sum(len(x) for x, _ in micro_batches)", "seen = 0"),
        ("        prediction =", "        seen += len(x)\n        prediction ="),
    )
    assert verdict.table[0].label.startswith("update 1: gradient used")
    assert not any("result" in row.label for row in verdict.table)


def test_another_optimizer_is_the_headline() -> None:
    own = "    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)\n    losses = []\n"
    verdict = edited("06_zero_grad/train_batches", ("    losses = []\n", own))
    assert verdict.message.startswith("An update is made by another optimizer")


def test_what_no_promise_asks_for_in_a_situation_is_not_expected_there() -> None:
    step = "        if isinstance(scheduler, ReduceLROnPlateau):"
    verdict = edited(
        "10_lifecycle/fit_with_schedule", (step, f"        if bad:\n            break\n{step}")
    )
    assert not any("learning rate after" in row.label for row in verdict.table)


def test_an_exception_in_a_loader_is_called_the_loader_s_own() -> None:
    verdict = edited(
        "08_validate/evaluate",
        (
            "    finally:",
            "    except Exception as error:\n        raise ValueError from error\n    finally:",
        ),
    )
    found = told_of(verdict, "An error of the loader")
    assert found.detail.endswith("another exception, expected the loader's own exception.")


def test_gradients_that_are_there_twice_are_counted_and_not_measured() -> None:
    verdict = judge(exercise("13_capstone/repair_7"), repair_7__head_listed_twice)
    first = verdict.table[0]
    assert (first.label, first.yours, first.expected) == (
        "update 1: gradient used, number of tensors",
        "6",
        "4",
    )


class Named(Dataset[dict[str, torch.Tensor]]):
    def __init__(self, x: Any, y: Any, mean: Any, std: Any) -> None:
        self.x, self.y, self.mean, self.std = x, y, mean, std

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        return {"inputs": (self.x[index] - self.mean) / self.std, "labels": self.y[index]}


def test_what_is_no_pair_breaks_what_is_said_of_pairs() -> None:
    verdict = judge(exercise("07_epoch/StandardizedDataset"), Named)
    unkept = [promise.text for promise in verdict.promises if promise.standing == "not kept"]
    assert unkept
    assert all("is a pair" in text for text in unkept)


def once(dataset: Any, batch_size: int, shuffle: bool, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    return iter(DataLoader(dataset, batch_size, shuffle=shuffle, generator=generator))


def test_batches_that_never_came_are_not_said_to_be_too_short() -> None:
    labels = [row.label for row in judge(exercise("07_epoch/make_loader"), once).table]
    assert "it is a DataLoader" in labels
    assert not [label for label in labels if "batch_size" in label]


STATE = "torch.ones(1, len(chunks[0][0]), 4)"
TENSORS = "list(torch.tensor(padded)[rank::world_size])"
TOO_EARLY = "scaler.update()\n    scaler.step(optimizer)"
UNKEPT = [
    ("13_capstone/repair_1", "optimizer.zero_grad()", "pass", "of its own `loss_fn"),
    ("13_capstone/repair_6", "y.unsqueeze(1)", "y", "each prediction against its own target"),
    ("13_capstone/repair_8", "hidden = None", f"hidden = {STATE}", "begins with zeros"),
    ("12_scale/amp_step", "scaler.step(optimizer)", TOO_EARLY, "with the unscaled gradients"),
    ("12_scale/shard_indices", "padded[rank::world_size]", TENSORS, "a list of ints"),
]


@pytest.mark.parametrize(("address", "old", "new", "words"), UNKEPT)
def test_an_unkept_promise_is_false_of_the_code(
    address: str, old: str, new: str, words: str
) -> None:
    unkept = [p.text for p in edited(address, (old, new)).promises if p.standing == "not kept"]
    assert any(words in text for text in unkept)
