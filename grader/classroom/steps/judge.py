"""nbgrader's step from submission to outputs, with the judge in place of a kernel."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from functools import cache
from itertools import filterfalse
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Grade, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer, Unicode

from grader.classroom.config import SECRET, WEIGHTS, BadSetting
from grader.classroom.private import private
from grader.classroom.steps import versions
from grader.classroom.steps.cells import is_judged
from grader.classroom.steps.points import pay_share
from grader.classroom.steps.save import set_aside
from grader.classroom.steps.secret import course_secret, provide_secret
from grader.classroom.steps.seeds import STAMP, seed_of, work_digest
from grader.classroom.steps.weights import Weights, course_weights, weighed
from grader.classroom.submission.handed_in import (
    FILES_MB,
    Unreadable,
    is_notebook,
    look,
    without_conflicts,
)
from grader.course.exercise import Exercise
from grader.diagnose.judge import judge
from grader.judge.guest.jail import MEGABYTE, Limits
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Access, Sandbox
from grader.verdict import Verdict

LEAST_MB = 128  # with which all solutions of the course earn full marks


class Judged(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs submissions in the sandbox; the judge writes outputs and points.

    A preprocessor for ``c.Autograde.autograde_preprocessors``, instead of ``Execute``.
    """

    timeout = Integer(60, help="Time limit of a cell, in seconds.").tag(config=True)
    submission_timeout = Integer(600, help="Time limit of a notebook, in seconds.").tag(config=True)
    memory_mb = Integer(2048, help="Memory that one submission may use.").tag(config=True)
    cpu_seconds = Integer(300, help="Processor time of one submission.").tag(config=True)
    allow_weaker_isolation = Bool(
        False, help="Grade although this platform lacks protections."
    ).tag(config=True)
    figures = Bool(False, help="Draw figures in every cell, not only in those for answers.").tag(
        config=True
    )
    seed = Integer(-1, help="One seed for all; -1 draws one for each submission.").tag(config=True)
    secret = Unicode("", help="Path of the course's secret.").tag(config=True)
    weights = Unicode("", help="Path of the file with what promises weigh in this course.").tag(
        config=True
    )
    judge: Callable[..., Verdict] = staticmethod(judge)  # judges what a cell hands in

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run the notebook; the judge writes its outputs."""
        about, beside = resources["nbgrader"], files(resources)
        self.provide_secret(lambda: has_marks(about["db_url"]))
        mark(nb, self.sandbox(), self.rules(about["student"], work_digest(nb, beside)), beside)
        for cell in filter(is_judged, nb.cells):
            pay_share(cell)
            set_aside(cell)
        nb.metadata.pop(versions.KEY, None)  # whatever a submission says of itself
        return nb, resources

    def provide_secret(self, marked: Callable[[], bool], *, new: bool = False) -> None:
        """Make sure that there is a secret, or a seed in its place.

        Args:
            marked: Says whether marks were given already; then none is made silently.
            new: Whether to make one all the same.

        Raises:
            BadSetting: if there is none that can be used.
        """
        if self.seed < 0:
            provide_secret(self._secret, marked, new=new, shared=self._shared)

    def key(self) -> bytes:
        """Return what the hidden numbers of this course are drawn from.

        Raises:
            BadSetting: if the course's secret cannot be used.
        """
        if self.seed >= 0:
            return str(self.seed).encode()
        return course_secret(self._secret, shared=self._shared)

    @property
    def _secret(self) -> Path:
        return Path(self.secret or SECRET)

    @property
    def _shared(self) -> bool:
        return bool(self.config["CourseDirectory"].get("groupshared", False))

    def sandbox(self) -> Access:
        """Return the warm process; it is started once for all submissions."""
        return _Given.access or _sandbox(
            self.limits(), self.allow_weaker_isolation, private(self.config)
        )

    def limits(self) -> Limits:
        """Return what a submission may use.

        Raises:
            BadSetting: if that is too little for right answers.
        """
        if self.memory_mb < LEAST_MB:
            raise BadSetting(
                f"{self.memory_mb} MB of memory are too little: right answers can need more. "
                f"Give at least {LEAST_MB} (--memory-mb, or c.Judged.memory_mb)."
            )
        return Limits(memory_mb=self.memory_mb, cpu_seconds=self.cpu_seconds)

    def rules(self, student: str, work: bytes) -> Rules:
        """Return time limits and seeds for what a learner handed in (see ``seeds``)."""
        return Rules(
            seed=self._seeds(student, work),
            cell_seconds=self.timeout,
            submission_seconds=self.submission_timeout,
            figures=self.figures,
            judge=self._judge(self.promise_weights()),
        )

    def promise_weights(self) -> Weights:
        """Return what promises weigh in this course, where it says so.

        Raises:
            BadSetting: if nothing can be marked with what it says.
        """
        return course_weights(Path(self.weights or WEIGHTS))

    def _judge(self, weights: Weights) -> Callable[..., Verdict]:
        def judge(exercise: Exercise, subject: Any, **settings: Any) -> Verdict:
            return self.judge(weighed(exercise, weights), subject, **settings)

        return judge if weights else self.judge

    def _seeds(self, student: str, work: bytes) -> Callable[[str], int]:
        if self.seed >= 0:
            return lambda address: self.seed
        key = self.key()
        return lambda address: seed_of(key, address, student, work)


def files(resources: dict[str, Any]) -> dict[str, bytes]:
    """Return the files that a notebook may open, by their path beside it.

    They are those of its folder, or of ``resources["submission"]``; the assignment's own files
    in ``resources["source"]`` come before the learner's. When it was handed in changes no numbers,
    so code does not see it.

    Raises:
        Unreadable: if they are too large, or one of them cannot be read.
    """
    beside = resources.get("submission") or look(Path(resources["metadata"]["path"]))
    if beside.refused:
        raise Unreadable(beside.refused)
    own = _files_of(Path(resources["source"])) if "source" in resources else {}
    names = without_conflicts(filterfalse(is_notebook, beside.files), own.keys())
    size = sum(beside.files[name] for name in names) + sum(map(len, own.values()))
    if size > FILES_MB * MEGABYTE:
        raise Unreadable(
            "With those of the assignment, the files beside the notebook have "
            f"{size / MEGABYTE:.0f} MB; {FILES_MB} are the most."
        )
    return {name: beside.read(name) for name in names if name != STAMP} | own


def _files_of(folder: Path) -> dict[str, bytes]:
    """Return the assignment's own files."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    plain = sorted(path for path in paths if not is_notebook(path.name))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in plain}


def has_marks(db_url: str) -> bool:
    """Return whether a gradebook holds any mark that a program gave."""
    with Gradebook(db_url) as book:
        return book.db.query(Grade).filter(Grade.auto_score.is_not(None)).first() is not None


class _Given:
    access: Access | None = None


def use(access: Access) -> None:
    """Take a warm process that exists already."""
    _Given.access = access


@cache
def _sandbox(limits: Limits, allow_weaker: bool, hidden: tuple[Path, ...]) -> Sandbox:
    made = Sandbox(limits, hidden)
    atexit.register(made.close)
    made.insist(allow_weaker)
    return made
