"""Tensors on their way between two processes come out as they went in, or not at all."""

from __future__ import annotations

import socket
from typing import Any

import pytest
import torch

from grader.judge import wire
from grader.judge.packing import Packer, Unpacker

KINDS = (torch.float32, torch.float64, torch.bfloat16, torch.int64, torch.uint8, torch.bool)
SHAPES = ((), (0,), (3,), (2, 0, 4), (2, 3), (1, 1, 1))


def there_and_back(message: dict[str, Any]) -> dict[str, Any]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send(ours, message)
        return wire.receive(theirs)


def test_every_kind_and_shape_arrives() -> None:
    sent = [
        torch.arange(24).to(k)[: torch.Size(s).numel()].reshape(s) for k in KINDS for s in SHAPES
    ]
    sent += [torch.arange(6.0).reshape(2, 3).T, torch.ones(1).expand(5), torch.tensor(float("nan"))]
    came = there_and_back({"a": sent, "b": {"c": sent[::-1]}})
    for got, gave in zip([*came["a"], *came["b"]["c"]], [*sent, *sent[::-1]], strict=True):
        assert (got.dtype, got.shape) == (gave.dtype, gave.shape)
        assert torch.equal(got.nan_to_num(7.0), gave.nan_to_num(7.0))


def test_what_arrives_shares_nothing() -> None:
    a, b = there_and_back({"a": [torch.ones(2), torch.ones(2)]})["a"]
    weight = torch.ones(2, requires_grad=True)
    product = (weight * b).sum()
    a += 1  # autograd would refuse to go back if this counted as a change of b
    product.backward()
    assert torch.equal(b, torch.ones(2))
    assert a.untyped_storage().nbytes() == a.nbytes


def test_what_has_no_plain_numbers_is_named() -> None:
    came = there_and_back(
        {"a": torch.ones(2, dtype=torch.complex64), "b": torch.eye(2).to_sparse()}
    )
    assert came == {"a": "<torch.complex64 tensor>", "b": "<torch.float32 tensor>"}


@pytest.mark.parametrize(
    "place",
    [
        "torch.float32",
        ["torch.float32"],
        ["torch.float64", [1]],
        ["torch.float32", [4]],
        ["torch.float32", [-1]],
        ["torch.float32", [True]],
        ["torch.float32", [2**31, 0]],
        ["torch.float32", [1] * 17],
        ["torch.float32", "3"],
        [["torch.float32"], [1]],
    ],
)
def test_nothing_else_is_given_out(place: Any) -> None:
    packer = Packer()
    packer.put(torch.ones(3))
    with pytest.raises(ValueError, match="tensor"):
        Unpacker(packer.packed()).take(place)


def test_nothing_is_given_out_twice() -> None:
    packer = Packer()
    place = packer.put(torch.ones(3))
    unpacker = Unpacker(packer.packed())
    unpacker.take(place)
    with pytest.raises(ValueError, match="larger than what was sent"):
        unpacker.take(place)
