"""nbgrader's converter of feedback, for one submission after another; it writes no marks."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import nbgrader.converters.generate_feedback
from nbconvert.writers import FilesWriter  # type: ignore[attr-defined]
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import rmtree
from traitlets.config import Config

HOUSE = ".grader"


@dataclass(frozen=True)
class Wanted:
    """A submission whose pages are to be made.

    Attributes:
        stage: The assignment.
        student: Who handed it in.
        notebooks: Names of the notebooks.
        digest: Of everything that the pages show.
    """

    stage: str
    student: str
    notebooks: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Made:
    """What became of it.

    Attributes:
        wanted: The submission.
        files: The size of each page in bytes, by name.
        reason: Why there are none; empty when all went well.
    """

    wanted: Wanted
    files: dict[str, int] = field(default_factory=dict)
    reason: str = ""


class Converter(nbgrader.converters.generate_feedback.GenerateFeedback):  # type: ignore[misc]
    """nbgrader's converter of feedback, which keeps its templates from one page to the next.

    Pages are made in a folder beside the final one, and moved when all of them are there.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(coursedir=CourseDirectory(config=config), config=config)
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # what goes wrong is returned
        self.force = True
        self.writer = FilesWriter(parent=self)  # type: ignore[no-untyped-call]
        self.exporter = self.exporter_class(parent=self, config=self.config)
        for step in self.preprocessors:
            self.exporter.register_preprocessor(step)

    @property
    def _output_directory(self) -> str:
        return f"{HOUSE}/pages-{os.getpid()}"

    def make(self, wanted: Wanted) -> dict[str, int]:
        """Make a submission's pages; return the size of each."""
        self.coursedir.student_id, self.coursedir.assignment_id = wanted.student, wanted.stage
        before = Path.cwd()
        os.chdir(self.coursedir.root)
        try:
            self._convert(wanted)
            return self._move(wanted)
        finally:
            os.chdir(before)
            self._clear(wanted)

    def _convert(self, wanted: Wanted) -> None:
        folder = self._path(self._input_directory, wanted)
        self.notebooks = [str(folder / f"{name}.ipynb") for name in wanted.notebooks]
        self.init_destination(wanted.stage, wanted.student)
        self.init_assignment(wanted.stage, wanted.student)
        for notebook in self.notebooks:
            self.convert_single_notebook(notebook)
        self.set_permissions(wanted.stage, wanted.student)

    def _move(self, wanted: Wanted) -> dict[str, int]:
        made = self._path(self._output_directory, wanted)
        final = self._path(self.coursedir.feedback_directory, wanted)
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.exists():
            rmtree(str(final))
        shutil.move(made, final)
        return {f"{n}.html": (final / f"{n}.html").stat().st_size for n in wanted.notebooks}

    def _clear(self, wanted: Wanted) -> None:
        """Remove what is left beside the final folder."""
        made = Path(self.coursedir.root) / self._path(self._output_directory, wanted)
        shutil.rmtree(made, ignore_errors=True)
        with contextlib.suppress(OSError):  # something else is there
            made.parent.rmdir()
            made.parent.parent.rmdir()

    def _path(self, step: str, wanted: Wanted) -> Path:
        return Path(self.coursedir.format_path(step, wanted.student, wanted.stage))
