"""Finds code by its shape and rewrites it: what the words of a patch are made of."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Callable
from typing import Any

Body = list[ast.stmt]
Edit = Callable[[ast.Module], ast.Module]
Names = frozenset[tuple[str, str]]  # names and what they are exchanged with
BLOCKS = ("body", "orelse", "finalbody")
HOLE = re.compile(r"_[A-Z]+$")


class DoesNotApply(Exception):
    """The source has no lines for this edit to work on."""


def copied(node: Any) -> Any:
    """Return a copy of a node or of a list of them; ``copy.deepcopy`` takes ten times as long.

    What others wrote on a node stays behind: what shows tracebacks in notebooks writes there whose
    part a node is, even on ``ast.Load``, which there is only one of.
    """
    if isinstance(node, list):
        return [copied(each) for each in node]
    if not isinstance(node, ast.AST) or not (node._fields or node._attributes):
        return node
    made, values = type(node)(), vars(node)
    for name in (*node._fields, *node._attributes):
        if name in values:
            setattr(made, name, copied(values[name]))
    return made


def parsed_block(text: str, names: Names = frozenset()) -> Body:
    """Return statements, in which names are exchanged both ways."""
    tree = ast.parse(textwrap.dedent(text))
    exchanged = {**dict(names), **{new: old for old, new in names}}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = exchanged.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = exchanged.get(node.arg, node.arg)
    return tree.body


def parsed_statement(text: str, names: Names = frozenset()) -> ast.stmt:
    """Return the one statement of a text."""
    (statement,) = parsed_block(text, names)
    return statement


def parsed_header(header: str, names: Names = frozenset()) -> ast.stmt:
    """Return a block that does nothing, below a header such as ``with torch.no_grad():``."""
    return parsed_statement(textwrap.dedent(header).rstrip() + "\n    pass", names)


def is_statement_block(text: str) -> bool:
    """Return whether a text is anything but one expression."""
    try:
        ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return True
    return False


def fits(pattern: object, node: object, holes: dict[str, ast.expr]) -> bool:
    """Return whether a node has the shape of a pattern; what its holes stand for is added."""
    if isinstance(pattern, ast.Name) and HOLE.match(pattern.id):
        if not isinstance(node, ast.expr):
            return False
        known = holes.setdefault(pattern.id, node)
        return ast.dump(known) == ast.dump(node)
    if isinstance(pattern, ast.expr_context):
        return True
    if isinstance(pattern, ast.AST):
        return type(pattern) is type(node) and all(
            fits(getattr(pattern, field, None), getattr(node, field, None), holes)
            for field in pattern._fields
        )
    if isinstance(pattern, list):
        return isinstance(node, list) and (
            _is_dots(pattern)
            or (
                len(pattern) == len(node)
                and all(fits(p, n, holes) for p, n in zip(pattern, node, strict=True))
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


def same_header(wanted: ast.stmt, statement: ast.stmt) -> bool:
    """Return whether two blocks begin alike, whatever is in them."""
    if type(wanted) is not type(statement):
        return False
    skip = {"body", "orelse", "finalbody", "handlers", "type_comment"}
    return all(
        fits(getattr(wanted, f, None), getattr(statement, f, None), {})
        for f in wanted._fields
        if f not in skip
    )


def index_of(body: Body, pattern: ast.stmt) -> int | None:
    """Return the place of the first statement that fits, or None."""
    return next((i for i, s in enumerate(body) if fits(pattern, s, {})), None)


class _Fill(ast.NodeTransformer):
    def __init__(self, holes: dict[str, ast.expr]) -> None:
        self.holes = holes

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Put what a hole matched in its place."""
        filled: ast.AST = copied(self.holes.get(node.id, node))
        return filled


def fill_in(body: Body, holes: dict[str, ast.expr]) -> Body:
    """Return a copy of statements with what was found in place of their holes."""
    return [_Fill(holes).visit(copied(statement)) for statement in body]


def _blocks(tree: ast.AST) -> list[tuple[ast.AST, str]]:
    """Return where blocks of statements are, the outer ones first."""
    found, nodes = [], [tree]
    while nodes:
        found += [(n, f) for n in nodes for f in BLOCKS if isinstance(getattr(n, f, None), list)]
        parts = (getattr(n, f, None) for n in nodes for f in (*BLOCKS, "handlers", "cases"))
        nodes = [node for part in parts if isinstance(part, list) for node in part]
    return found


def rewrite_bodies(tree: ast.Module, edit: Callable[[Body], Body | None]) -> ast.Module:
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


def rewrite_statements(
    tree: ast.Module, pattern: ast.stmt, make: Callable[[ast.stmt, dict[str, ast.expr]], Body]
) -> ast.Module:
    """Put what ``make`` gives for each statement that fits; at least one must."""

    def edit(body: Body) -> Body | None:
        out: Body = []
        hit = False
        for statement in body:
            holes: dict[str, ast.expr] = {}
            if fits(pattern, statement, holes):
                hit = True
                out.extend(make(statement, holes))
            else:
                out.append(statement)
        return out if hit else None

    return rewrite_bodies(tree, edit)


def replace_expression(pattern: ast.expr, new: ast.expr) -> Edit:
    """Return the edit that puts ``new`` for each expression that fits."""

    class Rewrite(ast.NodeTransformer):
        hits = 0

        def generic_visit(self, node: ast.AST) -> ast.AST:
            holes: dict[str, ast.expr] = {}
            if isinstance(node, ast.expr) and fits(pattern, node, holes):
                self.hits += 1
                filled: ast.AST = _Fill(holes).visit(copied(new))
                return filled
            return super().generic_visit(node)

    def edit(tree: ast.Module) -> ast.Module:
        rewrite = Rewrite()
        tree = rewrite.visit(tree)
        if not rewrite.hits:
            raise DoesNotApply
        return tree

    return edit
