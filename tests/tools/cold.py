"""What the first check of a kernel costs: each in a process that has checked nothing before.

Processor seconds and seconds by the clock. The loss curve and its plot are counted apart; what
torch itself loads with the first optimizer of a process is loaded beforehand.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import torch
import torch._dynamo

from grader.course.exercise import Exercise
from grader.diagnose import judge
from grader.diagnose.programs import compiled, source_of
from grader.notebook import check
from grader.render import html

MORE = 0.3  # seconds that a wrong answer may cost above twice a right one
# Seconds within which a card is there on a quiet machine, where the clock shows what is computed.
AT_ONCE = {"right": 0.3, "wrong": 1.0}


@dataclass(frozen=True)
class Cost:
    """What a check cost, in seconds.

    Attributes:
        cpu: Of the processor.
        wall: By the clock.
        curve: Of the processor, for the loss curve and its plot, which are not in the others.
        kind: Of the verdict.
    """

    cpu: float
    wall: float
    curve: float
    kind: str


def apart(work: Callable[[], Any]) -> Any:
    """Return what ``work`` returns in a process of its own, which is as this one is now."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writer, "w") as out:
                json.dump(work(), out)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    os.waitpid(child, 0)
    return json.loads(text)


def cost(exercise: Exercise, source: str) -> Cost:
    """Return what the first check of a program costs in a fresh process."""
    return Cost(**apart(lambda: asdict(_cost(exercise, source))))


def _cost(exercise: Exercise, source: str) -> Cost:
    torch.set_num_threads(1)
    subject, spent = compiled(exercise, source), [0.0, 0.0]
    judge._curves = _apart(judge._curves, spent)
    html._plot = _apart(html._plot, spent)
    cpu, wall = time.process_time(), time.perf_counter()
    card = check(exercise.address, subject)
    repr(card._repr_mimebundle_())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    kind = (card.data or {}).get("kind", "none")
    return Cost(cpu - spent[0], wall - spent[1], spent[0], kind)


def _apart(work: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    """Return the same function, which adds to ``spent`` what it costs."""

    def counted(*given: Any) -> Any:
        cpu, wall = time.process_time(), time.perf_counter()
        found = work(*given)
        spent[0] += time.process_time() - cpu
        spent[1] += time.perf_counter() - wall
        return found

    return counted


def costs(exercise: Exercise, wrong: Callable[[Exercise], list[str]]) -> Iterator[tuple[str, Cost]]:
    """Yield what first checks of a right program and of some wrong ones cost."""
    yield "right", cost(exercise, source_of(exercise))
    for source in apart(lambda: wrong(exercise)):
        yield "wrong", cost(exercise, source)


def told(address: str, found: list[tuple[str, Cost]]) -> str:
    """Return a line on one exercise; it ends with what is beyond the bar."""
    (_, right), *wrong = found
    worst = max((c for _, c in wrong), key=lambda c: c.cpu)
    limit = 2 * right.cpu + MORE
    beyond = [c.kind for _, c in wrong if c.cpu > limit or c.cpu > AT_ONCE["wrong"]]
    beyond += ["right"] if right.cpu > AT_ONCE["right"] else []
    each = ", ".join(f"{c.kind} {c.cpu:.2f}/{c.wall:.2f}" for _, c in wrong)
    return (
        f"{address:<30} right {right.cpu:.2f}/{right.wall:.2f}, limit {limit:.2f}, "
        f"slowest wrong {worst.cpu:.2f} ({each}); curve {max(c.curve for _, c in wrong):.2f}"
        f"{'; BEYOND: ' + ', '.join(beyond) if beyond else ''}"
    )
