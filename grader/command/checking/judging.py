"""Has judged, outside its process, what a file defines: a verdict rests on observations alone."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.command.checking import shell
from grader.command.checking.files import shown_name
from grader.command.checking.session import BROKEN, Session, outcome_of
from grader.course.exercise import Exercise
from grader.diagnose.judge import judge
from grader.judge import wire
from grader.judge.host.marking import subject_of
from grader.judge.host.rerun import NotReached, Rerun
from grader.judge.host.sandbox import Access
from grader.judge.host.talk import Ended, Talk
from grader.observe.run import Run
from grader.scenes.draws import Play
from grader.verdict import Verdict

START_SECONDS = 60.0
ASK_SECONDS = 20.0
AGES = 1e6  # seconds; what takes long has limits of its own
ASK = "__import__('grader.judge.guest.functions', fromlist=['grade']).grade({!r}, {}, 1.0)"
PREPARE = (
    "(lambda names: exec(compile({text!r}, 'shell.py', 'exec'), names) or setattr(get_ipython(), "
    "'checked', names['Shell'](get_ipython(), {file!r}, {written!r})))({{'__name__': 'checked'}})"
)
SLOW = "It did not finish within {seconds:g} seconds while it was tried out."
GONE = "Its process ended while it was tried out."
ODD = "What it showed while it was tried out cannot be judged ({error})."
APART = (
    "A part of this exercise is done in a second process, in which the file is run once more. "
    "That process did not do its part: {why}."
)


@dataclass(frozen=True)
class Place:
    """Where a file is run.

    Attributes:
        access: The way to its process.
        alone: Whether that is the sandbox, in which nothing else of this machine is.
        loopback: Whether it needs a network of its own.
        written: Folder for what ``%%writefile`` writes; in the sandbox there is one.
    """

    access: Access
    alone: bool
    loopback: bool
    written: str

    def start(self, path: Path) -> Talk:
        """Start a process that is ready for the statements of a file.

        Raises:
            Gone, TooLate, Malformed: if there is none.
        """
        talk = Talk(self.access.spawn(loopback=self.loopback), AGES)
        try:
            talk.give(self._files(path))
            prepare = self._prepare(path)
            told, late = talk.cell(prepare, False, START_SECONDS, lambda _: talk.done())
            if why := outcome_of(told, late, START_SECONDS).why:
                raise wire.Malformed(f"its shell {why}")
        except BROKEN:
            talk.close()
            raise
        return talk

    def _files(self, path: Path) -> Mapping[str, bytes]:
        return {shown_name(path.name): path.read_bytes()} if self.alone else {}

    def _prepare(self, path: Path) -> str:
        text = Path(shell.__file__).read_text(encoding="utf-8")
        file = shown_name(path.name) if self.alone else str(path)
        return PREPARE.format(text=text, file=file, written=self.written)


class Judging:
    """The judging of what a session defines.

    Args:
        session: A session that ran a file.
        exercise: What it should define.
        seconds: Time limit for all that it does while it is tried out.
        apart: Whether fresh plays take a second process, as they do for marks.
    """

    def __init__(self, session: Session, exercise: Exercise, seconds: float, apart: bool) -> None:
        self.session = session
        self.exercise = exercise
        self.seconds = seconds
        self.apart = apart
        self.left = seconds

    def verdict(self) -> Verdict | str:
        """Return the verdict; a text if there is none, empty if what is asked for is missing."""
        for expression in self._expressions():
            found = self._asked(expression)
            if found != "":
                return found
        return ""

    def names(self) -> tuple[str, ...]:
        """Return the names under which a file may define what is asked for."""
        exercise = self.exercise
        parts = [part.__name__ for part in exercise.parts]
        return (exercise.name, *(parts if isinstance(exercise.reference, tuple) else ()))

    def _expressions(self) -> Sequence[str]:
        name, *parts = self.names()
        return [name, f"({', '.join(parts)})"] if parts else [name]

    def _asked(self, expression: str) -> Verdict | str:
        """Ask the process to show what an expression stands for."""
        source = ASK.format(self.exercise.address, expression)
        talk, found = self.session.talk, list[Verdict | str]()

        def question(message: wire.Message) -> None:
            if message.get("event") != "judge" or found:
                raise wire.Malformed("it asks something else")
            found.append(self._judged(message, source))
            talk.done()

        try:
            outcome = outcome_of(*talk.cell(source, False, ASK_SECONDS, question), ASK_SECONDS)
        except wire.TooLate:
            return SLOW.format(seconds=self.seconds)
        except wire.Gone:
            return GONE
        except wire.Malformed as error:
            return ODD.format(error=error)
        if found or outcome.error == "NameError":
            return found[0] if found else ""
        return f"{self.exercise.name} {outcome.why or 'ended'} while it was tried out."

    def _judged(self, message: wire.Message, source: str) -> Verdict | str:
        session = self.session
        again = Rerun(session.start, [*session.ran, source], self.exercise.address, session.seconds)

        def play(scene: str, play: Play, world: int, curve: bool) -> Run:
            if play.fresh and self.apart:
                return again.play(scene, play, world, curve)
            return self._played(scene, play, world, curve)

        try:
            return judge(self.exercise, subject_of(message, play))
        except (*BROKEN, Ended):
            raise
        except NotReached as why:
            return APART.format(why=why)
        except Exception as error:  # a forged run can be nonsense in endless ways
            return ODD.format(error=type(error).__name__)
        finally:
            again.close()

    def _played(self, scene: str, play: Play, world: int, curve: bool) -> Run:
        """Let the session's process play a scene; only this takes of its time."""
        started = time.monotonic()
        self.session.talk.ends = started + self.left
        run = self.session.talk.play(scene, play, world, curve)
        self.session.talk.ends = started + AGES
        self.left -= time.monotonic() - started
        return run
