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
import difflib
import pickle
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

Body = list[ast.stmt]
Edit = Callable[[ast.Module], ast.Module]
Names = frozenset[tuple[str, str]]  # names and what they are exchanged with
BLOCKS = ("body", "orelse", "finalbody")
_HOLE = re.compile(r"_[A-Z]+$")


class DoesNotApply(Exception):
    """The source has no lines for this edit to work on."""


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
                    return one(tree if self.at_once else _copied(tree))
                except DoesNotApply:
                    return two(tree)

            return edit

        needs, brings = self.needs & other.needs, self.brings | other.brings
        return Patch(made, other.at_once, needs, brings)


def drop(*statements: str) -> Patch:
    """Remove each of these statements wherever it stands; all must be there."""

    def made(names: Names) -> Edit:
        patterns = [_statement(s, names) for s in statements]

        def edit(tree: ast.Module) -> ast.Module:
            for pattern in patterns:
                tree = _rewrite_statements(tree, pattern, lambda found, holes: [])
            return tree

        return edit

    return Patch(made, len(statements) == 1, _words_of(statements))


def replace(old: str, new: str) -> Patch:
    """Put ``new`` for ``old``: one statement by any number, or an expression by another."""
    single = isinstance(_statement(old), ast.Expr) and not _is_statement_block(new)

    def made(names: Names) -> Edit:
        pattern, body = _statement(old, names), _block(new, names)
        if single:
            return _replace_expression(pattern.value, body[0].value)  # type: ignore[attr-defined]
        return lambda tree: _rewrite_statements(
            tree, pattern, lambda found, holes: _filled(body, holes)
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
        a, b = _statement(first, names), _statement(second, names)

        def edit_body(body: Body) -> Body | None:
            i, j = _index(body, a), _index(body, b)
            if i is None or j is None:
                return None
            body = list(body)
            body[i], body[j] = body[j], body[i]
            return body

        return lambda tree: _rewrite_bodies(tree, edit_body)

    return Patch(made, True, _words_of([first, second]))


def move(statement: str, *, behind: str) -> Patch:
    """Move a statement behind another one of the same block."""

    def made(names: Names) -> Edit:
        a, b = _statement(statement, names), _statement(behind, names)

        def edit_body(body: Body) -> Body | None:
            i, j = _index(body, a), _index(body, b)
            if i is None or j is None or i == j:
                return None
            moved = body[i]
            rest = [s for k, s in enumerate(body) if k != i]
            place = next(k for k, s in enumerate(rest) if s is body[j])
            return [*rest[: place + 1], moved, *rest[place + 1 :]]

        return lambda tree: _rewrite_bodies(tree, edit_body)

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
        patterns = [_statement(s, names) for s in statements]

        def edit_body(body: Body) -> Body | None:
            places = [place for p in patterns if (place := _index(body, p)) is not None]
            if len(places) < len(patterns):
                return None
            first, last = min(places), max(places)
            block = _headed(header, names)
            block.body = body[first : last + 1]  # type: ignore[attr-defined]
            return [*body[:first], block, *body[last + 1 :]]

        return lambda tree: _rewrite_bodies(tree, edit_body)

    return Patch(made, True, _words_of(statements), _words_in(header))


def unwrap(header: str) -> Patch:
    """Remove a block's header, for example ``with torch.no_grad():``, and keep its body."""

    def made(names: Names) -> Edit:
        wanted = _headed(header, names)

        def edit_body(body: Body) -> Body | None:
            out: Body = []
            hit = False
            for statement in body:
                same = _same_header(wanted, statement)
                hit |= same
                out.extend(statement.body if same else [statement])  # type: ignore[attr-defined]
            return out if hit else None

        return lambda tree: _rewrite_bodies(tree, edit_body)

    return Patch(made, True, _words_of([_headed(header)]))


@cache
def _edit(patch: Patch, names: Names) -> Edit:
    return patch.made(names)


@lru_cache(maxsize=1024)
def _parsed(source: str) -> bytes:
    """Return the program; each edit works on a copy, unpickled from it."""
    return pickle.dumps(ast.parse(textwrap.dedent(source)))


def _copied(node: Any) -> Any:
    """Return a copy of a node or of a list of them; ``copy.deepcopy`` takes ten times as long."""
    if isinstance(node, list):
        return [_copied(each) for each in node]
    if not isinstance(node, ast.AST) or not vars(node):
        return node  # such as ast.Load, which there need be only one of
    made = type(node)()
    vars(made).update({name: _copied(value) for name, value in vars(node).items()})
    return made


@lru_cache(maxsize=1024)
def _reprinted(source: str) -> str:
    return ast.unparse(ast.parse(textwrap.dedent(source)))


def diff(wrong: str, right: str, context: int = 1) -> str:
    """Return a unified diff without file names, from the wrong lines to the right ones."""
    lines = difflib.unified_diff(_canonical(wrong), _canonical(right), lineterm="", n=context)
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))


def _canonical(source: str) -> list[str]:
    tree = ast.parse(textwrap.dedent(source))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree).splitlines()


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
    trees = (_statement(p) if isinstance(p, str) else p for p in patterns)
    nodes = [node for tree in trees for node in ast.walk(tree)]
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return frozenset(attributes | {name for name in names if not _HOLE.match(name)})


# -- matching ------------------------------------------------------------------------


def _block(text: str, names: Names = frozenset()) -> Body:
    """Return statements, in which names are exchanged both ways."""
    tree = ast.parse(textwrap.dedent(text))
    exchanged = {**dict(names), **{new: old for old, new in names}}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = exchanged.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = exchanged.get(node.arg, node.arg)
    return tree.body


def _statement(text: str, names: Names = frozenset()) -> ast.stmt:
    (statement,) = _block(text, names)
    return statement


def _headed(header: str, names: Names = frozenset()) -> ast.stmt:
    """Return a block that does nothing, below a header such as ``with torch.no_grad():``."""
    return _statement(textwrap.dedent(header).rstrip() + "\n    pass", names)


def _is_statement_block(text: str) -> bool:
    try:
        ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return True
    return False


def _fits(pattern: object, node: object, holes: dict[str, ast.expr]) -> bool:
    if isinstance(pattern, ast.Name) and _HOLE.match(pattern.id):
        if not isinstance(node, ast.expr):
            return False
        known = holes.setdefault(pattern.id, node)
        return ast.dump(known) == ast.dump(node)
    if isinstance(pattern, ast.expr_context):
        return True
    if isinstance(pattern, ast.AST):
        return type(pattern) is type(node) and all(
            _fits(getattr(pattern, field, None), getattr(node, field, None), holes)
            for field in pattern._fields
        )
    if isinstance(pattern, list):
        return isinstance(node, list) and (
            _is_dots(pattern)
            or (
                len(pattern) == len(node)
                and all(_fits(p, n, holes) for p, n in zip(pattern, node, strict=True))
            )
        )
    return pattern == node


def _is_dots(body: list[object]) -> bool:
    """Return whether a block is written ``...``: in a pattern it stands for any block."""
    return len(body) == 1 and (
        isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and body[0].value.value is ...
    )


def _same_header(wanted: ast.stmt, statement: ast.stmt) -> bool:
    if type(wanted) is not type(statement):
        return False
    skip = {"body", "orelse", "finalbody", "handlers", "type_comment"}
    return all(
        _fits(getattr(wanted, f, None), getattr(statement, f, None), {})
        for f in wanted._fields
        if f not in skip
    )


def _index(body: Body, pattern: ast.stmt) -> int | None:
    return next((i for i, s in enumerate(body) if _fits(pattern, s, {})), None)


# -- rewriting -----------------------------------------------------------------------


class _Fill(ast.NodeTransformer):
    def __init__(self, holes: dict[str, ast.expr]) -> None:
        self.holes = holes

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Put what a hole matched in its place."""
        filled: ast.AST = _copied(self.holes.get(node.id, node))
        return filled


def _filled(body: Body, holes: dict[str, ast.expr]) -> Body:
    return [_Fill(holes).visit(_copied(statement)) for statement in body]


def _blocks(tree: ast.AST) -> list[tuple[ast.AST, str]]:
    """Return where blocks of statements are, the outer ones first."""
    found, nodes = [], [tree]
    while nodes:
        found += [(n, f) for n in nodes for f in BLOCKS if isinstance(getattr(n, f, None), list)]
        parts = (getattr(n, f, None) for n in nodes for f in (*BLOCKS, "handlers", "cases"))
        nodes = [node for part in parts if isinstance(part, list) for node in part]
    return found


def _rewrite_bodies(tree: ast.Module, edit: Callable[[Body], Body | None]) -> ast.Module:
    """Apply ``edit`` to every block; at least one must change."""
    changed = False
    for node, field in _blocks(tree):
        new = edit(getattr(node, field))
        if new is None:
            continue
        changed = True
        setattr(node, field, new or ([ast.Pass()] if field == "body" else []))
    if not changed:
        raise DoesNotApply
    return tree


def _rewrite_statements(
    tree: ast.Module, pattern: ast.stmt, make: Callable[[ast.stmt, dict[str, ast.expr]], Body]
) -> ast.Module:
    def edit(body: Body) -> Body | None:
        out: Body = []
        hit = False
        for statement in body:
            holes: dict[str, ast.expr] = {}
            if _fits(pattern, statement, holes):
                hit = True
                out.extend(make(statement, holes))
            else:
                out.append(statement)
        return out if hit else None

    return _rewrite_bodies(tree, edit)


def _replace_expression(pattern: ast.expr, new: ast.expr) -> Edit:
    class Rewrite(ast.NodeTransformer):
        hits = 0

        def generic_visit(self, node: ast.AST) -> ast.AST:
            holes: dict[str, ast.expr] = {}
            if isinstance(node, ast.expr) and _fits(pattern, node, holes):
                self.hits += 1
                filled: ast.AST = _Fill(holes).visit(_copied(new))
                return filled
            return super().generic_visit(node)

    def edit(tree: ast.Module) -> ast.Module:
        rewrite = Rewrite()
        tree = rewrite.visit(tree)
        if not rewrite.hits:
            raise DoesNotApply
        return tree

    return edit


def _beside(anchor: str, new: str, *, front: bool) -> Patch:
    def made(names: Names) -> Edit:
        pattern, body = _statement(anchor, names), _block(new, names)

        def make(found: ast.stmt, holes: dict[str, ast.expr]) -> Body:
            filled = _filled(body, holes)
            return [*filled, found] if front else [found, *filled]

        return lambda tree: _rewrite_statements(tree, pattern, make)

    return Patch(made, True, _words_of([anchor]), _words_in(new))


def _condition(statement: str, *, there: bool) -> Callable[[Names], Edit]:
    def made(names: Names) -> Edit:
        pattern = _statement(statement, names)

        def edit(tree: ast.Module) -> ast.Module:
            if any(_fits(pattern, node, {}) for node in ast.walk(tree)) is not there:
                raise DoesNotApply
            return tree

        return edit

    return made


def _out_of_loop(statements: tuple[str, ...], *, front: bool) -> Patch:
    def made(names: Names) -> Edit:
        patterns = [_statement(s, names) for s in statements]
        return lambda tree: _rewrite_bodies(tree, partial(_taken_out, patterns, front))

    return Patch(made, True, _words_of(statements))


def _taken_out(patterns: Body, front: bool, body: Body) -> Body | None:
    def taken(loop: ast.stmt) -> Body | None:
        body = loop.body  # type: ignore[attr-defined]
        found = [s for s in body if any(_fits(p, s, {}) for p in patterns)]
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
