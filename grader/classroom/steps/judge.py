"""nbgrader's step from submission to outputs, with the judge in place of a kernel."""

from __future__ import annotations

import atexit
import hmac
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Grade, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer, Unicode

from grader.classroom.config import SECRET, BadSetting
from grader.classroom.steps import versions
from grader.classroom.steps.cells import is_judged
from grader.classroom.steps.points import pay_share
from grader.classroom.steps.save import set_aside
from grader.classroom.steps.secret import course_secret, provide_secret
from grader.judge.guest.jail import MEGABYTE, Limits
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Access, Sandbox

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
    seed = Integer(-1, help="Seed of the hidden probes; -1 takes the course's own.").tag(
        config=True
    )
    secret = Unicode("", help="Path of the course's secret.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run the notebook; the judge writes its outputs."""
        about = resources["nbgrader"]
        self.provide_secret(lambda: has_marks(about["db_url"]))
        mark(nb, self.sandbox(), self.rules(), files(resources))
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
        return _Given.access or _sandbox(self.limits(), self.allow_weaker_isolation)

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

    def rules(self) -> Rules:
        """Return time limits and seeds."""
        return Rules(
            seed=self._seeds(),
            cell_seconds=self.timeout,
            submission_seconds=self.submission_timeout,
            figures=self.figures,
        )

    def _seeds(self) -> Any:
        if self.seed >= 0:
            return lambda address: self.seed
        key = self.key()

        def seed(address: str) -> int:
            return int.from_bytes(hmac.digest(key, address.encode(), "sha256")[:4])

        return seed


def files(resources: dict[str, Any], limit_mb: int = 32) -> dict[str, bytes]:
    """Return the files that a notebook may open, by their path beside it.

    They are those of its folder, or of ``resources["metadata"]["folders"]``, in which later
    folders win.

    Raises:
        ValueError: if they are too large.
    """
    about = resources.get("metadata", {})
    found: dict[str, Path] = {}
    for folder in map(Path, about.get("folders") or filter(None, [about.get("path")])):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb":
                found[path.relative_to(folder).as_posix()] = path
    size = sum(path.stat().st_size for path in found.values())
    if size > limit_mb * MEGABYTE:
        raise ValueError(
            f"the files beside the notebook have {size / MEGABYTE:.0f} MB; {limit_mb} are the most"
        )
    return {name: path.read_bytes() for name, path in found.items()}


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
def _sandbox(limits: Limits, allow_weaker: bool) -> Sandbox:
    made = Sandbox(limits)
    atexit.register(made.close)
    made.insist(allow_weaker)
    return made
