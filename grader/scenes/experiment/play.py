"""Builds a model and two data sets, and has a whole experiment run on them."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.nn.utils import clip_grad
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import TensorDataset

from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts

INPUTS, CLASSES, HIDDEN, BATCH = 4, 3, 12, 4
DROPPED = 0.2

# What is observed; {n} counts how often.
IDLE_CLIP = "clipping {n}: called when no new gradient is there"
USED_RATE = "learning rate of update {n}"
DROPPING = "every forward pass goes through the dropout that was handed over"
IDLE_LOAD = "load_state_dict {n}: called, and it changed nothing"


class Levels:
    """The level of each epoch; the next one arrives when an epoch begins.

    It does not arrive before something was observed of the epoch before; copies of a model
    share their levels.
    """

    def __init__(self, recorder: Recorder, first: float) -> None:
        self.recorder = recorder
        self.known = [first]
        self._rest = recorder.more()
        self._observed = 0

    def of(self, epoch: int) -> float:
        """Return the level of an epoch, from 0; the last one there is, if there are no more."""
        if epoch >= len(self.known) and len(self.recorder.items) > self._observed:
            self.known += itertools.islice(self._rest, 1)
            self._observed = len(self.recorder.items)
        return self.known[min(epoch, len(self.known) - 1)]

    def __deepcopy__(self, memo: dict[int, Any]) -> Levels:
        return self


class Drifting(nn.Module):
    """A linear classifier whose scores drift with every forward in train mode.

    In each epoch its level is added to the score of class 0 and taken from that of class 1;
    in train mode every batch adds its own bump. Forwards are counted in a buffer.
    """

    seen: torch.Tensor

    def __init__(self, levels: Levels, bumps: list[float], batches: int) -> None:
        super().__init__()
        self.levels, self.bumps, self.batches = levels, bumps, batches
        self.linear = nn.Linear(INPUTS, CLASSES)
        self.register_buffer("seen", torch.zeros(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, 5), of which the last tells examples apart, to scores (N, 3)."""
        if self.training:
            self.seen += 1
        epoch, batch = divmod(max(int(self.seen) - 1, 0), self.batches)
        level = self.levels.of(epoch) + (self.bumps[batch] if self.training else 0.0)
        scores: torch.Tensor = self.linear(x[:, :-1])
        return scores + level * torch.tensor([1.0, -1.0, 0.0])


def drift(
    recorder: Recorder,
    subject: Any,
    *,
    state: dict[str, torch.Tensor],
    level: float,
    bumps: list[float],
    x: torch.Tensor,
    y: torch.Tensor,
    x_val: torch.Tensor,
    y_val: torch.Tensor,
    settings: dict[str, Any],
    rounds: list[int],
    gradients: list[torch.Tensor],
) -> None:
    """Call ``run_experiment`` for some epochs, on a model that drifts."""
    parts.warm_up()
    net = Drifting(Levels(recorder, level), bumps, -(-len(x) // BATCH))
    net.load_state_dict(state)
    recorder.validates_on(x_val)
    parts.fill(net, gradients)
    model = recorder.model(net.eval())
    if len(rounds) == 1:
        _note_idle_loads(recorder, model)
    data = TensorDataset(x, y), TensorDataset(x_val, y_val)
    for epochs in rounds:
        with _events_noted(recorder, model):
            _call(recorder, subject, settings | {"epochs": epochs}, model, *data)


def learn(
    recorder: Recorder,
    subject: Any,
    *,
    state: dict[str, torch.Tensor],
    x: torch.Tensor,
    y: torch.Tensor,
    x_val: torch.Tensor,
    y_val: torch.Tensor,
) -> None:
    """Call ``run_experiment`` as often as settings arrive, each time with the same weights."""
    parts.warm_up()
    dropout, shares = nn.Dropout(DROPPED), list[float]()
    net = network(dropout)
    model = recorder.model(net.train())
    recorder.validates_on(x_val)
    data = TensorDataset(x, y), TensorDataset(x_val, y_val)
    dropout.register_forward_pre_hook(lambda layer, _: shares.append(layer.p))
    for call, settings in enumerate(recorder.more()):
        net.load_state_dict(state)
        net.requires_grad_(True).zero_grad()
        dropout.p = DROPPED
        shares.clear()
        torch.manual_seed(100 + call)
        with _rates_noted(recorder), parts.graphs_counted(recorder) as graphs:
            _call(recorder, subject, settings, model, *data)
        recorder.note(parts.GRAPHS_KEPT, parts.piled_up(graphs))
        recorder.note(DROPPING, set(shares) == {DROPPED})


def network(dropout: nn.Module) -> nn.Module:
    """Return a network with dropout from (N, 5) to (N, 3)."""
    ends = nn.Linear(INPUTS + 1, HIDDEN), nn.Linear(HIDDEN, CLASSES)
    return nn.Sequential(ends[0], nn.Tanh(), dropout, ends[1])


def _call(recorder: Recorder, subject: Any, settings: dict[str, Any], *given: Any) -> None:
    recorder.call(lambda *a: subject(*a, **settings), *given)


def _note_idle_loads(recorder: Recorder, model: nn.Module) -> None:
    before: list[dict[str, torch.Tensor]] = []

    def remember(module: nn.Module, *_: Any) -> None:
        before.append({k: v.clone() for k, v in module.state_dict().items()})

    def compare(module: nn.Module, _: Any) -> None:
        if all(torch.equal(v, before[-1][k]) for k, v in module.state_dict().items()):
            recorder.note(IDLE_LOAD, True)

    model.register_load_state_dict_pre_hook(remember)
    model.register_load_state_dict_post_hook(compare)


@contextlib.contextmanager
def _rates_noted(recorder: Recorder) -> Iterator[None]:
    """Note with which learning rate each update is made, the largest where there are several."""

    def note(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        recorder.note(USED_RATE, max(float(group["lr"]) for group in optimizer.param_groups))

    handle = register_optimizer_step_post_hook(note)
    try:
        yield
    finally:
        handle.remove()


@contextlib.contextmanager
def _events_noted(recorder: Recorder, model: nn.Module) -> Iterator[None]:
    """Note what changes no number here and still tells mistakes apart.

    That is what a loss module compared last, and clipping when no new gradient is there.
    """
    fresh: list[str] = []

    def compares(module: nn.Module, inputs: tuple[Any, ...]) -> None:
        if isinstance(module, nn.modules.loss._Loss):
            recorder.compares(inputs)

    def measured(*args: Any, **kwargs: Any) -> torch.Tensor:
        if not fresh:
            recorder.note(IDLE_CLIP, True)
        return total_norm(*args, **kwargs)

    total_norm = clip_grad._get_total_norm
    handles = [
        register_module_forward_pre_hook(compares),
        register_optimizer_step_post_hook(lambda *_: fresh.clear()),
    ]
    first = next(model.parameters())
    if first.requires_grad:  # a call before may have frozen it
        handles.append(first.register_hook(lambda _: fresh.append("backward")))
    clip_grad._get_total_norm = measured
    try:
        yield
    finally:
        clip_grad._get_total_norm = total_norm
        for handle in handles:
            handle.remove()
