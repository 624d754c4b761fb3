"""What a situation is drawn from, and what comes out: one half to hand over, one to keep."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.observe.run import Run

PRACTICE = 0  # the seed of learners' own checks, whose numbers may be round


class Draws:
    """Seeded random numbers; in practice the usual ones wherever a usual one is named.

    Attributes:
        seed: Gives all numbers.
        generator: For draws of tensors.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.generator = torch.Generator().manual_seed(seed)

    def number(self, usual: float) -> float:
        """Return the usual number in practice; with another seed, one near it."""
        return usual if self.seed == PRACTICE else usual + 0.25 * self._between(1, 8)

    def count(self, usual: int) -> int:
        """Return the usual count in practice; with another seed, a few more."""
        return usual if self.seed == PRACTICE else usual + self._between(1, 3)

    def order(self, usual: Sequence[Any]) -> list[Any]:
        """Return things in the usual order in practice; with another seed, in another."""
        if self.seed == PRACTICE or len(usual) < 2:
            return list(usual)
        turned = self._between(1, len(usual) - 1)
        return [*usual[turned:], *usual[:turned]]

    def shuffled(self, things: Sequence[Any]) -> list[Any]:
        """Return things in a drawn order, in practice too."""
        places = torch.randperm(len(things), generator=self.generator).tolist()
        return [things[place] for place in places]

    def normal(self, *shape: int) -> torch.Tensor:
        """Return standard normal numbers of a shape."""
        return torch.randn(shape, generator=self.generator)

    def whole(self, low: int, high: int, shape: Sequence[int]) -> torch.Tensor:
        """Return whole numbers of a shape, from ``low`` up to and without ``high``."""
        return torch.randint(low, high, tuple(shape), generator=self.generator)

    def _between(self, low: int, high: int) -> int:
        return int(self.whole(low, high + 1, ()))


@dataclass(frozen=True, eq=False)
class Play:
    """What is handed to the half of a scene that runs beside learners' code.

    Attributes:
        given: Keyword arguments of the function in ``play.py``: None, bool, int, float, str,
            tensors, and lists and dicts of these.
        then: What is handed over later, piece by piece, each piece only after something was
            observed of the one before (``Recorder.more``).
        ranks: For each process of a group, what no other process is given (``Recorder.ranks``).
        answer: Key of the observation that answers a piece; by default any one does.
        fresh: Whether it is played in another process than the plays before, in which the
            notebook's cells were run anew. In practice there is no other process: a patched
            reference is compiled anew, and a learner's object is used as it is.
    """

    given: Mapping[str, Any]
    then: Sequence[Any] = ()
    ranks: Sequence[Any] = ()
    answer: str = ""
    fresh: bool = False


@dataclass(frozen=True, eq=False)
class Drawn:
    """A situation.

    Attributes:
        plays: What is handed over; several where each is a case of its own. What depends
            on the runs so far is given as a function of them.
        known: What the judge alone knows, for the function in ``read.py``: what cases are
            called, what they should lead to.
    """

    plays: tuple[Play | Callable[[Sequence[Run]], Play], ...]
    known: Any = None


def world_of(seed: int) -> int:
    """Return where the global random states begin in a run; the seed cannot be told from it."""
    if seed == PRACTICE:
        return PRACTICE
    return int.from_bytes(hashlib.sha256(f"world {seed}".encode()).digest()[:4])
