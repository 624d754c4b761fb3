"""nbgrader's settings for this course, in one place.

An instructor's ``nbgrader_config.py`` needs two lines::

    from grader.classroom.config import course

    c.merge(course("."))

What becomes of code that does not end: a function that ``grade`` runs is stopped by the
grader itself and earns nothing. A cell that runs longer than ``seconds`` is interrupted by
nbgrader and earns nothing. In both cases the other cells keep their marks. Code that catches
the interruption as well, such as a bare ``except`` in an endless loop, makes nbgrader give
up the whole submission: it is reported as not graded and no mark of it is recorded.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import zmq
from traitlets.config import Config

SECONDS_PER_CELL = 60


def course(root: str | Path, *, seconds: int = SECONDS_PER_CELL, **folders: str) -> Config:
    """Return nbgrader's settings for a course folder.

    Args:
        root: Folder with ``source``, ``release``, ``submitted`` and so on.
        seconds: Time limit of one cell. A cell that exceeds it is interrupted and earns
            nothing; the cells after it still run.
        folders: Other names for nbgrader's folders, such as ``source_directory="solutions"``.
    """
    _find_tools()
    root = Path(root).resolve()
    config = kernels()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    config.ExecutePreprocessor.timeout = seconds
    config.ExecutePreprocessor.interrupt_on_timeout = True
    config.OverwriteCells.add_missing_cells = True
    config.GenerateAssignment.preprocessors = release_preprocessors()
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
    for name, value in folders.items():
        setattr(config.CourseDirectory, name, value)
    return config


def kernels() -> Config:
    """Return settings for kernels: encrypted connections where this machine can."""
    config = Config()
    if zmq.has("curve"):
        config.KernelManager.transport_encryption = "auto"
    return config


def _find_tools() -> None:
    """Put this environment's commands on the path: nbgrader calls ``alembic`` by name."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])


def release_preprocessors() -> list[Any]:
    """Return nbgrader's steps from source to release, with our way of clearing."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import ClearSolutions

    from grader.classroom.clear import ClearExercises

    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    return [ClearExercises if step is ClearSolutions else step for step in steps]
