"""What to do tomorrow about a mistake: the cell of a lesson, the lab's arrangement, in words."""

from __future__ import annotations

from dataclasses import dataclass

from grader.classroom.reports.faults import Found
from grader.classroom.reports.gather import Report, StageReport
from grader.classroom.reports.tomorrow import arrangement
from grader.course.catalogue import mistakes
from grader.lab.measured import measured

TALK = 0.1  # a share of the class from which on something is worth everybody's time
MOST = 5
LAB = 'In the lab: `loop_lab("{letters}")`, beside the right order, `loop_lab("{right}")`.'
ASK = "To ask the class: {hint}"
CELL = "In the lesson {stage}, under “{heading}”: the cell that begins `{begins}`."
EXERCISE = "The exercise stands in {stage} under “{heading}”."


@dataclass(frozen=True)
class Topic:
    """Something to talk about with the class.

    Attributes:
        stage: The assignment.
        exercise: The exercise's address.
        count: How many answers there are.
        found: What went wrong.
    """

    stage: str
    exercise: str
    count: int
    found: Found


def topics(report: Report, most: int = MOST) -> list[Topic]:
    """Return what is worth the whole class's time, the most frequent first."""
    every = (topic for stage in report.stages for topic in _of(stage))
    worth = [topic for topic in every if (topic.found.share or 0.0) >= TALK]
    return sorted(worth, key=lambda t: (-t.found.count, t.exercise, t.found.fault.slug))[:most]


def _of(stage: StageReport) -> list[Topic]:
    return [
        Topic(stage.stage, outcome.exercise, outcome.count, found)
        for outcome in stage.outcomes
        for found in outcome.found
        if found.fault.is_mistake or found.fault.stopped
    ]


def show(report: Report, exercise: str, slug: str) -> list[str]:
    """Return what to show of a mistake, in sentences; code stands between backticks."""
    if slug not in mistakes():
        return []
    stage = exercise.partition("/")[0]
    told = []
    if spot := report.lessons.shows(stage, slug):
        told.append(CELL.format(stage=spot.stage, heading=spot.heading, begins=spot.begins))
    if letters := arrangement(slug):
        told.append(LAB.format(letters=letters, right=measured()["right"]))
    if not told and (heading := report.lessons.asks(exercise)):
        told.append(EXERCISE.format(stage=stage, heading=heading))
    return told


def ask(slug: str) -> str:
    """Return what to ask the class about a mistake: its first hint, which is a question."""
    entry = mistakes().get(slug)
    return ASK.format(hint=entry.hints[0]) if entry and entry.hints else ""


def explanation(slug: str) -> str:
    """Return what happens with a mistake, in the words of its file; empty for what is none."""
    entry = mistakes().get(slug)
    return " ".join(entry.sections.get("What happens", "").split()) if entry else ""
