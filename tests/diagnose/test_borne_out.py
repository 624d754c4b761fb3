"""Of several mistakes at once each is named only where it shows beside the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from grader.course.catalogue import exercise
from grader.diagnose.atlas.book import ways_of
from grader.diagnose.borne_out import borne_out, shows
from grader.diagnose.case import Case
from grader.diagnose.judge import judge
from grader.diagnose.programs import Candidate, both, compiled, source_of
from grader.diagnose.search import search
from grader.diagnose.subject import here


def from_the_state(model: torch.nn.Module) -> int:
    return sum(t.numel() for t in model.state_dict().values() if t.requires_grad)


def any_at_all(model: torch.nn.Module) -> int:
    return int(any(p.requires_grad for p in model.parameters()))


@pytest.mark.parametrize("count", [from_the_state, lambda _: 0, any_at_all])
def test_what_always_gives_the_same_number_makes_no_two_mistakes(count: Callable[..., int]) -> None:
    counting = exercise("02_forward/count_parameters")
    found = search(Case(counting, here(count), 0))
    assert found is not None
    assert len(found.candidate.slugs) == 2
    verdict = judge(counting, count)
    assert verdict.mistakes == ()
    assert "known mistakes" not in verdict.message


def test_all_names_whatever_the_batch_make_no_two_mistakes() -> None:
    silent = exercise("11_sanity/silent_parameters")
    verdict = judge(silent, lambda model, *_: [name for name, _ in model.named_parameters()])
    assert verdict.mistakes == ()
    assert "same for every batch" in verdict.relation


def test_code_that_reaches_nothing_makes_no_two_mistakes() -> None:
    def average_gradients(model: torch.nn.Module) -> None:
        for tensor in model.state_dict().values():
            if tensor.grad is not None:
                raise AssertionError

    verdict = judge(exercise("12_scale/average_gradients"), average_gradients)
    assert verdict.kind == "departure"
    assert verdict.mistakes == ()


def test_a_training_loss_that_does_not_fall_has_many_causes_and_no_name() -> None:
    asked = exercise("13_capstone/run_experiment")
    source = source_of(asked)
    uphill = source.replace("lr=lr)", "lr=lr, maximize=True)")
    assert uphill != source
    verdict = judge(asked, compiled(asked, uphill))
    assert verdict.kind == "departure"
    assert "a tenth lower" in verdict.message


def pair(address: str, *wanted: tuple[str, int]) -> tuple[Case, Candidate]:
    """Return two mistakes at once, each made in one of its ways, and their case."""
    asked = exercise(address)
    first, second = (ways_of(asked, slug)[way] for slug, way in wanted)
    made = both(first, second)
    assert made is not None
    return Case.of_program(asked, made), made


def test_a_mode_that_is_set_anew_at_once_was_not_forced() -> None:
    modes = ("forces_eval_mode", 1), ("forces_train_mode", 0)
    case, program = pair("03_loss/classification_loss", *modes)
    assert "model.eval()\n    model.train()\n" in program.source
    assert not shows(case, program, "forces_eval_mode")


@pytest.mark.parametrize(
    ("address", "slugs"),
    [
        ("05_step/momentum_step", ("learning_rate_in_velocity", "velocity_turned_around")),
        ("08_validate/evaluate", ("missing_eval_mode", "graph_in_validation")),
        ("01_loop/train_step", ("missing_zero_grad", "returns_tensor")),
        ("01_loop/train_step", ("missing_zero_grad", "softmax_before_cross_entropy")),
    ],
)
def test_two_mistakes_that_both_show_are_told(address: str, slugs: tuple[str, str]) -> None:
    case, program = pair(address, *((slug, 0) for slug in slugs))
    found: Any = borne_out(case, search(case))
    assert set(found.named) == set(program.slugs)
    assert all(shows(case, program, slug) for slug in slugs)


def test_what_the_others_cut_short_is_not_held_against_a_mistake() -> None:
    both_made = ("hidden_state_not_detached", 1), ("step_once_per_epoch", 0)
    case, program = pair("13_capstone/repair_8", *both_made)
    assert shows(case, program, "hidden_state_not_detached")
