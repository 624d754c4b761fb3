"""Whether a batch was moved shows by any route, and nothing else changes about it."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import nn

from grader.observe.arriving import Arrivals, Arriving, arrive

EXAMPLES = [(torch.arange(5.0) + i, torch.tensor(i % 3)) for i in range(4)]
CPU = torch.device("cpu")

MOVES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "to a string": lambda x: x.to("cpu"),
    "to a device": lambda x: x.to(CPU, non_blocking=True),
    "by keyword": lambda x: x.to(device="cpu", dtype=torch.float32),
    "as another": lambda x: x.to(torch.zeros(1)),
    "by name": lambda x: x.cpu(),
    "unbound": lambda x: torch.Tensor.to(x, CPU),
    "after a look": lambda x: x if x.device == CPU else x.to(CPU),
    "by type": lambda x: x.type_as(torch.zeros(1)),
    "copied": lambda x: torch.empty(x.shape).copy_(x),
    "joined": lambda x: torch.cat([x, x]).to(CPU)[: len(x)],
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_whatever_moves_a_batch_is_seen_and_keeps_its_numbers(
    move: Callable[[torch.Tensor], torch.Tensor],
) -> None:
    x, _ = arrive(EXAMPLES)
    assert type(x) is Arriving
    moved = move(x)
    assert type(moved) is torch.Tensor
    assert torch.equal(moved, torch.stack([each for each, _ in EXAMPLES]))


def test_a_move_that_nobody_keeps_and_one_to_nowhere_are_none() -> None:
    x, _ = arrive(EXAMPLES)
    x.to("cpu")
    assert type(x) is Arriving
    assert type(x.to()) is Arriving


def test_what_a_network_and_a_loss_are_given_is_looked_at_in_copies_as_well() -> None:
    net, loss = nn.Linear(5, 3), nn.CrossEntropyLoss()
    arrivals = Arrivals(net, loss)
    assert not arrivals.moved()  # nothing came
    x, y = arrive(EXAMPLES)
    loss(copy.deepcopy(net)(x.to(CPU)), y.to(CPU)).backward()
    assert arrivals.moved()
    loss(net(x.to(CPU)), y)
    assert not arrivals.moved()


def test_batches_can_be_computed_with_copied_and_printed() -> None:
    x, y = arrive(EXAMPLES)
    assert copy.deepcopy(x).equal(x)
    assert "tensor" in repr(x)
    assert len(x) == 4
    assert [int(label) for label in y] == [0, 1, 2, 0]
    assert x.numpy().shape == (4, 5)
    grad = torch.func.grad(lambda w: (x @ w).sum())(torch.ones(5))
    assert grad.shape == (5,)
