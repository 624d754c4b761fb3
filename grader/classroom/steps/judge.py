"""nbgrader's step from submission to outputs, with the judge in place of a kernel."""

from __future__ import annotations

import atexit
import contextlib
import hmac
import os
import secrets
from functools import cache
from itertools import filterfalse
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer, Unicode

from grader.classroom.config import SECRET
from grader.classroom.submission.handed_in import (
    FILES_MB,
    Unreadable,
    is_notebook,
    look,
    without_conflicts,
)
from grader.judge.guest.jail import MEGABYTE, Limits
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Access, Sandbox


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
        mark(nb, self.sandbox(), self.rules(), files(resources))
        return nb, resources

    def sandbox(self) -> Access:
        """Return the warm process; it is started once for all submissions."""
        return _Given.access or _sandbox(self.limits(), self.allow_weaker_isolation)

    def limits(self) -> Limits:
        """Return what a submission may use."""
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
        key = course_secret(Path(self.secret or SECRET))

        def seed(address: str) -> int:
            return int.from_bytes(hmac.digest(key, address.encode(), "sha256")[:4])

        return seed


def files(resources: dict[str, Any]) -> dict[str, bytes]:
    """Return the files that a notebook may open, by their path beside it.

    They are those of its folder, or of ``resources["submission"]``; the assignment's own files
    in ``resources["source"]`` come before the learner's.

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
    return {name: beside.read(name) for name in names} | own


def _files_of(folder: Path) -> dict[str, bytes]:
    """Return the assignment's own files."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    plain = sorted(path for path in paths if not is_notebook(path.name))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in plain}


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


def course_secret(path: Path) -> bytes:
    """Return the secret that hidden probes are drawn from; it is made the first time.

    Learners must not see it: whoever knows it can compute the probes' data.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(0o600)
        draft.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.link(draft, path)  # all of it at once: nobody reads half a secret
        draft.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii").strip())
