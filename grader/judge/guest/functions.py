"""What ``from grader import ...`` gives inside the sandbox, in place of ``grader.notebook``.

Nothing is decided here and nothing is known here: ``check`` and ``grade`` ask the judge,
which sends probes and gets back what was observed.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from grader.judge import wire
from grader.observe.execute import record
from grader.observe.plain import can_be_called, plain
from grader.observe.run import Item, Run

PLACEHOLDER = "application/vnd.training-loop.placeholder+json"


class Link:
    """The connection to the judge; set when a child starts to serve."""

    channel: socket.socket | None = None
    asked = 0


@dataclass(frozen=True)
class Card:
    """Stands where the judge puts a card."""

    number: int

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {PLACEHOLDER: {"number": self.number}, "text/plain": "(the grader's card)"}


@dataclass(frozen=True)
class Note:
    """Says why nothing is shown."""

    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": self.text}


def check(exercise: str, subject: Any) -> Note:
    """Practice is for the learner: while marks are given, nothing is checked twice."""
    return Note(f"{exercise}: only graded cells are checked while marks are given.")


def grade(exercise: str, subject: Any, points: float) -> float:
    """Ask the judge to grade a subject; what it earns is not told here."""
    from IPython.display import display

    display(_ask(exercise, subject))  # type: ignore[no-untyped-call]
    return 0.0


def predict(question: str, *answers: str) -> Note:
    """Experiments are not run while grading."""
    given = ", ".join(map(repr, answers))
    return Note(f"{question}: you answered {given}. No experiment is run while grading.")


def watch_digits() -> Note:
    """The demonstration is for the learner."""
    return Note("Nothing is trained for show while grading.")


def hint(exercise: str) -> Note:
    """Hints are not given while grading."""
    return Note(f"{exercise}: hints are not given while grading.")


def explain(slug: str) -> Note:
    """Explanations are not given while grading."""
    return Note(f"{slug}: explanations are not given while grading.")


def board() -> Note:
    """The board is not shown while grading."""
    return Note("The board is not shown while grading.")


def reset(exercise: str) -> Note:
    """Cells stay as they were handed in."""
    return Note(f"{exercise}: cells stay as they are while grading.")


def loop_lab(letters: str = "") -> Note:
    """The lab is for the learner."""
    return Note("The loop lab is not opened while grading.")


def from_lab(name: str = "") -> Note:
    """What the lab wrote into a cell is there already."""
    return Note("The loop lab is not opened while grading.")


def step_strip(rate: float = 0, momentum: float = 0, forget_zero_grad: bool = False) -> Note:
    """The strip is for the learner."""
    return Note("The strip is not opened while grading.")


def _ask(exercise: str, subject: Any) -> Card:
    channel = Link.channel
    if channel is None:
        raise RuntimeError("the grader is not connected")
    number = Link.asked
    Link.asked += 1
    wire.send(channel, {"event": "judge", "exercise": str(exercise), **_about(subject)})
    while (order := wire.receive(channel))["op"] == "play":
        wire.send(channel, wire.run_to_wire(_run(order, subject)))
    return Card(number)


def _about(subject: Any) -> dict[str, Any]:
    return {
        "is_callable": can_be_called(subject),
        "is_class": isinstance(subject, type),
        "value": plain(subject),
    }


def _run(order: dict[str, Any], subject: Any) -> Run:
    """Play a scene; return what was observed since the judge was last told."""
    kind, _, function = order["scene"].partition(":")
    play = getattr(import_module(f"grader.scenes.{kind}.play"), function)
    told = 0

    def more(items: Sequence[Item]) -> list[Any]:
        nonlocal told
        told += len(items)
        return _more(items)

    run = record(
        play,
        order["given"],
        subject,
        world=order["world"],
        curve=order["curve"],
        more=more,
        ranks=[_Own(handle) for handle in _handles(order["ranks"])],
    )
    return replace(run, items=run.items[told:])


class _Own:
    """The connection over which one process of a group gets its numbers."""

    def __init__(self, handle: int) -> None:
        self._channel = socket.socket(fileno=handle)

    def take(self) -> Any:
        """See ``Channel``."""
        return wire.receive(self._channel)["numbers"]

    def close(self) -> None:
        """See ``Channel``."""
        self._channel.close()


def _handles(count: int) -> list[int]:
    assert Link.channel is not None
    return wire.receive_handles(Link.channel, count) if count else []


def _more(items: Sequence[Item]) -> list[Any]:
    """Tell what was observed; return what the judge hands over next, in a list, or none."""
    assert Link.channel is not None
    wire.send(Link.channel, {"event": "more", "items": wire.items_to_wire(items)})
    order = wire.receive(Link.channel)
    return [order["piece"]] if order["op"] == "more" else []
