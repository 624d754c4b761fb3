"""Runs a notebook in a child and writes its outputs, points included.

The child runs the cells and answers probes. Which calls of ``grade`` a graded cell makes,
and for how many points, is read from the cell's locked source; what they earn is decided
here. Nothing that a child sends can become points.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
import torch
from nbformat import NotebookNode

from grader import catalogue
from grader.contract import describe
from grader.diagnose import judge
from grader.exercise import Probe
from grader.judge import wire
from grader.judge.inside import PLACEHOLDER
from grader.judge.sandbox import Access, Child
from grader.render import card
from grader.run import Run
from grader.subject import Subject
from grader.verdict import Promise, Verdict

PROBE_SECONDS = 20.0
GRACE_SECONDS = 5.0
CALLS_LIMIT = 40
NOT_HERE = "Only the graded cells of this notebook are graded."


@dataclass(frozen=True)
class Rules:
    """How submissions are marked.

    Attributes:
        seed: Gives the seed of an exercise's probes; the same for the same exercise.
        cell_seconds: Time limit of a cell.
        submission_seconds: Time limit of a notebook.
    """

    seed: Callable[[str], int] = lambda address: 0
    cell_seconds: float = 60.0
    submission_seconds: float = 600.0


@dataclass(frozen=True)
class Call:
    """A call of ``grade`` in a graded cell: which exercise, and for how many points."""

    exercise: str
    points: float


def calls(source: str) -> list[Call]:
    """Return the calls ``grade("address", subject, points=N)`` that a cell makes, in order."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_grade(n.func)]
    return [found for found in map(_call, nodes) if found is not None]


def _is_grade(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id == "grade"


def _call(node: ast.Call) -> Call | None:
    named = {k.arg: k.value for k in node.keywords}
    values = dict(zip(("exercise", "subject", "points"), node.args, strict=False)) | named
    exercise, points = values.get("exercise"), values.get("points")
    match exercise, points:
        case ast.Constant(value=str(address)), ast.Constant(value=int() | float() as worth):
            return Call(address, float(worth))
    return None


def mark(
    notebook: NotebookNode, sandbox: Access, rules: Rules, files: Mapping[str, bytes] | None = None
) -> NotebookNode:
    """Run a notebook's cells and write their outputs into it.

    Args:
        notebook: A notebook whose graded cells are those of the release.
        sandbox: The way to the process where its code runs.
        rules: Seeds and time limits.
        files: What its code may open, by path beside the notebook.

    Returns:
        The same notebook.
    """
    talk = _Talk(sandbox, rules)
    talk.give(files or {})
    number = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        number += 1
        cell.execution_count = number
        cell.outputs = talk.run(cell) if cell.source.strip() else []
    talk.close()
    return notebook


@dataclass
class _Asked:
    """The calls that a cell should make, and what they got."""

    expected: list[Call]
    judged: list[tuple[Verdict, card.Card]] = field(default_factory=list)

    @property
    def points(self) -> float:
        """What was earned: the last word on each call counts."""
        return sum({verdict.exercise: verdict.points for verdict, _ in self.judged}.values())

    @property
    def complete(self) -> bool:
        """Whether every call was made."""
        made = {verdict.exercise for verdict, _ in self.judged}
        return {call.exercise for call in self.expected} <= made

    def worth(self, exercise: str) -> float | None:
        """Return for how many points an exercise is graded in this cell; None for none."""
        return next((c.points for c in self.expected if c.exercise == exercise), None)


class _Talk:
    def __init__(self, sandbox: Access, rules: Rules) -> None:
        self.rules = rules
        self.ends = time.monotonic() + rules.submission_seconds
        self.cards: list[card.Card] = []
        self.dead = ""
        self.child: Child | None = None
        try:
            self.child = sandbox.spawn()
        except (wire.Gone, wire.TooLate, wire.Malformed) as error:
            self.dead = f"no process could be started: {error}"

    def close(self) -> None:
        if self.child is not None:
            self.child.end()

    def give(self, files: Mapping[str, bytes]) -> None:
        """Put files into the child's folder."""
        if not files or self.child is None:
            return
        content = {
            name: torch.frombuffer(bytearray(data), dtype=torch.uint8)
            if data
            else torch.empty(0, dtype=torch.uint8)
            for name, data in files.items()
        }
        try:
            wire.send(self.child.channel, {"op": "files", "files": content})
            wire.receive(
                self.child.channel, min(time.monotonic() + self.rules.cell_seconds, self.ends)
            )
        except (wire.Gone, wire.TooLate, wire.Malformed) as error:
            self._die(f"its files could not be handed over: {error}")

    def run(self, cell: NotebookNode) -> list[NotebookNode]:
        """Run one cell; return its outputs."""
        about = cell.metadata.get("nbgrader", {})
        judged = about.get("grade") and about.get("locked")
        asked = _Asked(calls(cell.source) if judged else [])
        if self.dead or self.child is None:
            return [_error("NotRun", f"This cell was not run: {self.dead}")]
        try:
            told = self._cell(cell.source, asked, self.child)
        except wire.TooLate:
            self._die("the notebook, or one cell of it, ran too long and did not stop")
        except wire.Gone:
            self._die("the process that ran this notebook ended")
        except wire.Malformed as error:
            self._die(f"the process that ran this notebook sent something else: {error}")
        else:
            return self._written(told, asked)
        return [*map(_shown, _cards(asked)), _error("ProcessEnded", self.dead)]

    def _die(self, reason: str) -> None:
        self.dead = reason
        self.close()

    def _cell(self, source: str, asked: _Asked, child: Child) -> list[Any]:
        wire.send(child.channel, {"op": "cell", "source": source})
        deadline = min(time.monotonic() + self.rules.cell_seconds, self.ends)
        late = False
        while True:
            try:
                message = wire.receive(child.channel, deadline)
            except wire.TooLate:
                if late:
                    raise
                late, deadline = True, time.monotonic() + GRACE_SECONDS
                child.interrupt()
                continue
            if message.get("event") == "outputs":
                outputs = message.get("outputs")
                if type(outputs) is not list:
                    raise wire.Malformed("not outputs")
                return [*outputs, {"late": True}] if late else outputs
            started = time.monotonic()
            self._answer(message, asked, child)
            deadline += time.monotonic() - started  # probes have limits of their own

    def _answer(self, message: wire.Message, asked: _Asked, child: Child) -> None:
        exercise = message.get("exercise")
        if message.get("event") != "judge" or type(exercise) is not str:
            raise wire.Malformed("neither outputs nor a question")
        if len(self.cards) >= CALLS_LIMIT:
            raise wire.Malformed("too many questions")
        points = asked.worth(exercise)
        if points is None:
            self.cards.append(card.Card(NOT_HERE, f"<p>{NOT_HERE}</p>"))
        else:
            verdict = self._verdict(exercise, points, message, child)
            self.cards.append(card.verdict_card(verdict))
            asked.judged.append((verdict, self.cards[-1]))
        wire.send(child.channel, {"op": "done"})

    def _verdict(self, address: str, points: float, message: wire.Message, child: Child) -> Verdict:
        def run(probe: Probe, seed: int, curve: bool) -> Run:
            order = {"op": "probe", "builder": probe.builder, "params": dict(probe.params)}
            wire.send(child.channel, order | {"seed": seed, "curve": curve})
            deadline = min(time.monotonic() + PROBE_SECONDS, self.ends + GRACE_SECONDS)
            return wire.run_from_wire(wire.receive(child.channel, deadline))

        subject = Subject(
            described=describe(message.get("value")),
            is_callable=message.get("is_callable") is True,
            is_class=message.get("is_class") is True,
            value=message.get("value"),
            run=run,
        )
        try:
            return judge(
                catalogue.exercise(address), subject, points=points, seed=self.rules.seed(address)
            )
        except (wire.Gone, wire.TooLate, wire.Malformed):
            raise
        except Exception as error:  # a forged run can be nonsense in endless ways
            told = f"What your code showed cannot be judged ({type(error).__name__})."
            lost = (Promise("The code can be judged.", False, 0.0, points),)
            return Verdict(address, "contract", told, 0.0, points, lost, graded=True)

    def _written(self, told: list[Any], asked: _Asked) -> list[NotebookNode]:
        late = bool(told) and told[-1] == {"late": True}
        outputs = [made for made in map(self._output, told) if made is not None]
        if late:
            limit = f"{self.rules.cell_seconds:g} seconds"
            outputs.append(_error("CellTimeout", f"This cell was stopped after {limit}."))
        if not asked.expected:
            return outputs
        cards = [_shown(c) for c in _cards(asked)]
        if not asked.complete:
            errors = [o for o in outputs if o.output_type == "error"]
            return [*cards, *(errors or [_error("NotGraded", "grade(...) was never called.")])]
        return [*cards, _points(asked.points)]

    def _output(self, told: Any) -> NotebookNode | None:
        """Return one output of a child in the notebook format; None for what is none."""
        try:
            kind = told["output_type"]
            if kind == "stream" and told["name"] in ("stdout", "stderr"):
                return _output("stream", name=told["name"], text=str(told["text"]))
            if kind == "error":
                trace = [str(line) for line in told["traceback"]]
                return _error(str(told["ename"]), str(told["evalue"]), trace)
            if kind in ("display_data", "execute_result"):
                return self._display(kind, told["data"])
        except (KeyError, TypeError, IndexError):
            pass
        return None

    def _display(self, kind: str, data: Any) -> NotebookNode:
        if PLACEHOLDER in data:
            return _shown(self.cards[data[PLACEHOLDER]["number"]])
        clean = {str(k): v for k, v in data.items() if type(v) in (str, dict, list)}
        return _output(kind, data=clean, metadata={})


def _tensor(data: bytes) -> torch.Tensor:
    empty = torch.empty(0, dtype=torch.uint8)
    return torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else empty


def _cards(asked: _Asked) -> list[card.Card]:
    return [shown for _, shown in asked.judged]


def _shown(made: card.Card) -> NotebookNode:
    return _output("display_data", data=made._repr_mimebundle_(), metadata={})


def _points(earned: float) -> NotebookNode:
    data = {"text/plain": repr(float(earned))}
    return _output("execute_result", data=data, metadata={}, execution_count=None)


def _output(kind: str, **parts: Any) -> NotebookNode:
    made: NotebookNode = nbformat.v4.new_output(kind, **parts)
    return made


def _error(name: str, message: str, trace: list[str] | None = None) -> NotebookNode:
    lines = trace if trace else [f"{name}: {message}"]
    return _output("error", ename=name, evalue=message, traceback=lines)
