"""Some parameters come out as expected, and others do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from grader.diagnose.evidence import ENOUGH, Result
from grader.observe.compare import same
from grader.observe.recorder import STEP_GRADIENT, WEIGHTS

rank = 9
NAMES = 3  # that are read at a glance
WORDS = {STEP_GRADIENT: "Of the gradients that your first update uses", WEIGHTS: "Of the weights"}
Sides = tuple[set[str], set[str]]


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    for key, words in WORDS.items():
        sides = list(_sides(results, key))
        if not sides:
            continue
        right, wrong = (set.union(*each) for each in zip(*sides, strict=True))
        if right and wrong and not right & wrong and len(right | wrong) >= ENOUGH:
            return _sentence(words, wrong, right)
    return None


def _sentence(words: str, wrong: set[str], right: set[str]) -> str | None:
    if told := _told(wrong, right):
        return f"{words}, only those of {told} are others than expected."
    if told := _told(right, wrong):
        return f"{words}, only those of {told} are as expected."
    return None


def _sides(results: Sequence[Result], key: str) -> Iterator[Sides]:
    """Yield which names are as expected, and which are not, where anything is not."""
    for _, yours, expected in results:
        pairs = zip(yours.select([key]), expected.select([key]), strict=False)
        for mine, theirs in islice(pairs, 1):  # what comes later is of other weights
            if not isinstance(mine.value, Mapping) or not isinstance(theirs.value, Mapping):
                return
            if any(" " in name for name in theirs.value):
                return  # what has no name of the learner's
            both = mine.value.keys() & theirs.value.keys()  # one that is all 0 is in neither
            right = {name for name in both if same(mine.value[name], theirs.value[name])}
            if len(right) < len(theirs.value):
                yield right, set(theirs.value) - right


def _told(names: set[str], others: set[str]) -> str:
    """Return the names in words: by their kind, where that says all; empty for too many."""
    for kind, words in (("bias", "the biases"), ("weight", "the weight matrices")):
        if all(n.endswith(kind) for n in names) and not any(n.endswith(kind) for n in others):
            return words
    return ", ".join(f"`{name}`" for name in sorted(names)) if len(names) <= NAMES else ""
