"""Tells a wrong exception for a bad loss from a crash."""

from __future__ import annotations

from dataclasses import replace

from grader.observe.recorder import ENDED
from grader.observe.run import Item, Run
from grader.scenes.finite.play import LOSS, REFUSED

# What ends a run and refuses no loss: code that is not there, or does not end.
OTHER = ("NotImplementedError", "TimeUp", "Runaway")


def losses(run: Run, known: list[bool]) -> Run:
    """Say which exception ended the run, if it came of a loss that is to be refused.

    Where nothing is wrong with the loss, an exception is a crash like any other.

    Args:
        run: All calls, up to the first that raised another type than the promised one.
        known: Of each loss whether it is finite.
    """
    failure = run.failure
    handed = [item for item in run.items if item.key == LOSS]
    if failure is None or known[len(handed) - 1] or failure.type in OTHER:
        return run
    items = [item for item in run.items if item.key != ENDED]
    refused = Item(REFUSED, failure.type, items[-1].call)
    return replace(run, items=(*items, refused), failure=None)
