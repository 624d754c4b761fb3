"""Answers are the same names for every batch of a model."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnose.evidence import ENOUGH, Result
from grader.observe.compare import same
from grader.observe.run import Run
from grader.scenes.answers.play import ANSWER

rank = 3


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    mine, theirs = ([_names(run[side]) for run in results] for side in (1, 2))
    if sum(map(len, mine)) < ENOUGH or not all(map(_are_names, mine)):
        return None
    if not all(map(_all_one, mine)) or all(map(_all_one, theirs)):
        return None
    if [*map(len, mine)] != [*map(len, theirs)]:
        return None
    told = "Your answer is the same for every batch of a model, where other ones are expected"
    holds_all = all(
        set(names) >= set(expected)
        for yours, right in zip(mine, theirs, strict=True)
        for names, expected in zip(yours, right, strict=True)
    )
    if holds_all:
        return f"{told}: it holds each name that is expected, and others beside them."
    return f"{told}."


def _names(run: Run) -> list[list[str]]:
    return [item.value for item in run.select([ANSWER])]


def _are_names(answers: list[list[str]]) -> bool:
    return all(
        isinstance(answer, list) and all(isinstance(name, str) for name in answer)
        for answer in answers
    )


def _all_one(answers: list[list[str]]) -> bool:
    return all(same(answer, answers[0]) for answer in answers)
