"""Right versions, and every mistake written in several styles."""

from __future__ import annotations

import ast
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.course.catalogue import exercises
from grader.course.exercise import Exercise
from grader.diagnose.programs import Candidate, compiled, sources
from tests.tools.restyle import STYLES

HERE = Path(__file__).parents[1]
SEEDS = (0, 1, 2, 3, 4)
# Of exercises that are code, which is run on probes; the others are answers.
ADDRESSES = [address for address, exercise in exercises().items() if exercise.prepare is None]


@cache
def _module(path: Path) -> ModuleType:
    name = f"right_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def right_versions(exercise: Exercise) -> dict[str, Any]:
    """Return the hand-written right versions of an exercise by name, and other references."""
    module = _module(HERE / "right" / f"{exercise.name}.py")
    prefix = f"{exercise.name}__"
    found = {k.removeprefix(prefix): v for k, v in vars(module).items() if k.startswith(prefix)}
    others = enumerate(sources(exercise)[1:], 1)
    return found | {f"reference_{n}": compiled(exercise, source) for n, source in others}


def styled(exercise: Exercise, candidate: Candidate) -> dict[str, Any]:
    """Return a candidate in every style that changes its text and still compiles."""
    versions = {}
    plain = ast.unparse(ast.parse(candidate.source))
    for name, style in STYLES.items():
        source = style(candidate.source)
        if source != plain:
            versions[name] = compiled(exercise, source)
    return versions
