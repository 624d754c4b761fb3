"""What a submission was handed while it was marked, what it found, and what it must not find."""

from __future__ import annotations

import base64
import json
import socket
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

import torch

from grader.course.catalogue import mistakes
from grader.course.exercise import Exercise
from grader.diagnose.judge import judge
from grader.diagnose.runs import runs_of
from grader.diagnose.subject import Subject
from grader.judge import wire
from grader.judge.host import sandbox as sandboxes
from grader.observe.run import Run
from grader.scenes.draws import PRACTICE, Play
from grader.scenes.scene import drawn
from grader.verdict import Verdict
from tests.tools import guest_walker

SECONDS = 300.0
LONG = 24  # characters: shorter words on a situation may well occur in a docstring


@dataclass
class Child:
    """What one process of the sandbox was handed, and what was found there.

    Attributes:
        plays: What it played.
        handed: For each play, what was handed over at once, and then piece by piece.
        found: What was found at each call that was looked around in.
        asked: The last order.
    """

    plays: list[Play] = field(default_factory=list)
    handed: list[list[Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    asked: str = ""


@dataclass
class Marking:
    """One submission, while it is marked."""

    children: dict[socket.socket, Child] = field(default_factory=lambda: defaultdict(Child))
    plays: list[Play] = field(default_factory=list)
    runs: list[Any] = field(default_factory=list)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note what the judge hands over; ask each child what it found before it is ended."""
        send, end = wire.send, sandboxes.Child.end

        def sent(channel: socket.socket, message: wire.Message) -> None:
            self._hands_over(self.children[channel], message)
            send(channel, message)

        def ended(child: sandboxes.Child) -> None:
            self._ask(send, child.channel)
            end(child)

        with (
            patch.object(wire, "send", sent),
            patch.object(sandboxes.Child, "end", ended),
        ):
            yield

    def _hands_over(self, child: Child, message: wire.Message) -> None:
        child.asked = message.get("op", "")
        if child.asked == "play":
            child.plays.append(self.plays[-1])
            child.handed.append([message["given"]])
        elif child.asked == "more":
            child.handed[-1].append(message["piece"])

    def _ask(self, send: Any, channel: socket.socket) -> None:
        until = time.monotonic() + SECONDS
        if self.children[channel].asked in ("play", "more", "over"):  # it waits for a next one
            send(channel, {"op": "done"})
            wire.receive(channel, until)
        send(channel, {"op": "cell", "source": "print(collector.packed())"})
        (shown,) = wire.receive(channel, until)["outputs"]
        self.children[channel].found = json.loads(zlib.decompress(base64.b64decode(shown["text"])))

    def judge(self, exercise: Exercise, subject: Subject, **settings: Any) -> Verdict:
        """Judge without looking for a name: nobody reads it."""

        def play(scene: str, play: Play, world: int, curve: bool) -> Any:
            self.plays.append(play)
            self.runs.append(subject.play(scene, play, world, curve))
            return self.runs[-1]

        watched = replace(subject, play=play)
        return judge(exercise, watched, without=mistakes(), openly=True, **settings)


# -- secrets ---------------------------------------------------------------------------


class Values:
    """Values, and what they are made of.

    Attributes:
        texts: All texts.
        numbers: The forms of single numbers.
        many: The forms of tensors and lists, each with its numbers that are not round.
        parts: All numbers, round ones too, to six digits.
    """

    def __init__(self, *values: Any) -> None:
        self.texts: set[str] = set()
        self.numbers: set[str] = set()
        self.many: dict[str, set[str]] = {}
        self.parts: set[str] = set()
        for value in values:
            self.take(value)

    def take(self, value: Any) -> None:
        """Take in plain data."""
        if isinstance(value, str):
            self.texts.add(value)
        elif isinstance(value, torch.Tensor):
            self._take_many(value, value.reshape(-1).tolist())
        elif isinstance(value, dict):
            self.take(list(value))
            self.take(list(value.values()))
        elif isinstance(value, (list, tuple)):
            self._take_many(value, [part for part in value if type(part) in (int, float)])
            for part in value:
                self.take(part)
        elif isinstance(value, (int, float)):
            self.parts.add(digits(value))
            self.numbers |= {form} if (form := guest_walker.form_of(value)) else set()

    def _take_many(self, value: Any, numbers: list[Any]) -> None:
        self.parts |= set(map(digits, numbers))
        telling = {digits(number) for number in numbers if not guest_walker.is_round(number)}
        forms = {guest_walker.form_of(value)}
        if isinstance(value, (list, tuple)) and len(numbers) == len(value) > 1:
            forms.add(guest_walker.form_of(torch.tensor(numbers)))
        for form in forms - {None}:  # of whole numbers, their order is what tells something
            self.many[form] = telling or {form}
            self.parts |= self.many[form]

    def without(self, others: Values) -> set[str]:
        """Return the forms of those that are not among others, nor parts of them."""
        numbers = {form for form in self.numbers if number_in(form) not in others.parts}
        return numbers | {f for f, parts in self.many.items() if not parts <= others.parts}


def digits(number: float) -> str:
    """Return a number to six digits."""
    return f"{number:.6g}"


def number_in(form: str) -> str:
    """Return the number in a form, to six digits."""
    return digits(float(form.strip("<>").split()[1]))


def leaks(exercise: Exercise, seed: int, marked: Marking) -> Iterator[str]:
    """Yield what was found at a call and could not be known there, and on which way."""
    secrets = Secrets(exercise, seed, marked)
    for child in marked.children.values():
        for told in child.found:
            here, forms = f"play {told['place']}", told["forms"]
            forbidden, expected = secrets.at(child, *told["place"])
            # What code is given as an argument has been handed over, whatever it was made of: a
            # model in the state that is later to be put back, say.
            known = {form for form in expected if forms.get(form, "").endswith("arguments")}
            for form in (forbidden | expected - known) & forms.keys():
                yield f"{here}: {form} in {forms[form]}"
            for text in secrets.texts:
                found = [form for form in forms if holds(form, text)]
                yield from (f"{here}: {form!r} in {forms[form]}" for form in found)


def holds(form: str, text: str) -> bool:
    """Return whether a text is another, or a long one a part of it."""
    return form == text or (len(text) >= LONG and text in form)


class Secrets:
    """What must not be found.

    Texts that the judge alone knows, and what it calls a probe, are never handed over; nor are
    the numbers among what it knows, nor the seed. Other numbers may be found where they, or the
    tensor that they are a part of, were handed over before.
    """

    def __init__(self, exercise: Exercise, seed: int, marked: Marking) -> None:
        situations = [drawn(probe, seed) for probe in exercise.probes]
        self.marked = marked
        self.known = Values([situation.known for situation in situations])
        texts = self.known.texts | {probe.about for probe in exercise.probes}
        self.texts = {text for text in texts if " " in text}
        self.always = self.known.numbers | {f"<int {seed}>", str(seed)}
        cache = runs_of(exercise, seed)
        runs = [cache.run(cache.reference, probe) for probe in exercise.probes]
        self.expected = Values([_values(run) for run in runs])
        plays = [play for s in situations for play in s.plays if isinstance(play, Play)]
        self.later = Values([[play.given, play.then, play.ranks] for play in plays])
        self.practised = [play for p in exercise.probes for play in drawn(p, PRACTICE).plays]

    def at(
        self, child: Child, play: int, piece: int, rank: int | None
    ) -> tuple[set[str], set[str]]:
        """Return the forms that must not be found when so much was handed over; then the expected.

        Of what the reference's runs show, all but what a scene notes of anybody's code: these
        runs of idle code show it too. Pieces and ranks' numbers are no less forbidden when
        they were handed over in another way than as pieces, and to their rank.
        """
        now, playing = child.handed[play], child.plays[play]
        own = [one.ranks[rank] for one in child.plays[: play + 1] if rank is not None]
        handed = Values(child.handed[:play], now[: piece + 2], own)
        forbidden = self.always | self.known.without(handed) | self.later.without(handed)
        if not any(playing is play for play in self.practised):  # these everybody can read
            forbidden |= Values(playing.then).without(Values(now[1 : piece + 2]))
            forbidden |= Values(playing.ranks).without(Values(own))
        handed.take([_values(run) for run in self.marked.runs])
        return forbidden, self.expected.without(handed)


def _values(run: Run) -> list[Any]:
    """Return the numbers of a run."""
    return [[item.value for item in run.items], list(run.results)]
