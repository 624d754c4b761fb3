"""Computes anew what whole passes over data have to give, from the learner's own weights.

An average of an epoch follows from the weights that the epoch's own updates had, whether these
were right or not; a mode is looked at by itself, and so is when something was measured. Updates
made while measuring are counted by themselves: they are none of a training batch.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch

from grader.observe.recorder import (
    FORWARD_GRAPH,
    FORWARD_INPUTS,
    FORWARD_TRAINING,
    STEP_GRADIENT,
)
from grader.observe.run import Run
from grader.observe.states import MEMORY, NUMBERS, State
from grader.scenes.follow import (
    UPDATES,
    Call,
    Followed,
    Twin,
    leads_to,
    own_names,
)

# What is computed anew; {n} counts.
TRAINS = "train mode in training forward {n}"
MEASURES = "eval mode in measuring forward {n}"
AFTER = "in call {n}, whether it measures (True) or trains, in turn"
TRAIN_LOSS = "loss of pass {n} with your own weights"
TRAIN_ACCURACY = "accuracy of pass {n} with your own weights"
PER_EXAMPLE_LOSS = "average loss of epoch {n} in training"
PER_EXAMPLE_ACCURACY = "average accuracy of epoch {n} in training"
MEASURING_UPDATES = "updates made while validating, in call {n}"
VAL_LOSS = "loss measured after pass {n} with your own weights"
VAL_ACCURACY = "accuracy measured after pass {n} with your own weights"

Batch = tuple[torch.Tensor, torch.Tensor]
Numbers = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Averages:
    """Averages per example."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class Seen:
    """A forward pass.

    Attributes:
        training: In train mode.
        graph: With a graph.
        inputs: (N, D).
        updates: How many updates the call had made before.
    """

    training: bool
    graph: bool
    inputs: torch.Tensor
    updates: int


def batches_of(x: torch.Tensor, y: torch.Tensor, size: int) -> list[Batch]:
    """Return the batches that a loader gives, the last one short where need be."""
    return list(zip(x.split(size), y.split(size), strict=True))


class Pass:
    """Computes with the weights that one call really had.

    Buffers are those that the forward passes before give: the state before an update is taken
    after its own forward pass, which has moved them already.

    Args:
        twin: The network.
        loss: Takes outputs and targets.
        call: The states of the call.
        seen: Its forward passes.
        held_out: Inputs of a validation; None where nothing is measured.
    """

    def __init__(
        self,
        twin: Twin,
        loss: torch.nn.Module,
        call: Call,
        seen: Sequence[Seen],
        held_out: torch.Tensor | None = None,
    ) -> None:
        self.twin, self.loss, self.call, self._seen = twin, loss, call, seen
        self._held_out = held_out
        by_hand = (call.begins, *call.by_hand) if call.by_hand else ()
        self._before = call.before or by_hand
        self._weights = [name for name, _ in twin.net.named_parameters()]
        numbers = own_names(call.begins[NUMBERS])
        self._buffers = {k: v for k, v in numbers.items() if k not in self._weights}

    def weights(self, state: State) -> dict[str, torch.Tensor]:
        """Return the weights of a state."""
        numbers = own_names(state[NUMBERS])
        return {name: numbers[name] for name in self._weights}

    def state(self, updates: int) -> State:
        """Return the state after so many updates."""
        if updates == 0:
            return self.call.begins
        return (*self._before, self.call.ends)[min(updates, len(self._before))]

    def updates(self, batches: Sequence[Batch]) -> Iterator[Followed]:
        """Compare every update of the training with the one that its batch asks for."""
        of_training = [n for n in range(len(self.call.before)) if not self._measures(n)]
        yield Followed(UPDATES, len(of_training), len(batches))
        if self._held_out is not None:
            yield Followed(MEASURING_UPDATES, len(self.call.before) - len(of_training), 0)
        if len(of_training) != len(batches):
            return
        for place, batch in zip(of_training, batches, strict=True):
            begins, forwarded = self.state(place), own_names(self.call.before[place][NUMBERS])
            numbers = {NUMBERS: forwarded | self.weights(begins), MEMORY: begins[MEMORY]}
            mode = self.call.mode(place)
            expected = self.twin.update(numbers, partial(self._loss_of, batch), mode)
            found = self.state(place + 1)
            before, wanted, after = map(self._without_buffers, (begins, expected, found))
            yield from leads_to(before, wanted, after)

    def _measures(self, update: int) -> bool:
        """Return whether an update learns from what is held out, by the last graph before it."""
        if (held_out := self._held_out) is None:
            return False
        graphs = [s.inputs for s in self._seen if s.graph and s.updates == update]
        return bool(graphs) and is_among(graphs[-1], held_out)

    def _without_buffers(self, state: State) -> State:
        return {NUMBERS: self.weights(state), MEMORY: state[MEMORY]}

    def _loss_of(self, batch: Batch, net: torch.nn.Module) -> torch.Tensor:
        x, y = batch
        result: torch.Tensor = self.loss(net(x), y)
        return result

    def trained(self, batches: Sequence[Batch], first: int = 0) -> Averages:
        """Return the averages of a pass, each batch with the weights that it met.

        Args:
            batches: Of the pass.
            first: How many batches the call has seen before.
        """
        outputs = [self._output(s) for s in self._trained_on(batches, first)]
        return self._averages(outputs, batches)

    def asked_again(self, batches: Sequence[Batch], first: int = 0) -> Iterator[Averages]:
        """Yield the averages of a pass whose batches are asked again, as learners do by mistake.

        That is each after its own update, or all of them after the last one. They are averages
        per example as well; what the model returned while it learned is another matter.

        Args:
            batches: Of the pass.
            first: How many batches the call has seen before.
        """
        met = self._trained_on(batches, first)
        last = met[-1].updates + 1
        buffers = self._buffers
        for asked in (
            [replace(s, updates=s.updates + 1) for s in met],
            [replace(s, updates=last) for s in met],
            [replace(s, updates=last, training=False) for s in met],
        ):
            yield self._averages([self._output(s) for s in asked], batches)
            self._buffers = buffers

    def _trained_on(self, batches: Sequence[Batch], first: int) -> list[Seen]:
        """Return the forward pass of each batch of a pass, as a guess where some are missing."""
        met = self._met(batches)[first : first + len(batches)]
        if len(met) != len(batches) or self._before is not self.call.before:
            return [Seen(True, True, x, n) for n, (x, _) in enumerate(batches, first)]
        return [replace(s, inputs=x) for s, (x, _) in zip(met, batches, strict=True)]

    def epochs(self, batches: Sequence[Batch], wanted: int) -> int:
        """Return how many epochs were made, where they are fewer than wanted.

        They are told by the batches that were learned from, where none of them is missing.
        """
        made, rest = divmod(len(self._met(batches)), len(batches))
        fewer = made < wanted and rest == 0 and len(self._measuring()) < wanted
        return made if fewer else wanted

    def in_turn(self, epochs: int) -> Followed:
        """Compare in which order the call trains and measures: once each, in every epoch."""
        return Followed(
            AFTER, [measuring for measuring, _ in self._turns()], [False, True] * epochs
        )

    def _met(self, batches: Sequence[Batch]) -> list[Seen]:
        """Return the forward passes that trained; looking at a batch once more trains nothing."""
        met: list[Seen] = []
        for seen in self._seen:
            if not seen.graph or not any(_alike(seen.inputs, x) for x, _ in batches):
                continue
            if len(batches) == 1 or not met or not _alike(met[-1].inputs, seen.inputs):
                met.append(seen)
            elif met[-1].updates == seen.updates:
                met[-1] = seen  # the last one before the update
        return met

    def _output(self, seen: Seen) -> torch.Tensor:
        net = self.twin.net
        net.load_state_dict(self.weights(self.state(seen.updates)) | self._buffers)
        net.train(seen.training)
        with torch.no_grad():
            output: torch.Tensor = net(seen.inputs)
        self._buffers = {k: v.clone() for k, v in net.named_buffers()}
        return output

    def measurements(self, epochs: int, updates: int) -> list[list[Seen]]:
        """Return the forward passes that measure, for each epoch.

        Args:
            epochs: How many there are.
            updates: Of one epoch, as a guess where it is not measured once in each.
        """
        held_out, found = torch.as_tensor(self._held_out), self._measuring()
        if len(found) == epochs and self._before is self.call.before:
            return found
        return [[Seen(False, False, held_out, n * updates)] for n in range(1, epochs + 1)]

    def _measuring(self) -> list[list[Seen]]:
        return [passes for measuring, passes in self._turns() if measuring]

    def _turns(self) -> list[tuple[bool, list[Seen]]]:
        """Return the forward passes in the turns in which they train or measure."""
        held_out = torch.as_tensor(self._held_out)
        turns = itertools.groupby(self._seen, lambda s: measures(s, held_out))
        return [(measuring, list(passes)) for measuring, passes in turns]

    def measured(self, batches: Sequence[Batch], seen: Sequence[Seen]) -> Averages:
        """Return what is measured in eval mode, with the weights of the first of some passes."""
        self._arrive_at(seen[0])
        now = replace(seen[0], training=False)
        outputs = [self._output(replace(now, inputs=x)) for x, _ in batches]
        return self._averages(outputs, batches)

    def validated(self, batches: Sequence[Batch], seen: Sequence[Seen]) -> Averages:
        """Return what some passes measure, each in its own mode and with the weights it met."""
        self._arrive_at(seen[0])
        met = [next((s for s in seen if _alike(s.inputs, x)), seen[0]) for x, _ in batches]
        outputs = [
            self._output(replace(s, inputs=x)) for s, (x, _) in zip(met, batches, strict=True)
        ]
        return self._averages(outputs, batches)

    def _arrive_at(self, first: Seen) -> None:
        """Take the buffers that the first of some passes met, whatever was asked before it."""
        if first.updates == 0 or not self._before or self._before is not self.call.before:
            return  # they were followed from the beginning on
        numbers = own_names(self._before[min(first.updates, len(self._before)) - 1][NUMBERS])
        self._buffers = {name: numbers[name] for name in self._buffers}
        after = itertools.takewhile(lambda s: s is not first, self._seen)
        for seen in [s for s in after if s.updates == first.updates and s.training]:
            self._output(seen)

    def _averages(self, outputs: Sequence[torch.Tensor], batches: Sequence[Batch]) -> Averages:
        pairs = list(zip(outputs, batches, strict=True))
        count = sum(len(y) for _, y in batches)
        total = sum(float(self.loss(z, y)) * len(y) for z, (_, y) in pairs)
        hits = sum(int((z.argmax(1) == y).sum()) for z, (_, y) in pairs)
        return Averages(total / count, hits / count)


def _alike(a: torch.Tensor, b: torch.Tensor) -> bool:
    return a.shape == b.shape and torch.equal(a, b)


def modes_of(run: Run, held_out: torch.Tensor | None = None) -> Iterator[Followed]:
    """Compare the mode of each forward pass with what it was for.

    Args:
        run: What was observed.
        held_out: Inputs of a validation; None where nothing is measured.
    """
    for seen in forwards(run):
        if held_out is not None and is_among(seen.inputs, held_out):
            yield Followed(MEASURES, not seen.training, True)
        elif seen.graph:
            yield Followed(TRAINS, seen.training, True)


def forwards(run: Run, call: int | None = None) -> Iterator[Seen]:
    """Yield every forward pass, of one call or of all."""
    seen: dict[str, Any] = {}
    updates, now = 0, 0
    for item in run.items:
        updates, now = (updates, now) if item.call == now else (0, item.call)
        seen[item.key] = item.value
        if item.key == STEP_GRADIENT:
            updates += 1
        elif item.key == FORWARD_INPUTS and call in (None, now):
            modes = bool(seen[FORWARD_TRAINING]), bool(seen[FORWARD_GRAPH])
            yield Seen(*modes, torch.as_tensor(item.value), updates)


def is_among(inputs: torch.Tensor, examples: torch.Tensor) -> bool:
    """Return whether the first of some inputs is one of some examples."""
    if inputs.ndim != examples.ndim or inputs.shape[1:] != examples.shape[1:] or not len(inputs):
        return False
    return bool((examples == inputs[0]).flatten(1).all(dim=1).any())


def measures(seen: Seen, held_out: torch.Tensor) -> bool:
    """Return whether a forward pass measures and does not train."""
    return not seen.graph or is_among(seen.inputs, held_out)
