"""Which known mistake, or which two, the runs show.

A mistake is named only when the learner's numbers *and* events equal those of the
patched reference on every probe.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.diagnose.case import Case, Position
from grader.diagnose.pairs import likeliest, remembered
from grader.diagnose.programs import Candidate, candidates

# How many programs with two mistakes are run; it keeps a wrong answer below 2 s.
TRIES = 60
TRIES_IN_GROUP = 6  # each starts processes


@dataclass(frozen=True)
class Finding:
    """What a search found: the candidate and whether events fit as well as numbers."""

    candidate: Candidate
    strict: bool


def search(case: Case, without: Iterable[str] = ()) -> Finding | None:
    """Return the known mistake, or two, that the runs show.

    Args:
        case: The learner's runs.
        without: Slugs to leave out of the catalogue, for tests.
    """
    departure = case.departure()
    if departure is None:
        return None
    with _uncollected():
        return _search(case, departure, set(without))


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


def _search(case: Case, departure: Position, hidden: set[str]) -> Finding | None:
    singles = [c for c in candidates(case.exercise) if not hidden & set(c.slugs)]
    if not singles:
        return None
    found = next((c for c in singles if case.fits(c, departure[0])), None)
    found = found or _pair(case, singles, departure)
    if found:
        return Finding(found, strict=True)
    found = next((c for c in singles if case.numbers_fit(c)), None)
    return Finding(found, strict=False) if found else None


def _pair(case: Case, singles: Sequence[Candidate], departure: Position) -> Candidate | None:
    """Look for two mistakes made together: those known as hard to find, then the likeliest.

    They are compared where the run first departs and, when a mistake explains the run
    up to a later place, there as well: that is where the other joins in.
    """
    furthest = max((case.reach(c) for c in singles), default=departure)
    telling = sorted({departure[0], min(furthest[0], len(case.yours) - 1)})
    probes = [case.exercise.probes[i] for i in telling]
    likely = likeliest(
        singles,
        [[case.cache.run(c, p) for p in probes] for c in singles],
        [case.yours[i] for i in telling],
        [case.expected[i] for i in telling],
    )
    slugs = {slug for c in singles for slug in c.slugs}
    known = (
        c for c in remembered(case.exercise, case.yours, case.expected) if slugs.issuperset(c.slugs)
    )
    tries = TRIES_IN_GROUP if case.exercise.in_group else TRIES
    tried = itertools.chain(known, itertools.islice(likely, tries))
    fitting = (pair for pair in tried if case.runs_like(pair))
    return next((pair for pair in fitting if not case.cache.stumbles(pair)), None)
