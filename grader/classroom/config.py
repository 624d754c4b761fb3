"""nbgrader's settings for this course, in one place.

An instructor's ``nbgrader_config.py`` needs two lines::

    from grader.classroom.config import course

    c.merge(course("."))

What becomes of code that does not end: a function that ``grade`` runs is stopped after some
seconds, and the promises that this run was to show earn nothing. A cell that runs longer than
``seconds`` is interrupted and earns nothing, unless all its calls of ``grade`` were answered by
then; the cells after it still run. Code that catches the interruption as well, such as a bare
``except`` in an endless loop, is ended together with its process: that cell and all after it
earn nothing, the cells before it keep their marks.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

import zmq
from traitlets.config import Config
from traitlets.utils.importstring import import_item

SECONDS_PER_CELL = 60
SECRET = ".grader_secret"
WEIGHTS = "promise_weights.toml"
JUDGE = "grader.classroom.steps.judge.Judged"
SAVE = "grader.classroom.steps.save.SaveMarks"
RESTORE = "grader.classroom.steps.restore.RestoreCells"
EXPORTER = "grader.classroom.steps.exporter.SubmissionExporter"
IRREGULARITIES = "grader.classroom.steps.irregularities.NoteIrregularities"
CLEAN = "grader.classroom.steps.clean.CleanNotebook"
PAGE = "grader.classroom.pages.page"
FIRST = "grader.classroom.pages.graded_first.GradedFirst"


class BadSetting(ValueError):
    """Something of the course with which nothing can be marked; says nothing of a submission."""


def course(
    root: str | Path, *, seconds: int = SECONDS_PER_CELL, judge: bool = True, **folders: str
) -> Config:
    """Return nbgrader's settings for a course folder.

    Args:
        root: Folder with ``source``, ``release``, ``submitted`` and so on.
        seconds: Time limit of one cell. A cell that exceeds it is interrupted; the cells after
            it still run.
        judge: Run submissions in the judge's sandbox; without it, in ordinary kernels, where
            a hostile submission can write its own marks, and one that catches the interruption
            is not graded at all.
        folders: Other names for nbgrader's folders, such as ``source_directory="solutions"``.
    """
    from grader.classroom.submission.copying import copy_plain_files_only

    find_tools()
    copy_plain_files_only()
    root = Path(root).resolve()
    config = kernels()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    config.ExecutePreprocessor.timeout = seconds
    config.ExecutePreprocessor.interrupt_on_timeout = True
    config.Judged.timeout = seconds
    config.Judged.secret = str(root / SECRET)
    config.Judged.weights = str(root / WEIGHTS)
    config.Autograde.exporter_class = EXPORTER
    config.Autograde.sanitize_preprocessors = sanitize_preprocessors()
    config.Autograde.autograde_preprocessors = autograde_preprocessors(judge)
    config.merge(pages())
    config.GenerateAssignment.preprocessors = release_preprocessors()
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
    for name, value in folders.items():
        setattr(config.CourseDirectory, name, value)
    return config


def load() -> Config:
    """Return nbgrader's settings for the current folder, from its ``nbgrader_config.py``.

    Raises:
        ValueError: if that file has an error.
    """
    from nbgrader.apps.baseapp import NbGrader

    app = NbGrader(log_level=logging.CRITICAL)
    app.raise_config_file_errors = True
    try:
        app.initialize([])
    except Exception as error:  # the file is a program
        told = f"{type(error).__name__}: {error}"
        raise ValueError(f"nbgrader_config.py could not be loaded: {told}") from error
    config: Config = app.config
    return config


def kernels() -> Config:
    """Return settings for kernels: encrypted connections where this machine can."""
    config = Config()
    if zmq.has("curve"):
        config.KernelManager.transport_encryption = "auto"
    return config


def find_tools() -> None:
    """Put this environment's commands on the path: nbgrader calls ``alembic`` by name."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])


def sanitize_preprocessors() -> list[Any]:
    """Return nbgrader's steps before a submission is run, with our way of restoring cells.

    What is odd about the submission is noted first.
    """
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import OverwriteCells

    steps = Autograde.class_traits()["sanitize_preprocessors"].default()
    return [IRREGULARITIES, *(RESTORE if step is OverwriteCells else step for step in steps)]


def autograde_preprocessors(judge: bool) -> list[Any]:
    """Return nbgrader's steps from running to saving.

    Args:
        judge: Whether the judge runs submissions, in place of a kernel.

    What was run is cleaned before anything looks at it.
    """
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import Execute, SaveAutoGrades

    steps = Autograde.class_traits()["autograde_preprocessors"].default()
    ours = (
        {Execute: [JUDGE, CLEAN], SaveAutoGrades: [SAVE]} if judge else {Execute: [Execute, CLEAN]}
    )
    return [kind for step in steps for kind in ours.get(step, [step])]


def is_judged(config: Config) -> bool:
    """Return whether nbgrader's own commands run submissions in the judge's sandbox."""
    from nbgrader.converters import Autograde

    judged = import_item(JUDGE)
    steps = Autograde(config=config).autograde_preprocessors
    kinds = [import_item(step) if isinstance(step, str) else step for step in steps]
    return any(issubclass(kind, judged) for kind in kinds)


def pages() -> Config:
    """Return settings for formgrader's pages and feedback: nothing on them acts in a browser."""
    from grader.classroom.pages.page import NBGRADERS, TEMPLATES

    config = Config()
    config.HTMLExporter.preprocessors = [f"{PAGE}.CleanPage"]
    config.HTMLExporter.filters = {
        "clean_html": f"{PAGE}.raw_cell",
        "markdown2html": f"{PAGE}.markdown2html",
        "page_head": f"{PAGE}.head",
    }
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), str(NBGRADERS)]
    config.GenerateFeedback.preprocessors = feedback_preprocessors()
    return config


def feedback_preprocessors() -> list[Any]:
    """Return nbgrader's steps from a graded notebook to a page; marks and cards come first."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.preprocessors import GetGrades

    steps = GenerateFeedback.class_traits()["preprocessors"].default()
    return [kind for s in steps for kind in ([s, FIRST] if s is GetGrades else [s])]


def release_preprocessors() -> list[Any]:
    """Return nbgrader's steps from source to release, with our way of clearing.

    First of all, points have to stand in one place.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import ClearSolutions

    from grader.classroom.steps.clear import ClearExercises
    from grader.classroom.steps.points import CheckPoints

    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    ours = [ClearExercises if step is ClearSolutions else step for step in steps]
    return [CheckPoints, *ours]
