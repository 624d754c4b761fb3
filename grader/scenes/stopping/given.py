"""What an ``EarlyStopping`` was made with, and the losses it was told."""

from __future__ import annotations

from typing import Any

from grader.observe.recorder import RETURN
from grader.scenes.draws import Play

NAMES = ("patience", "min_delta")


def one(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the settings, and the losses up to the n-th answer."""
    if key != RETURN:
        return {}
    losses = list(play.then)[: n + 1]
    return {**_settings(play), "the losses told so far": losses}


small_gains = one


def two(play: Play, key: str, n: int) -> dict[str, Any]:
    """Return the settings, and the losses that the object asked last was told."""
    if key != RETURN:
        return {}
    told = list(play.then)[: n + 1]
    losses = [loss for which, loss in told if which == told[-1][0]]
    return {**_settings(play), "the losses this one of two objects was told": losses}


def _settings(play: Play) -> dict[str, Any]:
    return dict(zip(NAMES, play.given["arguments"], strict=False))
