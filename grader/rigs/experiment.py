"""Builders for a whole experiment whose optimizer and schedule are the learner's choice.

Two kinds of probe see what does not depend on that choice. With a learning rate of 0 no
optimizer moves a weight: a model whose scores drift by themselves, from one training batch
to the next, then has the same losses, best epoch and clipped gradients whoever trains it.
Its training examples are alike but for a number that tells them apart, so their order does
not matter either. With a real learning rate only facts are compared: a reader works them
out from what was recorded and from the probe's own data.
"""

from __future__ import annotations

import contextlib
import copy
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.nn.utils import clip_grad
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import TensorDataset

from grader.observe.compare import same
from grader.observe.recorder import Recorder
from grader.observe.run import Item, Run, matches
from grader.rigs import parts
from grader.rigs.training import Use

INPUTS, CLASSES, BATCH = 4, 3, 4
ONCE = "epoch {n}: training examples not seen exactly once"
CLIPPED = "some update uses gradients longer than max_norm"
RESTORED = "measured again, the returned model has the lowest val_loss"
BEST = "best_epoch is the epoch of the lowest val_loss"
STOPPED = "as many epochs as patience allows"
LEARNED = "the returned model has a lower training loss than the one handed over"
REPEATED = "the same seed and weights give the same history"
ORDERED = "another seed gives another order"
SHUFFLED = "the order is another than the given one"
SAME_ORDER = "the same seed gives the same order"
MODE = "training happens in train mode"
IDLE_CLIP = "clipping {n}: called when no new gradient is there"
IDLE_LOAD = "load_state_dict {n}: called, and it changed nothing"

LEVELS = (3.0, 2.0, 2.5, 1.0, 1.5, 1.2, 2.0, 0.5)
BUMPS = (-3.0, 0.5)


class Drifting(nn.Module):
    """A linear classifier whose scores drift with every forward in train mode.

    In epoch e, level e is added to the score of class 0 and taken from that of class 1;
    in train mode every batch adds its own bump. Forwards are counted in a buffer.
    """

    seen: torch.Tensor

    def __init__(self, levels: Sequence[float], batches: int) -> None:
        super().__init__()
        self.batches = batches
        self.linear = nn.Linear(INPUTS, CLASSES)
        self.levels = list(levels)
        self.register_buffer("seen", torch.zeros(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, 5), of which the last tells examples apart, to scores (N, 3)."""
        if self.training:
            self.seen += 1
        epoch, batch = divmod(max(int(self.seen) - 1, 0), self.batches)
        level = self.levels[min(epoch, len(self.levels) - 1)]
        level += BUMPS[batch] if self.training else 0.0
        scores: torch.Tensor = self.linear(x[:, :-1])
        return scores + level * torch.tensor([1.0, -1.0, 0.0])


def drift(
    rig: Recorder,
    *,
    n: int = 4,
    n_val: int = 4,
    epochs: int = 8,
    patience: int = 2,
    max_norm: float = 0.3,
    again: int = 0,
) -> Use:
    """Call ``run_experiment`` with a learning rate of 0 on a model that drifts.

    With ``again``, call it once more, for that many epochs: does it mind the gradients that
    its own last update left behind?
    """
    parts.warm_up()
    shift = 0.2 * float(torch.rand((), generator=rig.generator))
    net = Drifting([level + shift for level in LEVELS], -(-n // BATCH))
    for p in net.parameters():
        p.data.copy_(torch.randn(p.shape, generator=rig.generator) * 0.1)
    one = torch.randn(1, INPUTS, generator=rig.generator)
    one = 5 * one / one.norm()  # long gradients: a fixed limit of 5 must show as well
    x = torch.cat([one.expand(n, -1), _tags(rig, n)], dim=1)
    x_val = torch.randn(n_val, INPUTS, generator=rig.generator)
    x_val = torch.cat([x_val, 10 + _tags(rig, n_val)], dim=1)
    training = TensorDataset(x, torch.zeros(n, dtype=torch.long))
    validation = TensorDataset(x_val, torch.tensor([1, 1, 0, 2, 1, 0, 1, 2, 1][:n_val]))
    rig.validates_on(x_val)
    model = rig.model(net.eval())
    if not again:  # the best epoch is not the last one: there is something to restore
        _note_idle_loads(rig, model)

    def use(subject: Any) -> None:
        for rounds in filter(None, (epochs, again)):
            settings = _settings(rounds, BATCH, 0.0, max_norm, patience, seed=3)
            with _events_noted(rig, model):
                rig.call(lambda *a, s=settings: subject(*a, **s), model, training, validation)

    return use


def _note_idle_loads(rig: Recorder, model: nn.Module) -> None:
    before: list[dict[str, torch.Tensor]] = []

    def remember(module: nn.Module, *_: Any) -> None:
        before.append({k: v.clone() for k, v in module.state_dict().items()})

    def compare(module: nn.Module, _: Any) -> None:
        if all(torch.equal(v, before[-1][k]) for k, v in module.state_dict().items()):
            rig.note(IDLE_LOAD, True)

    model.register_load_state_dict_pre_hook(remember)
    model.register_load_state_dict_post_hook(compare)


@contextlib.contextmanager
def _events_noted(rig: Recorder, model: nn.Module) -> Iterator[None]:
    """Note what changes no number here and still tells mistakes apart.

    That is what a loss module compared last, and clipping when no new gradient is there.
    """
    fresh: list[str] = []

    def compares(module: nn.Module, inputs: tuple[Any, ...]) -> None:
        if isinstance(module, nn.modules.loss._Loss):
            rig.compares(inputs)

    def measured(*args: Any, **kwargs: Any) -> torch.Tensor:
        if not fresh:
            rig.note(IDLE_CLIP, True)
        return total_norm(*args, **kwargs)

    total_norm = clip_grad._get_total_norm
    handles = [
        register_module_forward_pre_hook(compares),
        register_optimizer_step_post_hook(lambda *_: fresh.clear()),
        next(model.parameters()).register_hook(lambda _: fresh.append("backward")),
    ]
    clip_grad._get_total_norm = measured
    try:
        yield
    finally:
        clip_grad._get_total_norm = total_norm
        for handle in handles:
            handle.remove()


def _settings(
    epochs: int, batch_size: int, lr: float, max_norm: float, patience: int, seed: int
) -> dict[str, Any]:
    return {
        "epochs": epochs,
        "batch_size": batch_size,
        "lr": lr,
        "max_norm": max_norm,
        "patience": patience,
        "seed": seed,
        "device": "cpu",
    }


def _tags(rig: Recorder, n: int) -> torch.Tensor:
    """Return n numbers (n, 1) that tell examples apart and differ from seed to seed."""
    return torch.arange(1.0, n + 1).unsqueeze(1) + torch.rand(n, 1, generator=rig.generator) * 0.9


JUDGED = ("step.gradient", "return", "graph", "weights", "buffers", "trainable")


def without_order(rig: Recorder, run: Run, **params: Any) -> Run:
    """Leave out of a run of ``drift`` what is free, and put first what is judged.

    Free are which examples met in a batch, how large the batches of a validation are, and
    whether anything else is measured in eval mode without a graph.
    """
    items: list[Item] = []
    for item in run.items:
        if item.key != "forward.inputs":
            items.append(item)
            continue
        training, graph = items[-2:] if len(items) > 1 else (item, item)
        if training.value is False and graph.value is False:
            del items[-2:]
        elif isinstance(item.value, torch.Tensor):
            items.append(replace(item, value=f"{len(item.value)} examples"))
    items.sort(key=lambda item: not matches(item.key, JUDGED))
    return replace(run, items=tuple(items))


# -- with a real learning rate -------------------------------------------------------


def _easy(rig: Recorder) -> tuple[nn.Module, TensorDataset, TensorDataset]:
    """Return a network with dropout, and training and validation data of an easy task."""
    net = nn.Sequential(nn.Linear(INPUTS + 1, 12), nn.Tanh(), nn.Dropout(0.2), nn.Linear(12, 3))
    for p in net.parameters():
        p.data.copy_(torch.randn(p.shape, generator=rig.generator) * 0.3)
    centres = torch.randn(3, INPUTS, generator=rig.generator)
    centres = 3.0 * torch.linalg.qr(centres.T).Q.T
    sets = []
    for n in (22, 9):
        labels = torch.arange(n) % 3
        x = centres[labels] + 0.4 * torch.randn(n, INPUTS, generator=rig.generator)
        sets.append(TensorDataset(torch.cat([x, _tags(rig, n) / n], dim=1), labels))
    return net, sets[0], sets[1]


def learn(rig: Recorder, *, epochs: int = 3, lr: float = 0.1, max_norm: float = 1.0) -> Use:
    """Call ``run_experiment`` three times: a seed, the seed again, another seed.

    Each call gets the same start weights, and the global random state is another one.
    """
    parts.warm_up()
    net, training, validation = _easy(rig)
    start = copy.deepcopy(net.state_dict())
    model = rig.model(net.train())
    rig.validates_on(validation.tensors[0])

    def use(subject: Any) -> None:
        for call, (seed, rounds) in enumerate(((5, epochs), (5, epochs), (6, 1))):
            net.load_state_dict(start)
            net.requires_grad_(True).zero_grad()
            torch.manual_seed(100 + call)
            settings = _settings(rounds, 8, lr, max_norm, 2, seed)
            rig.call(lambda *a, s=settings: subject(*a, **s), model, training, validation)

    return use


def facts(rig: Recorder, run: Run, *, epochs: int = 3, max_norm: float = 1.0, **params: Any) -> Run:
    """Say of a run of ``learn`` what holds whatever optimizer was chosen."""
    net, training, validation = _easy(rig)
    calls = [[i for i in run.items if i.call == call] for call in range(3)]
    told = _told(net, training, validation, calls, epochs, max_norm)
    items = [Item(key, value) for key, value in told]
    if run.failure is not None:
        items.append(Item("ended", run.failure.type))
    return replace(run, items=tuple(items))


def _told(
    net: nn.Module,
    training: TensorDataset,
    validation: TensorDataset,
    calls: list[list[Item]],
    epochs: int,
    max_norm: float,
) -> Iterator[tuple[str, Any]]:
    first = calls[0]
    tags = sorted(training.tensors[0][:, -1].tolist())
    orders = [_order(items, validation, len(tags)) for items in calls]
    for order in orders[0]:
        yield ONCE, _uneven(order, tags)
    norms = [_norm(item.value) for items in calls for item in items if item.key == "step.gradient"]
    yield CLIPPED, not max(norms, default=0.0) <= max_norm * (1 + 1e-5)
    yield MODE, all(mode for items in calls for mode in _modes(items))
    began, ended = _loss(net, training), _returned(net, first, training)
    yield LEARNED, ended is not None and ended < 0.9 * began
    val = _numbers(first, "val_loss")
    lowest = min(val, default=math.inf)
    best = next((i.value for i in first if i.key == "return.best_epoch"), None)
    yield BEST, bool(val) and same(best, val.index(lowest))
    yield RESTORED, same(_returned(net, first, validation), lowest)
    yield STOPPED, len(val) == _allowed(val, patience=2, epochs=epochs)
    yield (
        REPEATED,
        all(
            same(_numbers(first, key), _numbers(calls[1], key))
            for key in ("train_loss", "val_loss")
        ),
    )
    yield ORDERED, bool(orders[0] and orders[2]) and orders[0][0] != orders[2][0]
    given = training.tensors[0][:, -1].tolist()  # not judged, but these tell mistakes apart
    yield SHUFFLED, bool(orders[0]) and orders[0][0] != given
    yield SAME_ORDER, orders[0] == orders[1]


def _forwards(items: list[Item]) -> Iterator[tuple[bool, bool, torch.Tensor]]:
    """Yield mode, graph and inputs of every forward."""
    seen: dict[str, Any] = {}
    for item in items:
        seen[item.key] = item.value
        if item.key == "forward.inputs" and isinstance(item.value, torch.Tensor):
            yield bool(seen["forward.training"]), bool(seen["forward.graph"]), item.value


def _modes(items: list[Item]) -> list[bool]:
    return [mode for mode, graph, _ in _forwards(items) if graph]


def _order(items: list[Item], validation: TensorDataset, n: int) -> list[list[float]]:
    """Return the numbers of the examples learned from, cut into epochs of n."""
    held_out = set(validation.tensors[0][:, -1].tolist())
    seen = [
        tag
        for _, graph, x in _forwards(items)
        if graph and x.ndim == 2
        for tag in x[:, -1].tolist()
        if tag not in held_out
    ]
    return [seen[i : i + n] for i in range(0, len(seen), n)]


def _uneven(order: list[float], tags: list[float]) -> int:
    counts = Counter(order)
    return sum(counts[tag] != 1 for tag in tags)


def _norm(gradients: Any) -> float:
    if not isinstance(gradients, dict):
        return math.inf
    tensors = [g for g in gradients.values() if isinstance(g, torch.Tensor)]
    return math.sqrt(sum(float(g.double().pow(2).sum()) for g in tensors))


def _numbers(items: list[Item], key: str) -> list[float]:
    value = next((i.value for i in items if i.key == f"return.{key}"), None)
    if not isinstance(value, list) or not all(isinstance(v, (int, float)) for v in value):
        return []
    return [float(v) for v in value]


def _returned(net: nn.Module, items: list[Item], data: TensorDataset) -> float | None:
    """Measure what came back, on the data that is known here."""
    state = next((i.value for i in items if i.key == "weights"), None)
    if not isinstance(state, dict):
        return None
    twin = copy.deepcopy(net)
    try:
        twin.load_state_dict({k.removeprefix("net."): v for k, v in state.items()})
    except RuntimeError:
        return None
    return _loss(twin, data)


def _loss(net: nn.Module, data: TensorDataset) -> float:
    x, y = data.tensors
    with torch.no_grad():
        return float(nn.functional.cross_entropy(net.eval()(x), y))


def _allowed(losses: list[float], patience: int, epochs: int) -> int:
    """Return how many epochs early stopping allows, judged by the losses themselves."""
    best, waited = math.inf, 0
    for epoch, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            return epoch + 1
    return epochs
