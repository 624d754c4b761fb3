"""The only writer of marks and of graded notebooks: nbgrader's own converter and its own steps.

A judged submission is converted in a folder beside the final one, its marks go into the
gradebook, the folder moves into place, and only then the ledger says that it is done.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import os
import shutil
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.writers import FilesWriter  # type: ignore[attr-defined]
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.converters import Autograde
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import rmtree
from sqlalchemy.exc import SAWarning
from tornado.log import app_log

from grader.classroom.grading import worker
from grader.classroom.grading.assignment import digest_of
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import HOUSE, Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.marks import Marks, in_notebook
from grader.classroom.grading.nbgrader_caches import keep_engines
from grader.classroom.grading.verdicts import said
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.steps.save import SaveMarks
from grader.classroom.submission.copying import copy_plain_files_only

NOT_SAVED = "It was judged, but could not be saved: {}."
NOT_AS_WRITTEN = "the gradebook holds other marks than were just written"
NO_TIME = "its timestamp.txt does not say when it was handed in: mend or delete that file"


@contextlib.contextmanager
def calm() -> Iterator[None]:
    """Let nobody be warned that nbgrader reads notebooks while it makes the records of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def write(course: Course, judgements: Iterable[Judgement], tell: Callable[[Entry], None]) -> None:
    """Save judged submissions, one after the other.

    Args:
        course: The course.
        judgements: What the judge said.
        tell: Called after each, with what became of it.
    """
    saver = Saver(course)
    for judgement in judgements:
        tell(_saved(course, saver, judgement, entry_of(course, judgement)))


def write_judged(
    course: Course, found: Iterable[tuple[Judgement, Entry]], tell: Callable[[Entry], None]
) -> None:
    """Save what was judged elsewhere, with the entries that were made of it there."""
    saver = Saver(course)
    for judgement, entry in found:
        with calm():
            saved = _saved(course, saver, judgement, entry)
        tell(saved)


def write_kept(
    course: Course, found: Iterable[tuple[Task, Entry]], tell: Callable[[Entry], None]
) -> None:
    """Save what the gradebook does not have of what was judged before, from the kept notebooks."""
    saver = Saver(course)
    for task, entry in found:
        try:
            judgement = _kept(course, task, entry)
        except Exception as error:
            tell(_not_saved(entry, error))
        else:
            with calm():
                saved = _saved(course, saver, judgement, entry)
            tell(saved)


def _kept(course: Course, task: Task, entry: Entry) -> Judgement:
    folder = course.graded(task.student, task.stage)
    read = {name: nbformat.read(folder / f"{name}.ipynb", as_version=4) for name in entry.files}
    texts = {name: json.dumps(notebook) for name, notebook in read.items()}
    return Judgement(task, texts, entry.reason, entry.seconds, entry.oddities)


def _saved(course: Course, saver: Saver, judgement: Judgement, entry: Entry) -> Entry:
    if not judgement.notebooks:
        return entry
    try:
        marks, files = saver.save(judgement)
        notebooks = (json.loads(text) for text in judgement.notebooks.values())
        saved = replace(entry, marks=marks, files=files, said=said(notebooks))
        course.ledger.add(saved)
    except Exception as error:  # one submission's trouble stops nobody else
        return _not_saved(entry, error)
    return saved


def _not_saved(entry: Entry, error: Exception) -> Entry:
    reason = f"{entry.reason} {NOT_SAVED.format(cause(error))}".strip()
    return replace(entry, reason=reason, files={})


def entry_of(course: Course, judgement: Judgement) -> Entry:
    """Return what the ledger says of a judgement that nothing was saved of yet."""
    task, about = judgement.task, course.about(judgement.task.stage)
    return Entry(
        task.stage,
        task.student,
        task.digest,
        judgement.reason,
        round(judgement.seconds, 3),
        judgement.oddities,
        about.basis,
        about.versions,
        when=time.time(),
    )


class Saver(Autograde):  # type: ignore[misc]
    """nbgrader's converter, for notebooks that have been judged already.

    The only writer of marks and of notebooks.
    """

    def __init__(self, course: Course) -> None:
        for log in (logging.getLogger("traitlets"), app_log):
            log.setLevel(logging.CRITICAL)  # what goes wrong is said in the table
        keep_engines()
        copy_plain_files_only()
        super().__init__(coursedir=course.folders, config=course.config)
        self.course = course
        self.force = True
        self._texts: dict[str, str] = {}
        self._marks: Marks = {}
        _, last = worker.steps(self.config)
        steps = (SaveMarks if step is SaveAutoGrades else step for step in last)
        self._steps = [step(parent=self) for step in steps]
        self.writer = FilesWriter(parent=self)  # type: ignore[no-untyped-call]
        self.exporter = NotebookExporter(parent=self)  # type: ignore[no-untyped-call]
        gc.collect()
        gc.freeze()  # what is here now stays; each collection would look at all of it again

    @property
    def _output_directory(self) -> str:
        return f"{HOUSE}/staging"

    def save(self, judgement: Judgement) -> tuple[Marks, dict[str, str]]:
        """Write the marks and the notebooks of a submission.

        Returns:
            The marks, and a digest of each notebook.

        Raises:
            Exception: whatever kept nbgrader, the gradebook or the disk from it; nothing is
                left beside the final folder.
        """
        task = judgement.task
        self._texts, self._marks = judgement.notebooks, {}
        self.coursedir.student_id, self.coursedir.assignment_id = task.student, task.stage
        before = Path.cwd()
        os.chdir(self.course.root)
        try:
            self._convert(task)
            final = self._move(task)
        finally:
            os.chdir(before)
            shutil.rmtree(self._staged(task), ignore_errors=True)
        self._compare(task)
        return self._marks, {n: digest_of(final / f"{n}.ipynb") for n in judgement.notebooks}

    def _convert(self, task: Task) -> None:
        """Do what nbgrader's converter does with one submission, errors not hidden in its log."""
        try:
            self.coursedir.get_existing_timestamp(str(task.folder))
        except Exception as error:
            raise ValueError(NO_TIME) from error
        self.notebooks = [str(task.folder / f"{name}.ipynb") for name in sorted(self._texts)]
        self.init_destination(task.stage, task.student)
        self.run_pre_convert_hook()
        self.init_assignment(task.stage, task.student)
        for notebook in self.notebooks:
            self.convert_single_notebook(notebook)
        self.set_permissions(task.stage, task.student)
        self.run_post_convert_hook()

    def _staged(self, task: Task) -> Path:
        return self.course.path(self._output_directory, task.student, task.stage)

    def _move(self, task: Task) -> Path:
        made, final = self._staged(task), self.course.graded(task.student, task.stage)
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.exists():
            rmtree(str(final))
        shutil.move(made, final)
        with contextlib.suppress(OSError):
            made.parent.rmdir()  # unless something else of this learner is there
        return final

    def _compare(self, task: Task) -> None:
        found = self.course.marks(task.stage, task.student)
        if found.get(task.student) != self._marks:
            raise ValueError(NOT_AS_WRITTEN)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Let nbgrader's steps after the execution work on a judged notebook."""
        name = Path(notebook_filename).stem
        resources = self.init_single_notebook_resources(notebook_filename)
        resources["output_extension"] = ".ipynb"
        notebook = nbformat.from_dict(json.loads(self._texts[name]))
        for step in self._steps:
            notebook, resources = step(notebook, resources)
        self._marks[name] = in_notebook(notebook)
        self.write_single_notebook(_text(notebook), resources)


def _text(notebook: NotebookNode) -> str:
    """Return a notebook as nbformat writes it, without the copy that it makes first."""
    nbformat.validate(notebook)
    lines = split_lines(strip_transient(notebook))
    return json.dumps(lines, indent=1, sort_keys=True, ensure_ascii=False)
