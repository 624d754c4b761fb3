"""A process that makes feedback pages; it loads no more than that takes."""

from __future__ import annotations

import signal
import warnings
from typing import ClassVar

from traitlets.config import Config

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.classroom.grading.causes import cause
from grader.classroom.grading.nbgrader_caches import keep_engines
from grader.classroom.pages.converter import Converter, Made, Wanted
from grader.classroom.submission.copying import copy_plain_files_only

NOT_MADE = "its pages could not be made: {}"


class _Process:
    """What a worker process holds on to."""

    converter: ClassVar[Converter]


def ready(config: Config) -> None:
    """Get ready to make pages; called once in each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process decides what it means
    warnings.simplefilter("ignore")
    keep_engines()
    copy_plain_files_only()
    _Process.converter = Converter(config)


def make(wanted: Wanted) -> Made:
    """Make the pages of one submission; whatever is wrong with it becomes a sentence."""
    try:
        return Made(wanted, _Process.converter.make(wanted))
    except Exception as error:  # a notebook can be odd in endless ways
        return Made(wanted, reason=NOT_MADE.format(cause(error)))
