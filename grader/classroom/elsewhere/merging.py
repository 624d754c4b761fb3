"""Puts what was judged in parts into the gradebook, through the one writer.

Nothing of it is believed that would come out differently now: what was handed in again since, or
judged for another assignment, with another secret, or with other versions, is left out and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from grader.classroom.elsewhere.shard import ABOUT, SHARDS, Shard, identity
from grader.classroom.grading.course import CHANGED, HANDED_IN, HOUSE, Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.interruption import interruption
from grader.classroom.grading.saver import write_judged
from grader.classroom.grading.worker import Judgement
from grader.classroom.steps.versions import told

NONE = (
    "There is no shard in {}: give the folder of a course in which grader autograde --shard ran, "
    "or one of the folders in its .grader/shards."
)
FOREIGN = "{} was judged for another course, or with another secret than this one has."
NOT_HERE = "nothing was handed in here for this"
NO_ASSIGNMENT = "the gradebook has no such assignment"
OTHER_VERSIONS = "it was judged with {}; here are {}"


@dataclass
class Merged:
    """What became of the shards of a class.

    Attributes:
        written: Entries on what was written, or could not be.
        before: Those whose marks were there already.
        refused: Those that were left out, each with why.
        missing: Sentences on shards that were not given.
    """

    written: list[Entry] = field(default_factory=list)
    before: list[Entry] = field(default_factory=list)
    refused: list[tuple[Entry, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def shards(course: Course, folders: Sequence[Path]) -> list[Shard]:
    """Return the shards in folders; without folders, those of the course.

    Raises:
        ValueError: if there are none in one of them, or they are another course's.
    """
    found = [shard for folder in folders or [course.root] for shard in _in(folder)]
    own = identity(course)
    for shard in found:
        if shard.about()[0] != own:
            raise ValueError(FOREIGN.format(shard.folder))
    return found


def _in(folder: Path) -> list[Shard]:
    for pattern in (ABOUT, f"*/{ABOUT}", f"{HOUSE}/{SHARDS}/*/{ABOUT}"):
        if paths := sorted(folder.glob(pattern)):
            return [Shard(path.parent) for path in paths]
    raise ValueError(NONE.format(folder))


def merge(course: Course, found: Sequence[Shard], merged: Merged) -> None:
    """Write the marks of everything that still holds.

    Args:
        course: The course.
        found: The shards.
        merged: Where to note what becomes of it, as it does.

    Raises:
        KeyboardInterrupt: between two submissions, after Ctrl+C.
    """
    merged.missing += _missing(found)
    with interruption() as asked:
        asked.raises = False
        write_judged(
            course, _that_hold(course, found, merged, asked.pressed), merged.written.append
        )


def _that_hold(
    course: Course, found: Sequence[Shard], merged: Merged, pressed: Callable[[], bool]
) -> Iterator[tuple[Judgement, Entry]]:
    students = cache(lambda stage: frozenset(course.students(stage)))
    stages = frozenset(_stages(course))
    for shard, entry in _newest(found):
        if pressed():
            raise KeyboardInterrupt
        if entry.stage not in stages:
            merged.refused.append((entry, NO_ASSIGNMENT))
        elif entry.student not in students(entry.stage):
            merged.refused.append((entry, NOT_HERE))
        elif why := _outdated(course, entry):
            merged.refused.append((entry, why))
        elif _is_there(course, entry):
            merged.before.append(entry)
        else:
            try:
                judgement = shard.judgement(course.task(entry.stage, entry.student), entry)
            except ValueError as error:
                merged.refused.append((entry, str(error)))
            else:
                yield judgement, entry


def _stages(course: Course) -> list[str]:
    with course.gradebook() as book:
        return [assignment.name for assignment in book.assignments]


def _newest(found: Iterable[Shard]) -> list[tuple[Shard, Entry]]:
    """Return the newest entry on each submission, in one order however they were shared."""
    newest: dict[tuple[str, str], tuple[Shard, Entry]] = {}
    for shard in found:
        for entry in shard.ledger.all():
            place = entry.stage, entry.student
            if place not in newest or newest[place][1].when < entry.when:
                newest[place] = shard, entry
    return [newest[place] for place in sorted(newest)]


def _outdated(course: Course, entry: Entry) -> str:
    """Return why a submission would be judged differently now; nothing if it would not."""
    about = course.about(entry.stage)
    if entry.digest != course.task(entry.stage, entry.student).digest:
        return HANDED_IN if entry.basis == about.basis else CHANGED
    if entry.versions != about.versions:
        return OTHER_VERSIONS.format(told(entry.versions), told(about.versions))
    return ""


def _is_there(course: Course, entry: Entry) -> bool:
    """Return whether the course has this judgement, or a later one."""
    known = course.ledger.find(entry.stage, entry.student)
    return known is not None and known.digest == entry.digest and known.when >= entry.when


def _missing(found: Iterable[Shard]) -> Iterator[str]:
    """Yield a sentence on what is not there of each way in which the class was shared."""
    numbers: dict[int, set[int]] = {}
    for _, share in (shard.about() for shard in found):
        numbers.setdefault(share.of, set()).add(share.number)
    for of, here in sorted(numbers.items()):
        if left := sorted(set(range(1, of + 1)) - here):
            names = ", ".join(f"{number}/{of}" for number in left)
            yield f"not here: the shard{'s' if len(left) > 1 else ''} {names}"
