"""Runs a notebook in a child and writes its outputs, points included.

The child runs the cells and answers probes. Which calls of ``grade`` a graded cell makes,
and for how many points, is read from the cell's locked source; what they earn is decided
here. Nothing that a child sends can become points.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from grader.course import catalogue
from grader.course.returns import describe
from grader.diagnose.judge import judge
from grader.diagnose.subject import Subject
from grader.judge import wire
from grader.judge.guest.jail import LOOPBACK
from grader.judge.host import outputs
from grader.judge.host.rerun import NotReached, Rerun
from grader.judge.host.sandbox import Access
from grader.judge.host.talk import Ended, Talk
from grader.observe.run import Run
from grader.render import card
from grader.scenes.draws import Play
from grader.scenes.scene import Player
from grader.verdict import PromiseResult, Verdict

CALLS_LIMIT = 40
NOT_HERE = "Only the graded cells of this notebook are graded."
NEVER = "grade(...) was never called."
UNREADABLE = (
    "The call of grade(...) in this cell must spell out the exercise and the points: "
    "they are read from its source."
)
ALONE = (
    "This exercise cannot be marked on this machine: its processes talk to each other over a "
    "network of their own, which takes network namespaces, and here are none ({why}). "
    "This says nothing about your code."
)
NOT_REACHED = (
    "A part of this exercise is done in a second process, in which the cells of this notebook "
    "are run once more, from the first one to this. That process did not do its part: {why}."
)


class Broken(RuntimeError):
    """The warm process is of no use any more: no submission can be judged."""


@dataclass(frozen=True)
class Rules:
    """How submissions are marked.

    Attributes:
        seed: Gives the seed of an exercise's probes, on which its points are decided.
        cell_seconds: Time limit of a cell.
        submission_seconds: Time limit of a notebook.
        figures: Whether figures are drawn in every cell, not only in those for answers.
        judge: Judges what a cell hands in, as ``diagnose.judge`` does.
    """

    seed: Callable[[str], int] = lambda address: 0
    cell_seconds: float = 60.0
    submission_seconds: float = 600.0
    figures: bool = False
    judge: Callable[..., Verdict] = judge


@dataclass(frozen=True)
class Call:
    """A call of ``grade`` in a graded cell: which exercise, and for how many points."""

    exercise: str
    points: float


def calls(source: str) -> list[Call] | None:
    """Return the calls ``grade("address", subject, points=N)`` that a cell makes, in order.

    None means that it makes one whose exercise or points are not written out.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_grade(n.func)]
    found = [_call(node) for node in nodes]
    return None if None in found else [call for call in found if call]


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
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    marking = _Marking(sandbox, rules, any(map(_in_group, code)), files or {})
    try:
        for number, cell in enumerate(code, start=1):
            cell.execution_count = number
            cell.outputs = marking.run(cell) if cell.source.strip() else []
    finally:
        marking.close()
    return notebook


def _in_group(cell: NotebookNode) -> bool:
    """Return whether a cell grades an exercise that runs in a group of processes."""
    known = catalogue.exercises()
    expected = calls(cell.source) if _grades(cell) else None
    return any(c.exercise in known and known[c.exercise].in_group for c in expected or ())


def _grades(cell: NotebookNode) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade") and about.get("locked"))


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

    @property
    def shown(self) -> list[NotebookNode]:
        """The cards, as outputs."""
        return [outputs.shown(made) for _, made in self.judged]

    def worth(self, exercise: str) -> float | None:
        """Return for how many points an exercise is graded now; None for none.

        A cell may ask as often as its source has calls.
        """
        if len(self.judged) >= len(self.expected):
            return None
        return next((c.points for c in self.expected if c.exercise == exercise), None)


class _Marking:
    """The marking of one notebook."""

    def __init__(
        self, sandbox: Access, rules: Rules, in_group: bool, files: Mapping[str, bytes]
    ) -> None:
        self.sandbox = sandbox
        self.rules = rules
        self.in_group = in_group
        self.files = files
        self.ran: list[str] = []
        self.cards: list[card.Card] = []
        self.dead = ""
        self.spare = rules.submission_seconds
        self.talk = self._started()
        try:
            self.talk.give(files)
        except (wire.Gone, wire.TooLate, wire.Malformed) as error:
            self._die(f"its files could not be handed over: {error}")

    def _started(self) -> Talk:
        try:
            child = self.sandbox.spawn(loopback=self.in_group)
        except (wire.Gone, wire.TooLate, wire.Malformed) as error:
            # No code of a learner ran in it: this is nobody's fault but ours.
            raise Broken(f"no process for learners' code could be started: {error}") from error
        return Talk(child, self.rules.submission_seconds)

    def _started_again(self) -> Talk:
        talk = self._started()
        talk.give(self.files)
        return talk

    def close(self) -> None:
        self.talk.close()

    def run(self, cell: NotebookNode) -> list[NotebookNode]:
        """Run one cell; return its outputs."""
        expected = calls(cell.source) if _grades(cell) else []
        if expected is None:
            return [outputs.error("NotReadable", UNREADABLE)]
        if self.dead:
            return [outputs.error("NotRun", f"This cell was not run: {self.dead}")]
        asked = _Asked(expected)
        self.ran.append(cell.source)
        figures = self.rules.figures or "nbgrader" in cell.metadata
        try:
            told, late = self.talk.cell(
                cell.source, figures, self.rules.cell_seconds, lambda m: self._answer(m, asked)
            )
        except wire.TooLate:
            self._die("the notebook, or one cell of it, ran too long and did not stop")
        except wire.Gone:
            self._die("the process that ran this notebook ended")
        except wire.Malformed as error:
            self._die(f"the process that ran this notebook sent something else: {error}")
        else:
            return self._written(told, late, asked)
        return [*asked.shown, outputs.error("ProcessEnded", self.dead)]

    def _die(self, reason: str) -> None:
        self.dead = reason
        self.close()

    def _answer(self, message: wire.Message, asked: _Asked) -> None:
        exercise = message.get("exercise")
        if message.get("event") != "judge" or type(exercise) is not str:
            raise wire.Malformed("neither outputs nor a question")
        if len(self.cards) >= CALLS_LIMIT:
            raise wire.Malformed("too many questions")
        points = asked.worth(exercise)
        if points is None:
            self.cards.append(card.remark_card(NOT_HERE))
        else:
            verdict = self._verdict(exercise, points, message)
            self.cards.append(card.verdict_card(verdict))
            asked.judged.append((verdict, self.cards[-1]))
        self.talk.done()

    def _verdict(self, address: str, points: float, message: wire.Message) -> Verdict:
        if (why := self._alone()) and catalogue.exercise(address).in_group:
            return _unmarked(address, points, ALONE.format(why=why))
        again = Rerun(self._started_again, self.ran, address, self.rules.cell_seconds)

        def play(scene: str, play: Play, world: int, curve: bool) -> Run:
            return (again if play.fresh else self.talk).play(scene, play, world, curve)

        try:
            subject, seed = subject_of(message, play), self.rules.seed(address)
            known = catalogue.exercise(address)
            return self.rules.judge(known, subject, points=points, seed=seed)
        except (wire.Gone, wire.TooLate, wire.Malformed, Ended, Broken):
            raise
        except NotReached as why_not:
            return _unmarked(address, points, NOT_REACHED.format(why=why_not))
        except Exception as error:  # a forged run can be nonsense in endless ways
            told = f"What your code showed cannot be judged ({type(error).__name__})."
            return _unmarked(address, points, told)
        finally:
            again.close()
            self._give_back(again.took)

    def _give_back(self, seconds: float) -> None:
        """Let running the cells twice cost the notebook no time, up to as much as it has once."""
        given = min(seconds, self.spare)
        self.spare -= given
        self.talk.ends += given

    def _alone(self) -> str:
        """Return why processes in the child cannot talk to each other, or nothing."""
        layers = self.talk.child.layers
        state = layers.get(LOOPBACK, "on")
        return "" if state == "on" or layers.get("seccomp") != "on" else state

    def _written(self, told: list[Any], late: bool, asked: _Asked) -> list[NotebookNode]:
        made = outputs.converted(told, self.cards)
        if late:
            limit = f"{self.rules.cell_seconds:g} seconds"
            made.append(outputs.error("CellTimeout", f"This cell was stopped after {limit}."))
        if not asked.expected:
            return made
        if asked.complete:
            return [*asked.shown, outputs.points(asked.points)]
        errors = [output for output in made if output.output_type == "error"]
        return [*asked.shown, *(errors or [outputs.error("NotGraded", NEVER)])]


def subject_of(message: wire.Message, play: Player) -> Subject:
    """Return what a process hands in, as it tells of it."""
    value = wire.short(message.get("value"))
    return Subject(
        described=describe(value),
        is_callable=message.get("is_callable") is True,
        is_class=message.get("is_class") is True,
        value=value,
        play=play,
    )


def _unmarked(address: str, points: float, told: str) -> Verdict:
    lost = (PromiseResult("The code can be judged.", False, 0.0, points),)
    return Verdict(address, "contract", told, 0.0, points, lost, graded=True)
