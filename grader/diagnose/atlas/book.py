"""The book of an exercise: what its known mistakes do, as prints, and how to make them again.

A book is made by ``python -m grader.classroom.authoring.atlas`` and read here. It names programs;
whether one of them does what the learner's code did is for its run to say.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy

from grader.course.catalogue import Unknown, mistake
from grader.course.exercise import Exercise
from grader.diagnose.atlas.prints import SHARES, Array, Print, share
from grader.diagnose.programs import Candidate, both, sources, ways

BOOKS = Path(__file__).with_name("books")
FORM = [1, *SHARES]  # of a file; one of another form is no book
MOST = 3  # mistakes of a program
NONE = 65_535  # in the place of a mistake that a program does not have
Way = tuple[str, int]  # a mistake, and in which of its ways it is made
Made = tuple[int, ...]  # numbers of ways, in the order in which they are made


@dataclass(frozen=True, eq=False)
class Book:
    """What is known of an exercise's mistakes.

    Attributes:
        digest: Of all that decides it (see ``digest``).
        ways: Each way to make one mistake.
        harm: How many observations each of them changes.
        made: For each program the numbers of its ways, filled up with ``NONE``.
        events: The digest of all that happens in it.
        promised: The digest of what promises are about.
        numbers: A row for each program, as in ``Print``.
    """

    digest: str
    ways: tuple[Way, ...]
    harm: Array
    made: Array
    events: Array
    promised: Array
    numbers: Array

    def like(self, seen: Print, hidden: Iterable[str] = ()) -> list[list[Made]]:
        """Return the programs with such a print: those with one mistake, with two, and so on.

        Args:
            seen: Print of the learner's runs.
            hidden: Slugs to leave out.
        """
        rows = (self.events == seen.events) & self._close(seen, slice(None))
        return self._by_count(rows, set(hidden))

    def promised_like(self, seen: Print, hidden: Iterable[str] = ()) -> list[Made]:
        """Return the single mistakes that do the same to what promises are about."""
        if not seen.promised:
            return []
        rows = (self.promised == seen.promised) & self._close(seen, share(of_promised=True))
        return self._by_count(rows, set(hidden))[0]

    def _close(self, seen: Print, part: slice) -> Array:
        width = sum(SHARES)
        apart = abs(self.numbers - seen.numbers) <= seen.bounds
        return numpy.asarray(apart.reshape(len(apart), -1, width)[:, :, part].all((1, 2)))

    def _by_count(self, rows: Array, hidden: set[str]) -> list[list[Made]]:
        found: list[list[Made]] = [[] for _ in range(MOST)]
        for row in numpy.flatnonzero(rows):
            made = tuple(int(way) for way in self.made[row] if way != NONE)
            if not hidden.intersection(self.slugs(made)):
                found[len(made) - 1].append(made)
        return found

    def slugs(self, made: Made) -> tuple[str, ...]:
        """Return the mistakes of a program, the one that does the most first."""
        return tuple(self.ways[way][0] for way in sorted(made, key=lambda n: -int(self.harm[n])))

    @cached_property
    def alone(self) -> frozenset[str]:
        """The mistakes that do something by themselves."""
        ways = self.made[self.made[:, 1] == NONE, 0]
        return frozenset(self.ways[int(way)][0] for way in ways)

    @cached_property
    def size(self) -> int:
        """The number of programs."""
        return len(self.made)


def path_of(exercise: Exercise) -> Path:
    """Return where the book of an exercise lies."""
    return BOOKS / f"{exercise.address.replace('/', '-')}.npz"


@cache
def book_of(exercise: Exercise) -> Book | None:
    """Return the book of an exercise; None where there is none, or one of other probes."""
    path = path_of(exercise)
    book = read(path) if path.is_file() else None
    width = len(exercise.probes) * sum(SHARES)
    return book if book is not None and book.numbers.shape[1] == width else None


def read(path: Path) -> Book | None:
    """Read a book; None where it has a form of another version."""
    with numpy.load(path, allow_pickle=False) as kept:
        head: dict[str, Any] = json.loads(kept["head"].tobytes())
        if head["form"] != FORM:
            return None
        return Book(
            digest=head["digest"],
            ways=tuple((slug, way) for slug, way in head["ways"]),
            harm=kept["harm"],
            made=kept["made"],
            events=kept["events"],
            promised=kept["promised"],
            numbers=_unpacked(kept["numbers"]),
        )


def write(path: Path, book: Book) -> None:
    """Write a book."""
    head = json.dumps({"form": FORM, "digest": book.digest, "ways": book.ways})
    path.parent.mkdir(exist_ok=True)
    half = path.with_name(f"half-{path.name}")  # an interruption leaves the old one
    numpy.savez_compressed(
        half,
        head=numpy.frombuffer(head.encode(), numpy.uint8),
        harm=book.harm,
        made=book.made,
        events=book.events,
        promised=book.promised,
        numbers=_packed(book.numbers),
    )
    half.replace(path)


def _packed(numbers: Array) -> Array:
    """Return numbers as bytes, column by column, without those that say less than the bounds."""
    bits = numbers.astype("<f4").view("<u4")
    kept = (bits + numpy.uint32(0x80)) >> 8
    return numpy.stack([(kept >> shift & 0xFF).T.astype(numpy.uint8) for shift in (0, 8, 16)])


def _unpacked(planes: Array) -> Array:
    low, middle, high = (plane.T.astype("<u4") for plane in planes)
    kept = (low << 8) | (middle << 16) | (high << 24)
    return numpy.ascontiguousarray(kept).view("<f4").astype(float)


@cache
def ways_of(exercise: Exercise, slug: str) -> tuple[Candidate, ...]:
    """Return each way to make a mistake in an exercise, without a look at any other mistake."""
    told = mistake(slug)
    made = (ways(exercise, told, of) for of in range(len(sources(exercise))))
    return tuple(dict.fromkeys(itertools.chain.from_iterable(made)))


def program(exercise: Exercise, book: Book, made: Made) -> Candidate | None:
    """Return a program of a book; None where its mistakes cannot be made any more."""
    singles = [_single(exercise, *book.ways[way]) for way in made]
    found, *others = singles
    for other in others:
        found = both(found, other) if found and other else None
    return found


def _single(exercise: Exercise, slug: str, way: int) -> Candidate | None:
    try:
        known = ways_of(exercise, slug)
    except Unknown:
        return None
    return known[way] if way < len(known) else None


def numbered(singles: Sequence[Candidate]) -> Iterator[Way]:
    """Yield how each of an exercise's single mistakes is made, as books say it."""
    count: dict[str, Iterator[int]] = {}
    for single in singles:
        yield single.slugs[0], next(count.setdefault(single.slugs[0], itertools.count()))
