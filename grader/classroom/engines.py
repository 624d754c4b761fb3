"""One engine for each gradebook that is opened often.

nbgrader makes a new one whenever it opens a gradebook, some ten times for a submission, and
each compiles all its statements again: half of the time that an opening takes.
"""

from __future__ import annotations

from functools import cache

import nbgrader.api
from sqlalchemy import create_engine

_kept = cache(create_engine)


def keep_engines() -> None:
    """From now on let this process keep one engine for each gradebook.

    nbgrader still closes its connections whenever it is done with a gradebook.
    """
    nbgrader.api.create_engine = _kept
