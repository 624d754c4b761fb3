"""Which known mistake, or which two, the runs show.

A mistake is named only when the learner's numbers *and* events equal those of the
patched reference on every probe. Which programs may do the same is looked up in the book of the
exercise; each of them is run before its name is said.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.course.exercise import Exercise
from grader.diagnose.atlas.book import Book, Made, book_of, program
from grader.diagnose.atlas.prints import Print, print_of
from grader.diagnose.case import Case
from grader.diagnose.programs import Candidate, candidates
from grader.diagnose.runs import runs_of
from grader.scenes.draws import PRACTICE

CHOICE = 3  # mistakes, of which one is made: of more nobody reads which they are


@dataclass(frozen=True)
class Finding:
    """What a search found.

    Attributes:
        candidate: A program that does the same.
        strict: Whether events fit as well as numbers.
        named: The mistakes that are certain, the one that does the most first: all of the
            program's, or those that every program has that does the same.
        allowed: Those of the program's that are none in this exercise: alone they change nothing,
            or break no promise.
        either: Mistakes of which one goes with those named, and it cannot be told which.
    """

    candidate: Candidate
    strict: bool
    named: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many mistakes the program makes."""
        return len(self.candidate.slugs) - len(self.allowed)

    @property
    def whole(self) -> bool:
        """Whether the named mistakes are all that is wrong."""
        return len(self.named) == self.count


def search(case: Case, without: Iterable[str] = ()) -> Finding | None:
    """Return the known mistake, or two, that the runs show.

    Args:
        case: The learner's runs.
        without: Slugs to leave out of the catalogue, for tests.
    """
    if not case.departs():
        return None
    book = book_of(case.exercise)
    with _uncollected():
        if book is not None:
            return _looked_up(case, book, set(without))
        return _run_one_by_one(case, set(without))


def _looked_up(case: Case, book: Book, hidden: set[str]) -> Finding | None:
    seen = print_of(case.exercise, case.in_practice)
    if fitting := _fitting(case, book, seen, hidden):
        found = _certain(book, fitting)
        return found and _of_wrong(case.exercise, book, found)
    made = book.promised_like(seen, hidden)
    alike = (c for _, c in _programs(case, book, made) if case.numbers_fit(c))
    return next((Finding(c, strict=False, named=c.slugs) for c in alike), None)


def explanations(case: Case) -> list[tuple[str, ...]]:
    """Return the mistakes of all programs with the fewest of them that do what the code did."""
    book = book_of(case.exercise)
    if book is None:
        return []
    seen = print_of(case.exercise, case.in_practice)
    return [candidate.slugs for _, candidate in _fitting(case, book, seen, set())]


def _fitting(case: Case, book: Book, seen: Print, hidden: set[str]) -> list[tuple[Made, Candidate]]:
    for made in book.like(seen, hidden):
        fitting = [(m, c) for m, c in _programs(case, book, made) if case.runs_like(c)]
        if fitting:
            return fitting
    return []


def _programs(case: Case, book: Book, made: Iterable[Made]) -> Iterator[tuple[Made, Candidate]]:
    for one in made:
        if (candidate := program(case.exercise, book, one)) is not None:
            yield one, candidate


def _certain(book: Book, fitting: Sequence[tuple[Made, Candidate]]) -> Finding | None:
    """Return what is certain when several programs with as many mistakes do the same."""
    made, candidate = fitting[0]
    first = book.slugs(made)
    if len(made) == 1:
        return Finding(candidate, strict=True, named=first)
    shared = set(first).intersection(*(candidate.slugs for _, candidate in fitting))
    named = tuple(slug for slug in first if slug in shared)
    if not named:
        return None
    return Finding(candidate, strict=True, named=named, either=_either(fitting, shared))


def _either(fitting: Sequence[tuple[Made, Candidate]], shared: set[str]) -> tuple[str, ...]:
    """Return the mistakes of which each program has one, beside those that all of them have."""
    rests = [[slug for slug in c.slugs if slug not in shared] for _, c in fitting]
    found = tuple(dict.fromkeys(slug for rest in rests for slug in rest))
    alone = all(len(rest) == 1 for rest in rests)
    return found if alone and len(found) <= CHOICE else ()


def _of_wrong(exercise: Exercise, book: Book, found: Finding) -> Finding:
    """Return a finding without what is allowed in this exercise, where anything else is left."""
    if len(found.candidate.slugs) == 1:
        return found
    like_right = _changing_nothing(exercise, book)
    allowed = tuple(
        slug
        for slug in found.named
        if slug not in book.alone
        or (slug in like_right and _keeps_all(exercise, book, like_right[slug]))
    )
    named = tuple(slug for slug in found.named if slug not in allowed)
    return replace(found, named=named, allowed=allowed) if named else found


def _changing_nothing(exercise: Exercise, book: Book) -> dict[str, Made]:
    """Return the single mistakes that change nothing a promise is about."""
    runs = runs_of(exercise, PRACTICE)
    right = print_of(exercise, [runs.run(runs.reference, probe) for probe in exercise.probes])
    return {book.slugs(made)[0]: made for made in book.promised_like(right)}


def _keeps_all(exercise: Exercise, book: Book, made: Made) -> bool:
    """Return whether a single mistake breaks no promise."""
    candidate = program(exercise, book, made)
    if candidate is None:
        return False
    alone = Case.of_program(exercise, candidate)
    return all(alone.keeps(promise) for promise in exercise.promises)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: runs are kept, and each collection would look at all."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _run_one_by_one(case: Case, hidden: set[str]) -> Finding | None:
    """Return the one mistake that does the same, in an exercise that has no book yet."""
    singles = [c for c in candidates(case.exercise) if not hidden & set(c.slugs)]
    found = next((c for c in singles if case.runs_like(c)), None)
    if found:
        return Finding(found, strict=True, named=found.slugs)
    found = next((c for c in singles if case.numbers_fit(c)), None)
    return Finding(found, strict=False, named=found.slugs) if found else None
