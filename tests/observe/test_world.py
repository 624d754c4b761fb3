"""What a learner's code changes of the world around it reaches no later check."""

from __future__ import annotations

import contextlib
import copy
import gc
import importlib
import io
import locale
import math
import multiprocessing
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.optim.optimizer import register_optimizer_step_pre_hook

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.observe import functions
from grader.observe.world import PARTS, RANDOM, put_back

STEP = exercise("01_loop/train_step")
SEED = (torch, "manual_seed")


def binds_functions_anew() -> None:
    random.seed = 42  # type: ignore[assignment]
    numpy.random.seed = 42  # type: ignore[assignment]
    torch.manual_seed = 42  # type: ignore[assignment]
    torch.rand = torch.randn = torch.randint = torch.zeros
    torch.Tensor.backward = lambda *_: None  # type: ignore[method-assign,assignment]
    torch.Tensor.item = lambda self: 0.0  # type: ignore[method-assign,assignment,misc]
    functional.cross_entropy = functional.mse_loss
    nn.Module.train = lambda self, mode=True: self  # type: ignore[method-assign]
    torch.optim.Optimizer.zero_grad = lambda self, set_to_none=True: None  # type: ignore[method-assign]
    warnings.warn = lambda *_, **__: None  # type: ignore[assignment]
    copy.deepcopy = lambda value, memo=None: value
    math.log = math.log2


def adds_hooks() -> None:
    nn.modules.module.register_module_forward_hook(lambda module, inputs, output: output * 0)
    register_optimizer_step_pre_hook(lambda *_: (_ for _ in ()).throw(OSError))


def moves_away() -> None:
    os.chdir("/")


def writes_to_the_environment() -> None:
    os.environ["OMP_NUM_THREADS"] = "none"
    os.environ.pop("HOME", None)


def loses_the_path() -> None:
    sys.path = sys.path[:1]
    sys.path.append("elsewhere")


def sets_figures() -> None:
    mpl.rcParams["lines.linewidth"] = 9.5


def speaks_another_language() -> None:
    locale.setlocale(locale.LC_ALL, "C.UTF-8" if locale.setlocale(locale.LC_ALL) == "C" else "C")


CHANGES: dict[str, Callable[[], Any]] = {
    "functions": binds_functions_anew,
    "default dtype": lambda: torch.set_default_dtype(torch.float64),
    "default device": lambda: torch.set_default_device("meta"),
    "threads": lambda: torch.set_num_threads(torch.get_num_threads() + 1),
    "deterministic algorithms": lambda: torch.use_deterministic_algorithms(True),
    "cuDNN flags": lambda: setattr(torch.backends.cudnn, "benchmark", True),
    "anomaly mode": lambda: torch.autograd.set_detect_anomaly(True),
    "autocast": lambda: torch.set_autocast_enabled("cpu", True),
    "global hooks": adds_hooks,
    "tensors as text": lambda: torch.set_printoptions(precision=1),
    "arrays as text": lambda: numpy.set_printoptions(precision=1),
    "numpy errors": lambda: numpy.seterr(all="raise"),
    "working directory": moves_away,
    "environment": writes_to_the_environment,
    "import path": loses_the_path,
    "recursion limit": lambda: sys.setrecursionlimit(sys.getrecursionlimit() + 500),
    "locale": speaks_another_language,
    "garbage collection": gc.disable,
    "start of processes": lambda: multiprocessing.set_start_method("spawn", force=True),
    "figures": sets_figures,
}


def right(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    value: float = loss.item()
    return value


@pytest.fixture
def _left_alone() -> Iterator[None]:
    """Let no other test notice where one of these fails."""
    with put_back():
        yield


def test_every_part_is_changed_here() -> None:
    assert list(CHANGES) == [part.name for part in PARTS]


@pytest.mark.usefixtures("_left_alone")
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_what_a_run_changes_is_put_back(part: Any) -> None:
    before = part.read()

    def changes(*arguments: Any) -> float:
        CHANGES[part.name]()
        assert part.read() != before
        return right(*arguments)

    judge(STEP, changes)
    assert part.read() == before
    assert judge(STEP, right).passed


@pytest.mark.usefixtures("_left_alone")
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_what_a_session_has_changed_changes_no_verdict_and_stays_as_it_is(part: Any) -> None:
    started = part.read()
    CHANGES[part.name]()
    changed = part.read()
    passed = judge(STEP, right, seed=5).passed  # with numbers that nothing was kept of
    kept = part.read()
    part.write(started)
    assert passed
    assert kept == changed


def _recording_off() -> None:
    torch.set_grad_enabled(False)


_entered: list[Any] = []


def _inference_mode_entered() -> None:
    _entered.append(torch.inference_mode())
    _entered[-1].__enter__()


@pytest.mark.usefixtures("_left_alone")
@pytest.mark.parametrize("change", [_recording_off, _inference_mode_entered])
def test_recording_is_as_it_was(change: Callable[[], None]) -> None:
    def changes(*arguments: Any) -> float:
        result = right(*arguments)
        change()
        return result

    judge(STEP, changes)
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()
    _entered.clear()
    assert torch.is_grad_enabled()
    assert judge(STEP, right).passed
    torch.set_grad_enabled(False)
    assert judge(STEP, right, seed=6).passed
    assert not torch.is_grad_enabled()


def test_random_states_warnings_and_streams_are_as_they_were() -> None:
    def changes(*_: Any) -> None:
        random.seed(1), numpy.random.seed(1), torch.manual_seed(1)
        warnings.simplefilter("error")
        warnings.showwarning = lambda *_, **__: None
        sys.stdout = sys.stderr = io.StringIO()

    def seen() -> list[Any]:
        states = [repr(kind.read()) for kind in RANDOM]
        return [*states, warnings.filters[:], warnings.showwarning, sys.stdout, sys.stderr]

    before = seen()
    with contextlib.suppress(Exception):
        judge(STEP, changes)
    assert seen() == before


@pytest.mark.parametrize("address", ["00_start/hello", "11_sanity/seed_everything"])
def test_a_slip_of_the_pen_is_failed_and_breaks_nothing_after_it(address: str) -> None:
    def seed_everything(seed: int, *_: Any) -> None:
        random.seed = seed  # type: ignore[assignment]
        numpy.random.seed = seed  # type: ignore[assignment]
        torch.manual_seed = seed  # type: ignore[assignment]

    before = functions.read()
    assert not judge(exercise(address), seed_everything).passed
    assert functions.read() == before
    assert judge(STEP, right).passed


def test_what_torch_itself_has_wrapped_stays() -> None:
    """Loading the compiler, as the first optimizer does, binds ``torch.manual_seed`` anew."""
    importlib.import_module("torch._dynamo")
    assert torch.manual_seed is not functions.ORIGINAL.values[functions.PLACES.index(SEED)]
    wrapped = torch.manual_seed
    assert judge(STEP, right).passed
    assert torch.manual_seed is wrapped


@pytest.mark.usefixtures("_left_alone")
def test_a_folder_that_is_gone_stops_no_check(tmp_path: Path) -> None:
    place = tmp_path / "gone"
    place.mkdir()
    os.chdir(place)
    place.rmdir()
    assert judge(STEP, right).passed
    os.chdir(tmp_path)
