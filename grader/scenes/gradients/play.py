"""Has gradients computed and parameters frozen; looks at what else is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.autograd import forward_ad
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves

from grader.observe.plain import plain, scalar
from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts

# Of linear_gradients.
DW = "dw"
DB = "db"
ARGUMENTS = "arguments as before"
FOLLOWED = "autograd was asked to follow a tensor"
# Of numeric_gradient.
W_KEPT = "w as before"
AWAY = "f is asked away from w"
# Of gradients and freeze; {n} counts the calls.
MISSING = "names missing in the result of call {n}"
FROZEN = "frozen after call {n}"
EMPTY = ".grad is None after call {n} for"
HELD = ".grad afterwards, norm"
NUMBERS = "numbers as before"
PARAMETERS = "same parameters"
MODES = "modes as before"
TRAINABLE = "requires_grad as before"

FAR = 50.0  # more than any number that is drawn

# -- by hand -------------------------------------------------------------------------


def linear(
    recorder: Recorder, subject: Any, *, arguments: list[torch.Tensor], record_graph: bool
) -> None:
    """Call ``linear_gradients(x, y, w, b)``."""
    kept = [tensor.clone() for tensor in arguments]
    recorder.calls += 1
    if record_graph:
        result = plain(subject(*arguments))
    else:
        with torch.no_grad(), _Following() as following:
            result = plain(subject(*arguments))
        recorder.note(FOLLOWED, following.found)
    recorder.results.append(result)
    if isinstance(result, list) and len(result) == 2:
        recorder.note(DW, result[0])
        recorder.note(DB, scalar(result[1]))
    recorder.note(ARGUMENTS, all(map(_untouched, arguments, kept)))


class _Following(TorchFunctionMode):
    """Sees whether an operation is given, or makes, a tensor that autograd follows.

    Where recording is off, only code that wants autograd has one: it turns recording on, or
    calls a transform, which does.

    Attributes:
        found: Whether there was one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Look at what goes into an operation and at what comes out of it."""
        result = func(*args, **(kwargs or {}))
        tensors = (v for v in tree_leaves((args, kwargs, result)) if isinstance(v, torch.Tensor))
        self.found |= any(map(_follows, tensors))
        return result


def _follows(tensor: torch.Tensor) -> bool:
    return tensor.requires_grad or forward_ad.unpack_dual(tensor).tangent is not None


def _untouched(tensor: torch.Tensor, kept: torch.Tensor, close: float = 0.0) -> bool:
    """Return whether a tensor holds the same numbers, at most ``close`` off, and no gradient."""
    if tensor.shape != kept.shape or tensor.requires_grad or tensor.grad is not None:
        return False
    return bool(((tensor - kept).abs() <= close).all())


def numeric(
    recorder: Recorder,
    subject: Any,
    *,
    w: torch.Tensor,
    eps: float | None,
    scale: torch.Tensor,
    bend: torch.Tensor,
    level: float,
    sign: float,
) -> None:
    """Call ``numeric_gradient(f, w, eps)``."""
    kept = w.clone()
    f, asked = _function(kept.clone(), scale, bend, level, sign)
    recorder.call(subject, f, w, *(() if eps is None else (eps,)))
    close = 1e-3 * (1e-6 if eps is None else eps)
    recorder.note(W_KEPT, _untouched(w, kept, close))
    recorder.note(AWAY, any(asked))


def _function(
    w: torch.Tensor, scale: torch.Tensor, bend: torch.Tensor, level: float, sign: float
) -> tuple[Callable[[torch.Tensor], torch.Tensor], list[bool]]:
    """Return a smooth function that does not split into entries, and where it was not at w.

    Its third derivatives are large: a step of 0.1 shows in the numbers. It is made of
    operations between entries, so that it works in either precision.
    """
    asked: list[bool] = []

    def f(argument: torch.Tensor) -> torch.Tensor:
        asked.append(_away(argument, w))
        v = argument - level
        together = (scale * v).sum() / (1 + v.numel() / 4)
        rising = together**3 + (bend * v**3).sum() + torch.sin(together) * (bend * v).sum()
        return sign * rising

    return f, asked


def _away(argument: torch.Tensor, kept: torch.Tensor) -> bool:
    try:
        return not torch.equal(argument.detach().double(), kept)
    except (RuntimeError, AttributeError):
        return True  # many points at once, as torch.vmap asks for


# -- of a model ----------------------------------------------------------------------


class Partly(nn.Module):
    """Has a trainable and a frozen layer, a single number, and layers it does not use.

    On one parameter the output depends, but not around its numbers: the gradient is exactly 0.
    """

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.spare = nn.Linear(4, 2)
        self.body = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 5))
        self.mode = parts.ModeLayer() if mode else nn.Identity()
        self.scale = nn.Parameter(torch.ones(()))
        self.unused = nn.Parameter(torch.ones(3))
        self.head = nn.Linear(5, 3)
        self.silent = nn.Parameter(torch.ones(3))
        self.body[2].requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, 4) to outputs (N, 3)."""
        result: torch.Tensor = self.head(self.mode(torch.tanh(self.body(x)))) * self.scale
        return result + torch.relu(self.silent - FAR)


def network(kind: str) -> nn.Module:
    """Return a network from (N, 4) to (N, 3).

    Args:
        kind: ``"plain"`` (everything is trained), ``"partly"`` (see ``Partly``) or ``"mode"``
            (the same, and its output depends on the mode).
    """
    if kind == "plain":
        return nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))
    return Partly(kind == "mode")


def _fill(
    model: nn.Module, state: dict[str, torch.Tensor], held: Sequence[torch.Tensor]
) -> nn.Module:
    """Give a model its weights and buffers; where some are ``held``, each ``.grad`` as well."""
    model.load_state_dict(state)
    for parameter, gradient in zip(model.parameters(), held, strict=False):
        parameter.grad = gradient
    return model


def of_model(
    recorder: Recorder,
    subject: Any,
    *,
    net: str,
    state: dict[str, torch.Tensor],
    held: list[torch.Tensor],
    train: bool,
    loss: str,
    batches: list[list[torch.Tensor]],
) -> None:
    """Call ``gradients(model, x, y, loss_fn)`` once per batch; one layer is in the other mode."""
    model = _fill(network(net), state, held).train(train)
    list(model.modules())[-1].train(not train)
    loss_fn = parts.loss(loss)
    names = [name for name, _ in model.named_parameters()]
    for x, y in batches:
        before = _state(model)
        recorder.calls += 1
        result = subject(model, x, y, loss_fn)
        if isinstance(result, dict):
            recorder.note(MISSING, [name for name in names if name not in result])
        else:
            recorder.note(MISSING, "all, since it is no dictionary")
        recorder.took(result)
        _note_state(recorder, model, before)
        trainable = [p.requires_grad for p in model.parameters()]
        recorder.note(TRAINABLE, trainable == before[3])


State = tuple[list[torch.Tensor], list[nn.Parameter], list[bool], list[bool]]


def _state(model: nn.Module) -> State:
    return (
        [value.detach().clone() for value in model.state_dict().values()],
        list(model.parameters()),
        [module.training for module in model.modules()],
        [parameter.requires_grad for parameter in model.parameters()],
    )


def _note_state(recorder: Recorder, model: nn.Module, before: State) -> None:
    """Note ``.grad`` after a call, and whether it left everything else alone."""
    now = _state(model)
    recorder.note(HELD, {n: p.grad for n, p in model.named_parameters()})
    recorder.note(NUMBERS, _equal(now[0], before[0]))
    recorder.note(PARAMETERS, _identical(now[1], before[1]))
    recorder.note(MODES, now[2] == before[2])


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
        numbered = {"1": nn.Linear(2, 3), "10": nn.Linear(3, 2, bias=False)}
        self.body = nn.ModuleDict({**further, **numbered, "norm": nn.BatchNorm1d(2)})
        self.body21 = nn.Linear(2, 2)
        narrow = {"body": nn.Linear(2, 1), "a+b": nn.Linear(1, 2, bias=False)}
        wide = {f"a+b{n}": nn.Linear(2, 1) for n in range(more)}
        self.neck = nn.ModuleDict({**narrow, "aab": nn.Linear(2, 3, bias=False), **wide})
        self.gain = nn.Parameter(torch.ones(2))


def freezing(
    recorder: Recorder,
    subject: Any,
    *,
    more: int,
    state: dict[str, torch.Tensor],
    held: list[torch.Tensor],
    frozen: list[str],
    empty: list[str],
    prefix: str,
) -> None:
    """Call ``freeze(model, prefix)``."""
    model = _fill(Named(more), state, held)
    model.get_submodule("body.norm").eval()
    for name in frozen:
        model.get_parameter(name).requires_grad = False
    for name in empty:
        model.get_parameter(name).grad = None
    before = _state(model)
    recorder.call(subject, model, prefix)
    every = list(model.named_parameters())
    recorder.note(FROZEN, [name for name, p in every if not p.requires_grad])
    recorder.note(EMPTY, [name for name, p in every if p.grad is None])
    _note_state(recorder, model, before)
