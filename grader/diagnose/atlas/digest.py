"""What a book or a measurement depends on, as a digest: while it stays, so does the result.

It is made of the programs, the probes, and the code of all that runs and compares them.
Comments, docstrings, texts of stages, and where in the code a definition stands do not count.
What is installed counts neither: after a change of it, make all anew.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from grader.course.exercise import Exercise
from grader.diagnose.programs import candidates, source_of
from grader.scenes.scene import name_of

ROOT = Path(__file__).resolve().parents[3]
RUNS = ("grader.observe.execute", "grader.scenes.scene", "grader.diagnose.atlas.prints")
RUN_BY = ("grader.observe", "grader.scenes", "grader.diagnose.atlas.prints")
MADE = ("grader.course.patch", "grader.diagnose.atlas.making")


def of_runs(exercise: Exercise) -> str:
    """Return the digest of all but the programs: what decides what a program does."""
    probes = [(p.name, name_of(p.draw), sorted(p.params.items())) for p in exercise.probes]
    promised = [promise.items for promise in exercise.promises]
    runs = code({*RUNS, *scenes(exercise)}, within=RUN_BY)
    return _short((probes, promised, sorted(called(exercise)), sorted(runs)))


def digest(exercise: Exercise, *modules: str) -> str:
    """Return the digest of all that decides what a book holds.

    Args:
        exercise: The exercise.
        modules: What else decides, with all that it imports.
    """
    made = candidates(exercise)
    edits = {patches(c.slugs[0]) for c in made}
    told = (
        of_runs(exercise),
        source_of(exercise),
        [(c.slugs, c.source) for c in made],
        exercise.loop_names,
        sorted(own(MADE) | code({*modules, *edits})),
    )
    return _short(told)


def _short(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def called(exercise: Exercise) -> set[str]:
    """Return the sources of our functions and classes that a reference uses, and that these use."""
    todo, found = list(exercise.parts), set[str]()
    while todo:
        part = todo.pop()
        source = ast.unparse(ast.parse(textwrap.dedent(inspect.getsource(part))))
        if source not in found:
            found.add(source)
            todo += _ours(source, vars(inspect.getmodule(part)))
    return found


def _ours(source: str, known: Mapping[str, Any]) -> Iterator[Any]:
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    for value in (known.get(name) for name in sorted(names)):
        if inspect.isroutine(value) or inspect.isclass(value):
            yield from [value] if str(value.__module__).startswith("grader.") else ()


def own(modules: Iterable[str]) -> set[str]:
    """Return the statements of these modules alone."""
    return set().union(*(statements(path_of(name).read_text("utf-8")) for name in modules))


def scenes(exercise: Exercise) -> Iterator[str]:
    """Yield the modules that an exercise's probes are drawn, played and read by."""
    for probe in exercise.probes:
        kind = name_of(probe.draw).partition(":")[0]
        names = (f"grader.scenes.{kind}.{half}" for half in ("draw", "play", "read"))
        yield from (name for name in names if path_of(name).is_file())


def patches(slug: str) -> str:
    """Return the module of a mistake: how it is made beside another one stands only there."""
    return f"grader.mistakes.{slug}"


def code(modules: Iterable[str], within: tuple[str, ...] = ("grader", "tests")) -> set[str]:
    """Return the statements of these modules and of all of ours that they import.

    Args:
        modules: Their names.
        within: How the names begin of those that are followed.
    """
    todo, found = set(modules), set[str]()
    while todo:
        found.add(name := todo.pop())
        todo |= imported(path_of(name).read_text("utf-8")) - found
        todo = {name for name in todo if name.startswith(within)}
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
