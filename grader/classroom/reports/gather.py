"""From a course folder to all that its report says, one submission at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.classroom.grading import verdicts
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import entries
from grader.classroom.reports import book as books
from grader.classroom.reports import items, likeness, movement, need
from grader.classroom.reports.answers import Answer, answers
from grader.classroom.reports.book import Person, Score, Task
from grader.classroom.reports.faults import Examples, Outcome, outcomes
from grader.classroom.reports.items import Item, Spread
from grader.classroom.reports.tomorrow import Lessons, lessons


@dataclass(frozen=True)
class StageReport:
    """All that is to be said of one assignment.

    Attributes:
        stage: Its name.
        graded: Who has marks, in the order of their ids.
        waiting: Who handed in and is not graded.
        missing: Who is in the gradebook and handed in nothing.
        by_hand: How many cells wait for a person.
        spread: How the points are spread.
        outcomes: How each exercise went.
        items: Exercises and promises as questions of an exam, suspicious ones first.
        moved: What became of the mistakes of earlier attempts.
        pairs: Pairs to look at.
        shares: The share of the points, by student; after what is taken off for lateness.
        standing: How each exercise went for each student: by student and exercise, in short.
        made: Who made each mistake.
    """

    stage: str
    graded: tuple[str, ...]
    waiting: tuple[str, ...]
    missing: tuple[str, ...]
    by_hand: int
    spread: Spread
    outcomes: tuple[Outcome, ...]
    items: tuple[Item, ...]
    moved: tuple[movement.Moved, ...]
    pairs: tuple[likeness.Pair, ...]
    shares: Mapping[str, float]
    standing: Mapping[str, Mapping[str, str]]
    made: Mapping[str, set[str]]


@dataclass(frozen=True)
class Report:
    """All that is to be said of a course.

    Attributes:
        course: The course's id.
        stages: Its assignments that anything is known of.
        people: Everybody, by id.
        needs: Who needs help.
        lessons: Where things are shown.
        notes: Sentences on what is not in it.
    """

    course: str
    stages: tuple[StageReport, ...]
    people: Mapping[str, Person]
    needs: tuple[need.Need, ...]
    lessons: Lessons
    notes: tuple[str, ...] = ()


@dataclass
class _Known:
    """What is found on the way and needed at the end."""

    people: dict[str, Person]
    attempts: movement.Attempts
    unwritten: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))


def gather(course: Course, stages: Sequence[str] = ()) -> Report:
    """Return what is to be said of some assignments, or of all that have marks.

    Raises:
        ValueError: if the gradebook has no such assignment, or no marks at all.
    """
    with course.gradebook() as book:
        known = books.known_stages(book)
        wanted = list(dict.fromkeys(stages)) or known
        if unknown := [stage for stage in wanted if stage not in known]:
            raise ValueError(_unknown(unknown[0], known))
        found = _Known(books.people(book), movement.attempts(entries(course.ledger.path)))
        made = [_stage(course, book, stage, found) for stage in wanted]
    told = tuple(stage for stage in made if stage.graded)
    if not told:
        raise ValueError(_nothing(wanted))
    notes = tuple(f"{s.stage}: nothing is graded." for s in made if stages and not s.graded)
    needs = tuple(_needs(told, found))
    shown = _lessons(course, known)
    return Report(course.folders.course_id, told, found.people, needs, shown, notes)


def _unknown(stage: str, known: Sequence[str]) -> str:
    there = ", ".join(known) or "none"
    return f"The gradebook has no assignment {stage!r}. Those that it has: {there}."


def _nothing(stages: Sequence[str]) -> str:
    what = f"of {', '.join(stages)} " if stages else ""
    return f"Nothing {what}is graded yet: grader autograde comes before grader report."


def _stage(course: Course, book: Any, stage: str, known: _Known) -> StageReport:
    tasks = books.tasks(book, stage)
    graded = books.handed_in(book, stage)
    examples = Examples(known.people)
    given = list(_answers(course, stage, graded, tasks, examples))
    for answer in given:
        if not answer.is_written:
            known.unwritten[answer.student, stage].append(answer.exercise.rpartition("/")[2])
    points = books.scores(book, stage)
    whole = _whole(points)
    shares = _shares(whole, books.penalties(book, stage))
    there = set(course.students(stage))
    mine = {key: said for key, said in known.attempts.items() if key[0] == stage}
    released = {e: text for t in tasks for e, text in zip(t.exercises, t.released, strict=True)}
    return StageReport(
        stage,
        tuple(graded),
        tuple(sorted(there - set(graded))),
        tuple(sorted(known.people.keys() - there - set(graded))),
        sum(score.points is None for score in points),
        items.spread(list(shares.values())),
        tuple(outcomes(given, examples)),
        tuple(sorted(_items(tasks, points, whole, given), key=lambda item: item.order)),
        tuple(movement.moved(mine)),
        tuple(likeness.pairs(stage, given, released)),
        shares,
        _standing(given),
        {slug: who[stage] for slug, who in movement.made_in(given).items()},
    )


def _answers(
    course: Course, stage: str, graded: Iterable[str], tasks: Sequence[Task], examples: Examples
) -> Iterator[Answer]:
    """Yield all answers; only one notebook is in memory at a time."""
    asked: dict[str, list[str]] = defaultdict(list)
    for task in tasks:
        asked[task.notebook] += task.exercises if task.is_judged else ()
    for student in graded:
        folder = course.graded(student, stage)
        for notebook, exercises in asked.items():
            cells = verdicts.cells_of(folder / f"{notebook}.ipynb")
            for answer in answers(stage, student, cells, exercises):
                yield examples.take(answer)


# Points -----------------------------------------------------------------------------------------

Whole = dict[str, tuple[float, float]]


def _whole(points: Iterable[Score]) -> Whole:
    """Return what each student earned and could have earned so far."""
    found: Whole = {}
    for score in points:
        have, could = found.get(score.student, (0.0, 0.0))
        if score.points is not None:
            have, could = have + score.points, could + score.worth
        found[score.student] = have, could
    return found


def _shares(whole: Whole, penalties: Mapping[str, float]) -> dict[str, float]:
    return {
        who: max(0.0, have - penalties.get(who, 0.0)) / could
        for who, (have, could) in whole.items()
        if could > 0
    }


def _items(
    tasks: Sequence[Task], points: Sequence[Score], whole: Whole, given: Sequence[Answer]
) -> Iterator[Item]:
    by_cell: dict[tuple[str, str], list[Score]] = defaultdict(list)
    for score in points:
        if score.points is not None and score.worth > 0:
            by_cell[score.notebook, score.cell].append(score)
    kept: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for answer in given:
        for text, standing in answer.promises:
            kept[answer.exercise][text][answer.student] = standing
    for task in tasks:
        scores = by_cell[task.notebook, task.cell]
        part = ((s.student, s.points or 0.0, s.worth) for s in scores)
        rest = items.rest_of(whole, part)
        values = [((s.points or 0.0) / s.worth, rest[s.student]) for s in scores]
        yield items.item(", ".join(task.exercises), "", values)
        for exercise in task.exercises:
            for text, standings in kept[exercise].items():
                tried = {who: how for who, how in standings.items() if how != "not tried"}
                told = [(float(how == "kept"), rest.get(who)) for who, how in tried.items()]
                yield items.item(exercise, text, told)


# Students ---------------------------------------------------------------------------------------


def _standing(given: Iterable[Answer]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for answer in given:
        told = "passed" if answer.passed else ", ".join(fault.slug for fault in answer.faults)
        told += f" ({answer.why.rstrip('.')})" if answer.why else ""
        found[answer.student][answer.exercise] = told
    return dict(found)


def _needs(stages: Sequence[StageReport], known: _Known) -> list[need.Need]:
    standings: dict[str, dict[str, need.Standing]] = defaultdict(dict)
    for stage in stages:
        for who in (*stage.graded, *_absent(stage)):
            unwritten = tuple(known.unwritten.get((who, stage.stage), ()))
            share = stage.shares.get(who, 0.0) if who in stage.standing else None
            standings[who][stage.stage] = need.Standing(share, unwritten)
    made: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for stage in stages:
        for slug, students in stage.made.items():
            made[slug][stage.stage] = students
    stubborn = movement.stubborn({k: v for k, v in known.attempts.items() if k[1] in standings})
    return need.needs(standings, stubborn, movement.repeated(made))


def _absent(stage: StageReport) -> tuple[str, ...]:
    """Return who handed in nothing, unless most did not: then it may not be due."""
    return stage.missing if len(stage.missing) <= len(stage.graded) else ()


def _lessons(course: Course, stages: Iterable[str]) -> Lessons:
    folders = course.folders
    kinds = (folders.release_directory, folders.source_directory)
    return lessons({stage: [course.path(kind, ".", stage) for kind in kinds] for stage in stages})
