"""Which mistakes can be told apart, on every exercise: measured, and kept as golden files.

    python -m tests.tools.matrix               measure the exercises for which something changed
    python -m tests.tools.matrix ADDRESS...    only among these
    python -m tests.tools.matrix --all         whether or not anything changed

Each exercise has a file in tests/golden. What it was measured with stands as a digest in
tests/golden/measured.json.

A golden file says: the slugs that show (and in how many styles each was
named), those that are harmless there, the ties between single mistakes, and what becomes
of every pair that can be made together.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import torch

from grader.course.catalogue import exercise as find
from grader.course.exercise import Exercise
from grader.diagnose.atlas import making
from grader.diagnose.atlas.book import book_of
from grader.diagnose.atlas.digest import digest
from grader.diagnose.atlas.prints import Print, print_of
from grader.diagnose.case import Case
from grader.diagnose.programs import Candidate, both, candidates
from grader.diagnose.runs import RunCache, runs_of
from grader.diagnose.search import explanations, search
from grader.diagnose.subject import here
from grader.observe.compare import equal
from tests.tools.support import ADDRESSES, styled

Version = tuple[Candidate, str, Any]  # a mistake, a style, and the two as a program

GOLDEN = Path(__file__).parents[1] / "golden"
MEASURED = GOLDEN / "measured.json"
SEED = 0
NOT_NAMED = "NOT NAMED"
UNKNOWN = "UNKNOWN"
CANCEL = "together they cancel: nothing wrong is left"
UNDO = "each changes some number that is right with both: no explanation"
LITTLE = "yes and no are too little to tell two mistakes by"
STOP = "together they stop with an error that neither raises alone"
BOOKS = "python -m grader.classroom.authoring.atlas"


def path_of(exercise: Exercise) -> Path:
    """Return the golden file of an exercise."""
    return GOLDEN / f"{exercise.address.replace('/', '-')}.json"


def measure(exercise: Exercise) -> dict[str, Any]:
    """Return everything the golden file of an exercise holds."""
    bench, shown = runs_of(exercise, SEED), shown_on(exercise)
    return {
        "named": named_styles(exercise, versions(exercise, shown)),
        **measure_others(exercise, shown),
        "leave_one_out": leave_one_out(exercise, shown),
        "pairs": pairs(exercise, bench, shown),
    }


def measure_others(exercise: Exercise, shown: list[Candidate]) -> dict[str, Any]:
    """Return which mistakes do not show, and which look the same."""
    slugs = {c.slugs[0] for c in shown}
    return {
        "harmless_here": sorted({c.slugs[0] for c in candidates(exercise)} - slugs),
        "ties": ties(runs_of(exercise, SEED), shown),
    }


def shown_on(exercise: Exercise) -> list[Candidate]:
    """Return the mistakes that show on some probe of an exercise."""
    bench = runs_of(exercise, SEED)
    return [c for c in candidates(exercise) if not bench.harmless(c)]


def identify(exercise: Exercise, subject: Any, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the slugs that the grader names for a subject; empty when it names none."""
    found = search(Case(exercise, here(subject), SEED), without)
    return found.named if found is not None and found.strict else ()


def versions(exercise: Exercise, shown: list[Candidate]) -> dict[str, list[Version]]:
    """Return, for every slug, all programs that make the mistake, each way in every style.

    The first ones, as many as there are ways, show each way once, in changing styles.
    """
    ways: dict[str, list[list[Version]]] = defaultdict(list)
    for candidate in shown:
        known = ways[candidate.slugs[0]]
        made = [(candidate, name, program) for name, program in styled(exercise, candidate).items()]
        turn = (len(ways) + len(known)) % max(1, len(made))
        known.append([*made[turn:], *made[:turn]])
    rounds = {slug: itertools.zip_longest(*known) for slug, known in sorted(ways.items())}
    return {slug: [v for some in r for v in some if v] for slug, r in rounds.items()}


def named_styles(exercise: Exercise, chosen: dict[str, list[Version]]) -> dict[str, int]:
    """Return, for every slug, in how many of the chosen programs it was named: in all.

    Raises:
        AssertionError: if one was not.
    """
    tried = ((version, identify(exercise, version[2])) for v in chosen.values() for version in v)
    wrong = [(c.slugs[0], style, names) for (c, style, _), names in tried if names != c.slugs]
    if wrong:
        raise AssertionError(f"{exercise.address}: named otherwise: {wrong}")
    return {slug: len(made) for slug, made in chosen.items()}


def ties(bench: RunCache, shown: list[Candidate]) -> list[list[str]]:
    """Return pairs of different slugs that look the same on every probe."""
    found = {
        tuple(sorted((a.slugs[0], b.slugs[0])))
        for a, b in itertools.combinations(shown, 2)
        if a.slugs != b.slugs and same_runs(bench, a, b)
    }
    return [list(pair) for pair in sorted(found)]


def same_runs(bench: RunCache, a: Candidate, b: Candidate) -> bool:
    """Return whether two candidates show the same numbers and events everywhere."""
    return all(equal(bench.run(a, p), bench.run(b, p)) for p in bench.exercise.probes)


def leave_one_out(exercise: Exercise, shown: list[Candidate]) -> list[list[str]]:
    """Return what is named, wrongly, when the true mistake is not in the catalogue."""
    wrong = []
    for candidate in shown:
        subject = runs_of(exercise, SEED).subject(candidate)
        names = identify(exercise, subject, without=candidate.slugs)
        if names:
            wrong.append([candidate.slugs[0], *names])
    return wrong


def pairs(exercise: Exercise, bench: RunCache, shown: list[Candidate]) -> dict[str, Any]:
    """Return how many pairs are named as both, and the reason for each that is not."""
    named = 0
    reasons: dict[str, list[str]] = defaultdict(list)
    known = book_of(exercise) and Known(exercise)
    for pair in made_together(shown):
        why = known.reason(pair) if known else UNKNOWN
        if why == UNKNOWN:
            why = reason(exercise, bench, pair)
        if why is None:
            named += 1
        else:
            reasons[why].append(" + ".join(sorted(pair.slugs)))
    return {
        "named_as_both": named,
        "indistinguishable": {k: sorted(set(v)) for k, v in sorted(reasons.items())},
    }


class Known:
    """What the making of an exercise's book has told of pairs; tests run a sample of them again."""

    def __init__(self, exercise: Exercise) -> None:
        self.kept = making.Maker(exercise).kept
        self.book = book_of(exercise)

    def reason(self, pair: Candidate) -> str | None:
        """Return the same as ``reason``, or ``UNKNOWN`` where only runs can tell."""
        name = making.name_of(pair)
        what, events, promised, numbers = self.kept.get(name, (UNKNOWN, 0, 0, []))
        if what in (making.HARMLESS, making.STUMBLES):
            return {making.HARMLESS: CANCEL, making.STUMBLES: STOP}[what]
        if what != making.NEW or self.book is None:
            return UNKNOWN
        row = numpy.array(numbers)
        wide = 1e-3 * abs(row) + 1e-5 * abs(row).max(initial=0.0)  # more than runs may differ by
        alone, two, *_ = self.book.like(Print(events, promised, row, wide))
        slugs = {frozenset(self.book.slugs(made)) for made in two}
        return None if not alone and slugs == {frozenset(pair.slugs)} else UNKNOWN


def made_together(shown: list[Candidate]) -> Iterator[Candidate]:
    """Yield a program for every two mistakes that can be made together."""
    first_ways = {c.slugs[0]: c for c in reversed(shown)}  # one way to make each mistake
    for first, second in itertools.combinations(first_ways.values(), 2):
        pair = both(first, second) or both(second, first)
        if pair is not None:
            yield pair


def reason(exercise: Exercise, bench: RunCache, pair: Candidate) -> str | None:
    """Return why a pair cannot be named as both; None when it is.

    ``NOT NAMED`` and ``WRONGLY NAMED`` are failures of the grader; tests allow none.
    """
    if exercise.says_little:
        return LITTLE
    if bench.harmless(pair):
        return CANCEL
    if bench.stumbles(pair):
        return STOP
    case = case_of(exercise, bench, pair)
    names = search(case, ())
    if names is None or not names.strict or not names.whole:
        return as_well(case, pair) or (UNDO if undone(exercise, bench, pair) else NOT_NAMED)
    if set(names.candidate.slugs) == set(pair.slugs):
        return None
    if not same_runs(bench, pair, names.candidate):
        return f"WRONGLY NAMED {' + '.join(names.candidate.slugs)}"
    if len(names.candidate.slugs) == 1:
        alone = names.candidate.slugs[0]
        if alone in pair.slugs:
            return "one hides the other: numbers and events are those of the first alone"
        return f"numbers and events are those of {alone} alone"
    return f"numbers and events are those of {' + '.join(sorted(names.candidate.slugs))}"


def undone(exercise: Exercise, bench: RunCache, pair: Candidate) -> bool:
    """Return whether a pair is left out of the book, since its mistakes undo each other."""
    parts = (c for c in candidates(exercise) if c.of == pair.of and set(c.edits) <= set(pair.edits))
    alone = [next(c) for _, c in itertools.groupby(parts, lambda c: c.slugs)]
    right, together, *two = (
        print_of(exercise, [bench.run(c, p) for p in exercise.probes])
        for c in (bench.reference, pair, *alone)
    )
    return making.undo(right, *two, together) if len(two) == 2 else False


def as_well(case: Case, pair: Candidate) -> str:
    """Return which other two mistakes do the same as a pair, which is why it is not named."""
    every = {" + ".join(sorted(slugs)) for slugs in explanations(case)}
    own = " + ".join(sorted(pair.slugs))
    others = sorted(every - {own})
    return f"numbers and events are those of {', '.join(others)} as well" if others else ""


def case_of(exercise: Exercise, bench: RunCache, candidate: Candidate) -> Case:
    """Return a case for a candidate, from the runs that were made already."""
    case = Case.__new__(Case)
    case.exercise, case.cache, case.seed = exercise, bench, SEED
    case.subject = here(bench.subject(candidate))
    case.expected = [bench.run(bench.reference, p) for p in exercise.probes]
    case.yours = [bench.run(candidate, p) for p in exercise.probes]
    return case


def measured() -> dict[str, str]:
    """Return, for each exercise that was measured, the digest of what that depended on."""
    found: dict[str, str] = json.loads(MEASURED.read_text("utf-8")) if MEASURED.exists() else {}
    return found


def remember_digest(address: str, made: str | None) -> None:
    """Write down what an exercise was measured with; None while that is not known."""
    known = {**measured(), address: made}
    kept = {a: known[a] for a in ADDRESSES if known.get(a)}
    MEASURED.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def rewrite(exercise: Exercise) -> None:
    """Measure an exercise and rewrite its files."""
    remember_digest(exercise.address, None)  # an interrupted run has measured nothing
    text = json.dumps(measure(exercise), indent=1) + "\n"
    path_of(exercise).write_text(text, encoding="utf-8")
    remember_digest(exercise.address, digest(exercise, "tests.tools.matrix"))


def is_stale(exercise: Exercise) -> bool:
    """Return whether an exercise has a book that was made with something else."""
    book = book_of(exercise)
    return book is not None and book.digest != digest(exercise)


def unchanged(exercise: Exercise) -> bool:
    """Return whether all that an exercise was measured with is as it was."""
    known = measured().get(exercise.address)
    return path_of(exercise).exists() and known == digest(exercise, "tests.tools.matrix")


def main(words: list[str]) -> None:
    """Rewrite the golden files of exercises for which something changed, and say how far it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.matrix")
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="which exercises (all)")
    parser.add_argument("--all", action="store_true", help="whether or not anything changed")
    asked = parser.parse_args(words)
    try:
        exercises = [find(address) for address in asked.addresses or ADDRESSES]
    except ValueError as error:
        parser.error(str(error))
    torch.set_num_threads(1)
    todo = [e for e in exercises if asked.all or not unchanged(e)]
    say(f"{len(todo)} to measure, {len(exercises) - len(todo)} unchanged\n")
    if old := [e.address for e in todo if is_stale(e)]:
        parser.error(f"make these books anew first: {BOOKS} {' '.join(old)}")
    start = time.monotonic()
    for number, exercise in enumerate(todo, 1):
        say(f"{number} of {len(todo)}: {exercise.address} ...")
        rewrite(exercise)
        say(f" done after {minutes(time.monotonic() - start)}\n")


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, end="", file=sys.stderr, flush=True)


def minutes(seconds: float) -> str:
    """Return a time as minutes and seconds, such as ``"12:05"``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


if __name__ == "__main__":
    main(sys.argv[1:])
