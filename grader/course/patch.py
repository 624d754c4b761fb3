r"""Small edits to a reference, written as the code they look for and the code they leave.

A mistake is such an edit. It is found by shape, not by position or spelling, so it
applies to every reference that contains those lines. In a pattern a name of one
underscore and capitals (``_A``) stands for any expression, a block written ``...`` for
any block.

    >>> source = "def f(x):\n    y = g(x)\n    return y\n"
    >>> print(replace("g(_A)", "g(-_A)").apply(source))
    def f(x):
        y = g(-x)
        return y
"""

from __future__ import annotations

import ast
import pickle
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from grader.course.matching import (
    HOLE,
    Body,
    DoesNotApply,
    Edit,
    Names,
    copied,
    fill_in,
    fits,
    index_of,
    is_statement_block,
    parsed_block,
    parsed_header,
    parsed_statement,
    replace_expression,
    rewrite_bodies,
    rewrite_statements,
    same_header,
)


@dataclass(frozen=True)
class Patch:
    """An edit. ``a + b`` does both in turn; ``a | b`` the first that applies.

    Attributes:
        made: Returns the edit for a loop whose names are these: a function that changes a tree
            and returns it, or raises DoesNotApply.
        at_once: Whether it has changed nothing when it raises.
        needs: Words that a program must contain; most patches are ruled out by them at once.
        brings: Words that the edit may put in.
    """

    made: Callable[[Names], Edit]
    at_once: bool = False
    needs: frozenset[str] = frozenset()
    brings: frozenset[str] = frozenset()

    def apply(self, source: str, swaps: Mapping[str, str] | None = None) -> str:
        """Return the edited source.

        Args:
            source: A program.
            swaps: Names that are exchanged both ways in all that the edit looks for and puts
                in, so that an edit of one loop reaches another whose names differ.

        Raises:
            DoesNotApply: if the source lacks the lines, or the edit changes nothing.
        """
        names = frozenset((swaps or {}).items())
        if not self.needs <= _words(source, names):
            raise DoesNotApply
        changed = ast.unparse(_edit(self, names)(pickle.loads(_parsed(source))))
        if changed == _reprinted(source):
            raise DoesNotApply("nothing changed")
        return changed

    def __add__(self, other: Patch) -> Patch:
        def made(names: Names) -> Edit:
            one, two = _edit(self, names), _edit(other, names)
            return lambda tree: two(one(tree))

        return Patch(
            made,
            needs=self.needs | (other.needs - self.brings),
            brings=self.brings | other.brings,
        )

    def __or__(self, other: Patch) -> Patch:
        def made(names: Names) -> Edit:
            one, two = _edit(self, names), _edit(other, names)

            def edit(tree: ast.Module) -> ast.Module:
                try:
                    return one(tree if self.at_once else copied(tree))
                except DoesNotApply:
                    return two(tree)

            return edit

        needs, brings = self.needs & other.needs, self.brings | other.brings
        return Patch(made, other.at_once, needs, brings)


def drop(*statements: str) -> Patch:
    """Remove each of these statements wherever it stands; all must be there."""

    def made(names: Names) -> Edit:
        patterns = [parsed_statement(s, names) for s in statements]

        def edit(tree: ast.Module) -> ast.Module:
            for pattern in patterns:
                tree = rewrite_statements(tree, pattern, lambda found, holes: [])
            return tree

        return edit

    return Patch(made, len(statements) == 1, _words_of(statements))


def replace(old: str, new: str) -> Patch:
    """Put ``new`` for ``old``: one statement by any number, or an expression by another."""
    single = isinstance(parsed_statement(old), ast.Expr) and not is_statement_block(new)

    def made(names: Names) -> Edit:
        pattern, body = parsed_statement(old, names), parsed_block(new, names)
        if single:
            return replace_expression(pattern.value, body[0].value)  # type: ignore[attr-defined]
        return lambda tree: rewrite_statements(
            tree, pattern, lambda found, holes: fill_in(body, holes)
        )

    return Patch(made, True, _words_of([old]), _words_in(new))


def before(anchor: str, new: str) -> Patch:
    """Insert ``new`` in front of each statement that looks like ``anchor``."""
    return _beside(anchor, new, front=True)


def after(anchor: str, new: str) -> Patch:
    """Insert ``new`` behind each statement that looks like ``anchor``."""
    return _beside(anchor, new, front=False)


def swap(first: str, second: str) -> Patch:
    """Exchange two statements that stand in the same block."""

    def made(names: Names) -> Edit:
        a, b = parsed_statement(first, names), parsed_statement(second, names)

        def edit_body(body: Body) -> Body | None:
            i, j = index_of(body, a), index_of(body, b)
            if i is None or j is None:
                return None
            body = list(body)
            body[i], body[j] = body[j], body[i]
            return body

        return lambda tree: rewrite_bodies(tree, edit_body)

    return Patch(made, True, _words_of([first, second]))


def move(statement: str, *, behind: str) -> Patch:
    """Move a statement behind another one of the same block."""

    def made(names: Names) -> Edit:
        a, b = parsed_statement(statement, names), parsed_statement(behind, names)

        def edit_body(body: Body) -> Body | None:
            i, j = index_of(body, a), index_of(body, b)
            if i is None or j is None or i == j:
                return None
            moved = body[i]
            rest = [s for k, s in enumerate(body) if k != i]
            place = next(k for k, s in enumerate(rest) if s is body[j])
            return [*rest[: place + 1], moved, *rest[place + 1 :]]

        return lambda tree: rewrite_bodies(tree, edit_body)

    return Patch(made, True, _words_of([statement, behind]))


def hoist(*statements: str) -> Patch:
    """Move statements out of the loop they stand in, in front of it."""
    return _out_of_loop(statements, front=True)


def sink(*statements: str) -> Patch:
    """Move statements out of the loop they stand in, behind it."""
    return _out_of_loop(statements, front=False)


def where(statement: str) -> Patch:
    """Change nothing, but apply only where this statement is; put it in front of others."""
    return Patch(_condition(statement, there=True), True, _words_of([statement]))


def unless(statement: str) -> Patch:
    """Change nothing, and do not apply where this statement is; put it in front of others."""
    return Patch(_condition(statement, there=False), at_once=True)


def wrap(header: str, *statements: str) -> Patch:
    """Put neighbouring statements below a header such as ``with torch.no_grad():``."""

    def made(names: Names) -> Edit:
        patterns = [parsed_statement(s, names) for s in statements]

        def edit_body(body: Body) -> Body | None:
            places = [place for p in patterns if (place := index_of(body, p)) is not None]
            if len(places) < len(patterns):
                return None
            first, last = min(places), max(places)
            block = parsed_header(header, names)
            block.body = body[first : last + 1]  # type: ignore[attr-defined]
            return [*body[:first], block, *body[last + 1 :]]

        return lambda tree: rewrite_bodies(tree, edit_body)

    return Patch(made, True, _words_of(statements), _words_in(header))


def unwrap(header: str) -> Patch:
    """Remove a block's header, for example ``with torch.no_grad():``, and keep its body."""

    def made(names: Names) -> Edit:
        wanted = parsed_header(header, names)

        def edit_body(body: Body) -> Body | None:
            out: Body = []
            hit = False
            for statement in body:
                same = same_header(wanted, statement)
                hit |= same
                out.extend(statement.body if same else [statement])  # type: ignore[attr-defined]
            return out if hit else None

        return lambda tree: rewrite_bodies(tree, edit_body)

    return Patch(made, True, _words_of([parsed_header(header)]))


@cache
def _edit(patch: Patch, names: Names) -> Edit:
    return patch.made(names)


@lru_cache(maxsize=1024)
def _parsed(source: str) -> bytes:
    """Return the program; each edit works on a copy, unpickled from it."""
    return pickle.dumps(ast.parse(textwrap.dedent(source)))


@lru_cache(maxsize=1024)
def _reprinted(source: str) -> str:
    return ast.unparse(ast.parse(textwrap.dedent(source)))


# -- words ---------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _words(source: str, swaps: Names) -> frozenset[str]:
    """Return the words of a program, also as they are when names are exchanged."""
    words = _words_in(source)
    return words.union(*(pair for pair in swaps if not words.isdisjoint(pair)))


def _words_in(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def _words_of(patterns: Iterable[str | ast.stmt]) -> frozenset[str]:
    """Return names and attributes that stand in all that fits the patterns."""
    trees = (parsed_statement(p) if isinstance(p, str) else p for p in patterns)
    nodes = [node for tree in trees for node in ast.walk(tree)]
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return frozenset(attributes | {name for name in names if not HOLE.match(name)})


def _beside(anchor: str, new: str, *, front: bool) -> Patch:
    def made(names: Names) -> Edit:
        pattern, body = parsed_statement(anchor, names), parsed_block(new, names)

        def make(found: ast.stmt, holes: dict[str, ast.expr]) -> Body:
            filled = fill_in(body, holes)
            return [*filled, found] if front else [found, *filled]

        return lambda tree: rewrite_statements(tree, pattern, make)

    return Patch(made, True, _words_of([anchor]), _words_in(new))


def _condition(statement: str, *, there: bool) -> Callable[[Names], Edit]:
    def made(names: Names) -> Edit:
        pattern = parsed_statement(statement, names)

        def edit(tree: ast.Module) -> ast.Module:
            if any(fits(pattern, node, {}) for node in ast.walk(tree)) is not there:
                raise DoesNotApply
            return tree

        return edit

    return made


def _out_of_loop(statements: tuple[str, ...], *, front: bool) -> Patch:
    def made(names: Names) -> Edit:
        patterns = [parsed_statement(s, names) for s in statements]
        return lambda tree: rewrite_bodies(tree, partial(_taken_out, patterns, front))

    return Patch(made, True, _words_of(statements))


def _taken_out(patterns: Body, front: bool, body: Body) -> Body | None:
    def taken(loop: ast.stmt) -> Body | None:
        body = loop.body  # type: ignore[attr-defined]
        found = [s for s in body if any(fits(p, s, {}) for p in patterns)]
        if len(found) < len(patterns):
            return None
        loop.body = [s for s in body if s not in found] or [ast.Pass()]  # type: ignore[attr-defined]
        return found

    for i, statement in enumerate(body):
        if isinstance(statement, (ast.For, ast.While)):
            found = taken(statement)
            if found is not None:
                pair = [*found, statement] if front else [statement, *found]
                return [*body[:i], *pair, *body[i + 1 :]]
    return None
