"""Goes on with the states that were handed out, and says what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import torch

from grader.observe.plain import plain
from grader.observe.recorder import ENDED
from grader.observe.run import Failure, Item, Run
from grader.scenes.checkpoint.draw import AFTER, BETWEEN, NAMES, train
from grader.scenes.checkpoint.play import FILES, LOADED, SAVED, Trained

FILES_THERE = f"the files {' and '.join(NAMES)} are there"
WHOLE_MODEL = "the file holds a model, not only its state"
LOADED_WEIGHTS = "weights after loading {n}, norm"
LOADED_BUFFERS = "buffers after loading {n}, norm"
LOADED_RATES = "learning rate after loading {n}"
RESUMED_WEIGHTS = "weights after three more epochs, norm"
RESUMED_BUFFERS = "buffers after three more epochs, norm"
RESUMED_RATES = "learning rate after three more epochs"
UNINTERRUPTED_WEIGHTS = "weights without an interruption, norm"
UNINTERRUPTED_BUFFERS = "buffers without an interruption, norm"
UNINTERRUPTED_RATES = "learning rate without an interruption"

IS_LOADED = (LOADED_WEIGHTS, LOADED_BUFFERS, LOADED_RATES)
IS_RESUMED = (RESUMED_WEIGHTS, RESUMED_BUFFERS, RESUMED_RATES)
IS_UNINTERRUPTED = (UNINTERRUPTED_WEIGHTS, UNINTERRUPTED_BUFFERS, UNINTERRUPTED_RATES)
OURS = (FILES_THERE, WHOLE_MODEL, *IS_LOADED, *IS_RESUMED, *IS_UNINTERRUPTED)

Told = tuple[str, Any]


def pair(run: Run, known: Mapping[str, Any]) -> Run:
    """Return a run that says of each state what it is, or what becomes of it.

    A run that is saved goes on to the end of the uninterrupted one; a run that was loaded
    first goes on for three epochs. A state with which that is not possible ends the run.
    """
    items: list[Item] = []
    reading = _Reading(known)
    for item in run.items:
        try:
            items += [Item(key, value, item.call) for key, value in reading.told(item)]
        except Exception as error:
            ended = Item(ENDED, type(error).__name__, item.call)
            failure = Failure(type(error).__name__, str(error))
            return replace(run, items=(*items, ended), failure=failure)
    return replace(run, items=tuple(items))


class _Reading:
    """Reads observations in their order."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        # Epochs from each save to the end.
        self.left = [AFTER + sum(BETWEEN[n:]) for n in range(1, len(BETWEEN) + 1)]
        self.more = [3]  # epochs after loading

    def told(self, item: Item) -> Iterator[Told]:
        """Yield what is told of one observation."""
        if item.key == SAVED:
            yield from self._goes_on(item.value, self.left.pop(0), IS_UNINTERRUPTED)
        elif item.key == FILES:
            yield FILES_THERE, [name in item.value for name in NAMES]
            yield WHOLE_MODEL, _holds_a_model(item.value.get(NAMES[-1]))
        elif item.key == LOADED:
            yield from _state(item.value, IS_LOADED)
            if self.more:
                yield from self._goes_on(item.value, self.more.pop(), IS_RESUMED)
        elif item.key not in OURS:  # what is in there is for us to say
            yield item.key, item.value

    def _goes_on(self, state: Any, epochs: int, keys: tuple[str, ...]) -> Iterator[Told]:
        """Train on from a state, in which parts may have nothing to do with each other."""
        with torch.random.fork_rng(devices=[]):
            run = Trained(**self.known["run"])
        run.enter(state)
        for parameter, trainable in zip(run.model.parameters(), state["trainable"], strict=True):
            parameter.requires_grad_(trainable)
        for module, training in zip(run.model.modules(), state["training"], strict=True):
            module.training = training
        x, y = self.known["x"], self.known["y"]
        train(run, x, y, epochs, state["held"], state["scheduled"])
        return _state(plain(run.state()), keys)


def _state(state: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[Told]:
    rates = [group["lr"] for group in state["groups"]]
    yield from zip(keys, (state["weights"], state["buffers"], rates), strict=True)


def _holds_a_model(content: Any) -> bool:
    """Return whether a file holds an object of a class of ``torch.nn``, not only its state."""
    return content is not None and b"torch.nn.modules" in content.numpy().tobytes()
