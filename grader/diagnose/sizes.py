"""The sizes of a situation, by the words for them: what a factor can be the number of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from grader.course.exercise import Probe
from grader.observe.recorder import RETURN
from grader.observe.run import matches
from grader.scenes.draws import Play
from grader.scenes.scene import drawn

EXAMPLES = "the number of examples"
OF_BATCH = "the number of examples in the batch"
BATCHES = "the number of batches"
ENTRIES = "the number of entries in the batch"
CLASSES = "the number of classes"
OUTPUTS = "the number of outputs"
INPUTS = "the number of inputs"
SHARE = "the batch's share of all examples"
HANDED = "the number that was handed over"

Sizes = dict[str, Any]  # a number for the whole observation, or a list with one for each entry


def sizes(probe: Probe, seed: int, key: str, call: int) -> Sizes:
    """Return the sizes that belong to an observation, as they were drawn.

    Args:
        probe: Of the observation.
        seed: Of its numbers.
        key: What was observed: of validation, its own data count.
        call: Number of the call of the learner's code, from 0.
    """
    handed, call = given(probe, seed, call)
    of_validation = ".val_" in key and "x_val" in handed
    found = dict(_found(handed, "x_val" if of_validation else "x", call))
    if matches(key, [RETURN]):
        return found
    return {word: size[0] if isinstance(size, list) else size for word, size in found.items()}


def given(probe: Probe, seed: int, call: int) -> tuple[Mapping[str, Any], int]:
    """Return what was handed over for a call, and which of the calls with it that is, from 0."""
    plays = [play for play in drawn(probe, seed).plays if isinstance(play, Play)]
    if len(plays) > 1:
        return plays[min(call, len(plays) - 1)].given, 0
    return (plays[0].given, call) if plays else ({}, call)


def _found(given: Mapping[str, Any], data: str, call: int) -> Iterator[tuple[str, Any]]:
    x = given.get(data)
    if isinstance(x, torch.Tensor) and x.ndim == 2:
        yield from _of_data(given, x)
    if isinstance(net := given.get("net"), Mapping) and "outputs" in net:
        yield (OUTPUTS if given.get("loss") == "mse" else CLASSES), net["outputs"]
    yield from _of_batches(given, call)
    arguments = given.get("arguments", [])
    if _are_tensors(arguments):
        yield EXAMPLES, len(arguments[0])
        yield INPUTS, arguments[0].shape[-1]
    elif given.keys() == {"arguments"} and all(type(each) is int for each in arguments):
        yield from [(HANDED, each) for each in arguments[call : call + 1]]  # one for each call
    for name, words in (("lr", "the learning rate"), ("steps", "the number of steps")):
        if isinstance(given.get(name), (int, float)):
            yield words, given[name]


def _of_data(given: Mapping[str, Any], x: torch.Tensor) -> Iterator[tuple[str, Any]]:
    """Yield the sizes of data that is handed over as a whole, or by a loader."""
    yield INPUTS, x.shape[1]
    if not given.keys() & {"sizes", "calls"} or isinstance(given.get("calls"), int):
        yield EXAMPLES, len(x)
    if isinstance(size := given.get("batch_size"), int):
        yield "the batch size", size
        yield BATCHES, math.ceil(len(x) / size)
        yield "the number of examples in the last batch", len(x) - size * ((len(x) - 1) // size)


def _of_batches(given: Mapping[str, Any], call: int) -> Iterator[tuple[str, Any]]:
    """Yield the sizes of batches that are handed over one by one, or in lists."""
    sizes, calls, pairs = (given.get(name) for name in ("sizes", "calls", "batches"))
    if isinstance(calls, list):
        mine = calls[call % len(calls)]
        yield OF_BATCH, list(mine)
        yield EXAMPLES, sum(mine)
        yield BATCHES, len(mine)
        yield SHARE, [size / max(sum(mine), 1) for size in mine]
    elif isinstance(sizes, list) and sizes:
        one_each = "repeat" in given  # a call for each batch, not for all
        yield OF_BATCH, sizes[call % len(sizes)] if one_each else list(sizes)
    if isinstance(pairs, list) and pairs and _are_tensors(pairs[call % len(pairs)]):
        scores, wanted = pairs[call % len(pairs)]
        yield OF_BATCH, len(scores)
        yield ENTRIES, scores.numel()
        if scores.ndim == 2:
            yield (OUTPUTS if wanted.shape == scores.shape else CLASSES), scores.shape[1]


def _are_tensors(values: Any) -> bool:
    return (
        isinstance(values, Sequence)
        and len(values) >= 2
        and all(isinstance(value, torch.Tensor) and value.ndim for value in values[:2])
    )


def of_entry(size: Any, entry: int, count: int) -> float | None:
    """Return the size that belongs to one of ``count`` numbers of an observation."""
    if not isinstance(size, list):
        return float(size)
    return float(size[entry]) if len(size) == count else None
