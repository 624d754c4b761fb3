"""Has models made and tries them out; builds models to count in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.compare import same
from grader.observe.plain import plain
from grader.observe.recorder import Recorder
from grader.scenes.tensors.play import weighted_gradients

MODEL = "<a model>"  # stands for an nn.Module among the results of a run

IS_MODULE = "it is an nn.Module"
IS_NEW = "each call makes a new model"
SHAPES = "sizes of each parameter, sorted"
TRAINABLE = "trainable numbers"
OUTPUT_SHAPE = "shape of the output"
INPUT = "input as before"
OUTPUT = "output"
GRADIENT_NORMS = "gradients, norms"
OTHER_MODE = "output after the model changed between train and eval mode"
COUNTED_MODEL = "model as before"


def mlp(
    recorder: Recorder,
    subject: Any,
    *,
    sizes: list[int],
    x: torch.Tensor,
    numbers: list[torch.Tensor],
    twice: bool,
) -> None:
    """Call ``make_mlp(n_in, n_hidden, n_out)`` and try what it makes on x, (N, n_in)."""
    made = []
    for _ in range(2 if twice else 1):
        recorder.calls += 1
        made.append(subject(*sizes))
    model = made[-1]
    recorder.results.append(MODEL if isinstance(model, nn.Module) else plain(model))
    recorder.note(IS_MODULE, isinstance(model, nn.Module))
    if not isinstance(model, nn.Module):
        return
    if twice:
        recorder.note(IS_NEW, _separate(made[0], model))
    _look(recorder, model, x)
    _compute(recorder, model, x, sizes, numbers)


def _separate(first: Any, second: nn.Module) -> bool:
    """Return whether two results are not the same, and as models share no parameter."""
    if first is second or not isinstance(first, nn.Module):
        return False
    mine = {id(p) for p in first.parameters()}
    return not any(id(p) in mine for p in second.parameters())


def _look(recorder: Recorder, model: nn.Module, x: torch.Tensor) -> None:
    """Note what a model looks like from outside."""
    kept = x.clone()
    parameters = list(model.parameters())
    if any(map(nn.parameter.is_lazy, parameters)):
        model(x)  # lazy layers get their sizes here
    recorder.note(SHAPES, _shapes(model))
    recorder.note(TRAINABLE, sum(p.numel() for p in parameters if p.requires_grad))
    recorder.note(OUTPUT_SHAPE, _shape(model(x)))
    recorder.note(INPUT, torch.equal(x, kept))


def _compute(
    recorder: Recorder,
    model: nn.Module,
    x: torch.Tensor,
    sizes: list[int],
    numbers: Sequence[torch.Tensor],
) -> None:
    """Note what a model computes with known weights, if it has any that can be set."""
    if not {_pair(sizes[0], sizes[1]), _pair(sizes[1], sizes[2])} <= set(_shapes(model)):
        return
    for parameter in model.parameters():
        _fill(parameter, numbers)
    output = model(x)
    recorder.note(OUTPUT, plain(output))
    trainable = [p for p in model.parameters() if p.requires_grad]
    if isinstance(output, torch.Tensor):  # of anything else there are no gradients
        found = weighted_gradients(output, trainable)
        recorder.note(GRADIENT_NORMS, sorted(_norm(gradient) for gradient in found))
    model.train(not model.training)
    recorder.note(OTHER_MODE, plain(model(x)))


def _shapes(model: nn.Module) -> list[str]:
    return sorted("×".join(map(str, _core(p))) for p in model.parameters())


def _shape(output: Any) -> Any:
    return list(output.shape) if isinstance(output, torch.Tensor) else plain(output)


def _core(parameter: torch.Tensor) -> list[int]:
    """Return the sizes of a parameter, small ones first: a weight may be stored either way."""
    return sorted(size for size in parameter.shape if size != 1)


def _pair(first: int, second: int) -> str:
    return "×".join(map(str, sorted((first, second))))


def _fill(parameter: torch.Tensor, numbers: Sequence[torch.Tensor]) -> None:
    """Write the numbers of its shape into a parameter, however it is stored."""
    core = _core(parameter)
    given = (each for each in numbers if list(each.shape) == core)
    values = next(given, None)
    if values is None:
        values = _of_odd_shape(core)
    shape = [size for size in parameter.shape if size != 1]
    with torch.no_grad():
        parameter.copy_((values if shape == core else values.T).reshape(parameter.shape))


def _of_odd_shape(core: list[int]) -> torch.Tensor:
    """Return numbers for a parameter that no model of these sizes should have."""
    generator = torch.Generator().manual_seed(math.prod(core) + 7 * len(core))
    return 0.7 * torch.randn(core, generator=generator)


def _norm(gradient: torch.Tensor | None) -> float:
    return 0.0 if gradient is None else float(gradient.norm())


def count(
    recorder: Recorder,
    subject: Any,
    *,
    layers: list[dict[str, Any]],
    beside: list[list[int]],
    new: bool,
) -> None:
    """Call ``count_parameters(model)``; a ``new`` one has equal biases, and no gradients yet."""
    model = network(layers, beside)
    list(model.modules())[-1].eval()
    for number, parameter in enumerate(model.parameters()):
        if not new:
            parameter.grad = torch.full_like(parameter, number)
        elif parameter.ndim == 1:
            nn.init.zeros_(parameter)
    before = _state(model)
    recorder.call(subject, model)
    recorder.note(COUNTED_MODEL, same(before, _state(model)))


def _state(model: nn.Module) -> dict[str, Any]:
    """Return all that should be as before: numbers, gradients, modes, and what is frozen."""
    parameters = dict(model.named_parameters())
    return {
        "numbers": plain(model.state_dict()),
        "gradients": plain({name: p.grad for name, p in parameters.items()}),
        "frozen": [name for name, p in parameters.items() if not p.requires_grad],
        "modes": [module.training for module in model.modules()],
    }


def network(layers: Sequence[dict[str, Any]], beside: Sequence[Sequence[int]] = ()) -> nn.Module:
    """Return a model.

    Args:
        layers: For each, its ``kind`` and ``sizes``, what is ``inside`` it, or which layer
            it is ``again``; further, whether it has a ``bias``, which of its parameters are
            ``frozen``, and which layer's weight it shares (``weight_of``).
        beside: Shapes of parameters that are in no layer.
    """
    made: list[nn.Module] = []
    for layer in layers:
        made.append(made[layer["again"]] if "again" in layer else _layer(made, **layer))
    return _Beside(beside, made) if beside else nn.Sequential(*made)


def _layer(
    before: Sequence[nn.Module],
    *,
    kind: str = "",
    sizes: Sequence[int] = (),
    inside: Sequence[dict[str, Any]] = (),
    bias: bool = True,
    frozen: Sequence[str] = (),
    weight_of: int | None = None,
) -> nn.Module:
    if inside:
        return network(inside)
    if kind == "relu":
        return nn.ReLU()
    if kind == "norm":
        return nn.BatchNorm1d(sizes[0], affine=False)
    layer = nn.Linear(sizes[0], sizes[1], bias=bias)
    if weight_of is not None:
        layer.weight = before[weight_of].weight  # type: ignore[assignment]
    for name in frozen:
        layer.get_parameter(name).requires_grad_(False)
    return layer


class _Beside(nn.Module):
    """A model with parameters of its own beside its layers, not all of the same type."""

    def __init__(self, shapes: Sequence[Sequence[int]], layers: Sequence[nn.Module]) -> None:
        super().__init__()
        for number, shape in enumerate(shapes):
            values = torch.ones(tuple(shape), dtype=torch.float64 if number else torch.float32)
            self.register_parameter(f"own{number}", nn.Parameter(values))
        for number, layer in enumerate(layers):
            self.add_module(f"part{number}", layer)
