"""Code is found by its shape, whatever others did to the nodes of a tree."""

from __future__ import annotations

import ast

from grader.course.matching import copied


def test_a_tree_that_others_wrote_on_is_copied_without_what_they_wrote() -> None:
    tree = ast.parse("for x in y:\n    x = f(x) + 1\n    pass\n")
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # as `executing` does, when a notebook shows a traceback
    try:
        made = copied(tree)
    finally:
        for node in ast.walk(tree):
            vars(node).pop("parent", None)  # there is only one ast.Load
    assert ast.unparse(made) == ast.unparse(tree)
    assert not any(hasattr(node, "parent") for node in ast.walk(made))
    mine = {id(node) for node in ast.walk(tree) if node._attributes}
    assert mine.isdisjoint(id(node) for node in ast.walk(made))
