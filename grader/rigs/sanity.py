"""Builders for functions that look for what is wrong with a model, a batch or a set-up.

Their answers are short: a yes or no, a list of names. So there are many small cases, and
each observation says in words which case it belongs to.
"""

from __future__ import annotations

import contextlib
import copy
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy
import torch
from torch import nn

from grader.observe.plain import plain, scalar
from grader.observe.recorder import Recorder
from grader.observe.run import Item, Run
from grader.rigs.parts import ModeLayer
from grader.rigs.training import Use

ANSWER = "answer no"  # "answer no. 3: …" is one answer, and lies below this
ASKED = "the model was asked"
INPUTS, CLASSES = 4, 3


# -- what is left behind -------------------------------------------------------------


class _Ear(nn.Module):
    """Hands on what it gets, and counts the forward passes of the model it ends."""

    def __init__(self, rig: Recorder) -> None:
        super().__init__()
        self.rig = rig

    def forward(self, output: torch.Tensor) -> torch.Tensor:
        """Return ``output`` (any shape) as it is."""
        self.rig.forwards += 1
        return output

    def __deepcopy__(self, memo: dict[int, Any]) -> _Ear:
        twin = _Ear(self.rig)
        twin.training = self.training
        return twin


def _answer(rig: Recorder, subject: Any, about: str, *args: Any) -> None:
    """Call learner code and note its answer under ``about``, which says what the case is."""
    rig.calls += 1
    result = plain(subject(*args))
    rig.results.append(result)
    rig.note(f"{ANSWER}. {rig.calls + 1}: {about}", scalar(result))


State = tuple[list[torch.Tensor], list[torch.Tensor], list[bool], list[bool], list[int]]


def _state(model: nn.Module) -> State:
    numbers = [tensor.detach().clone() for tensor in model.parameters()]
    buffers = [tensor.detach().clone() for tensor in model.buffers()]
    modes = [module.training for module in model.modules()]
    trainable = [parameter.requires_grad for parameter in model.parameters()]
    return numbers, buffers, modes, trainable, [id(p) for p in model.parameters()]


def _note_state(rig: Recorder, model: nn.Module, before: State) -> None:
    """Note ``.grad`` after a call, and whether it left everything else alone."""
    now = _state(model)
    rig.note("gradients.after", {n: p.grad for n, p in model.named_parameters()})
    rig.note("weights as before", now[4] == before[4] and _equal(now[0], before[0]))
    rig.note("buffers as before", _equal(now[1], before[1]))
    rig.note("modes as before", now[2] == before[2])
    rig.note("requires_grad as before", now[3] == before[3])


def _equal(now: Sequence[torch.Tensor], before: Sequence[torch.Tensor]) -> bool:
    return len(now) == len(before) and all(map(torch.equal, now, before))


def _shuffled(rig: Recorder, things: Sequence[Any]) -> list[Any]:
    order = torch.randperm(len(things), generator=rig.generator).tolist()
    return [things[place] for place in order]


# -- seeds ---------------------------------------------------------------------------

DRAWN = 5  # numbers of each kind; none of them is drawn twice by chance
SPAN = 1_000_000

_DRAW: Mapping[str, Callable[[int], list[int]]] = {
    "random": lambda low: [random.randrange(low, low + SPAN) for _ in range(DRAWN)],
    "numpy": lambda low: numpy.random.randint(low, low + SPAN, DRAWN).tolist(),
    "torch": lambda low: torch.randint(low, low + SPAN, (DRAWN,)).tolist(),
}
GENERATORS = tuple(_DRAW)


def same_key(generator: str) -> str:
    """Return what is noted of a generator that is seeded twice alike."""
    return f"{generator}: same seed, same numbers"


def other_key(generator: str) -> str:
    """Return what is noted of a generator that gets another seed."""
    return f"{generator}: another seed, other numbers"


def seeding(rig: Recorder, *, seed: int, other: int) -> Use:
    """Call ``seed_everything(seed)`` again and again, drawing numbers after each call.

    Which numbers come out is not compared with anybody's: see ``seeds``.
    """
    low, seed, other = _asked(rig, seed, other)

    def draws(subject: Any, given: int) -> dict[str, list[int]]:
        rig.calls += 1
        subject(given)
        return {name: draw(low) for name, draw in _DRAW.items()}

    def use(subject: Any) -> None:
        with _flags_kept():
            for given in (seed, seed, other, seed):
                rig.note("drawn", draws(subject, given))

    return use


def _asked(rig: Recorder, seed: int, other: int) -> tuple[int, int, int]:
    """Return from where on numbers are drawn, and two seeds; a seed of 0 stays 0."""
    low = rig.count(0) * SPAN
    return low, rig.count(seed) if seed else 0, rig.count(other) + 3


@contextlib.contextmanager
def _flags_kept() -> Iterator[None]:
    """Put back the switches for determinism, which right code may turn on."""
    strict, cudnn = torch.are_deterministic_algorithms_enabled(), torch.backends.cudnn
    kept = cudnn.deterministic, cudnn.benchmark
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(strict)
        cudnn.deterministic, cudnn.benchmark = kept


def seeds(rig: Recorder, run: Run, *, seed: int, other: int) -> Run:
    """Say what the numbers that were drawn have in common, if they are such numbers."""
    low, _, _ = _asked(rig, seed, other)
    drawn = [item.value for item in run.items if item.key == "drawn"]
    ended = [item for item in run.items if item.key == "ended"]
    if len(drawn) != 4 or not all(isinstance(each, dict) for each in drawn):
        return replace(run, items=tuple(ended))
    items = []
    for name in GENERATORS:
        first, again, others, late = (each.get(name) for each in drawn)
        known = all(_possible(numbers, low) for numbers in (first, again, others, late))
        items.append(Item(same_key(name), known and first == again == late))
        items.append(Item(other_key(name), known and others not in (first, again)))
    return replace(run, items=(*items, *ended))


def _possible(numbers: Any, low: int) -> bool:
    return (
        isinstance(numbers, list)
        and len(numbers) == DRAWN
        and all(isinstance(n, int) and low <= n < low + SPAN for n in numbers)
    )


# -- the first loss ------------------------------------------------------------------


def initial_loss(
    rig: Recorder, *, cases: Sequence[tuple[int, float]], n: int = 8, train: bool = True
) -> Use:
    """Call ``initial_loss_is_sane(model, x, labels, num_classes)`` once per case.

    Args:
        rig: Source of the random numbers.
        cases: Classes, and how many times ln C the loss is.
        n: Examples in each batch.
        train: The mode in which the models come.
    """
    more = rig.count(0)
    made = [_with_loss(rig, c + more, ratio, n) for c, ratio in _shuffled(rig, cases)]

    def use(subject: Any) -> None:
        for model, x, labels, classes, loss in made:
            model.train(train)
            before = _state(model)
            about = f"loss {loss:.3g}, ln {classes} is {math.log(classes):.3g}"
            _answer(rig, subject, about, model, x.clone(), labels.clone(), classes)
            _note_state(rig, model, before)
        rig.note(ASKED, rig.forwards > 0)

    return use


def _with_loss(
    rig: Recorder, classes: int, ratio: float, n: int
) -> tuple[nn.Module, torch.Tensor, torch.Tensor, int, float]:
    """Return a model, a batch, the number of classes and the loss, ``ratio`` times ln C.

    The larger the logits, the further the loss is from ln C: below it where the labels are
    what the model predicts, above it where they are what it finds least likely. A little
    above it, they are half of each: single examples then scatter far around the mean. Far
    from it, there is only one example and its negative.
    """
    layer = nn.Linear(INPUTS, classes, bias=False)
    x = torch.randn(n, INPUTS, generator=rig.generator)
    weight = torch.randn(classes, INPUTS, generator=rig.generator)
    logits = x @ weight.T
    if abs(ratio - 1) > 0.1:
        x = torch.cat([x[:1], -x[:1]]).repeat(n // 2, 1)
        logits = x @ weight.T
    best, worst = logits.argmax(dim=1), logits.argmin(dim=1)
    labels = best if ratio < 1 else worst
    if 1 < ratio < 1.1:
        labels = torch.where(torch.arange(n) % 2 == 0, best, worst)
    low, high = 0.0, 200.0
    for _ in range(40):
        middle = (low + high) / 2
        loss = nn.functional.cross_entropy(middle * logits, labels).item()
        found = loss / math.log(classes)
        further = found > ratio if ratio > 1 else found < ratio
        low, high = (low, middle) if further else (middle, high)
    with torch.no_grad():
        layer.weight.copy_(low * weight)
    return nn.Sequential(layer, _Ear(rig)), x, labels, classes, loss


# -- silent parameters ---------------------------------------------------------------

RELU = ("dead", "half", "moody")


class Parts(nn.Module):
    """Layers side by side, each with a part to play, under names that do not tell which.

    ``flat`` has a gradient whose entries cancel, ``zero`` has weights that are 0 and a
    gradient that is not, ``dead`` lets nothing through its ReLU and ``half`` does so for some
    units, ``moody`` lets something through in some batches only, ``early`` is used in train
    mode alone. What ``mirror`` adds to one output it takes from another, and what ``aside``
    gives out no loss looks at.
    """

    def __init__(self, roles: Sequence[str], first: int) -> None:
        super().__init__()
        self.names = {role: f"layer{first + place}" for place, role in enumerate(roles)}
        self.layers = nn.ModuleDict({self.names[role]: _layer(role) for role in roles})
        self.head = nn.Linear(5, CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, 4) to logits (N, 3), behind them those that no loss looks at."""
        apart = ["unused", "aside", "mirror", *([] if self.training else ["early"])]
        used = [role for role in self.names if role not in apart]
        hidden = torch.stack([self._through(role, x) for role in used]).sum(dim=0)
        result: torch.Tensor = self.head(torch.tanh(hidden))
        if "mirror" in self.names:
            up = self._through("mirror", x)[:, 0]
            result = result + torch.stack([up, -up, torch.zeros(len(x))], dim=1)
        if "aside" in self.names:
            result = torch.cat([result, self._through("aside", x)], dim=1)
        return result

    def _through(self, role: str, x: torch.Tensor) -> torch.Tensor:
        layer = self.layers[self.names[role]]
        if role == "flat":
            total = x.sum(dim=1, keepdim=True)
            x = torch.cat([total, -total], dim=1)
        result: torch.Tensor = layer(x)
        return (torch.relu(result) if role in RELU else result).expand(len(x), 5)


def _layer(role: str) -> nn.Module:
    return nn.Linear(2, 1, bias=False) if role == "flat" else nn.Linear(INPUTS, 5)


class _FirstColumns(nn.Module):
    """A loss of the first outputs, however many there are."""

    def __init__(self, loss: nn.Module) -> None:
        super().__init__()
        self.loss = loss

    def forward(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss, 0-dim, of outputs (N, 3 or more) and targets."""
        result: torch.Tensor = self.loss(outputs[:, :CLASSES], targets)
        return result


def silent(
    rig: Recorder,
    *,
    roles: Sequence[str],
    quiet: Sequence[bool] = (True,),
    stale: bool = False,
    train: bool = True,
    task: str = "classify",
    fixed: bool = False,
) -> Use:
    """Call ``silent_parameters(model, x, y, loss_fn)`` once per batch.

    Args:
        rig: Source of the random numbers.
        roles: The layers that the model has besides its head (see ``Parts``).
        quiet: For each batch, whether the moody layer is silent in it.
        stale: Whether ``.grad`` holds something before the first call.
        train: The mode in which the model comes.
        task: ``"classify"`` or ``"regress"``.
        fixed: Whether the head's bias, the last of all parameters, is frozen.
    """
    model = _parts(rig, roles, stale).train(train)
    model.head.bias.requires_grad_(not fixed)
    n = rig.count(6)
    batches = [_batch(rig, n, task, hush) for hush in quiet]
    loss_fn = _FirstColumns(nn.CrossEntropyLoss() if task == "classify" else nn.MSELoss())

    def use(subject: Any) -> None:
        for (x, y), hush in zip(batches, quiet, strict=True):
            before = _state(model)
            about = _about(model, train, hush)
            _answer(rig, subject, about, model, x.clone(), y.clone(), loss_fn)
            _note_state(rig, model, before)

    return use


def _parts(rig: Recorder, roles: Sequence[str], stale: bool) -> Parts:
    model = Parts(_shuffled(rig, roles), rig.count(1))
    with torch.no_grad():
        for parameter in model.parameters():
            numbers = torch.randn(parameter.shape, generator=rig.generator)
            parameter.copy_(0.5 * numbers + 0.1)
        for role, name in model.names.items():
            layer = model.layers[name]
            assert isinstance(layer, nn.Linear)
            if role == "zero":
                layer.weight.zero_()
                layer.bias.zero_()
            elif role in ("dead", "half"):
                layer.bias[: 5 if role == "dead" else 2] = -60.0
            elif role == "moody":
                layer.weight.fill_(-1.0)
                layer.bias.zero_()
            elif role == "frozen":
                layer.requires_grad_(False)
    for parameter in model.parameters() if stale else ():
        parameter.grad = torch.randn(parameter.shape, generator=rig.generator)
    return model


def _batch(rig: Recorder, n: int, task: str, hush: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a batch whose inputs are positive, which silences a moody layer, or negative."""
    size = torch.randn(n, INPUTS, generator=rig.generator).abs() + 0.1
    x = size if hush else -size
    if task == "classify":
        return x, torch.randint(0, CLASSES, (n,), generator=rig.generator)
    return x, torch.randn(n, CLASSES, generator=rig.generator)


def _about(model: Parts, train: bool, hush: bool) -> str:
    """Say which layers have which part, in the order of their names."""
    words = {"frozen": "frozen", "unused": "unused", "dead": "dead", "aside": "not in the loss"}
    if hush:
        words["moody"] = "dead in this batch"
    if not train:
        words["early"] = "unused in eval mode"
    told = [f"{name} {words[role]}" for role, name in model.names.items() if role in words]
    if not model.head.bias.requires_grad:
        told.append("head.bias frozen")
    return ", ".join(told) or f"nothing silent in {len(model.names) + 1} layers"


# -- mixing --------------------------------------------------------------------------


class _Joins(nn.Module):
    """Does something to its inputs (N, D) that a function says."""

    def __init__(self, function: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, D) to (N, D)."""
        return self.function(x)


HIDDEN = 6


def _attention(x: torch.Tensor) -> torch.Tensor:
    return (x @ x.T).softmax(dim=1) @ x


_LAYERS: Mapping[str, tuple[str, Callable[[], nn.Module]]] = {
    "plain": ("linear layers and tanh", nn.Identity),
    "blind": ("all inputs times 0", lambda: _Joins(lambda h: 0 * h)),
    "mode": ("a layer that depends on the mode", ModeLayer),
    "norm": ("BatchNorm", lambda: nn.BatchNorm1d(HIDDEN)),
    "row": ("LayerNorm", lambda: nn.LayerNorm(HIDDEN)),
    "dropout": ("dropout", lambda: nn.Dropout(0.5)),
    "both": (
        "dropout and BatchNorm",
        lambda: nn.Sequential(nn.Dropout(0.5), nn.BatchNorm1d(HIDDEN)),
    ),
    "softmax": ("softmax over the batch", lambda: nn.Softmax(dim=0)),
    "softmax1": ("softmax over each row", lambda: nn.Softmax(dim=1)),
    "centred": ("the batch's mean taken away", lambda: _Joins(lambda h: h - h.mean(dim=0))),
    "attention": ("attention over the batch", lambda: _Joins(_attention)),
    "down": ("each row added to those after it", lambda: _Joins(lambda h: h.cumsum(dim=0))),
    "up": (
        "each row added to those before it",
        lambda: _Joins(lambda h: h.flip(0).cumsum(dim=0).flip(0)),
    ),
    "first": ("the first row added to all", lambda: _Joins(lambda h: h + h[:1])),
    "last": ("the last row added to all", lambda: _Joins(lambda h: h + h[-1:])),
}


def mixing(rig: Recorder, *, kinds: Sequence[tuple[str, bool, bool]], n: int = 4) -> Use:
    """Call ``mixes_examples(model, x)`` on a new model for each kind.

    Args:
        rig: Source of the random numbers.
        kinds: A layer (see ``_LAYERS``), whether it is the model's last, and whether the
            model comes in train mode.
        n: Examples in each batch.
    """
    n = rig.count(n)
    made = [_mixer(rig, n, *kind) for kind in _shuffled(rig, kinds)]

    def use(subject: Any) -> None:
        for about, model, x in made:
            before, given = _state(model), x.clone()
            _answer(rig, subject, about, model, given)
            rig.note("x as before", torch.equal(given.detach(), x))
            _note_state(rig, model, before)
        rig.note(ASKED, rig.forwards > 0)

    return use


def _mixer(
    rig: Recorder, n: int, kind: str, last: bool, train: bool
) -> tuple[str, nn.Module, torch.Tensor]:
    words, make = _LAYERS[kind]
    layers: list[nn.Module] = [nn.Linear(INPUTS, HIDDEN), make()]
    if not last:
        layers += [nn.Tanh(), nn.Linear(HIDDEN, CLASSES)]
    model = nn.Sequential(*layers, _Ear(rig)).train(train)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.copy_(torch.randn(parameter.shape, generator=rig.generator))
    about = f"{words}{' at the end' if last else ''}, {'train' if train else 'eval'} mode, {n} rows"
    return about, copy.deepcopy(model), torch.randn(n, INPUTS, generator=rig.generator)
