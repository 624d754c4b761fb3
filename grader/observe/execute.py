"""Runs code in a situation, within limits, and leaves the world as it was."""

from __future__ import annotations

import contextlib
import copy
import io
import linecache
import random
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy
import torch
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from grader.observe.recorder import Channel, Elsewhere, More, Recorder, Runaway, TimeUp
from grader.observe.run import Failure, Run

OUTPUT_LIMIT = 2_000
SECONDS = 10.0  # of processor time: a busy machine takes nothing away
WAITING = 1.5  # times as long is waited for code that computes nothing


def record(
    play: Callable[..., None],
    given: Mapping[str, Any],
    subject: Any,
    *,
    world: int = 0,
    curve: bool = False,
    expected: Run | None = None,
    more: More | None = None,
    ranks: Sequence[Channel] = (),
    trusted: bool = False,
) -> Run:
    """Play a scene with ``subject``.

    Args:
        play: Takes a recorder, the subject, and ``given`` as keyword arguments.
        given: Plain data that ``play`` builds everything from.
        subject: The learner's function, class or value.
        world: Where the global random states begin.
        curve: Whether to compute the loss for every set of weights on the way.
        expected: A run; this one need not go on when it turns out to be another.
        more: Where ``Recorder.more`` gets what is handed over later.
        ranks: Where the processes of a group take their own numbers.
        trusted: Whether the code is the grader's own, which waits for nothing, and whose
            updates nobody computes anew.

    Returns:
        What was observed. An exception raised by the subject ends the run and is
        part of it; KeyboardInterrupt is passed on.

    Raises:
        Departed: if the run is not as expected (it may also end otherwise than expected).
    """
    recorder = Recorder(expected, curve, more, ranks, states=not trusted)
    printed = io.StringIO()
    failure = None
    with _quiet(printed), _untouched_world(world), _untouched_class(subject):
        before = register_optimizer_step_pre_hook(lambda *_: recorder.before_step())
        after = register_optimizer_step_post_hook(lambda opt, *_: recorder.saw_step(opt))
        try:
            with _time_limit(SECONDS, None if trusted else WAITING * SECONDS):
                play(recorder, subject, **given)
        except Runaway:
            failure = Failure("Runaway", "the model was called without end")
        except TimeUp:
            failure = Failure("TimeUp", f"it did not finish within {SECONDS:.0f} seconds")
        except Elsewhere as error:
            failure = error.failure
        except (Exception, SystemExit) as error:
            failure = failure_of(error, subject)
        finally:
            before.remove()
            after.remove()
        recorder._close_backward()
    if failure is not None:
        recorder.ended(failure.type)
    recorder.snapshot()
    return Run(
        items=tuple(recorder.items),
        failure=failure,
        results=tuple(recorder.results),
        output=printed.getvalue()[:OUTPUT_LIMIT],
        curve=recorder.curve() if curve else (),
        compared=tuple(recorder._compared or ()),
        aside=tuple(recorder.asides),
    )


@contextlib.contextmanager
def _quiet(printed: io.StringIO) -> Iterator[None]:
    """Catch prints and warnings: they are shown, never held against anybody."""
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        warnings.simplefilter("default")
        yield
    for message in dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught):
        printed.write(f"{message}\n")


@contextlib.contextmanager
def _time_limit(computing: float, in_all: float | None) -> Iterator[None]:
    """Raise ``TimeUp`` after so many seconds, where the platform has interval timers.

    Args:
        computing: Of processor time.
        in_all: By the clock; None for no limit.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise TimeUp

    with (
        _timer(signal.SIGPROF, signal.ITIMER_PROF, computing, ring),
        _timer(signal.SIGALRM, signal.ITIMER_REAL, in_all or 0.0, ring),  # 0 never rings
    ):
        yield


@contextlib.contextmanager
def _timer(
    number: signal.Signals, kind: int, seconds: float, ring: Callable[[int, Any], None]
) -> Iterator[None]:
    before = signal.signal(number, ring)
    signal.setitimer(kind, seconds)
    try:
        yield
    finally:
        signal.setitimer(kind, 0)
        signal.signal(number, before)


@contextlib.contextmanager
def _untouched_world(world: int) -> Iterator[None]:
    """Seed all random states for the run, and put back what was there before."""
    python, array, cpu = random.getstate(), numpy.random.get_state(), torch.get_rng_state()
    grad, dtype = torch.is_grad_enabled(), torch.get_default_dtype()
    random.seed(world)
    numpy.random.seed(world % 2**32)
    torch.default_generator.manual_seed(world)  # torch.manual_seed writes down where it was called
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    try:
        yield
    finally:
        random.setstate(python)
        numpy.random.set_state(array)
        torch.set_rng_state(cpu)
        torch.set_grad_enabled(grad)
        torch.set_default_dtype(dtype)


@contextlib.contextmanager
def _untouched_class(subject: Any) -> Iterator[None]:
    """Put back what objects of a class left on the class, so that runs stay apart."""
    if not isinstance(subject, type):
        yield
        return
    before = {k: copy.deepcopy(v) for k, v in vars(subject).items() if _is_state(k, v)}
    try:
        yield
    finally:
        for key in [k for k, v in vars(subject).items() if _is_state(k, v) and k not in before]:
            delattr(subject, key)
        for key, value in before.items():
            setattr(subject, key, value)


def _is_state(name: str, value: Any) -> bool:
    kinds = (int, float, list, dict, torch.Tensor, type(None))
    return not name.startswith("__") and isinstance(value, kinds)


def failure_of(error: BaseException, subject: Any) -> Failure:
    """Describe an exception; the place is the deepest line of the subject's own file."""
    filename = _filename(subject)
    line, text, own = None, "", False
    for frame, number in traceback.walk_tb(error.__traceback__):
        own = frame.f_code.co_filename == filename
        if own:
            line, text = number, linecache.getline(str(filename), number).strip()
    return Failure(type(error).__name__, str(error)[:OUTPUT_LIMIT], line, text, own)


def _filename(subject: Any) -> str | None:
    if isinstance(subject, tuple) and subject:
        subject = subject[0]
    code = getattr(subject, "__code__", None)
    if code is None:
        for member in vars(subject).values() if isinstance(subject, type) else ():
            code = getattr(member, "__code__", None) or code
    return None if code is None else code.co_filename
