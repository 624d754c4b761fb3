"""Programs that make known mistakes: the reference, patched.

Candidates are kept by their source: two ways to the same program are one.
"""

from __future__ import annotations

import inspect
import itertools
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from grader.course.catalogue import MistakeFile, mistakes
from grader.course.exercise import Exercise, Part, parts_of
from grader.course.matching import DoesNotApply
from grader.course.patch import Patch


@dataclass(frozen=True)
class Edit:
    """A patch, and the names of the loop it is applied to."""

    patch: Patch
    swaps: tuple[tuple[str, str], ...] = ()

    def apply(self, source: str) -> str:
        """Return the edited source; raises DoesNotApply as the patch does."""
        return self.patch.apply(source, dict(self.swaps))


@dataclass(frozen=True)
class Candidate:
    """A program that makes the mistakes ``slugs`` and is otherwise the reference.

    Attributes:
        slugs: The mistakes, in the order in which they were made.
        source: The program.
        edits: How the mistakes were made, to make them in another program as well.
        of: Which reference was patched: 0 is the plain one, others are those of ``also``.
    """

    slugs: tuple[str, ...]
    source: str
    edits: tuple[Edit, ...] = field(default=(), compare=False, repr=False)
    of: int = field(default=0, compare=False, repr=False)


@cache
def source_of(exercise: Exercise) -> str:
    """Return the source of an exercise's reference."""
    return sources(exercise)[0]


@cache
def sources(exercise: Exercise) -> tuple[str, ...]:
    """Return the sources of all references of an exercise, the plain one first."""
    return tuple(_source(parts_of(each)) for each in (exercise.reference, *exercise.also))


def _source(parts: Iterable[Part]) -> str:
    """Return definitions by the names that the exercise asks for."""
    found = {part.__name__: textwrap.dedent(inspect.getsource(part)) for part in parts}
    return "\n\n".join(t.replace(name, name.partition("__")[0]) for name, t in found.items())


def compiled(exercise: Exercise, source: str) -> Any:
    """Execute a patched reference among its own module's names; return what it defines."""
    names: dict[str, Any] = {}
    for reference in (*exercise.also, exercise.reference):
        names |= vars(inspect.getmodule(parts_of(reference)[0]))
    exec(compile(source, "<reference>", "exec"), names)
    made = tuple(names[part.__name__] for part in exercise.parts)
    return made if isinstance(exercise.reference, tuple) else made[0]


def ways(exercise: Exercise, entry: MistakeFile, of: int = 0) -> Iterator[Candidate]:
    """Yield the programs in which a mistake is made: in each loop alone, and in all."""
    source = sources(exercise)[of]
    for patch in entry.patches:
        seen: set[str] = set()
        everywhere: tuple[Edit, ...] = ()
        for swaps in exercise.loop_names:
            edit = Edit(patch, tuple(swaps.items()))
            alone = _edited(source, (edit,))
            if alone is None or alone in seen:
                continue  # not in this loop, or the patch does not care which loop it is
            seen.add(alone)
            yield Candidate((entry.slug,), alone, (edit,), of)
            everywhere = (*everywhere, edit)
            stacked = _edited(source, everywhere)
            if stacked is not None:
                yield Candidate((entry.slug,), stacked, everywhere, of)


def _edited(source: str, edits: Iterable[Edit]) -> str | None:
    try:
        for edit in edits:
            source = edit.apply(source)
    except DoesNotApply:
        return None
    return source


@cache
def candidates(exercise: Exercise) -> tuple[Candidate, ...]:
    """Return every single mistake whose patch applies to a reference, those of the plain one first.

    Two mistakes that gave the same program would both be here; the tests refuse them.
    """
    made = itertools.product(range(len(sources(exercise))), mistakes().values())
    found = itertools.chain.from_iterable(ways(exercise, m, of) for of, m in made)
    return tuple(dict.fromkeys(found))  # the first way to make a mistake is the plain one


def _is_python(source: str) -> bool:
    """Return whether a program can be compiled: one edit may have taken another one's loop away."""
    try:
        compile(source, "<reference>", "exec")
    except SyntaxError:
        return False
    return True


@lru_cache(maxsize=4096)
def both(first: Candidate, second: Candidate) -> Candidate | None:
    """Return the program that makes ``first`` and then ``second``, if that is possible."""
    if first.slugs == second.slugs:
        return None
    source = _edited(first.source, second.edits)
    if source is None or not _is_python(source):
        return None
    edits = (*first.edits, *second.edits)
    return Candidate((*first.slugs, *second.slugs), source, edits, first.of)
