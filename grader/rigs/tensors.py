"""Builders for functions that look at tensors, compute with them or make a model of them.

Sizes differ from one another wherever possible, so that a weight the wrong way round, an
average over the wrong dimension or a lost one shows by its shape alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.plain import plain
from grader.observe.recorder import Recorder
from grader.rigs.training import Use

DESCRIBED = ("shape", "dtype", "device", "requires_grad")
MODEL = "<a model>"  # stands for an nn.Module among the results of a run

Sizes = tuple[int, int, int]


# -- looking at tensors --------------------------------------------------------------


def describe(rig: Recorder, *, kinds: Sequence[str]) -> Use:
    """Call ``describe(tensor)`` on one tensor of each kind (see ``_tensor``)."""

    def use(subject: Any) -> None:
        for kind in rig.order(kinds):
            tensor = _tensor(kind, rig.count(0))
            rig.calls += 1
            told = subject(tensor)
            if isinstance(told, Mapping):
                told = {key: told[key] for key in DESCRIBED if key in told}
                for key, value in told.items():
                    rig.note(f"type of {key}", _type(value))
            rig.took(told)
            rig.note("the tensor afterwards", _told(tensor))

    return use


def _tensor(kind: str, more: int) -> torch.Tensor:
    made: dict[str, Callable[[], torch.Tensor]] = {
        "numbers": lambda: torch.ones(2 + more, 3),
        "labels": lambda: torch.tensor([2, 0, 1, 1] + [0] * more),
        "parameter": lambda: nn.Parameter(torch.ones(4, 3 + more)),
        "prediction": lambda: torch.ones(5 + more, 3) @ torch.ones(3, 1, requires_grad=True),
        "loss": lambda: torch.tensor(0.5, dtype=torch.float64, requires_grad=True),
        "mask": lambda: torch.ones(1, 2, 2 + more, dtype=torch.bool),
        "nothing": lambda: torch.zeros(0, 4 + more, dtype=torch.float16),
        "meta": lambda: torch.zeros(3 + more, 2, device="meta"),
    }
    return made[kind]()


def _told(tensor: torch.Tensor) -> list[Any]:
    values = None if tensor.is_meta else tensor.detach().clone()
    return [list(tensor.shape), str(tensor.dtype), tensor.requires_grad, values]


def _type(value: Any) -> str:
    """Return the name of a type; a subclass of what was asked for counts as that."""
    asked: tuple[tuple[type, str], ...] = (
        (tuple, "tuple"),
        (torch.dtype, "torch.dtype"),
        (str, "str"),
        (bool, "bool"),
        (torch.Tensor, "tensor"),
    )
    name = next((words for kind, words in asked if isinstance(value, kind)), None)
    return name or type(value).__name__


# -- computing with them -------------------------------------------------------------


def forward(
    rig: Recorder,
    *,
    n: int = 5,
    sizes: Sizes = (4, 3, 2),
    columns: bool = False,
    gradients: bool = True,
) -> Use:
    """Call ``forward_by_hand(x, w1, b1, w2, b2)`` and go back through its result.

    Args:
        rig: Source of the random numbers.
        n: Number of examples.
        sizes: Inputs, hidden units and outputs.
        columns: Whether the numbers of x lie column by column in memory.
        gradients: Whether the five arguments require gradients.
    """
    inputs, hidden, outputs = sizes
    shapes = {
        "x": (inputs, n) if columns else (n, inputs),
        "w1": (hidden, inputs),
        "b1": (hidden,),
        "w2": (outputs, hidden),
        "b2": (outputs,),
    }
    given = {name: torch.randn(shape, generator=rig.generator) for name, shape in shapes.items()}
    if columns:
        given["x"] = given["x"].T
    for tensor in given.values():
        tensor.requires_grad_(gradients)
    kept = {name: tensor.detach().clone() for name, tensor in given.items()}

    def use(subject: Any) -> None:
        result = rig.call(subject, *given.values())
        if gradients:
            found = _gradients(result, list(given.values()))
            for name, gradient in zip(given, found, strict=True):
                rig.note(f"gradient of {name}", gradient)
        for name, tensor in given.items():
            rig.note("arguments as before", torch.equal(tensor, kept[name]))

    return use


def _gradients(result: Any, sources: Sequence[torch.Tensor]) -> list[torch.Tensor | None]:
    """Return the gradients of a weighted sum of the result; None where there is no path."""
    if not isinstance(result, torch.Tensor) or not result.requires_grad:
        return [None] * len(sources)
    weights = torch.linspace(0.5, 1.5, result.numel()).reshape(result.shape)
    return list(torch.autograd.grad((result * weights).sum(), sources, allow_unused=True))


def classes(
    rig: Recorder, *, n: int = 5, outputs: int = 3, columns: bool = False, graph: bool = False
) -> Use:
    """Call ``predict_classes(logits)``; with ``graph`` they come straight from a layer."""
    shape = (outputs, n) if columns else (n, outputs)
    logits = 3 * torch.randn(shape, generator=rig.generator)
    if columns:
        logits = logits.T
    if graph:
        logits = logits * torch.ones((), requires_grad=True)
    kept = logits.detach().clone()

    def use(subject: Any) -> None:
        result = rig.call(subject, logits)
        found = result.dtype if isinstance(result, torch.Tensor) else type(result).__name__
        rig.note("dtype of the result", str(found))
        rig.note("arguments as before", torch.equal(logits, kept))

    return use


# -- making models -------------------------------------------------------------------


def mlp(rig: Recorder, *, sizes: Sequence[Sizes] = ((4, 6, 3),), n: int = 5) -> Use:
    """Call ``make_mlp`` twice with the first sizes, once with each of the others.

    Every probe begins with the same sizes: code that keeps its first model for ever then
    does the same thing whichever probe comes first.
    """
    more = rig.count(0)
    wanted = [(inputs + more, hidden + more, outputs + more) for inputs, hidden, outputs in sizes]

    def use(subject: Any) -> None:
        rig.calls += 1
        twin = subject(*wanted[0])
        for index, given in enumerate(wanted):
            rig.calls += 1
            model = subject(*given)
            rig.results.append(MODEL if isinstance(model, nn.Module) else plain(model))
            rig.note("it is an nn.Module", isinstance(model, nn.Module))
            if not isinstance(model, nn.Module):
                return
            if index == 0:
                rig.note("each call makes a new model", _separate(twin, model))
            _try(rig, model, given, n)

    return use


def _separate(first: Any, second: nn.Module) -> bool:
    if first is second or not isinstance(first, nn.Module):
        return False
    mine = {id(p) for p in first.parameters()}
    return not any(id(p) in mine for p in second.parameters())


def _try(rig: Recorder, model: nn.Module, sizes: Sizes, n: int) -> None:
    """Note what a model looks like from outside, then what it computes with known weights."""
    x = torch.randn(n, sizes[0], generator=rig.generator)
    kept = x.clone()
    parameters = list(model.parameters())
    if any(map(nn.parameter.is_lazy, parameters)):
        model(x)  # lazy layers get their sizes here
    shapes = ["×".join(map(str, _core(p))) for p in parameters]
    rig.note("shapes of the parameters", sorted(shapes))
    rig.note("trainable numbers", sum(p.numel() for p in parameters if p.requires_grad))
    rig.note("shape of the output", _shape(model(x)))
    rig.note("input as before", torch.equal(x, kept))
    if not {_pair(sizes[0], sizes[1]), _pair(sizes[1], sizes[2])} <= set(shapes):
        return  # what it computes rests on numbers that nobody can set
    for parameter in parameters:
        _fill(parameter, sizes, rig.seed)
    output = model(x)
    rig.note("output", plain(output))
    found = _gradients(output, [p for p in parameters if p.requires_grad])
    rig.note("gradients, norms", sorted(_norm(gradient) for gradient in found))


def _shape(output: Any) -> Any:
    return list(output.shape) if isinstance(output, torch.Tensor) else plain(output)


def _core(parameter: torch.Tensor) -> list[int]:
    """Return the sizes of a parameter, small ones first: a weight may be stored either way."""
    return sorted(size for size in parameter.shape if size != 1)


def _pair(first: int, second: int) -> str:
    return "×".join(map(str, sorted((first, second))))


def _fill(parameter: torch.Tensor, sizes: Sizes, seed: int) -> None:
    """Write numbers into a parameter that depend on its shape alone, however it is stored."""
    core = _core(parameter)
    generator = torch.Generator().manual_seed(1000 * seed + math.prod(core) + 7 * len(core))
    numbers = 0.7 * torch.randn(core, generator=generator)
    shape = [size for size in parameter.shape if size != 1]
    with torch.no_grad():
        parameter.copy_((numbers if shape == core else numbers.T).reshape(parameter.shape))


def _norm(gradient: torch.Tensor | None) -> float:
    return 0.0 if gradient is None else float(gradient.norm())


def count(rig: Recorder, *, kind: str) -> Use:
    """Call ``count_parameters(model)`` on a model of a kind (see ``_counted``)."""
    model = _counted(kind, rig.count(0))

    def use(subject: Any) -> None:
        before = [p.requires_grad for p in model.parameters()]
        rig.call(subject, model)
        rig.note("model as before", before == [p.requires_grad for p in model.parameters()])

    return use


class _Nested(nn.Module):
    """A model with parameters of its own, one of them a single number, beside its layers."""

    def __init__(self, more: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.shift = nn.Parameter(torch.ones(2 + more, 3))
        self.inner = nn.Sequential(nn.Linear(3, 5), nn.Sequential(nn.ReLU(), nn.Linear(5, 2)))
        self.last = nn.Linear(2, 7, bias=False)


def _counted(kind: str, more: int) -> nn.Module:
    layers: list[nn.Module] = [nn.Linear(4 + more, 6), nn.ReLU(), nn.Linear(6, 3)]
    if kind == "nested":
        return _Nested(more)
    if kind == "norm":
        layers.insert(1, nn.BatchNorm1d(6))
    if kind == "frozen":
        layers[0].requires_grad_(False)
    if kind == "tied":
        square, twin = nn.Linear(5, 5), nn.Linear(5, 5)
        twin.weight = square.weight
        layers = [nn.Linear(4 + more, 5), square, twin]
    if kind == "repeated":
        layer = nn.Linear(5, 5)
        layers = [nn.Linear(4 + more, 5), layer, nn.ReLU(), layer]
    if kind == "nothing":
        return nn.Sequential(nn.ReLU(), nn.Linear(3, 2).requires_grad_(False))
    return nn.Sequential(*layers)
