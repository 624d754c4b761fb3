"""What nbgrader makes anew for each submission, made once.

It opens the gradebook some ten times for a submission. Each time it makes an engine, which
compiles all its statements again, and looks whether each table is there. And it checks its
schema for cells again with each cell. Together that is a third of what it does.
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
LAST_TABLE = nbgrader.api.Base.metadata.sorted_tables[-1].name


def keep_engines() -> None:
    """From now on let this process keep one engine for each gradebook, and checked schemas.

    nbgrader still closes its connections whenever it is done with a gradebook.
    """
    nbgrader.api.create_engine = _kept
    nbgrader.api.Base.metadata.create_all = _create_all_once
    common.jsonschema = SimpleNamespace(validate=_validate)


def _create_all_once(bind: Any) -> None:
    if not inspect(bind).has_table(LAST_TABLE):
        _create_all(bind=bind)


def _validate(instance: Any, schema: Any) -> None:
    _validator(json.dumps(schema)).validate(instance)


@cache
def _validator(schema: str) -> Any:
    made = json.loads(schema)
    kind = validator_for(made)
    kind.check_schema(made)
    return kind(made)
