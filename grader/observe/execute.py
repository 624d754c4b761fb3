"""Runs code in a situation, within limits, and leaves the world as it was."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import linecache
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType, TracebackType
from typing import Any

import torch
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from grader.observe.place import context, is_raise, near
from grader.observe.recorder import Channel, Elsewhere, More, Recorder, Runaway, TimeUp
from grader.observe.run import Failure, Run
from grader.observe.world import put_back

OUTPUT_LIMIT = 2_000
SECONDS = 10.0  # of processor time: a busy machine takes nothing away
WAITING = 1.5  # times as long is waited for code that computes nothing
BUSY = 0.03  # of its time by the clock is what code computes that only gets little of a processor


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
    ends: bool = False,
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
        ends: Whether the code is known to come to an end, and needs no limit.

    Returns:
        What was observed. An exception raised by the subject ends the run and is
        part of it; KeyboardInterrupt is passed on.

    Raises:
        Departed: if the run is not as expected (it may also end otherwise than expected).
    """
    recorder = Recorder(expected, curve, more, ranks, states=not trusted)
    printed = io.StringIO()
    failure = None
    with _quiet(printed), put_back(world), _untouched(subject):
        hooks = (
            register_optimizer_step_pre_hook(recorder.step_begins),
            register_optimizer_step_post_hook(recorder.saw_step),
        )
        try:
            with _limits(trusted, ends):
                play(recorder, subject, **given)
        except Runaway:
            failure = Failure("Runaway", "the model was called without end")
        except TimeUp:
            failure = Failure(TimeUp.__name__, f"it was stopped after {SECONDS:.0f} seconds")
        except Elsewhere as error:
            failure = error.failure
        except (Exception, SystemExit) as error:
            failure = failure_of(error, subject)
        finally:
            for hook in (*hooks, *recorder.hooks):
                hook.remove()
        recorder._close_backward()
    if failure is not None:
        recorder.ended(failure.kind)
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


def _limits(trusted: bool, ends: bool) -> contextlib.AbstractContextManager[None]:
    if ends:
        return contextlib.nullcontext()
    return _time_limit(SECONDS, None if trusted else WAITING * SECONDS)


@contextlib.contextmanager
def _time_limit(computing: float, waiting: float | None) -> Iterator[None]:
    """Raise ``TimeUp`` after so many seconds, where the platform has interval timers.

    Args:
        computing: Of processor time.
        waiting: By the clock, in which hardly anything was computed; None for no limit.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return
    computed = time.process_time()

    def ring(number: int, frame: object) -> None:
        raise TimeUp

    def ask(number: int, frame: object) -> None:
        nonlocal computed
        before, computed = computed, time.process_time()
        if computed - before < BUSY * (waiting or 0.0):
            raise TimeUp

    with (
        _timer(signal.SIGPROF, signal.ITIMER_PROF, computing, ring),
        _timer(signal.SIGALRM, signal.ITIMER_REAL, waiting or 0.0, ask),  # 0 never rings
    ):
        yield


@contextlib.contextmanager
def _timer(
    number: signal.Signals, kind: int, seconds: float, ring: Callable[[int, Any], None]
) -> Iterator[None]:
    before = signal.signal(number, ring)
    signal.setitimer(kind, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(kind, 0)
        signal.signal(number, before)


@contextlib.contextmanager
def _untouched(subject: Any) -> Iterator[None]:
    """Put back what a run left on a class or in default arguments, so that runs stay apart."""
    defaults = [(value, copy.copy(value)) for value in _defaults_of(subject)]
    before = {name: copy.deepcopy(value) for name, value in _state_of(subject).items()}
    try:
        yield
    finally:
        for key in _state_of(subject).keys() - before.keys():
            delattr(subject, key)
        for key, value in before.items():
            setattr(subject, key, value)
        for value, kept in defaults:
            _refill(value, kept)


def _defaults_of(subject: Any) -> Iterator[list[Any] | dict[Any, Any] | set[Any]]:
    """Yield the default arguments that can change, of a function, a tuple of them or a class."""
    held = vars(subject).values() if isinstance(subject, type) else None
    parts = subject if isinstance(subject, tuple) else (subject,)
    for part in parts if held is None else held:
        inner = part.fget if isinstance(part, property) else getattr(part, "__func__", part)
        defaults = inner.__defaults__ or () if isinstance(inner, FunctionType) else ()
        yield from (value for value in defaults if type(value) in (list, dict, set))


def _refill(value: Any, kept: Any) -> None:
    """Give a container its former content; it stays the object that code may ask for."""
    value.clear()
    if isinstance(value, list):
        value.extend(kept)
    else:
        value.update(kept)


def _state_of(subject: Any) -> dict[str, Any]:
    """Return what a class holds that its objects may change; nothing of anything else."""
    held = vars(subject).items() if isinstance(subject, type) else ()
    return {name: value for name, value in held if _is_state(name, value)}


def _is_state(name: str, value: Any) -> bool:
    kinds = (int, float, list, dict, torch.Tensor, type(None))
    return not name.startswith("__") and isinstance(value, kinds)


def failure_of(error: BaseException, subject: Any) -> Failure:
    """Describe an exception; the place is the deepest line of the subject's own file."""
    filename = str(_filename(subject))
    line, text, own, raised = None, "", False, False
    for entry in _entries(error):
        own = entry.tb_frame.f_code.co_filename == filename
        raised = own and is_raise(entry)
        if own:
            line, text = entry.tb_lineno, linecache.getline(filename, entry.tb_lineno).strip()
    return Failure(
        type=type(error).__name__,
        message=str(error)[:OUTPUT_LIMIT],
        line=line,
        text=text,
        own=own,
        raised=raised,
        context=context(filename, line)[:OUTPUT_LIMIT] if line else "",
        near=near(error)[:OUTPUT_LIMIT],
    )


def _entries(error: BaseException) -> Iterator[TracebackType]:
    entry = error.__traceback__
    while entry is not None:
        yield entry
        entry = entry.tb_next


def _filename(subject: Any) -> str | None:
    if isinstance(subject, tuple) and subject:
        subject = subject[0]
    members = [subject, *(vars(subject).values() if isinstance(subject, type) else ())]
    codes = (getattr(_undecorated(member), "__code__", None) for member in members)
    return next((code.co_filename for code in codes if code is not None), None)


def _undecorated(function: Any) -> Any:
    """Return what a decorator such as ``torch.no_grad()`` was put around."""
    try:
        return inspect.unwrap(function)
    except ValueError:  # each is around the other
        return function
