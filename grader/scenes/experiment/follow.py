"""What an experiment on a drifting model has to give, by the states that it really had.

No weight moves in it, and training examples are alike but for their number. So what a forward
pass gives depends on how many were made in train mode before, which the model counts, and on its
own mode.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import cross_entropy, linear
from torch.nn.utils import clip_grad_norm_

from grader.observe.recorder import STEP_GRADIENT
from grader.observe.run import Run
from grader.observe.states import FORWARDS, NUMBERS, State
from grader.scenes.experiment.play import BATCH
from grader.scenes.experiment.read import HELD_OUT, SIZES
from grader.scenes.follow import UPDATES, Call, Followed, calls, in_train_mode, own_names
from grader.scenes.passes import TRAIN_ACCURACY, TRAIN_LOSS, TRAINS, VAL_ACCURACY, VAL_LOSS
from grader.scenes.schedule.follow import EPOCHS, allowed

# What is computed anew; {n} counts.
USED = "gradient used by update {n}, with your own weights, norm"
BEST_EPOCH = "best_epoch of call {n}, by your own validation losses"
RAN = "values that call {n} returned, by the epochs that it ran"
KEPT = "batches seen in train mode by the model at the end of call {n}"

Given = Mapping[str, Any]
Weights = dict[str, torch.Tensor]


def drift(run: Run, plays: Sequence[Given]) -> Iterator[Followed]:
    """See ``play.drift``."""
    (given,) = plays
    for number, (call, epochs) in enumerate(zip(calls(run), given["rounds"], strict=False)):
        yield from _Experiment(run, given, call, number).followed(epochs)


@dataclass(frozen=True)
class _Experiment:
    """One call, and what it was given."""

    run: Run
    given: Given
    call: Call
    number: int

    def followed(self, epochs: int) -> Iterator[Followed]:
        """Yield what is computed anew."""
        losses = self.call.returned["val_loss"]
        batches = -(-len(self.given["x"]) // BATCH)
        yield Followed(UPDATES, len(self.call.before), len(losses) * batches)
        patience = self.given["settings"]["patience"]
        yield Followed(EPOCHS, len(losses), allowed(losses, patience, epochs))
        yield from self._gradients()
        ran = self._ran(batches)
        yield Followed(RAN, len(losses), len(losses) if len(losses) in ran else ran[0])
        if len(losses) not in ran:
            return
        each = len(self.call.before) // len(losses)
        if each * len(losses) != len(self.call.before):
            raise LookupError  # which updates belong to which epoch cannot be told
        for epoch in range(len(losses)):
            yield from self._epoch(epoch, range(epoch * each, (epoch + 1) * each))
        best = losses.index(min(losses))
        yield Followed(BEST_EPOCH, self.call.returned.get("best_epoch"), best)
        yield Followed(KEPT, _seen(self.call.ends), self._best((best + 1) * each))

    def _ran(self, batches: int) -> list[int]:
        """Return how many epochs were run: by the passes that measure, and by the updates.

        Who measures more often has more of the former, and who drops a batch fewer of the latter.
        """
        states = (*self.call.before, self.call.ends)
        graphs = (graph for state in states for _, graph in state[FORWARDS])
        passes = sum(not graph for graph, _ in itertools.groupby(graphs))
        return [passes, len(self.call.before) // batches]

    def _gradients(self) -> Iterator[Followed]:
        """Compare the gradients that updates used with the clipped ones of their own batch."""
        items = (item for item in self.run.items if item.key == STEP_GRADIENT)
        used = [item.value for item in items if item.call == self.number]
        for found, state in zip(used, self.call.before, strict=True):
            yield Followed(USED, found, self._clipped(state))

    def _clipped(self, state: State) -> dict[str, torch.Tensor]:
        weights = _weights(state)
        scores = self._scores(weights, self.given["x"], _seen(state), _mode(state))
        cross_entropy(scores, self.given["y"]).backward()
        clip_grad_norm_(weights.values(), self.given["settings"]["max_norm"])
        return {f"net.linear.{name}": torch.as_tensor(w.grad) for name, w in weights.items()}

    def _epoch(self, epoch: int, updates: range) -> Iterator[Followed]:
        """Compare the averages of an epoch, and the modes of its updates."""
        returned = {key: values[epoch] for key, values in self._lists()}
        states, sizes = self.call.before, self._sizes()
        loss = hits = 0.0
        for number in updates:
            state = states[number]
            yield Followed(TRAINS, _mode(state), True)
            found = self._measured(state, "", _seen(state), _mode(state))
            loss += sizes[number] * found[0]
            hits += sizes[number] * found[1]
        seen = sum(sizes[number] for number in updates)
        yield Followed(TRAIN_LOSS, returned["train_loss"], loss / seen)
        yield Followed(TRAIN_ACCURACY, returned["train_accuracy"], hits / seen)
        if updates.stop == len(states) and self._moved():
            return  # the best weights are back by then
        after = (*states, self.call.ends)[updates.stop]
        loss, hits = self._measured(after, "_val", self._validated(updates.stop), False)
        yield Followed(VAL_LOSS, returned["val_loss"], loss)
        yield Followed(VAL_ACCURACY, returned["val_accuracy"], hits)

    def _moved(self) -> bool:
        """Return whether weights move after all."""
        began, last = (_weights(s) for s in (self.call.begins, self.call.before[-1]))
        return any(not torch.equal(w, last[name]) for name, w in began.items())

    def _lists(self) -> Iterator[tuple[str, list[float]]]:
        for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy"):
            yield key, self.call.returned[key]

    def _sizes(self) -> list[int]:
        """Return how many examples each update learned from (see ``read.drift``).

        A batch may have been asked several times, if each was. Who trains on what is held out
        learned from that.
        """
        mine = [item for item in self.run.aside if item.call == self.number]
        found = [[int(i.value) for i in mine if i.key == key] for key in (SIZES, HELD_OUT)]
        sizes = next(filter(None, found), [])
        often = len(sizes) // len(self.call.before)
        each = sizes[::often]
        if [size for size in each for _ in range(often)] != sizes:
            raise LookupError
        return each

    def _validated(self, updates: int) -> int:
        """Return how many batches the model had seen when it was measured after some updates."""
        then = (*self.call.before, self.call.ends)[updates]
        modes = [mode for mode, _ in then[FORWARDS]]
        trained = modes.index(False) if False in modes else 0
        return _seen(self.call.before[updates - 1]) + trained

    def _best(self, updates: int) -> int:
        """Return how many batches the model of an epoch had seen, when its weights were kept.

        A validation in train mode moves the number, and they may be kept before it or after it:
        the number at the end is returned where that is one of them.
        """
        then = (*self.call.before, self.call.ends)[updates]
        first, found = self._validated(updates), _seen(self.call.ends)
        training = updates < len(self.call.before)  # it has a forward of its own
        moved = sum(mode for mode, _ in then[FORWARDS]) - training
        return found if first <= found <= first + moved else first

    def _measured(
        self, state: State, end: str, seen: int, training: bool | None
    ) -> tuple[float, float]:
        """Return loss and accuracy on the training examples, or those of validation."""
        x, y = self.given[f"x{end}"], self.given[f"y{end}"]
        with torch.no_grad():
            scores = self._scores(_weights(state), x, seen, training)
        hits = (scores.argmax(1) == y).float().mean()
        return float(cross_entropy(scores, y)), float(hits)

    def _scores(
        self, weights: Weights, x: torch.Tensor, seen: int, training: bool | None
    ) -> torch.Tensor:
        """Return the scores (N, 3) that ``play.Drifting`` gives after ``seen`` batches."""
        batches = -(-len(self.given["x"]) // BATCH)
        epoch, batch = divmod(max(seen - 1, 0), batches)
        levels = [self.given["level"], *self.given["then"]]
        level = levels[min(epoch, len(levels) - 1)]
        level += self.given["bumps"][batch] if training else 0.0
        scores = linear(x[:, :-1], weights["weight"], weights["bias"])
        drifted: torch.Tensor = scores + level * torch.tensor([1.0, -1.0, 0.0])
        return drifted


def _weights(state: State) -> Weights:
    numbers = own_names(state[NUMBERS])
    named = {name: numbers[f"linear.{name}"] for name in ("bias", "weight")}
    return {name: value.detach().clone().requires_grad_() for name, value in named.items()}


def _mode(state: State) -> bool | None:
    """Return the mode of the forward that an update learned from, the last one with a graph."""
    graphs = [mode for mode, graph in state[FORWARDS] if graph]
    mode = in_train_mode(state)
    return graphs[-1] if mode is None and graphs else mode


def _seen(state: State) -> int:
    return int(own_names(state[NUMBERS])["seen"])
