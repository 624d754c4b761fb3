"""The lines in which two programs differ."""

from __future__ import annotations

import ast
import difflib
import textwrap


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
