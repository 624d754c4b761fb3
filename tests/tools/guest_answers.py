"""What lies in the sandbox, handed in as the answer to an exercise."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any
from unittest.mock import patch

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from grader.course.catalogue import mistakes
from grader.course.exercise import Exercise
from grader.diagnose.judge import judge
from grader.judge.guest.jail import Missing
from grader.judge.host import marking
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Sandbox
from grader.judge.host.walls import PACKAGE, visible
from grader.scenes.scene import name_of
from grader.verdict import Verdict
from tests.tools.hostile_run import graded, perfect

SEED = 7_305_918_246
RIGHT = "the right answer"
# Some of what is offered waits for the judge: not for as long as learners may take.
START = """
from importlib import import_module
from grader.observe import execute
execute.SECONDS = 3.0
"""


@dataclass(frozen=True)
class Found:
    """A function or class: the expression that gives it, and the module it is in."""

    expression: str
    module: str
    value: Any

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return isinstance(self.value, type)


@cache
def callables() -> tuple[Found, ...]:
    """Return all functions and classes of visible modules, those in dictionaries too."""
    return tuple(found for name in sorted(_modules()) for found in _callables(name))


def _modules() -> set[str]:
    files = {
        file for path in visible() for file in ([path] if path.is_file() else path.rglob("*.py"))
    }
    names = (file.relative_to(PACKAGE.parent).with_suffix("").parts for file in files)
    return {".".join(name).removesuffix(".__init__") for name in names}


def _callables(name: str) -> Iterator[Found]:
    for key, value in vars(import_module(name)).items():
        here = f"import_module({name!r}).{key}"
        inside = value if isinstance(value, dict) and not key.startswith("__") else {}
        found = {here: value} | {f"{here}[{k!r}]": v for k, v in inside.items()}
        yield from (Found(e, name, v) for e, v in found.items() if _is_own(v, name))


def _is_own(value: Any, name: str) -> bool:
    """Return whether a module defines a callable: PyTorch's are there for everybody."""
    return callable(value) and getattr(value, "__module__", None) == name


# -- what can be called as the reference is --------------------------------------------


def offers(exercise: Exercise, whole: bool) -> list[str]:
    """Return what can be called as the reference of an exercise is, as expressions.

    Only a class can be the answer where a class is asked for. Unless ``whole``, it is offered
    nowhere else, where its objects would have to be numbers. Where each answer takes further
    processes, those of a group or one that loads files, an exercise is then offered what is in
    its own scene and every eighth of the rest.
    """
    lists = [[f for f in callables() if fits(f.value, part)] for part in exercise.parts]
    several = len(lists) > 1
    found = _tuples(lists) if several else _alone(lists[0], exercise, whole)
    if whole or not (several or exercise.in_group):
        return found
    kinds = [name_of(probe.draw).partition(":")[0] for probe in exercise.probes]
    own = {offer for offer in found if any(f"scenes.{kind}." in offer for kind in kinds)}
    return [offer for n, offer in enumerate(found) if offer in own or n % 8 == 0]


def _alone(found: list[Found], exercise: Exercise, whole: bool) -> list[str]:
    """Return the functions, the classes, or both."""
    if isinstance(exercise.reference, type):
        return [f.expression for f in found if f.is_class]
    return [f.expression for f in found if whole or not f.is_class]


def _tuples(lists: list[list[Found]]) -> list[str]:
    """Return the tuples of different callables of one module."""
    tuples = (found for found in product(*lists) if len({f.module for f in found}) == 1)
    different = (found for found in tuples if len(set(found)) == len(found))
    return [f"({', '.join(f.expression for f in found)})" for found in different]


def fits(value: Any, reference: Any) -> bool:
    """Return whether a value can be called with as many arguments as a reference."""
    try:
        signature = inspect.signature(value)
    except ValueError:  # an exception's class, which takes anything; one stands for all of them
        return value is Missing
    return any(_binds(signature, count) for count in _counts(reference))


def _counts(reference: Any) -> range:
    """Return with how many arguments a reference can be called."""
    known = inspect.signature(reference).parameters.values()
    return range(sum(p.default is p.empty for p in known), len(known) + 1)


def _binds(signature: inspect.Signature, count: int) -> bool:
    try:
        signature.bind(*range(count))
    except TypeError:
        return False
    return True


# -- grading ---------------------------------------------------------------------------


class Offering:
    """Hands in one thing after the other as the answer to an exercise."""

    def __init__(self, exercise: Exercise, sandbox: Sandbox) -> None:
        self.exercise = exercise
        self.sandbox = sandbox
        self.points: dict[str, float] = {}

    def earned(self, offered: list[str]) -> dict[str, float]:
        """Return what each of them earned, in as few processes as they leave intact.

        What ends its process, or damages it so that a right answer no longer passes, is
        offered once more in a process of its own.
        """
        if not offered:
            return {}
        verdicts = self._graded([*offered, RIGHT])
        points = [verdict.points for verdict in verdicts]
        if len(points) == len(offered) + 1 and points[-1] == 1.0:
            return dict(zip(offered, points, strict=False))
        if len(offered) == 1:
            return {offered[0]: points[0] if points else 0.0}
        half = len(offered) // 2
        return self.earned(offered[:half]) | self.earned(offered[half:])

    def _graded(self, offered: list[str]) -> list[Verdict]:
        verdicts: list[Verdict] = []

        def judged(exercise: Exercise, subject: Any, **settings: Any) -> Verdict:
            only_points = {"openly": True, "without": mistakes()}
            verdicts.append(judge(exercise, subject, **only_points, **settings))
            return verdicts[-1]

        with patch.object(marking, "CALLS_LIMIT", 10_000):
            rules = Rules(lambda _: SEED, 120.0, 120.0, judge=judged)
            mark(self._notebook(offered), self.sandbox, rules)
        return verdicts

    def _notebook(self, offered: list[str]) -> NotebookNode:
        """Return the right answers to a stage, and a cell in which all is handed in."""
        made = perfect(self.exercise.stage)
        marks = list(graded(made))
        made.cells = [cell for cell in made.cells if cell not in marks]
        address, own = self.exercise.address, ", ".join(p.__name__ for p in self.exercise.parts)
        right = own if len(self.exercise.parts) == 1 else f"({own})"
        answers = [right if answer is RIGHT else answer for answer in offered]
        calls = [f"grade({address!r}, {answer}, points=1.0)" for answer in answers]
        asks = new_code_cell("\n".join([START, *calls]))
        asks.metadata["nbgrader"] = {"grade": True, "locked": True, "grade_id": "graded"}
        made.cells.append(asks)
        return made
