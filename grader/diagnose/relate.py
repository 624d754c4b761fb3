"""What holds between the numbers of code that nothing names and those expected, in a sentence.

A relation is a file with one of three functions, each of which returns the end of a sentence,
or None where it does not hold:

- ``of_runs(results)``: a whole sentence on what happened, in all runs;
- ``of_values(pairs)``: on what was observed under one key, each value beside the expected one;
- ``of_numbers(numbers)``: the same, number by number, where both have the same structure.

``rank`` orders them, the lowest first; what only says where to look comes ``LAST``. A relation
has to hold on all that was observed under a key, on every probe, and to be shown by at least
three numbers; so it is proved, not guessed. One that has ``of_few(numbers)`` is asked about two as
well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from types import ModuleType

from grader.course.catalogue import modules
from grader.diagnose.case import Case
from grader.diagnose.evidence import Number, Pair, Result, flat, moves_otherwise, shape, shown
from grader.diagnose.sizes import given, of_entry, sizes
from grader.observe.compare import equal, same
from grader.observe.recorder import BACKWARD_GRADIENT, RETURN, STEP_GRADIENT
from grader.observe.run import matches

SITUATIONS = 2
FEW = 2  # numbers that show what has another reason to be so
LAST = 9


def relation(case: Case) -> str:
    """Return one sentence that holds of all runs; empty where none does."""
    results = list(case.results())
    if any(run.failure for _, *runs in results for run in runs):
        return ""
    return next(_sentences(results, _keys(case, results), case.cache.seed), "")


def _keys(case: Case, results: Sequence[Result]) -> list[str]:
    """Return what promises are about, results first, and gradients where weights tell of them."""
    promised = [key for promise in case.exercise.promises for key in promise.items]
    if any(map(moves_otherwise, results)):
        promised.append(STEP_GRADIENT)
    seen = dict.fromkeys(item.key for *_, expected in results for item in expected.items)
    return sorted((k for k in seen if matches(k, promised)), key=lambda k: not _is_result(k))


def _sentences(results: Sequence[Result], keys: Sequence[str], seed: int) -> Iterator[str]:
    of_runs = _relations("of_runs")
    telling = [module for module in of_runs if module.rank < LAST]
    yield from filter(None, (module.of_runs(results) for module in telling))
    for subject, pairs in _series(results, keys, seed):
        for told in _of_pairs(pairs):
            yield f"{subject} {told}"
    rest = [module for module in of_runs if module.rank >= LAST]
    yield from filter(None, (module.of_runs(results) for module in rest))


def _of_pairs(pairs: Sequence[Pair]) -> Iterator[str]:
    numbers = numbers_of(pairs)
    if numbers is not None and shown(numbers):
        yield from filter(None, (m.of_numbers(numbers) for m in _relations("of_numbers")))
    elif numbers is not None and shown(numbers, FEW):
        yield from filter(None, (m.of_few(numbers) for m in _relations("of_few")))
    yield from filter(None, (m.of_values(pairs) for m in _relations("of_values")))


@cache
def _relations(function: str) -> tuple[ModuleType, ...]:
    found = [m for m in modules("grader.diagnose.relations") if hasattr(m, function)]
    return tuple(sorted(found, key=lambda m: getattr(m, "rank", 0)))


# -- what is compared ----------------------------------------------------------------


def _series(
    results: Sequence[Result], keys: Sequence[str], seed: int
) -> Iterator[tuple[str, list[Pair]]]:
    """Yield what differs somewhere, by key, with the words for it."""
    for key in keys:
        if key in (BACKWARD_GRADIENT, STEP_GRADIENT):
            pairs = _pairs(results, key, seed, first=True)  # later ones are of other weights
        else:
            pairs = _pairs(results, key, seed)
        if pairs and any(not same(pair.yours, pair.expected) for pair in pairs):
            yield subject_of(key), pairs


def _is_result(key: str) -> bool:
    return key == RETURN or key.startswith(f"{RETURN}.")


def subject_of(key: str) -> str:
    """Return the words that a sentence on a key begins with."""
    if key == RETURN:
        return "Your result"
    if key.startswith(f"{RETURN}."):
        return f"Your `{key.removeprefix(f'{RETURN}.')}`"
    if key == BACKWARD_GRADIENT:
        return "Your first gradient"
    if key == STEP_GRADIENT:
        return "The gradient that your first update uses"
    words = (
        key.replace("call {n}", "each call")
        .replace(" {n}", "")
        .replace("{n}", "")
        .removesuffix(", norm")
    )
    return f"Of “{words}”, yours"


def _pairs(results: Sequence[Result], key: str, seed: int, first: bool = False) -> list[Pair]:
    """Return all observations under a key; none where their numbers are not the same."""
    found: list[Pair] = []
    for probe, yours, expected in results:
        mine = [item for item in yours.items if item.key == key]
        theirs = [item for item in expected.items if item.key == key]
        if first:
            mine, theirs = mine[:1], theirs[:1]
        if len(mine) != len(theirs):
            return []
        found += [
            Pair(
                a.value,
                b.value,
                sizes(probe, seed, key, b.call),
                *given(probe, seed, b.call),
                about=probe.about,
            )
            for a, b in zip(mine, theirs, strict=True)
        ]
    return found


def numbers_of(pairs: Sequence[Pair]) -> list[Number] | None:
    """Return the numbers of all values; None where yours are built otherwise than expected."""
    found: list[Number] = []
    for pair in pairs:
        mine, theirs = flat(pair.yours), flat(pair.expected)
        if mine is None or theirs is None or shape(pair.yours) != shape(pair.expected):
            return None
        for place, (a, b) in enumerate(zip(mine, theirs, strict=True)):
            known = ((w, of_entry(size, place, len(mine))) for w, size in pair.sizes.items())
            found.append(Number(a, b, {w: n for w, n in known if n is not None}))
    return found


# -- where it is right ---------------------------------------------------------------


def where(case: Case) -> str:
    """Return in which situations the code does what is expected, and in which it does not.

    Nothing if it does so everywhere, or nowhere.
    """
    right: list[str] = []
    wrong: list[str] = []
    for probe, yours, expected in case.results():
        if probe.about:
            (right if equal(yours, expected) else wrong).append(probe.about)
    if not right or not wrong:
        return ""
    return (
        f"It does something else than expected with {_some(wrong)}; nothing differs "
        f"with {_some(right)}."
    )


def _some(situations: Sequence[str]) -> str:
    """Return the shortest situations, as many as are read at a glance."""
    shortest = sorted(situations, key=len)[:SITUATIONS]
    told = ", and with ".join(each for each in situations if each in shortest)
    return told if len(shortest) == len(situations) else f"{told}, among others"
