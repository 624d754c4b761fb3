"""What a learner may return, however odd, is compared, and rounding makes no difference."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.observe.compare import equal, same
from grader.observe.fingerprint import fingerprint
from grader.observe.run import Item, Run

VALUES: list[Any] = [
    None,
    True,
    "text",
    3,
    -2.5,
    1e30,
    0.0,
    math.inf,
    math.nan,
    [],
    [1.0, [2.0, None]],
    {"b": torch.ones(2), "a": 3.0},
    torch.linspace(-1, 1, 7),
    torch.tensor([1e-9, 1e9]),
    torch.tensor([math.nan, 1.0]),
    torch.tensor([1, 2, 3]),
    torch.tensor([True, False]),
    torch.zeros(0, 3),
    torch.ones(3, dtype=torch.bfloat16),
]
ODD = {
    "sparse": lambda: torch.eye(3).to_sparse(),
    "nested": lambda: torch.nested.nested_tensor([torch.ones(2)], layout=torch.jagged),
    "on the meta device": lambda: torch.ones(3, device="meta"),
    "complex": lambda: torch.ones(3, dtype=torch.complex64),
    "an int beyond all floats": lambda: 10**400,
    "keys of several types": lambda: {1: 2, "a": 3},
    "an object": object,
}


def rounded(value: Any, by: float) -> Any:
    """Return a value that is the same up to rounding."""
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        return value.double() * (1 + by)
    if isinstance(value, float):
        return value * (1 + by)
    if isinstance(value, list):
        return [rounded(part, by) for part in value]
    if isinstance(value, dict):
        return {key: rounded(value[key], by) for key in reversed(value)}
    return value


@pytest.mark.parametrize("by", [1.5e-4, -1.5e-4])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_same_values_never_look_different_at_first_sight(value: Any, by: float) -> None:
    other = rounded(value, by)
    assert same(value, other)
    (number, bound), (another, its_bound) = fingerprint(value), fingerprint(other)
    assert not abs(number - another) > bound + its_bound
    assert equal(Run((Item("return", value),)), Run((Item("return", other),)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.01),
        (torch.tensor([1.0, 2.0]), torch.tensor([2.0, 1.0])),
        ({"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 1.0}),
        ("yes", "no"),
        (None, False),
    ],
)
def test_different_values_are_told_apart_at_first_sight(one: Any, other: Any) -> None:
    (number, bound), (another, its_bound) = fingerprint(one), fingerprint(other)
    assert abs(number - another) > bound + its_bound
    assert not equal(Run((Item("return", one),)), Run((Item("return", other),)))


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_odd_results_get_a_verdict(kind: str) -> None:
    made = ODD[kind]()
    verdict = judge(exercise("00_start/hello"), lambda x: made)
    assert not verdict.passed
    assert verdict.message
