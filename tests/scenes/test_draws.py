"""What hidden numbers are drawn from."""

from __future__ import annotations

import pytest
import torch

from grader.scenes.draws import PRACTICE, TRIES, Draws, Unusual


def test_a_part_that_can_never_be_usual_has_all_drawn_anew() -> None:
    practice = Draws(PRACTICE)
    practice.must_be_usual(torch.tensor(True))
    tries = []

    def never() -> None:
        tries.append(1)
        draws.must_be_usual(torch.tensor(False))

    draws = Draws(5, tuple(practice.pinned))
    with pytest.raises(Unusual):
        draws.again_until_usual(never)
    assert len(tries) == TRIES + 1


def test_a_part_is_drawn_anew_from_where_practice_was() -> None:
    practice = Draws(PRACTICE)
    usual = practice.normal(3)
    practice.must_be_usual(torch.tensor(True))
    seen = []

    def third() -> torch.Tensor:
        seen.append(draws.normal(3))
        draws.must_be_usual(torch.tensor(len(seen) == 3))
        return seen[-1]

    draws = Draws(5, tuple(practice.pinned))
    assert draws.again_until_usual(third) is seen[2]
    assert len(draws.pinned) == 1
    assert all(torch.allclose(made, usual, atol=1.0) for made in seen)
    assert not torch.equal(seen[0], seen[2])
