"""The world around a run: what learners' code may change of it, and how it is put back.

Everything is kept here by private names: code may bind something else to ``random.seed`` or
``torch.rand``, and what comes after it has to be right all the same.
"""

from __future__ import annotations

import contextlib
import gc
import locale
import multiprocessing
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy
import torch
from torch import _tensor_str
from torch.nn.modules import module as modules
from torch.optim import optimizer as optimizers

from grader.observe import functions

AS_IT_IS = object()  # nothing is set at the start of a run


class Part(NamedTuple):
    """One thing that is shared by all code of a process.

    Attributes:
        name: What it is.
        read: Returns it, in a form that later changes do not reach.
        write: Makes it what ``read`` returned; called where it is not that any more.
        start: What a run begins with, in the form of ``read``.
    """

    name: str
    read: Callable[[], Any]
    write: Callable[[Any], object]
    start: Any = AS_IT_IS


def _cwd() -> str | None:
    with contextlib.suppress(FileNotFoundError):
        return os.getcwd()
    return None


def _chdir(path: str | None) -> None:
    with contextlib.suppress(OSError):  # a folder that is gone stays gone
        os.chdir(path or os.curdir)


def _environment() -> dict[bytes, bytes]:
    return dict(os.environ._data)  # type: ignore[attr-defined]  # not decoded: that takes longer


def _set_environment(before: dict[bytes, bytes]) -> None:
    wanted = {os.fsdecode(key): os.fsdecode(value) for key, value in before.items()}
    for key in [key for key in os.environ if key not in wanted]:
        del os.environ[key]
    os.environ.update(wanted)


def _path() -> tuple[list[str], list[str]]:
    return sys.path, list(sys.path)


def _set_path(before: tuple[list[str], list[str]]) -> None:
    sys.path, entries = before
    sys.path[:] = entries


_HOOKS: tuple[dict[Any, Any], ...] = tuple(
    value
    for owner in (modules, optimizers)
    for name, value in sorted(vars(owner).items())
    if name.startswith("_global_") and isinstance(value, dict)
)


def _hooks() -> list[dict[Any, Any]]:
    return [dict(hooks) for hooks in _HOOKS]


def _set_hooks(before: list[dict[Any, Any]]) -> None:
    for hooks, kept in zip(_HOOKS, before, strict=True):
        hooks.clear()
        hooks.update(kept)


def _deterministic() -> tuple[bool, bool]:
    return (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
    )


def _set_deterministic(before: tuple[bool, bool]) -> None:
    torch._C._set_deterministic_algorithms(before[0], warn_only=before[1])


_CUDNN = ("benchmark", "deterministic", "enabled")


def _cudnn() -> list[bool]:
    return [getattr(torch.backends.cudnn, name) for name in _CUDNN]


def _set_cudnn(before: list[bool]) -> None:
    for name, value in zip(_CUDNN, before, strict=True):
        setattr(torch.backends.cudnn, name, value)


def _anomaly() -> tuple[bool, bool]:
    return torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()


_set_device = torch.set_default_device
_get_device = torch.get_default_device


def _device() -> str:
    return str(_get_device())


def _put_device(name: str) -> None:
    _set_device(None if name == "cpu" else name)


def _figures() -> dict[str, Any]:
    """Return matplotlib's settings, without the warnings that looking them up can give."""
    found = sys.modules.get("matplotlib")
    return {} if found is None else dict(dict.items(found.rcParams))


def _set_figures(before: dict[str, Any]) -> None:
    settled = {k: v for k, v in before.items() if not k.startswith("backend")}  # once for all
    if settled:
        dict.update(sys.modules["matplotlib"].rcParams, settled)


def _shown_tensors() -> dict[str, Any]:
    return dict(vars(_tensor_str.PRINT_OPTS))


def _shown_arrays() -> dict[str, Any]:
    return {k: v for k, v in numpy.get_printoptions().items() if k != "override_repr"}


PARTS = (
    # the first to be put back: what follows may need them
    Part("functions", functions.read, functions.write, functions.ORIGINAL),
    Part("default dtype", torch.get_default_dtype, torch.set_default_dtype, torch.float32),
    Part(
        "default device", _device, lambda name: _set_device(None if name == "cpu" else name), "cpu"
    ),
    Part("threads", torch.get_num_threads, torch.set_num_threads),
    Part("deterministic algorithms", _deterministic, _set_deterministic, (False, False)),
    Part("cuDNN flags", _cudnn, _set_cudnn),
    Part("anomaly mode", _anomaly, lambda b: torch.autograd.set_detect_anomaly(*b), (False, True)),
    Part(
        "autocast",
        lambda: torch.is_autocast_enabled("cpu"),
        lambda on: torch.set_autocast_enabled("cpu", on),
        False,
    ),
    Part("global hooks", _hooks, _set_hooks, [{} for _ in _HOOKS]),
    Part("tensors as text", _shown_tensors, vars(_tensor_str.PRINT_OPTS).update),
    Part("arrays as text", _shown_arrays, lambda before: numpy.set_printoptions(**before)),
    Part("numpy errors", numpy.geterr, lambda before: numpy.seterr(**before)),
    Part("working directory", _cwd, _chdir),
    Part("environment", _environment, _set_environment),
    Part("import path", _path, _set_path),
    Part("recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
    Part(
        "locale",
        lambda: locale.setlocale(locale.LC_ALL),
        lambda before: locale.setlocale(locale.LC_ALL, before),
    ),
    Part("garbage collection", gc.isenabled, lambda on: gc.enable() if on else gc.disable()),
    Part(
        "start of processes",
        lambda: multiprocessing.get_start_method(allow_none=True),
        lambda name: multiprocessing.set_start_method(name, force=True),
    ),
    Part("figures", _figures, _set_figures),
)


class _Randomness(NamedTuple):
    """Where the global random states are; they are always written, which is faster than to ask."""

    read: Callable[[], Any]
    write: Callable[[Any], object]
    seed: Callable[[int], object]


_array = numpy.random.mtrand._rand  # type: ignore[attr-defined]
RANDOM = (
    _Randomness(random.getstate, random.setstate, random.seed),
    _Randomness(_array.get_state, _array.set_state, lambda seed: _array.seed(seed % 2**32)),
    # torch.manual_seed writes down where it was called
    _Randomness(
        torch.default_generator.get_state,
        torch.default_generator.set_state,
        torch.default_generator.manual_seed,
    ),
)
_inference_mode, _set_grad, _is_grad = (
    torch.inference_mode,
    torch._C._set_grad_enabled,
    torch.is_grad_enabled,
)


@contextlib.contextmanager
def put_back(seed: int | None = None) -> Iterator[None]:
    """Run code in the world that all code is judged in, and leave the world as it was.

    Args:
        seed: Where the global random states begin; None leaves them where they are.
    """
    before = [part.read() for part in PARTS]
    states = [kind.read() for kind in RANDOM]
    grad = _is_grad()
    # Leaving the block also ends an inference mode that code has entered and not left.
    with warnings.catch_warnings(), _inference_mode(False):
        _start(before)
        for kind in RANDOM if seed is not None else ():
            kind.seed(seed)  # type: ignore[arg-type]
        try:
            yield
        finally:
            _restore(before)
            for kind, state in zip(RANDOM, states, strict=True):
                kind.write(state)
    _set_grad(grad)


def _start(before: list[Any]) -> None:
    _set_grad(True)
    for part, found in zip(PARTS, before, strict=True):
        if part.start is not AS_IT_IS and found != part.start:
            part.write(part.start)


def _restore(before: list[Any]) -> None:
    for part, kept in zip(PARTS, before, strict=True):
        if part.read() != kept:
            part.write(kept)
