"""Makes the book of an exercise: every known mistake, pairs and common triples of them, run once.

What was run is kept beside the project (``kept``), by the program's text, until the code changes
that runs it: after an interruption, or a change of one mistake, only what is missing is run.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy

from grader.course.exercise import Exercise
from grader.diagnose.atlas.book import MOST, NONE, Book, Made, numbered, path_of, write
from grader.diagnose.atlas.digest import digest, of_runs
from grader.diagnose.atlas.prints import SHARES, Print, print_of
from grader.diagnose.programs import Candidate, both, candidates
from grader.diagnose.runs import RunCache
from grader.observe.compare import agreement, equal
from grader.observe.run import Run
from grader.scenes.draws import PRACTICE

PAIRS = 4_500  # of an exercise; each mistake in its plainest way comes first, and these all fit
IN_GROUP = 90  # of one whose every run starts processes
# What beginners forget or put in most, of which three at once are often seen.
COMMON = (
    "missing_zero_grad",
    "missing_train_mode",
    "missing_eval_mode",
    "missing_step",
    "missing_backward",
    "graph_in_validation",
    "softmax_before_cross_entropy",
    "mean_of_batch_means",
    "mean_of_batch_accuracies",
    "returns_tensor",
    "loss_divided_by_batches",
    "step_before_backward",
)
EVERY = 5.0  # seconds between two savings
ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / ".atlas"

Told = Callable[[int, int], None]  # how many programs are done, and of how many
# What a program does; it is entered only when that is nothing else.
NEW, HARMLESS, ALONE, STUMBLES, CUT_OFF = "new", "harmless", "alone", "stumbles", "cut off"
FAR = 50.0  # bounds: so far apart are two numbers that no rounding brings together
Entry = tuple[str, int, int, list[float]]  # what it does, and its print


class Maker:
    """Runs the programs of one exercise."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.cache = RunCache(exercise, PRACTICE)
        self.singles = candidates(exercise)
        self.path = kept_path(exercise)
        self.kept = _kept(self.path, of_runs(exercise), self._alike)

    def book(self, told: Told = lambda done, of: None) -> Book:
        """Return the book, with all that is missing run."""
        programs = list(self.programs())
        saved = time.monotonic()
        for number, (made, candidate) in enumerate(programs):
            if name_of(candidate) not in self.kept:
                self.kept[name_of(candidate)] = self.run(made, candidate)
            if time.monotonic() > saved + EVERY:
                self.save()
                told(number, len(programs))
                saved = time.monotonic()
        self.save()
        return self._bound(programs)

    def programs(self) -> Iterator[tuple[Made, Candidate]]:
        """Yield all programs that the book tells of, each once."""
        seen: set[str] = set()
        several = () if self.exercise.says_little else (self._pairs(), self._triples())
        for made, candidate in itertools.chain(self._alone(), *several):
            if candidate.source not in seen:
                seen.add(candidate.source)
                yield made, candidate

    def _alone(self) -> Iterator[tuple[Made, Candidate]]:
        yield from (((number,), single) for number, single in enumerate(self.singles))

    def _pairs(self) -> Iterator[tuple[Made, Candidate]]:
        ways = [way for _, way in numbered(self.singles)]
        every = itertools.combinations(range(len(ways)), 2)
        plainest = sorted(every, key=lambda two: (ways[two[0]] + ways[two[1]], two))
        orders = (order for two in plainest for order in (two, two[::-1]))
        made = ((o, both(self.singles[o[0]], self.singles[o[1]])) for o in orders)
        most = IN_GROUP if self.exercise.in_group else PAIRS
        seen: set[str] = set()
        for order, pair in made:
            if pair is not None and pair.source not in seen:
                seen.add(pair.source)
                yield order, pair
            if len(seen) == most:
                return

    def _triples(self) -> Iterator[tuple[Made, Candidate]]:
        plain = {s.slugs[0]: n for n, s in reversed([*enumerate(self.singles)])}
        common = [] if self.exercise.in_group else [plain[s] for s in COMMON if s in plain]
        for three in itertools.combinations(common, MOST):
            a, b, c = (self.singles[n] for n in three)
            pair = both(a, b)
            triple = both(pair, c) if pair else None
            if triple is not None:
                yield three, triple

    def run(self, made: Made, candidate: Candidate) -> Entry:
        """Return what a program does."""
        runs = [self.cache.run(candidate, probe) for probe in self.exercise.probes]
        try:
            if any(run.cut_off for run in runs):
                return CUT_OFF, 0, 0, []
            seen = print_of(self.exercise, runs)
            what = self._does(made, candidate, runs, seen)
            return what, seen.events, seen.promised, [float(f"{n:.7g}") for n in seen.numbers]
        finally:
            if len(made) > 1:
                self.cache.forget(candidate)

    def _does(self, made: Made, candidate: Candidate, runs: Sequence[Run], seen: Print) -> str:
        if self.cache.harmless(candidate):
            return HARMLESS
        if len(made) > 1 and self.cache.stumbles(candidate):
            return STUMBLES
        if len(made) > 1 and any(self._same(runs, single) for single in self._near(seen)):
            return ALONE
        return NEW

    def _near(self, seen: Print) -> list[Candidate]:
        known = ((s, self.kept.get(name_of(s))) for s in self.singles)
        return [s for s, entry in known if entry and entry[1] == seen.events]

    def _same(self, runs: Sequence[Run], other: Candidate) -> bool:
        probes = zip(self.exercise.probes, runs, strict=True)
        return all(equal(run, self.cache.run(other, probe)) for probe, run in probes)

    def undone(self, made: Made, entry: Entry) -> bool:
        """Return whether a program's two mistakes undo each other in some number."""
        if len(made) != 2:
            return False
        first, second = (_print(self.kept[name_of(self.singles[number])]) for number in made)
        return undo(self._right, first, second, _print(entry))

    @cached_property
    def _right(self) -> Print:
        probes = self.exercise.probes
        return print_of(self.exercise, [self.cache.run(self.cache.reference, p) for p in probes])

    @property
    def _alike(self) -> list[str]:
        """With which programs others were compared."""
        return [name_of(single) for single in self.singles]

    def save(self) -> None:
        """Keep what was run."""
        self.path.parent.mkdir(exist_ok=True)
        runs, alike = of_runs(self.exercise), self._alike
        text = json.dumps({"runs": runs, "singles": alike, "programs": self.kept})
        self.path.with_suffix(".new").write_text(text, "utf-8")
        self.path.with_suffix(".new").replace(self.path)

    def _bound(self, programs: Sequence[tuple[Made, Candidate]]) -> Book:
        known = ((made, self.kept[name_of(candidate)]) for made, candidate in programs)
        new = ((made, entry) for made, entry in known if entry[0] == NEW)
        entered = [(made, entry) for made, entry in new if not self.undone(made, entry)]
        width = len(self.exercise.probes) * sum(SHARES)
        filled = [[*made, *[NONE] * (MOST - len(made))] for made, _ in entered]
        return Book(
            digest=digest(self.exercise),
            ways=tuple(numbered(self.singles)),
            harm=numpy.array([self._harm(s) for s in self.singles], numpy.uint16),
            made=numpy.array(filled, numpy.uint16).reshape(-1, MOST),
            events=numpy.array([entry[1] for _, entry in entered], numpy.uint32),
            promised=numpy.array([entry[2] for _, entry in entered], numpy.uint32),
            numbers=numpy.array([entry[3] for _, entry in entered]).reshape(len(entered), width),
        )

    def _harm(self, single: Candidate) -> int:
        """Return how many observations a mistake changes or keeps from being made."""
        runs = [(self._run(single, n), self._run(self.cache.reference, n)) for n in self._places]
        return sum(max(len(a.items), len(b.items)) - agreement(a, b) for a, b in runs)

    @property
    def _places(self) -> range:
        return range(len(self.exercise.probes))

    def _run(self, candidate: Candidate, place: int) -> Run:
        return self.cache.run(candidate, self.exercise.probes[place])


def kept_path(exercise: Exercise) -> Path:
    """Return where is kept what was run for an exercise."""
    return KEPT / f"{exercise.address.replace('/', '-')}.json"


def make(exercise: Exercise, told: Told = lambda done, of: None) -> Book:
    """Make the book of an exercise and write it."""
    book = Maker(exercise).book(told)
    write(path_of(exercise), book)
    return book


def undo(right: Print, first: Print, second: Print, together: Print) -> bool:
    """Return whether two mistakes change a number and together leave it as it should be.

    Whoever made neither gets there as well: such a pair explains nothing.

    Args:
        right: Print of the reference.
        first: Of the program with one of the mistakes.
        second: With the other.
        together: With both.
    """
    if any(each.events != right.events for each in (first, second, together)):
        return False
    one, other, rest = (abs(made.numbers - right.numbers) for made in (first, second, together))
    far = FAR * right.bounds
    return bool(((one > far) & (other > far) & (rest <= right.bounds)).any())


def _print(entry: Entry) -> Print:
    _, events, promised, numbers = entry
    return Print(events, promised, numpy.array(numbers), numpy.zeros(len(numbers)))


def name_of(candidate: Candidate) -> str:
    """Return by what a program is kept: its text decides what it does."""
    return hashlib.sha256(candidate.source.encode()).hexdigest()[:16]


def _kept(path: Path, made_with: str, singles: Sequence[str]) -> dict[str, Entry]:
    """Return what was run before and still holds.

    A program that did the same as a mistake that is gone may be a new one now.
    """
    known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    if known.get("runs") != made_with:
        return {}
    gone = set(known["singles"]) - set(singles)
    programs = known["programs"].items()
    return {name: entry for name, entry in programs if not (gone and entry[0] == ALONE)}
