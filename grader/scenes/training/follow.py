"""What each update of a training function has to be, from the state before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from grader.course.counting import count
from grader.observe.compare import same
from grader.observe.plain import scalar
from grader.observe.run import Run
from grader.scenes.follow import (
    LOSS,
    MOVED_BY_CALL,
    RETURNED,
    STEPPED,
    UPDATES,
    Call,
    Followed,
    LossOf,
    Twin,
    calls,
    leads_to,
    modes,
    same_start,
)
from grader.scenes.parts import play as parts
from grader.scenes.passes import (
    PER_EXAMPLE_ACCURACY,
    PER_EXAMPLE_LOSS,
    TRAIN_ACCURACY,
    TRAIN_LOSS,
    VAL_ACCURACY,
    VAL_LOSS,
    Pass,
    batches_of,
    forwards,
    modes_of,
)

ENTRIES = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")

Given = Mapping[str, Any]
Batch = tuple[torch.Tensor, torch.Tensor]


def step(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.step``."""
    (given,) = plays
    sizes = given["sizes"]
    batches = list(zip(given["x"].split(sizes), given["y"].split(sizes), strict=True))
    wanted = [[batch] for batch in batches * given["repeat"]]
    yield from follow(
        run, given, given["train"], wanted, lambda call: [call.returned], MOVED_BY_CALL
    )


def steps(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.steps``."""
    (given,) = plays
    wanted = [[(given["x"], given["y"])] * count for count in given["counts"]]
    yield from follow(run, given, True, wanted, losses)


def follow(
    run: Run,
    given: Given,
    train: bool,
    wanted: Sequence[Sequence[Batch]],
    losses_of: Any,
    moved: str = STEPPED,
) -> Iterator[Followed]:
    """Compare every update with the one that its batch asks for.

    Args:
        run: What was observed.
        given: What the play was given.
        train: Whether the model came in train mode.
        wanted: For each call the batch of each update.
        losses_of: Returns the losses that a call returned, one for each update.
        moved: What is said of how far the weights moved.
    """
    twin, made = twin_of(given, train), calls(run)
    yield from same_start(twin, made)
    yield from modes(made)
    for call, batches in zip(made, wanted, strict=True):
        yield from _updates(twin, given["loss"], call, batches, moved)
        yield from _losses(twin, given["loss"], call, batches, losses_of(call))


def twin_of(given: Given, train: bool) -> Twin:
    """Return the twin of the model that a play made."""
    net = parts.network(**given["net"]).train(train)
    return Twin(net, lambda model: parts.optimizer(given["optimizer"], model, given["lr"]))


def _updates(
    twin: Twin, loss: str, call: Call, batches: Sequence[Batch], moved: str
) -> Iterator[Followed]:
    """Compare each update of a call with the one that its batch asks for."""
    states = call.states(len(batches))
    made = len(call.before) if states is None else len(batches)
    yield Followed(UPDATES, made, len(batches))
    if states is None:
        return
    for n, batch in enumerate(batches):
        expected = twin.update(states[n], loss_of(loss, batch), call.mode(n))
        yield from leads_to(states[n], expected, states[n + 1], moved)


def _losses(
    twin: Twin, loss: str, call: Call, batches: Sequence[Batch], returned: list[Any]
) -> Iterator[Followed]:
    """Compare the losses that a call returned with those before its updates."""
    found = list(_numbers_in(returned))
    yield _how_many(returned, found, len(batches))
    one_each = found if len(found) == len(batches) else returned
    count = len(found) if len(found) == len(call.before) else len(batches)
    for n, (batch, value) in enumerate(zip(batches, one_each, strict=False)):
        mine, of, mode = number(value), loss_of(loss, batch), call.mode(n)
        fitting = [twin.loss(s, of, mode) for s in call.before_loss(n, count)]
        yield _one_of(LOSS, mine, fitting)


def _how_many(returned: Sequence[Any], found: Sequence[float], wanted: int) -> Followed:
    """Compare how many numbers were returned with how many there should be.

    Numbers of another form, such as the entries of a tensor, are there and yet no list of numbers.
    """
    plainly = sum(isinstance(number(value), float) for value in returned)
    if plainly or not found:
        return Followed(RETURNED, plainly, wanted)
    return Followed(RETURNED, f"{len(found)}, not as a list of floats", f"{wanted}, as one")


def _numbers_in(value: Any) -> Iterator[float]:
    """Yield all numbers of what was returned, in order, however deep they lie."""
    if isinstance(value, torch.Tensor):
        yield from map(float, value.flatten().tolist())
    elif isinstance(value, list):
        for part in value:
            yield from _numbers_in(part)
    elif isinstance(number(value), float):
        yield number(value)


def loss_of(kind: str, batch: Batch) -> LossOf:
    """Return the loss of a batch as a function of the network."""
    x, y = batch

    def of(net: nn.Module) -> torch.Tensor:
        value: torch.Tensor = parts.loss(kind)(net(x), y)
        return value

    return of


def number(value: Any) -> Any:
    """Return a loss as a float, where it is one number."""
    one = isinstance(value, torch.Tensor) and value.ndim == 0
    return float(value) if one or type(value) in (int, float) else value


def losses(call: Call) -> list[Any]:
    """Return what a call returned, as a list."""
    return call.returned if isinstance(call.returned, list) else [call.returned]


def epoch(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.epoch``."""
    (given,) = plays
    twin, made = twin_of(given, given["train"]), calls(run)
    batches = batches_of(given["x"], given["y"], given["batch_size"])
    yield from modes_of(run)
    for number, call in enumerate(made):
        passed = Pass(twin, parts.loss(given["loss"]), call, list(forwards(run, number)))
        yield from passed.updates(batches)
        averages = passed.trained(batches)
        yield Followed(TRAIN_LOSS, _entry(call.returned, "loss"), averages.loss)
        yield Followed(TRAIN_ACCURACY, _entry(call.returned, "accuracy"), averages.accuracy)


def fit(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.fit``."""
    (given,) = plays
    twin, made = twin_of(given, given["train"]), calls(run)
    batches = batches_of(given["x"], given["y"], given["batch_size"])
    measured = batches_of(given["x_val"], given["y_val"], given["batch_size"])
    yield from modes_of(run, given["x_val"])
    for number, call in enumerate(made):
        now = twin, parts.loss(given["loss"]), call, list(forwards(run, number)), given["x_val"]
        yield from Pass(*now).updates(batches * given["epochs"])
        passed = Pass(*now)
        epochs = passed.epochs(batches, given["epochs"])
        yield passed.in_turn(epochs)
        for place, seen in enumerate(passed.measurements(given["epochs"], len(batches))):
            first = place * len(batches)
            trained = passed.trained(batches, first)
            mine = {key: _at(call.returned, key, place, given["epochs"]) for key in ENTRIES}
            if place < epochs:
                loss, accuracy = (_at(call.returned, key, place, epochs) for key in ENTRIES[:2])
                yield Followed(TRAIN_LOSS, loss, trained.loss)
                yield Followed(TRAIN_ACCURACY, accuracy, trained.accuracy)
            averages = [trained, *passed.asked_again(batches, first)]
            yield _one_of(PER_EXAMPLE_LOSS, mine["train_loss"], [a.loss for a in averages])
            shares = [a.accuracy for a in averages]
            yield _one_of(PER_EXAMPLE_ACCURACY, mine["train_accuracy"], shares)
            validated = passed.validated(measured, seen)
            yield Followed(VAL_LOSS, mine["val_loss"], validated.loss)
            yield Followed(VAL_ACCURACY, mine["val_accuracy"], validated.accuracy)


def _one_of(key: str, mine: Any, found: Sequence[float]) -> Followed:
    """Compare a value with several that are right; the first is what is usually expected."""
    return Followed(key, mine, next((f for f in found if same(mine, f)), found[0]))


def _at(returned: Any, key: str, place: int, epochs: int) -> Any:
    """Return what was returned for an epoch, or that it is not one value for each."""
    entries = _entry(returned, key)
    if isinstance(entries, torch.Tensor) and entries.ndim == 1:
        entries = entries.tolist()
    if not isinstance(entries, list):
        return f"no list for {epochs} epochs" if epochs > 1 else "no list for one epoch"
    if len(entries) != epochs:
        return f"{count(len(entries), 'number')} for {count(epochs, 'epoch')}"
    return entries[place]


def _entry(returned: Any, key: str) -> Any:
    return scalar(returned.get(key)) if isinstance(returned, dict) else None
