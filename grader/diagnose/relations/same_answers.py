"""Answers are always the same: yes or no, or the same names for every batch of a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.diagnose.evidence import ENOUGH, Result
from grader.observe.compare import same
from grader.observe.run import Run
from grader.scenes.answers.play import ANSWER

rank = 3


def of_runs(results: Sequence[Result]) -> str | None:
    """Return a sentence, if it holds."""
    mine = [_answers(run) for _, run, _ in results]
    theirs = [_answers(run) for _, _, run in results]
    if sum(map(len, mine)) < ENOUGH:
        return None
    every = [answer for answers in mine for answer in answers]
    if isinstance(every[0], bool) and all(answer is every[0] for answer in every):
        expected = [answer for answers in theirs for answer in answers]
        both = True in expected and False in expected
        return f"Your answer is {every[0]} in every case tried." if both else None
    return _same_names(mine, theirs)


def _same_names(mine: list[list[Any]], theirs: list[list[Any]]) -> str | None:
    if not all(map(_are_names, mine)):
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


def _answers(run: Run) -> list[Any]:
    return [item.value for item in run.select([ANSWER])]


def _are_names(answers: list[Any]) -> bool:
    return all(
        isinstance(answer, list) and all(isinstance(name, str) for name in answer)
        for answer in answers
    )


def _all_one(answers: list[Any]) -> bool:
    return all(same(answer, answers[0]) for answer in answers)
