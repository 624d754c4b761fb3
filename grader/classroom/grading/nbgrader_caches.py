"""What nbgrader makes anew for each submission, made once.

It opens the gradebook some ten times for a submission. Each time it makes an engine, which
compiles all its statements again, and looks whether each table and the course are there. And
it checks its schema for cells again with each cell. Together that is half of what it does.
"""

from __future__ import annotations

import json
from functools import cache
from types import SimpleNamespace
from typing import Any

import nbgrader.api
from jsonschema.validators import validator_for
from nbgrader.nbgraderformat import common
from sqlalchemy import create_engine, inspect

_kept = cache(create_engine)
_create_all = nbgrader.api.Base.metadata.create_all
_check_course = nbgrader.api.Gradebook.check_course
TABLES = [table.name for table in nbgrader.api.Base.metadata.sorted_tables]

_whole: set[Any] = set()  # engines of gradebooks that have all tables
_courses: set[tuple[Any, str]] = set()  # with their engines


def keep_engines() -> None:
    """From now on let this process keep what it knows of each gradebook, and checked schemas.

    nbgrader still closes its connections whenever it is done with a gradebook.
    """
    nbgrader.api.create_engine = _kept
    nbgrader.api.inspect = _inspect
    nbgrader.api.Base.metadata.create_all = _create_all_once
    nbgrader.api.Gradebook.check_course = _check_course_once
    common.jsonschema = SimpleNamespace(validate=_validate)


def _inspect(bind: Any) -> Any:
    known = SimpleNamespace(get_table_names=lambda: TABLES)
    return known if bind in _whole else inspect(bind)


def _create_all_once(bind: Any) -> None:
    if bind in _whole:
        return
    if not inspect(bind).has_table(TABLES[-1]):
        _create_all(bind=bind)
    _whole.add(bind)


def _check_course_once(book: Any, course_id: str = "default_course", **about: Any) -> Any:
    if (book.engine, course_id) not in _courses:
        _check_course(book, course_id, **about)
        _courses.add((book.engine, course_id))


def _validate(instance: Any, schema: Any) -> None:
    _validator(json.dumps(schema)).validate(instance)


@cache
def _validator(schema: str) -> Any:
    made = json.loads(schema)
    kind = validator_for(made)
    kind.check_schema(made)
    return kind(made)
