"""A course folder: who handed in what, and what of it is to be graded."""

from __future__ import annotations

import difflib
import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.classroom.config import SECRET, WEIGHTS, BadSetting, find_tools
from grader.classroom.grading.assignment import About, about, digest_of
from grader.classroom.grading.graded_already import Entry, GradedAlready
from grader.classroom.grading.marks import Marks, in_gradebook
from grader.classroom.grading.worker import Task
from grader.classroom.steps.judge import Judged, has_marks
from grader.classroom.submission import handed_in

HOUSE = ".grader"
NEW = "not graded before"
FORCED = "graded again, as --force says"
HANDED_IN = "handed in again"
CHANGED = "the assignment, its points, the weights or the secret changed"
LOST = "the graded notebook is gone or was changed"


@dataclass
class Plan:
    """What there is to grade.

    Attributes:
        tasks: Submissions to judge.
        kept: Those that were judged and whose marks the gradebook does not have.
        done: Entries on those that are graded already and have not changed.
        why: Why those are judged, in words, with how many.
        notes: Sentences on cells that cannot be graded.
    """

    tasks: list[Task] = field(default_factory=list)
    kept: list[tuple[Task, Entry]] = field(default_factory=list)
    done: list[Entry] = field(default_factory=list)
    why: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, other: Plan) -> None:
        """Take in what there is to grade of another assignment."""
        self.tasks += other.tasks
        self.kept += other.kept
        self.done += other.done
        self.notes += other.notes
        for words, number in other.why.items():
            self.why[words] = self.why.get(words, 0) + number


class Course:
    """A course folder with nbgrader's settings.

    Args:
        config: nbgrader's configuration.
        frozen: Whether nothing is to be written, not even a secret where there is none.
    """

    def __init__(self, config: Config, *, frozen: bool = False) -> None:
        find_tools()
        self.frozen = frozen
        self.config: Any = config.copy()
        self.folders = CourseDirectory(config=self.config)
        self.root = Path(self.folders.root)
        judged = self.config["Judged"]
        judged.secret = judged.get("secret") or str(self.root / SECRET)
        judged.weights = judged.get("weights") or str(self.root / WEIGHTS)
        self.ledger = GradedAlready(self.root / HOUSE / "ledger.jsonl")
        self._about: dict[str, About] = {}

    def path(self, step: str, student: str, stage: str) -> Path:
        """Return the folder of a step, such as ``submitted``."""
        return Path(self.folders.format_path(step, student, stage))

    def graded(self, student: str, stage: str) -> Path:
        """Return the folder of graded notebooks."""
        return self.path(self.folders.autograded_directory, student, stage)

    def stages(self) -> list[str]:
        """Return the assignments that the gradebook knows and something was handed in for."""
        with self.gradebook() as book:
            known = sorted(assignment.name for assignment in book.assignments)
        return [stage for stage in known if self.students(stage)]

    def database(self) -> Path | None:
        """Return the file of the gradebook; None if it is on a server.

        Raises:
            ValueError: if there is none; nbgrader would make an empty one.
        """
        kind, _, path = self.folders.db_url.partition(":///")
        if kind != "sqlite":
            return None
        if not Path(path).exists():
            raise ValueError(
                f"There is no gradebook at {path}: run this in a course folder, after "
                "nbgrader generate_assignment."
            )
        return Path(path)

    def gradebook(self) -> Any:
        """Return nbgrader's gradebook, as a context manager.

        Raises:
            ValueError: if there is none.
        """
        self.database()
        return Gradebook(self.folders.db_url, self.folders.course_id)

    def students(self, stage: str) -> list[str]:
        """Return who handed in an assignment."""
        pattern = self.path(self.folders.submitted_directory, "*", glob.escape(stage))
        place = pattern.parts.index("*")
        found = Path(*pattern.parts[:place]).glob(str(Path(*pattern.parts[place:])))
        names = {path.parts[place] for path in found if path.is_dir()}
        excluded = set(self.folders.student_id_exclude.split(","))
        return sorted(name for name in names - excluded if not name.startswith("."))

    def provide_secret(self, *, new: bool = False) -> None:
        """Make sure that there is a secret.

        Args:
            new: Whether to make one although marks were given already.

        Raises:
            BadSetting: if there is none that can be used.
        """
        judge = Judged(config=self.config)
        judge.provide_secret(lambda: bool(self.ledger) or has_marks(self.folders.db_url), new=new)

    def _key(self) -> bytes:
        if not self.frozen:
            self.provide_secret()
        try:
            return Judged(config=self.config).key()
        except BadSetting:
            if not self.frozen:
                raise
            return b""  # before anything is judged, it is said

    def about(self, stage: str) -> About:
        """Return what the gradebook holds on an assignment; it is read once.

        Raises:
            ValueError: if the gradebook does not know it, or the course's weights are no weights.
        """
        if stage not in self._about:
            key = self._key()
            with self.gradebook() as book:
                try:
                    found = book.find_assignment(stage)
                except MissingEntry:
                    names = [assignment.name for assignment in book.assignments]
                    raise ValueError(_no_assignment(stage, names)) from None
                source = self.path(self.folders.source_directory, ".", stage)
                weights = Judged(config=self.config).promise_weights()
                self._about[stage] = about(found, source, self.folders.ignore, key, weights)
        return self._about[stage]

    def plan(self, stage: str, students: Sequence[str], *, force: bool = False) -> Plan:
        """Return what is to be graded; with ``force``, everything.

        Raises:
            ValueError: if the gradebook does not know the assignment.
        """
        plan = Plan(notes=list(self.about(stage).notes))
        saved = self.marks(stage)
        for student in students:
            task = self.task(stage, student)
            known = self.ledger.find(stage, student)
            if why := self._why(task, known, force):
                plan.tasks.append(task)
                plan.why[why] = plan.why.get(why, 0) + 1
            elif known and saved.get(student) == known.marks:
                plan.done.append(known)
            elif known:
                plan.kept.append((task, known))
        return plan

    def marks(self, stage: str, student: str = "") -> dict[str, Marks]:
        """Return everybody's marks in an assignment, or one student's, from the gradebook."""
        with self.gradebook() as book:
            return in_gradebook(book, stage, student)

    def task(self, stage: str, student: str) -> Task:
        """Return a submission as what is to be judged."""
        found = self.about(stage)
        folder = self.path(self.folders.submitted_directory, student, stage)
        digest = handed_in.digest(folder, found.basis)
        return Task(
            stage, student, folder, found.notebooks, self.folders.db_url, found.source, digest
        )

    def _why(self, task: Task, known: Entry | None, force: bool) -> str:
        """Return why a submission is to be judged; nothing if that was done."""
        if known is None:
            return NEW
        if force:
            return FORCED
        if known.digest != task.digest:
            return HANDED_IN if known.basis == self.about(task.stage).basis else CHANGED
        folder = self.graded(task.student, task.stage)
        return "" if _has(folder, known.files, task.notebooks) else LOST


def nearest(named: str, known: Sequence[str]) -> str:
    """Return the one name that begins so, else the most alike; empty for none."""
    begun = [name for name in known if named and name.startswith(named)]
    found = begun if len(begun) == 1 else difflib.get_close_matches(named, known, 1)
    return found[0] if found else ""


def _no_assignment(stage: str, names: Iterable[str]) -> str:
    near = nearest(stage, list(names))
    told = f"Did you mean {near!r}?" if near else f"Run nbgrader generate_assignment {stage}."
    return f"The gradebook has no assignment {stage!r}. {told}"


def _has(folder: Path, files: dict[str, str], notebooks: Sequence[str]) -> bool:
    if set(files) != set(notebooks):
        return False
    try:
        return all(digest_of(folder / f"{name}.ipynb") == files[name] for name in files)
    except OSError:
        return False
