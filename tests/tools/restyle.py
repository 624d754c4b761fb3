"""Rewrites a program in another style without changing what it does.

A mistake must be recognised however the rest of the code is written, so each is tried in
several styles: other names, an explicit iterator, a nested function, long-hand sums.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable


def renamed(source: str) -> str:
    """Give every local name another name, and hint at types."""
    tree = ast.parse(source)
    for function in _functions(tree):
        local = {a.arg for a in function.args.args} | {
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        local -= {"self", *dir(builtins)}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in local:
                node.id = f"my_{node.id}"
            elif isinstance(node, ast.arg) and node.arg in local:
                node.arg = f"my_{node.arg}"
                node.annotation = ast.Name("object", ast.Load())
    return ast.unparse(ast.fix_missing_locations(tree))


class _While(ast.NodeTransformer):
    count = 0

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        self.generic_visit(node)
        self.count += 1
        name = f"batches_{self.count}"
        head = ast.parse(f"{name} = iter(0)").body[0]
        head.value.args[0] = node.iter  # type: ignore[attr-defined]
        loop = ast.parse(
            f"while True:\n    try:\n        _ = next({name})\n"
            "    except StopIteration:\n        break"
        ).body[0]
        loop.body[0].body[0].targets = [node.target]  # type: ignore[attr-defined]
        loop.body.extend(node.body)  # type: ignore[attr-defined]
        return [head, loop]


def iterators(source: str) -> str:
    """Write every ``for`` loop as a ``while`` loop over an iterator."""
    return ast.unparse(ast.fix_missing_locations(_While().visit(ast.parse(source))))


def nested(source: str) -> str:
    """Do the work in an inner function."""
    tree = ast.parse(source)
    for function in _functions(tree):
        names = [a.arg for a in function.args.args]
        inner = ast.parse(f"def work({', '.join(names)}):\n    pass").body[0]
        inner.body = function.body  # type: ignore[attr-defined]
        function.body = [inner, ast.parse(f"return work({', '.join(names)})").body[0]]
    return ast.unparse(ast.fix_missing_locations(tree))


class _LongHand(ast.NodeTransformer):
    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        if isinstance(node.target, ast.Name) and node.target.id in ("x", "p"):
            return node  # a tensor changed in place is another program than a new tensor
        left = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.Assign([node.target], ast.BinOp(left, node.op, node.value))

    def visit_Return(self, node: ast.Return) -> list[ast.stmt]:
        if node.value is None:
            return [node]
        result = ast.Assign([ast.Name("result", ast.Store())], node.value)
        return [result, ast.Return(ast.Name("result", ast.Load()))]

    def visit_For(self, node: ast.For) -> ast.For:
        self.generic_visit(node)
        node.body = [ast.parse("print('next')").body[0], *node.body]
        return node


def long_hand(source: str) -> str:
    """Write sums out, print in every loop, and name the result."""
    return ast.unparse(ast.fix_missing_locations(_LongHand().visit(ast.parse(source))))


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Return the outermost functions and the methods of classes."""
    found = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found += [n for n in node.body if isinstance(n, ast.FunctionDef)]
    return found


STYLES: dict[str, Callable[[str], str]] = {
    "renamed": renamed,
    "iterators": iterators,
    "nested": nested,
    "long_hand": long_hand,
}
