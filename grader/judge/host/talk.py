"""What the judge says to one child, and hears: files, cells and plays, each with a time limit."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from grader.judge import wire
from grader.judge.host.sandbox import Child
from grader.observe.run import Item, Run, matches
from grader.scenes.draws import Play

PROBE_SECONDS = 20.0
GRACE_SECONDS = 5.0
OUTPUT_LIMIT = 24 * 2**20  # characters that all cells together may show, as JSON
PARTS_LIMIT = 4_000  # outputs of all cells together
CUT = {"output_type": "stream", "name": "stderr"}
LEFT_OUT = "(this notebook showed more than is kept of one; what followed was left out)\n"

Question = Callable[[wire.Message], None]  # takes what a cell asks and answers it


class Ended(Exception):
    """The cell ended while its code was asked to show what it does; what it put out."""

    def __init__(self, outputs: Any) -> None:
        super().__init__("the cell ended early")
        self.outputs = outputs


class Talk:
    """The talk with one child.

    What it puts out is cut at a total, however many cells there are.

    Args:
        child: The child.
        seconds: Time limit of all that it does.

    All methods raise what ``wire.receive`` raises; ``play`` also raises ``Ended``.
    """

    def __init__(self, child: Child, seconds: float) -> None:
        self.child = child
        self.ends = time.monotonic() + seconds
        self._room = OUTPUT_LIMIT
        self._parts = PARTS_LIMIT

    def close(self) -> None:
        """End the child."""
        with contextlib.suppress(wire.Gone):
            self.child.end()

    def give(self, files: Mapping[str, bytes]) -> None:
        """Put files into the child's folder."""
        if not files:
            return
        content = {name: _tensor(data) for name, data in files.items()}
        wire.send(self.child.channel, {"op": "files", "files": content})
        wire.receive(self.child.channel, self.ends)

    def cell(
        self, source: str, figures: bool, seconds: float, question: Question
    ) -> tuple[list[Any], bool]:
        """Run one cell; return what it put out, and whether it had to be stopped."""
        order = {"op": "cell", "source": source, "figures": figures}
        wire.send(self.child.channel, order)
        deadline = min(time.monotonic() + seconds, self.ends)
        late = False
        while True:
            try:
                message = wire.receive(self.child.channel, deadline)
            except wire.TooLate:
                if late:
                    raise
                late, deadline = True, time.monotonic() + GRACE_SECONDS
                self.child.interrupt()
                continue
            if message.get("event") == "outputs":
                return self._kept(message.get("outputs")), late
            started = time.monotonic()
            try:
                question(message)
            except Ended as ended:
                return self._kept(ended.outputs), False
            deadline += time.monotonic() - started  # probes have limits of their own

    def _kept(self, told: Any) -> list[Any]:
        """Return what is kept of a cell's outputs: nothing once a notebook showed too much."""
        outputs = _list(told)
        for place, output in enumerate(outputs):
            self._parts -= 1
            self._room -= len(json.dumps(output, default=str))
            if self._parts < 0 or self._room < 0:
                # On stderr: what is cut might have been an error, which earns nothing.
                return [*outputs[:place], {**CUT, "text": LEFT_OUT}]
        return outputs

    def done(self) -> None:
        """Say that a question is answered."""
        wire.send(self.child.channel, {"op": "done"})

    def play(self, scene: str, play: Play, world: int, curve: bool) -> Run:
        """Let the child play a scene; hand over the rest of it piece by piece."""
        order: dict[str, Any] = {"op": "play", "scene": scene, "given": dict(play.given)}
        order |= {"world": world, "curve": curve, "ranks": len(play.ranks)}
        wire.send(self.child.channel, order)
        self._hand_to_ranks(play)
        deadline = min(time.monotonic() + PROBE_SECONDS, self.ends + GRACE_SECONDS)
        seen: list[Item] = []
        orders = [{"op": "more", "piece": piece} for piece in play.then]
        asked = 0
        while (told := self._observed(deadline)).get("event") == "more":
            new = wire.items_from_wire(told.get("items"))
            if asked > len(play.then):
                raise wire.Malformed("it asks on after the end")
            if asked and not _answers(new, play.answer):
                orders = []  # who does not answer gets nothing more
            wire.send(self.child.channel, orders.pop(0) if orders else {"op": "over"})
            seen += new
            asked += 1
        run = wire.run_from_wire(told)
        return replace(run, items=(*seen, *run.items))

    def _hand_to_ranks(self, play: Play) -> None:
        """Hand over connections in which each rank's numbers wait, for it alone to read."""
        for numbers in play.ranks:
            ours, theirs = socket.socketpair()
            with ours, theirs:
                wire.send(ours, {"numbers": numbers})
                wire.send_handles(self.child.channel, [theirs.fileno()])

    def _observed(self, deadline: float) -> wire.Message:
        told = wire.receive(self.child.channel, deadline)
        if told.get("event") == "outputs":
            raise Ended(told.get("outputs"))
        return told


def _answers(items: Sequence[Item], key: str) -> bool:
    """Return whether something was observed of the last piece: what a key names, or anything."""
    return any(not key or matches(item.key, (key,)) for item in items)


def _list(told: Any) -> list[Any]:
    if type(told) is not list:
        raise wire.Malformed("not outputs")
    return told


def _tensor(data: bytes) -> torch.Tensor:
    empty = torch.empty(0, dtype=torch.uint8)
    return torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else empty
