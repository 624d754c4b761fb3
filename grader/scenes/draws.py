"""What a situation is drawn from, and what comes out: one half to hand over, one to keep."""

from __future__ import annotations

import contextlib
import copy
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import torch

from grader.observe.run import Run

PRACTICE = 0  # the seed of learners' own checks, whose numbers may be round
TRIES = 12  # of a part alone, before all is drawn anew
MOVED = 0.05  # by how much hidden numbers are others, beside those of practice

Place = tuple[torch.Tensor, torch.Tensor]
_T = TypeVar("_T")
_Draw = Callable[[torch.Generator], torch.Tensor]


class Unusual(Exception):
    """Something did not come out as it does in practice."""


class Draws:
    """Seeded random numbers: those of practice, or numbers near them that nobody has seen.

    What a situation shows must not hang on the seed: which mistakes are seen in it, which
    example is above a limit, which loss is the lowest. So hidden numbers are those of practice,
    each moved a little; only what is counted, named or ordered is drawn anew.

    Args:
        seed: Gives all numbers.
        usual: What was pinned in practice; None to demand nothing.

    Attributes:
        seed: Gives all numbers.
        pinned: What must be as in practice.
        moved: By how much numbers are others. Long runs make much of little: theirs less.
    """

    def __init__(self, seed: int, usual: Sequence[torch.Tensor] | None = None) -> None:
        self.seed = seed
        self.pinned: list[torch.Tensor] = []
        self._wanted = usual
        self.moved = MOVED
        self._practice = torch.Generator().manual_seed(PRACTICE)
        self._own = torch.Generator().manual_seed(seed)

    @property
    def usual(self) -> Draws:
        """The same source, of the numbers of practice with every seed."""
        twin = copy.copy(self)  # both go on in the same generators
        twin.seed = PRACTICE
        return twin

    def must_be_usual(self, value: torch.Tensor) -> None:
        """Demand that a value comes out as in practice; other numbers are drawn until it does.

        Raises:
            Unusual: if it does not.
        """
        if self._wanted is not None and not torch.equal(value, self._wanted[len(self.pinned)]):
            raise Unusual
        self.pinned.append(value)

    def must_be_other(self, value: torch.Tensor) -> None:
        """Demand that a value comes out otherwise than in practice, or it could be repeated.

        Raises:
            Unusual: if it does not.
        """
        if self._wanted is not None and torch.equal(value, self._wanted[len(self.pinned)]):
            raise Unusual
        self.pinned.append(value)

    def again_until_usual(self, draw: Callable[[], _T]) -> _T:
        """Draw a part of a situation anew until what must be as in practice is.

        That takes less than to draw all that came before it anew as well.

        Raises:
            Unusual: if it is not after some tries: with what came before it may never be.
        """
        place, pinned = self.place(), len(self.pinned)
        for _ in range(TRIES):
            with contextlib.suppress(Unusual):
                return draw()
            self.go_to(place)
            del self.pinned[pinned:]
        return draw()

    def place(self) -> Place:
        """Return where the numbers of practice are, those of new layers among them."""
        return self._practice.get_state(), torch.get_rng_state()

    def go_to(self, place: Place) -> None:
        """Go on where the numbers of practice were."""
        own, of_layers = place
        self._practice.set_state(own)
        torch.set_rng_state(of_layers)

    def near(self, usual: float) -> float:
        """Return the usual number in practice; with another seed, one that is nearly as large."""
        return usual if self.seed == PRACTICE else usual * (1 + self.moved * self._share())

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
        return [things[place] for place in self.permutation(len(things)).tolist()]

    def some(self, things: Sequence[Any], most: int) -> list[Any]:
        """Return nothing in practice; with another seed, from one to ``most`` of some things."""
        if self.seed == PRACTICE or not things:
            return []
        order = torch.randperm(len(things), generator=self._own).tolist()
        return [things[place] for place in order[: self._between(1, most)]]

    def permutation(self, n: int) -> torch.Tensor:
        """Return the numbers from 0 up to and without ``n`` in a drawn order, (n,)."""
        return self._anew(lambda generator: torch.randperm(n, generator=generator))

    def normal(self, *shape: int, anew: bool = False) -> torch.Tensor:
        """Return standard normal numbers of a shape; ``anew``, with other seeds, not near usual."""
        usual, own = self._both(lambda generator: torch.randn(shape, generator=generator))
        if own is None:
            return usual
        return own if anew else usual + self.moved * own

    def uniform(
        self, *shape: int, dtype: torch.dtype = torch.float32, anew: bool = False
    ) -> torch.Tensor:
        """Return numbers of a shape from 0 up to and without 1; for ``anew`` see ``normal``."""
        usual, own = self._both(lambda g: torch.rand(shape, generator=g, dtype=dtype))
        if own is None:
            return usual
        return own if anew else (1 - self.moved) * usual + self.moved * own

    def whole(self, low: int, high: int, shape: Sequence[int]) -> torch.Tensor:
        """Return whole numbers of a shape, from ``low`` up to and without ``high``."""
        return self._anew(lambda g: torch.randint(low, high, tuple(shape), generator=g))

    def _both(self, draw: _Draw) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Return what is drawn in practice and, with another seed, what is drawn with that."""
        return draw(self._practice), None if self.seed == PRACTICE else draw(self._own)

    def _anew(self, draw: _Draw) -> torch.Tensor:
        usual, own = self._both(draw)
        return usual if own is None else own

    def _between(self, low: int, high: int) -> int:
        return int(torch.randint(low, high + 1, (), generator=self._own))

    def _share(self) -> float:
        return float(torch.rand((), generator=self._own, dtype=torch.float64)) or 1.0


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
        pinned: What came out as it must with every seed.
    """

    plays: tuple[Play | Callable[[Sequence[Run]], Play], ...]
    known: Any = None
    pinned: tuple[torch.Tensor, ...] = ()


def next_seed(seed: int) -> int:
    """Return the seed that is tried when the numbers of one do not show what practice shows."""
    return int.from_bytes(hashlib.sha256(f"next {seed}".encode()).digest()[:8]) >> 1


def world_of(seed: int) -> int:
    """Return where the global random states begin in a run; the seed cannot be told from it."""
    if seed == PRACTICE:
        return PRACTICE
    return int.from_bytes(hashlib.sha256(f"world {seed}".encode()).digest()[:4])
