"""Says of each answer what it was given to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.observe.run import Item, Run
from grader.scenes.answers.play import ANSWER, ASKED


def told(run: Run, about: Sequence[str]) -> Run:
    """Return a run whose answers are numbered, each with the words on its case.

    Of a model that was asked in one case or another it is enough to know that it was: some
    cases can be answered without.
    """
    items = list(_told(run.items, about))
    asked = [item for item in run.items if item.key == ASKED]
    if asked and run.failure is None:
        items.append(Item(ASKED, any(item.value is True for item in asked), asked[-1].call))
    return replace(run, items=tuple(items))


def _told(items: Sequence[Item], about: Sequence[str]) -> Iterator[Item]:
    words = iter(enumerate(about, start=1))
    for item in items:
        number, case = next(words, (0, "")) if item.key == ANSWER else (0, "")
        if number:
            yield replace(item, key=f"{ANSWER}. {number}: {case}")
        elif item.key != ASKED:
            yield item
