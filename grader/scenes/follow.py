"""Computes single updates anew, each from the learner's own state before it.

A promise about an update, or about a loss, is not a promise about what came before: code whose
weights went astray in its first update may keep it in the second. So what is expected of each
update follows from the state that it began with, and each state has to be the one that the
update before it led to; the first is the one that was handed over.

All of it happens where the judge is. Next to a scene's ``read.py`` stands ``follow.py``: a
function of the scene's name takes a run and what each play was given, and yields what is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from grader.observe.plain import scalar
from grader.observe.run import Run
from grader.observe.states import (
    BEFORE,
    BEGINS,
    BY_HAND,
    ENDS,
    FORWARDS,
    MEMORY,
    MODES,
    NUMBERS,
    State,
)

# What is computed anew; {n} counts.
STEPPED = "weights moved by update {n}, from where yours were, norm"
# The same of a call that should make one update, and may make more.
MOVED_BY_CALL = "weights moved by call {n}, from where yours were, norm"
FOUND = "weights found by call {n}, norm"
MEMORIES = "what the optimizer keeps after update {n}, norm"
LOSS = "loss {n} with your own weights before its update"
UPDATES = "updates in call {n}"
RETURNED = "numbers returned by call {n}"
MODE = "train mode in the forward pass of update {n}"
MODE_AFTER = "train mode after call {n}"
UNREADABLE = "states that nothing can be computed from"

PREFIX = "net."  # of a watched network's names (``recorder.Watched``)
LossOf = Callable[[nn.Module], torch.Tensor]


@dataclass(frozen=True)
class Followed:
    """One value of a run, and what it should be by what the run did before.

    Attributes:
        key: What it is, in words that a learner reads.
        yours: As observed.
        expected: As computed anew.
    """

    key: str
    yours: Any
    expected: Any


@dataclass(frozen=True)
class Call:
    """The states of one call of learner's code.

    Attributes:
        begins: As it begins.
        before: Before each update of an optimizer.
        by_hand: After each change of the weights that no optimizer made.
        ends: As it ends.
        returned: What it returned, as plain data.
    """

    begins: State
    before: tuple[State, ...]
    by_hand: tuple[State, ...]
    ends: State
    returned: Any

    def states(self, updates: int) -> list[State] | None:
        """Return the states before, between and after so many updates; None for another number.

        A single one is looked at from outside: however it was made, it leads from the beginning
        of the call to its end.
        """
        if updates > 1 and len(self.before) != updates:
            return None
        return [self.begins, *self.before[1:updates], self.ends]

    def before_loss(self, number: int, losses: int) -> list[State]:
        """Return the state that a loss belongs to, when each comes before its own updates.

        With fewer updates than losses it may be any of the states: the likeliest comes first.
        """
        found = self.before or (self.begins, *self.by_hand)
        place = number * max(1, len(found) // losses)
        states = [self.begins, *found[1:], self.ends]
        likely = states[min(place, len(found))]
        return [likely, *states] if len(found) < losses else [likely]

    def mode(self, number: int) -> bool | None:
        """Return the mode of the forward passes of an update, which a closure makes inside it."""
        around = (*self.before, self.ends)[number : number + 2]
        return next((mode for s in around if (mode := in_train_mode(s)) is not None), None)


def calls(run: Run) -> list[Call]:
    """Return the calls of a run that came to their end, with their states."""
    found: list[Call] = []
    states: dict[str, list[State]] = {}
    for item in run.aside:
        if item.key == BEGINS:
            states = {key: [] for key in (BEFORE, BY_HAND)} | {BEGINS: [item.value]}
        elif item.key in (BEFORE, BY_HAND):
            states[item.key].append(item.value)
        elif item.key == ENDS:
            before, by_hand = tuple(states[BEFORE]), tuple(states[BY_HAND])
            returned = run.results[len(found)]
            found.append(Call(states[BEGINS][0], before, by_hand, item.value, returned))
    return found


def in_train_mode(state: State) -> bool | None:
    """Return the mode of the forwards that led to a state; None if none did, or several modes.

    Forwards that build a graph count, and the others where there are none.
    """
    forwards = [mode for mode, graph in state[FORWARDS] if graph]
    modes = set(forwards or [mode for mode, _ in state[FORWARDS]])
    return modes.pop() if len(modes) == 1 else None


class Twin:
    """A network with its optimizer that can be put into any state.

    Args:
        net: The network, in the mode in which it computes by default.
        optimizer: Makes its optimizer.
    """

    def __init__(
        self, net: nn.Module, optimizer: Callable[[nn.Module], torch.optim.Optimizer]
    ) -> None:
        self.net = net
        self.mode = net.training
        self._optimizer = optimizer

    def begins(self) -> State:
        """Return the state in which it was made."""
        return self._state(self._optimizer(self.net))

    def loss(self, before: State, loss_of: LossOf, training: bool | None = None) -> float:
        """Return a loss in a state."""
        self._put(before, training)
        return float(loss_of(self.net).detach())

    def update(
        self,
        before: State,
        loss_of: LossOf,
        training: bool | None = None,
        change: Callable[[nn.Module], None] | None = None,
    ) -> State:
        """Return the state after one update.

        Args:
            before: The state that it begins with.
            loss_of: The loss whose gradients it uses, as a function of the network.
            training: The mode of the forward pass; None for the network's own.
            change: What happens to the gradients before they are used.
        """
        optimizer = self._put(before, training)
        optimizer.zero_grad()
        loss_of(self.net).backward()
        if change is not None:
            change(self.net)
        optimizer.step()
        return self._state(optimizer)

    def _put(self, state: State, training: bool | None) -> torch.optim.Optimizer:
        self.net.load_state_dict(own_names(state[NUMBERS]))
        self.net.train(self.mode if training is None else training)
        optimizer = self._optimizer(self.net)
        memory = own_names(state[MEMORY])
        for name, parameter in self.net.named_parameters():
            if kept := memory.get(name):
                optimizer.state[parameter] = {key: _copy(part) for key, part in kept.items()}
        return optimizer

    def _state(self, optimizer: torch.optim.Optimizer) -> State:
        named = dict(self.net.named_parameters())
        kept = {name: dict(optimizer.state.get(p, {})) for name, p in named.items()}
        numbers = {key: value.detach().clone() for key, value in self.net.state_dict().items()}
        return {NUMBERS: numbers, MEMORY: kept}


def own_names(of_watched: Mapping[str, Any]) -> dict[str, Any]:
    """Return a dictionary with the names of a network that is not watched."""
    return {name.removeprefix(PREFIX): value for name, value in of_watched.items()}


def _copy(value: Any) -> Any:
    return value.clone() if isinstance(value, torch.Tensor) else value


def leads_to(
    before: State, expected: State, found: State, key: str = STEPPED
) -> Iterator[Followed]:
    """Compare an update with the one that was computed, both from the same state."""
    then = own_names(before[NUMBERS])
    yield Followed(key, _moved(then, own_names(found[NUMBERS])), _moved(then, expected[NUMBERS]))
    yield Followed(MEMORIES, memory_of(found), memory_of(expected))


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return by how much numbers moved; beside large ones little would not show."""
    return {name: after[name].double() - value.double() for name, value in before.items()}


def memory_of(state: State) -> dict[str, Any]:
    """Return what an optimizer keeps, each part under a name of its own; nothing is left out."""
    return {
        f"{name} {key}": scalar(value)
        for name, kept in sorted(own_names(state[MEMORY]).items())
        for key, value in sorted(kept.items())
        if value is not None
    }


def same_start(twin: Twin, made: Sequence[Call]) -> Iterator[Followed]:
    """Compare each call's beginning with the end of the one before, or with what was given."""
    earlier = twin.begins()
    for call in made:
        yield Followed(FOUND, own_names(call.begins[NUMBERS]), own_names(earlier[NUMBERS]))
        yield Followed(MEMORIES, memory_of(call.begins), memory_of(earlier))
        earlier = call.ends


def modes(made: Sequence[Call]) -> Iterator[Followed]:
    """Compare the modes of calls that find a model in train mode: they may not leave it."""
    for call in made:
        if not all(call.begins[MODES]):
            continue
        for state in (*call.before, call.ends):
            yield from (Followed(MODE, mode, True) for mode, _ in state[FORWARDS])
        yield Followed(MODE_AFTER, all(call.ends[MODES]), True)
