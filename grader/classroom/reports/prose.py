"""Code without comments and docstrings, in which people write who they are."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator


def without_prose(source: str) -> str:
    r"""Return code that does the same, without comments and docstrings; else as it was written.

    Raises:
        SyntaxError: if it is no code of Python's.
        tokenize.TokenError: if it has no end.

    Example:
        >>> print(without_prose('def f(x):\n    "By me."\n    return  x  # mine'))
        def f(x):
            return  x
    """
    tree = _stripped(ast.parse(source))
    lines = source.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node, is_alone in _texts(ast.parse(source)):
        end = node.end_lineno or node.lineno
        lines[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
        if is_alone:
            lines[node.lineno - 1] = f"{' ' * node.col_offset}pass"
    plain = "\n".join(line.rstrip() for line in lines if line.strip())
    return plain if _is(tree, plain) else ast.unparse(tree)


def _is(tree: ast.Module, plain: str) -> bool:
    """Return whether text is the code of a tree: two statements may have shared a line."""
    try:
        return ast.dump(ast.parse(plain)) == ast.dump(tree)
    except SyntaxError:
        return False


def _texts(tree: ast.Module) -> Iterator[tuple[ast.stmt, bool]]:
    """Yield each statement that is a text only, and whether something has to stand in its place."""
    for body in _bodies(tree):
        alone = all(map(_is_text, body))
        yield from ((node, alone and node is body[0]) for node in body if _is_text(node))


def _stripped(tree: ast.Module) -> ast.Module:
    """Take all texts out of a tree that are statements."""
    for body in _bodies(tree):
        body[:] = [node for node in body if not _is_text(node)] or [ast.Pass()]
    return tree


def _bodies(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body:
                yield body


def _is_text(node: ast.AST) -> bool:
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_constant and isinstance(node.value.value, str)  # type: ignore[attr-defined]
