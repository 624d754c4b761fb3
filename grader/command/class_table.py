"""What became of a class, as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.classroom.grading.compare import Difference
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.penalties import Change
from grader.classroom.steps.versions import told as versions_told
from grader.render.printable import printable

SLOWEST = 3
ALIKE = 5  # so many are listed one by one, although the same sentence is said of all
INDENT = " " * 7


@dataclass
class Told:
    """What became of the submissions of a class.

    Attributes:
        judged: Those that were judged now.
        kept: Those that were judged before, and whose marks were written again.
        done: Those that were graded before and had not changed.
        outdated: Those of them that were graded with other versions.
        changes: Late penalties that are others now.
        notes: Sentences on cells that cannot be graded.
        merged_before: How many had been written from shards before.
        judged_as: What was done with those that were judged now.
    """

    judged: list[Entry] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)
    done: Sequence[Entry] = ()
    outdated: Sequence[Entry] = ()
    changes: Sequence[Change] = ()
    notes: Sequence[str] = ()
    merged_before: int = 0
    judged_as: str = "graded and saved"

    @property
    def failed(self) -> bool:
        """Whether anything could not be graded, saved or computed."""
        unsaved = any(not entry.saved for entry in self.kept)
        wrong = any(change.reason for change in self.changes)
        known = (*self.judged, *self.kept, *self.done)
        return unsaved or wrong or any(entry.reason for entry in known)


def table(told: Told, seconds: float) -> str:
    """Return what happened to a class."""
    lines = ["", *_judged(told), *_before(told), *_penalties(told.changes)]
    lines += [f"{INDENT}{note}" for note in told.notes]
    slow = sorted(told.judged, key=lambda entry: -entry.seconds)[:SLOWEST]
    if slow:
        names = ", ".join(f"{printable(entry.student)} ({entry.seconds:.1f} s)" for entry in slow)
        lines.append(f"{INDENT}slowest: {names}")
    return "\n".join([*lines, _line(round(seconds), "seconds")])


def _judged(told: Told) -> Iterator[str]:
    judged = told.judged
    saved = [entry for entry in judged if entry.saved]
    if judged:
        yield _line(sum(not entry.reason for entry in saved), told.judged_as)
    failed = [entry for entry in saved if entry.reason]
    yield from _part(failed, "reason", "not graded as they should be; saved, with a note of why")
    yield from _part([e for e in judged if not e.saved], "reason", "not saved")
    odd = [entry for entry in saved if entry.oddities]
    yield from _part(odd, "oddities", "graded, but odd")


def _before(told: Told) -> Iterator[str]:
    if right := [entry for entry in told.done if not entry.reason]:
        yield _line(len(right), "graded before, unchanged (--force repeats)")
    wrong = [e for e in (*told.done, *told.kept) if e.reason and e.saved]
    yield from _part(wrong, "reason", "not graded as they should be before, and unchanged")
    if told.merged_before:
        yield _line(told.merged_before, "in the gradebook already")
    yield from _outdated(told.outdated)
    if again := [entry for entry in told.kept if entry.saved and not entry.reason]:
        yield _line(len(again), "graded before; their marks were not in the gradebook, and are now")
    yield from _part([e for e in told.kept if not e.saved], "reason", "graded before, not saved")


def _outdated(entries: Sequence[Entry]) -> Iterator[str]:
    by_versions: dict[str, int] = defaultdict(int)
    for entry in entries:
        by_versions[versions_told(entry.versions)] += 1
    for words, number in by_versions.items():
        yield f"{INDENT}{number} of them with {words}: --compare says what would change"


def _penalties(changed: Sequence[Change]) -> Iterator[str]:
    if right := [change for change in changed if not change.reason]:
        yield _line(len(right), "graded before, with another late penalty now")
        rows = [(_name(c), f"{c.before:g} -> {c.after:g}") for c in right]
        yield from _rows(rows)
    if wrong := [change for change in changed if change.reason]:
        yield _line(len(wrong), "graded before, late penalty not computed")
        yield from _rows([(_name(change), change.reason) for change in wrong])


def _part(entries: Sequence[Entry], told: str, title: str) -> Iterator[str]:
    if entries:
        yield _line(len(entries), title)
        yield from _rows([(_name(entry), getattr(entry, told)) for entry in entries])


def _name(entry: Entry | Change | Difference) -> str:
    return f"{printable(entry.stage)}  {printable(entry.student)}"


def _rows(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each, and one for many of which the same is said."""
    by_sentence: dict[str, list[str]] = defaultdict(list)
    for name, sentence in sorted(found):
        by_sentence[sentence].append(name)
    many = {words: names for words, names in by_sentence.items() if len(names) > ALIKE}
    rows = [(name, words) for words, names in by_sentence.items() for name in names]
    single = sorted(row for row in rows if row[1] not in many)
    wide = max((len(name) for name, _ in single), default=0)
    yield from (f"{INDENT}{name:<{wide}}  {words}" for name, words in single)
    for words, names in many.items():
        yield f"{INDENT}{names[0]} and {len(names) - 1} others: {words}"


def _line(number: int, what: str) -> str:
    return f"{number:>5}  {what}"


def changes(found: Sequence[Difference], compared: int) -> str:
    """Return which marks would change."""
    lines = [""]
    names = [(one, f"{_name(one)}  {printable(one.cell)}".rstrip()) for one in found]
    wide = max((len(name) for _, name in names), default=0)
    for one, name in sorted(names, key=lambda pair: pair[1]):
        lines.append(f"{INDENT}{name:<{wide}}  {_change(one)}")
        lines += [f"{INDENT}    {words}" for words in one.why]
    who = len({(one.stage, one.student) for one in found})
    lines.append(f"{compared:>5}  compared; the marks of {who} would change")
    return "\n".join([*lines, f"{INDENT}nothing was written"])


def _change(one: Difference) -> str:
    if not one.cell:
        return "could not be compared"
    return f"{_points(one.before)} -> {_points(one.after)}"


def _points(score: float | None) -> str:
    return "by hand" if score is None else f"{score:g}"
