"""Tells what was made of finite losses from the others, and a wrong exception from a crash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.observe.recorder import ENDED
from grader.observe.run import Item, Run
from grader.scenes.finite.play import LOSS, REFUSED

# What is observed; {n} counts how often.
PASSED = "exception for finite loss {n}"

# What ends a run and refuses no loss: code that is not there, or does not end.
OTHER = ("NotImplementedError", "TimeUp", "Runaway")


def losses(run: Run, known: list[bool]) -> Run:
    """Say which losses are finite, and which exception ended the run, if one was to be refused.

    Where nothing is wrong with the loss, an exception is a crash like any other.

    Args:
        run: All calls, up to the first that raised another type than the promised one.
        known: Of each loss whether it is finite.
    """
    run = replace(run, items=tuple(_told_apart(run.items, known)))
    failure = run.failure
    handed = [item for item in run.items if item.key == LOSS]
    if failure is None or known[len(handed) - 1] or failure.type in OTHER:
        return run
    items = [item for item in run.items if item.key != ENDED]
    refused = Item(REFUSED, failure.type, items[-1].call)
    return replace(run, items=(*items, refused), failure=None)


def _told_apart(items: Sequence[Item], known: list[bool]) -> Iterator[Item]:
    """Yield the observations; what became of a finite loss has a key of its own."""
    finite = iter(known)
    for item in items:
        passes = item.key == REFUSED and next(finite)
        yield replace(item, key=PASSED) if passes else item
