"""Builders for functions that compute gradients, or decide which parameters get any."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.plain import plain, scalar
from grader.observe.recorder import Recorder
from grader.rigs.parts import ModeLayer
from grader.rigs.training import Use

# What is observed; {n} counts the calls.
MISSING = "names missing in the result of call {n}"
FROZEN = "frozen after call {n}"
EMPTY = ".grad is None after call {n} for"

# -- by hand -------------------------------------------------------------------------


def linear(rig: Recorder, *, n: int = 5, inputs: int = 3, record_graph: bool = True) -> Use:
    """Call ``linear_gradients(x, y, w, b)``.

    Args:
        rig: Source of the random numbers.
        n: Number of examples.
        inputs: Inputs per example.
        record_graph: Whether autograd may record during the call.
    """
    shapes = ((n, inputs), (n,), (inputs,), ())
    given = [torch.randn(shape, generator=rig.generator) + 0.6 for shape in shapes]
    kept = [tensor.clone() for tensor in given]

    def use(subject: Any) -> None:
        rig.calls += 1
        with contextlib.nullcontext() if record_graph else torch.no_grad():
            result = plain(subject(*given))
        rig.results.append(result)
        if isinstance(result, list) and len(result) == 2:
            rig.note("dw", result[0])
            rig.note("db", scalar(result[1]))
        rig.note("arguments as before", all(map(_untouched, given, kept)))

    return use


def _untouched(tensor: torch.Tensor, kept: torch.Tensor) -> bool:
    return torch.equal(tensor, kept) and not tensor.requires_grad and tensor.grad is None


def numeric(
    rig: Recorder, *, shape: Sequence[int], eps: float | None = 0.1, level: float = 0.0
) -> Use:
    """Call ``numeric_gradient(f, w, eps)`` on a function whose entries work together.

    Args:
        rig: Source of the random numbers.
        shape: Shape of w.
        eps: Size of the perturbation; None leaves the argument out.
        level: How large the entries of w are. They are eighths, so float32 holds them
            exactly, and from 100 on it has no room for a default eps beside them.
    """
    w = torch.randint(2, 9, tuple(shape), generator=rig.generator).double() / 8 + level
    kept = w.clone()
    f, asked = _function(rig, w, level)

    def use(subject: Any) -> None:
        rig.call(subject, f, w, *(() if eps is None else (eps,)))
        close = 1e-3 * (1e-6 if eps is None else eps)
        rig.note("w as before", bool(((w - kept).abs() <= close).all()))
        rig.note("f is asked away from w", any(asked))

    return use


def _function(
    rig: Recorder, w: torch.Tensor, level: float
) -> tuple[Callable[[torch.Tensor], torch.Tensor], list[bool]]:
    """Return a smooth function of w that does not split into its entries, and its log.

    Its third derivatives are large: a step of 0.1 shows in the numbers. It is made of
    operations between entries, so that it works in either precision.
    """
    scale = 0.5 + torch.rand(w.shape, generator=rig.generator, dtype=torch.float64)
    bend = 0.5 + torch.rand(w.shape, generator=rig.generator, dtype=torch.float64)
    kept = w.clone()
    asked: list[bool] = []

    def f(argument: torch.Tensor) -> torch.Tensor:
        asked.append(_away(argument, kept))
        v = argument - level
        together = (scale * v).sum() / (1 + v.numel() / 4)
        return together**3 + (bend * v**3).sum() + torch.sin(together) * (bend * v).sum()

    return f, asked


def _away(argument: torch.Tensor, kept: torch.Tensor) -> bool:
    try:
        return not torch.equal(argument.detach().double(), kept)
    except (RuntimeError, AttributeError):
        return True  # many points at once, as torch.vmap asks for


# -- of a model ----------------------------------------------------------------------


class Partly(nn.Module):
    """Has a trainable and a frozen layer, a single number, and layers it does not use."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.spare = nn.Linear(4, 2)
        self.body = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 5))
        self.mode = ModeLayer() if mode else nn.Identity()
        self.scale = nn.Parameter(torch.ones(()))
        self.unused = nn.Parameter(torch.ones(3))
        self.head = nn.Linear(5, 3)
        self.body[2].requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, 4) to outputs (N, 3)."""
        result: torch.Tensor = self.head(self.mode(torch.tanh(self.body(x)))) * self.scale
        return result


def of_model(
    rig: Recorder,
    *,
    net: str = "partly",
    sizes: Sequence[int] = (5,),
    stale: bool = False,
    train: bool = True,
    task: str = "classify",
) -> Use:
    """Call ``gradients(model, x, y, loss_fn)`` once per batch.

    Args:
        rig: Source of the random numbers.
        net: ``"plain"`` (everything is trained), ``"partly"`` (see ``Partly``) or
            ``"mode"`` (the same, and its output depends on the mode).
        sizes: Examples in each batch.
        stale: Whether ``.grad`` holds something before the first call.
        train: The mode in which the model comes.
        task: ``"classify"`` or ``"regress"``.
    """
    model = _plain() if net == "plain" else Partly(net == "mode")
    _fill(rig, model, stale)
    model.train(train)
    loss_fn = nn.CrossEntropyLoss() if task == "classify" else nn.MSELoss()

    def batch(n: int) -> tuple[torch.Tensor, torch.Tensor]:
        x = torch.randn(n, 4, generator=rig.generator)
        if task == "classify":
            return x, torch.randint(0, 3, (n,), generator=rig.generator)
        return x, torch.randn(n, 3, generator=rig.generator)

    batches = [batch(n) for n in sizes]

    def use(subject: Any) -> None:
        names = [name for name, _ in model.named_parameters()]
        for x, y in batches:
            before = _state(model)
            rig.calls += 1
            result = subject(model, x, y, loss_fn)
            if isinstance(result, dict):
                rig.note(MISSING, [name for name in names if name not in result])
            rig.took(result)
            _note_state(rig, model, before)
            trainable = [p.requires_grad for p in model.parameters()]
            rig.note("requires_grad as before", trainable == before[3])

    return use


def _plain() -> nn.Module:
    return nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))


def _fill(rig: Recorder, model: nn.Module, stale: bool) -> None:
    """Give every parameter seeded numbers; with ``stale``, its ``.grad`` as well."""
    with torch.no_grad():
        for parameter in model.parameters():
            numbers = torch.randn(parameter.shape, generator=rig.generator)
            parameter.copy_(0.6 * numbers + 0.2)
    for parameter in model.parameters() if stale else ():
        parameter.grad = torch.randn(parameter.shape, generator=rig.generator)


State = tuple[list[torch.Tensor], list[nn.Parameter], list[bool], list[bool]]


def _state(model: nn.Module) -> State:
    return (
        [value.detach().clone() for value in model.state_dict().values()],
        list(model.parameters()),
        [module.training for module in model.modules()],
        [parameter.requires_grad for parameter in model.parameters()],
    )


def _note_state(rig: Recorder, model: nn.Module, before: State) -> None:
    """Note ``.grad`` after a call, and whether it left everything else alone."""
    now = _state(model)
    rig.note("gradients.after", {n: p.grad for n, p in model.named_parameters()})
    rig.note("numbers as before", _equal(now[0], before[0]))
    rig.note("same parameters", _identical(now[1], before[1]))
    rig.note("modes as before", now[2] == before[2])


def _equal(now: Sequence[torch.Tensor], before: Sequence[torch.Tensor]) -> bool:
    return len(now) == len(before) and all(map(torch.equal, now, before))


def _identical(now: Sequence[object], before: Sequence[object]) -> bool:
    return len(now) == len(before) and all(a is b for a, b in zip(now, before, strict=True))


# -- freezing ------------------------------------------------------------------------


class Named(nn.Module):
    """Its names begin alike, contain one another, and look like patterns.

    Args:
        more: How many further layers each part has.
    """

    def __init__(self, more: int) -> None:
        super().__init__()
        further = {f"{n}1": nn.Linear(1, 2, bias=False) for n in range(5, 5 + more)}
        parts = {"1": nn.Linear(2, 3), "10": nn.Linear(3, 2, bias=False)}
        self.body = nn.ModuleDict({**further, **parts, "norm": nn.BatchNorm1d(2)})
        self.body21 = nn.Linear(2, 2)
        narrow = {"body": nn.Linear(2, 1), "a+b": nn.Linear(1, 2, bias=False)}
        wide = {f"a+b{n}": nn.Linear(2, 1) for n in range(more)}
        self.neck = nn.ModuleDict({**narrow, "aab": nn.Linear(2, 3, bias=False), **wide})
        self.gain = nn.Parameter(torch.ones(2))


def freezing(rig: Recorder, *, prefixes: Sequence[str], frozen: Sequence[str] = ()) -> Use:
    """Call ``freeze(model, prefix)``, each time on a new model whose ``.grad`` is filled.

    Args:
        rig: Source of the random numbers.
        prefixes: One call for each.
        frozen: Names of parameters that are frozen beforehand; their ``.grad`` is filled
            all the same.
    """
    more = rig.count(0)

    def use(subject: Any) -> None:
        for prefix in prefixes:
            model = Named(more)
            _fill(rig, model, stale=True)
            for name in frozen:
                model.get_parameter(name).requires_grad = False
            before = _state(model)
            rig.call(subject, model, prefix)
            every = list(model.named_parameters())
            rig.note(FROZEN, [name for name, p in every if not p.requires_grad])
            rig.note(EMPTY, [name for name, p in every if p.grad is None])
            _note_state(rig, model, before)

    return use
