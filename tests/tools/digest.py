"""What a measurement of an exercise depends on, as a digest: while it stays, so does the result.

It is made of the programs, the probes, and the code of all that runs and compares them.
Comments, docstrings, texts of stages, and where in the code a definition stands do not count.
What is installed counts neither: after a change of it, measure all.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from grader.course.exercise import Exercise
from grader.diagnose.programs import candidates, source_of
from grader.scenes.scene import name_of

ROOT = Path(__file__).resolve().parents[2]


def digest(exercise: Exercise) -> str:
    """Return 16 hexadecimal digits."""
    made = candidates(exercise)
    told = (
        source_of(exercise),
        [(c.slugs, c.source) for c in made],
        exercise.loop_names,
        [(p.name, name_of(p.draw), sorted(p.params.items())) for p in exercise.probes],
        sorted(
            code({"tests.tools.matrix", *scenes(exercise), *(patches(c.slugs[0]) for c in made)})
        ),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def scenes(exercise: Exercise) -> Iterator[str]:
    """Yield the modules that an exercise's probes are drawn, played and read by."""
    for probe in exercise.probes:
        kind = name_of(probe.draw).partition(":")[0]
        names = (f"grader.scenes.{kind}.{half}" for half in ("draw", "play", "read"))
        yield from (name for name in names if path_of(name).is_file())


def patches(slug: str) -> str:
    """Return the module of a mistake: how it is made beside another one stands only there."""
    return f"grader.mistakes.{slug}"


def code(modules: Iterable[str]) -> set[str]:
    """Return the statements of these modules and of all of ours that they import."""
    todo, found = set(modules), set[str]()
    while todo:
        found.add(name := todo.pop())
        todo |= imported(path_of(name).read_text("utf-8")) - found
    return set().union(*(statements(path_of(name).read_text("utf-8")) for name in found))


@cache
def statements(source: str) -> frozenset[str]:
    """Return the statements of a module that are no imports, without comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            del node.body[0]
    kept = (node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom)))
    return frozenset(map(ast.unparse, kept))


@cache
def imported(source: str) -> frozenset[str]:
    """Return the modules of this project that a module imports, wherever it does so."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in inner if path_of(name).is_file()}
            names |= modules | ({str(node.module)} if modules < inner else set())
    return frozenset(name for name in names if path_of(name).is_file())


def path_of(module: str) -> Path:
    """Return the file that a module of this project has, or would have."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_name(f"{path.name}.py")
