"""Draws, plays and reads a scene; which functions belong together follows from their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import torch

from grader.course.exercise import Probe
from grader.observe.execute import OUTPUT_LIMIT, record
from grader.observe.run import Item, Run
from grader.scenes.draws import PRACTICE, Drawn, Draws, Play, Unusual, next_seed, world_of
from grader.scenes.follow import UNREADABLE, Followed

Player = Callable[[str, Play, int, bool], Run]  # scene, what is handed over, world, for a curve


def drawn(probe: Probe, seed: int) -> Drawn:
    """Return the situation of a probe with a seed; that of practice is drawn once for all."""
    return _of_practice(probe) if seed == PRACTICE else _of_one(probe, seed)


@cache
def _of_practice(probe: Probe) -> Drawn:
    return _drawn(probe, PRACTICE)


@lru_cache(maxsize=64)
def _of_one(probe: Probe, seed: int) -> Drawn:
    usual = _of_practice(probe).pinned
    while True:
        try:
            return _drawn(probe, seed, usual)
        except Unusual:
            seed = next_seed(seed)


def _drawn(probe: Probe, seed: int, usual: Sequence[torch.Tensor] | None = None) -> Drawn:
    draws = Draws(seed, usual)
    with torch.random.fork_rng(devices=[]):  # layers draw their first weights from it
        torch.default_generator.manual_seed(PRACTICE)
        made = probe.draw(draws, **probe.params)
    pinned = tuple(draws.pinned)
    if not isinstance(made, Drawn):
        return Drawn((Play(made),), pinned=pinned)
    return replace(made, pinned=pinned)


def name_of(draw: Callable[..., Any]) -> str:
    """Return what a scene is called on the wire: ``"kind:function"``."""
    *_, kind, _ = draw.__module__.split(".")
    return f"{kind}:{draw.__name__}"


def run_probe(probe: Probe, player: Player, seed: int, curve: bool = False) -> Run:
    """Play all cases of a probe, until one ends with an exception; return them as one run."""
    situation, scene, world = drawn(probe, seed), name_of(probe.draw), world_of(seed)
    runs: list[Run] = []
    for entry in situation.plays:
        play = entry if isinstance(entry, Play) else entry(runs)
        runs.append(player(scene, play, world, curve))
        if runs[-1].failure is not None:
            break
    return read(probe, situation, joined(runs))


def joined(runs: Sequence[Run]) -> Run:
    """Return runs that followed each other as one; their calls are counted on."""
    if len(runs) == 1:
        return runs[0]
    items: list[Item] = []
    aside: list[Item] = []
    for run in runs:
        before = items[-1].call + 1 if items else 0
        items += [replace(item, call=item.call + before) for item in run.items]
        aside += [replace(item, call=item.call + before) for item in run.aside]
    return replace(
        runs[-1],
        items=tuple(items),
        aside=tuple(aside),
        results=tuple(result for run in runs for result in run.results),
        output="".join(run.output for run in runs)[:OUTPUT_LIMIT],
    )


def read(probe: Probe, situation: Drawn, run: Run) -> Run:
    """Return a run in the form in which it is compared."""
    reader = reader_of(probe.draw)
    return run if reader is None else reader(run, situation.known)


def is_compared_as_played(probe: Probe, seed: int) -> bool:
    """Return whether what is compared is one run, just as it was noted."""
    return reader_of(probe.draw) is None and len(drawn(probe, seed).plays) == 1


def reader_of(draw: Callable[..., Any]) -> Callable[[Run, Any], Run] | None:
    """Return the function in ``read.py`` that belongs to one in ``draw.py``, if there is one."""
    return _beside(draw, "read")


def followed(probe: Probe, seed: int, run: Run) -> tuple[Followed, ...]:
    """Return what the judge computes anew from the states of a run, and what was there instead.

    Nothing where the scene has no ``follow.py``. What comes out of a sandbox may be anything:
    the last one says so where nothing more could be computed.
    """
    follow = _beside(probe.draw, "follow")
    plays = [play for play in drawn(probe, seed).plays if isinstance(play, Play)]
    found: list[Followed] = []
    if follow is None:
        return ()
    try:
        given = [{**play.given, "then": list(play.then)} for play in plays]
        found.extend(follow(run, _copied(given)))
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError):
        found.append(Followed(UNREADABLE, True, False))
    return tuple(found)


@cache
def _beside(draw: Callable[..., Any], half: str) -> Callable[..., Any] | None:
    name = draw.__module__.removesuffix(".draw") + f".{half}"
    return getattr(import_module(name), draw.__name__, None) if find_spec(name) else None


def play_here(
    subject: Any,
    scene: str,
    play: Play,
    world: int,
    curve: bool,
    expected: Run | None = None,
    trusted: bool = False,
    ends: bool = False,
) -> Run:
    """Play a scene with an object of this process; raises Departed as ``record`` does."""
    kind, _, function = scene.partition(":")
    module = import_module(f"grader.scenes.{kind}.play")
    rest = iter(_copied(list(play.then)))
    return record(
        getattr(module, function),
        _copied(play.given),
        subject,
        world=world,
        curve=curve,
        expected=expected,
        more=lambda _: next(([value] for value in rest), []),
        ranks=[_Held(numbers) for numbers in _copied(list(play.ranks))],
        trusted=trusted,
        ends=ends,
    )


class _Held:
    """A channel within this process."""

    def __init__(self, numbers: Any) -> None:
        self._numbers = numbers

    def take(self) -> Any:
        """See ``Channel``."""
        return self._numbers

    def close(self) -> None:
        """See ``Channel``."""


def _copied(value: Any) -> Any:
    """Return plain data with tensors of its own: what is drawn is kept, and code may write."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(part) for part in value]
    return value
